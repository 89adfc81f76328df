"""What is no failed invitation to SharePoint at all, and whose matter it is then. Pure.

The catalogue's "not causes / out of scope": an honest verdict of its own, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from causes.attempt import INTERRUPTS
from causes.model import Organisation, Seen, Truth
from causes.sides import Sides
from evidence.facts import (
    CLIENT,
    DIRECT_LINK_WORKS,
    ERROR_CLASS,
    ERROR_REPEATS,
    PRODUCT,
)

# Teams' shared channels let people in without making them guests (2.6).
SHARED_CHANNEL = 90071
PASSING = "passing-interrupt"


def beyond(seen: Seen) -> str:
    """A key of words/beyond.j2; empty within scope, and while nobody knows."""
    return next((key for key, shows in _BEYOND.items() if shows(seen).state), "")


def whose(key: str) -> Sides:
    """Who would look into it, as far as the kind of thing alone tells."""
    return (_WHOSE.get(key, Organisation.UNKNOWN),)


def _shared_channel(seen: Seen) -> Truth:
    return seen.shown_code(SHARED_CHANNEL) | seen.shown(PRODUCT, "sharedChannel")


def _sharepoint_server(seen: Seen) -> Truth:
    """Its own installation; what Entra or SharePoint Online showed speaks of another one."""
    return seen.shown(PRODUCT, "sharepointServer") & ~_online(seen)


def _own_app(seen: Seen) -> Truth:
    return seen.shown(PRODUCT, "ownApp") & ~_online(seen)


def _other_program(seen: Seen) -> Truth:
    """Only if the browser gets in: a guest who is refused is refused by every program."""
    product = seen.shown(PRODUCT, "powerBi", "syncClient")
    client = seen.shown(CLIENT, "officeApp", "mobileApp")
    return (product | client) & seen.shown(DIRECT_LINK_WORKS, True)


def _online(seen: Seen) -> Truth:
    """Whether the page itself is one of Entra's refusals or of SharePoint Online."""
    page = seen.text(ERROR_CLASS) or ""
    return seen.shows_code().shown() | Truth(page.startswith("spo."))


def _passing(seen: Seen) -> Truth:
    return seen.shown_code(*INTERRUPTS) & seen.shown(ERROR_REPEATS, False)


_BEYOND: Mapping[str, Callable[[Seen], Truth]] = MappingProxyType(
    {
        "shared-channel": _shared_channel,
        "sharepoint-server": _sharepoint_server,
        "own-app": _own_app,
        "other-program": _other_program,
        PASSING: _passing,
    }
)
_WHOSE: Mapping[str, Organisation] = MappingProxyType(
    {
        "sharepoint-server": Organisation.INVITING,
        "own-app": Organisation.INVITING,
        PASSING: Organisation.NEITHER,
    }
)
KEYS = tuple(_BEYOND)
