"""What was shared is gone, or shared no longer with the invited person (C-21)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.at_the_site import denied
from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.parties import INVITER, for_command, home_domain
from causes.recipes import SHARE_AGAIN
from evidence.facts import (
    ERROR_CLASS,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    ITEM_PERMISSION_LISTED,
    LINK_AUDIENCE,
    LINK_ITEM_EXISTS,
    LINK_RECIPIENT_LISTED,
    SHARE_REVOKED,
)

_PAGE = "link.removed"


@dataclass(frozen=True)
class Details:
    """`own_people_only`: the link is one for the inviting organisation's own people.
    `item_gone`: the file or site itself is not where it was."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    own_people_only: bool
    item_gone: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    page = seen.is_(ERROR_CLASS, _PAGE)
    off, taken = seen.is_(LINK_RECIPIENT_LISTED, False), seen.is_(SHARE_REVOKED, True)
    closed = seen.is_(LINK_ITEM_EXISTS, False) | seen.is_(LINK_AUDIENCE, "organisation")
    # On no list of the item at all: it may as well never have been given (C-52).
    only_link = off & ~seen.shown(ITEM_PERMISSION_LISTED, False)
    return (
        Way(Certainty.CERTAIN, page & ~_listed(seen)),
        # Without a page access may come by the site or a group all the same (guard R06).
        Way(Certainty.CERTAIN, denied(seen) & _read(seen)),
        Way(Certainty.LIKELY, page | closed | (denied(seen) & (taken | only_link))),
        Way(Certainty.POSSIBLE, off | taken),
    )


def _read(seen: Seen) -> Truth:
    """Whether the log, the link or the item itself shows it, not only a missing name."""
    taken = seen.proven(SHARE_REVOKED, True) & seen.proven(LINK_RECIPIENT_LISTED, False)
    own_people = seen.proven(LINK_AUDIENCE, "organisation")
    return seen.proven(LINK_ITEM_EXISTS, False) | own_people | taken


def out(seen: Seen) -> Truth:
    """The person read to have access to the item still."""
    gone = seen.shown(LINK_ITEM_EXISTS, False) | seen.shown(ERROR_CLASS, _PAGE)
    return _listed(seen) & ~gone


def _listed(seen: Seen) -> Truth:
    on_link = seen.proven(LINK_RECIPIENT_LISTED, True)
    return (on_link | seen.proven(ITEM_PERMISSION_LISTED, True)).shown()


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        own_people_only=bool(seen.shown(LINK_AUDIENCE, "organisation").state),
        item_gone=bool(seen.shown(LINK_ITEM_EXISTS, False).state),
    )


CAUSE = Cause(
    id="invitation-withdrawn-or-share-removed",
    stages=frozenset({Stage.LINK, Stage.SHAREPOINT}),
    acts=(INVITER,),
    mode=Mode.ONE_OF,
    remedies=(SHARE_AGAIN,),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
