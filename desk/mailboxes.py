"""Mail addresses that can be written to. Pure."""

from __future__ import annotations

import re

# RFC 5321's dot-atom and a domain of A-labels: nothing that a header could take for more.
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST = 254


def is_mailbox(text: str) -> bool:
    """Whether it is one plain address, its domain in ASCII."""
    return len(text) <= _LONGEST and _MAILBOX.fullmatch(text) is not None
