"""What shows that Entra let the person through and SharePoint did not (catalogue, 7.2)."""

from __future__ import annotations

from causes.model import Seen, Truth
from evidence.facts import ERROR_CLASS, HOST_SIGN_IN_CODE, USED_OTHER_ACCOUNT


def denied(seen: Seen) -> Truth:
    """Whether SharePoint refused: its page says so, or the log has a sign-in that worked."""
    unnamed = seen.is_(ERROR_CLASS, "spo.generic-didnt-work") & seen.is_(HOST_SIGN_IN_CODE, 0)
    return seen.is_(ERROR_CLASS, "spo.access-denied") | unnamed.shown()


def somebody_else(seen: Seen) -> Truth:
    """Whether another account is known to have been refused: then the state settles nothing."""
    return seen.shown(USED_OTHER_ACCOUNT, True)
