"""Fetches Web Chat, the chat pane of the sandbox's page: `python -m sandbox.webchat`."""

from __future__ import annotations

import sys
from pathlib import Path

from sandbox.npm import FetchError, fetch

PACKAGE, VERSION = "botframework-webchat", "4.18.1"
INTEGRITY = (
    "sha512-7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHM"
    "Z4hDEVOzs5cre07GWuaXzg=="
)
FILES = {"dist/webchat.js": "webchat.js", "dist/webchat.js.LICENSE.txt": "webchat.js.LICENSE.txt"}
TARGET = Path(__file__).resolve().parent.parent / "build" / "webchat"


def say(line: str) -> None:
    """Writes a progress line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(target: Path = TARGET) -> int:
    """Returns the exit status: 0 once Web Chat is in place, 1 with the reason printed."""
    say(f"Web Chat: {PACKAGE} {VERSION} …")
    try:
        fetch(PACKAGE, VERSION, INTEGRITY, FILES, target)
    except FetchError as reason:
        sys.stderr.write(f"Web Chat could not be fetched. {reason}\n")
        return 1
    say("Web Chat: ready")
    return 0


if __name__ == "__main__":
    sys.exit(main())
