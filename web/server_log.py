"""What the HTTP server says in the log by itself: never whose request it was, nor a line of it."""

from __future__ import annotations

import logging
import traceback


class PlacesOnly(logging.Filter):
    """aiohttp logs the address, and of a request it cannot read the very line, in which a link
    to a partner's page may stand. What stays is the kind of failure and where in the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        failure = record.exc_info[1] if record.exc_info else None
        if failure is not None:
            frames = reversed(traceback.extract_tb(failure.__traceback__))
            where = " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in frames)
            record.msg, record.args = "%s at %s", (type(failure).__name__, where)
            record.exc_info = record.exc_text = None
        return True


_PLACES_ONLY = PlacesOnly()


def say_places_only() -> None:
    """From now on; may be called any number of times."""
    logging.getLogger("aiohttp.server").addFilter(_PLACES_ONLY)
