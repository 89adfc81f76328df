"""The guest is fine but was never given this file or site (C-52)."""

from __future__ import annotations

from causes.at_the_site import denied, somebody_else
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.on_the_page import as_invited
from causes.parties import INVITER, parties
from causes.recipes import SHARE_AGAIN
from evidence.facts import (
    ERROR_CLASS,
    GUEST_STATE,
    ITEM_PERMISSION_LISTED,
    LINK_AUDIENCE,
    LINK_OPENED,
    SHARE_REVOKED,
    SITE_USER_EXPIRED,
    SITE_USER_MISMATCH,
    SITE_USER_PRESENT,
    SPO_EXPIRY_POLICY,
    WORKED_BEFORE,
)

_LACKS = "inviter.recipient-lacks-permission"


def rule(seen: Seen) -> tuple[Way, ...]:
    absent = seen.is_(ITEM_PERMISSION_LISTED, False)
    lacks, other = seen.is_(ERROR_CLASS, _LACKS), seen.is_(LINK_OPENED, "otherSite")
    existing = seen.is_(LINK_AUDIENCE, "existingAccess")
    new = seen.is_(WORKED_BEFORE, False) & as_invited(seen) & seen.is_(GUEST_STATE, "Accepted")
    return (
        Way(Certainty.CERTAIN, denied(seen) & _nowhere(seen) & ~_taken_away(seen)),
        Way(Certainty.LIKELY, (denied(seen) & absent) | lacks),
        # A link for people with existing access gives nobody any; a share opens no other site.
        Way(Certainty.LIKELY, denied(seen) & (existing | other)),
        Way(Certainty.POSSIBLE, denied(seen) & new),
    )


def _nowhere(seen: Seen) -> Truth:
    """Access may come by the site or a group: the site must not know the person either."""
    read = seen.proven(ITEM_PERMISSION_LISTED, False) & seen.proven(SITE_USER_PRESENT, False)
    return read & ~somebody_else(seen)


def _taken_away(seen: Seen) -> Truth:
    """Whether it may have been given and lost: withdrawn (C-21) or run out (C-30)."""
    withdrawn = seen.shown(SHARE_REVOKED, True) | seen.is_(LINK_AUDIENCE, "organisation")
    never = seen.is_(WORKED_BEFORE, False) | seen.proven(SPO_EXPIRY_POLICY, False)
    return withdrawn | ~never


def out(seen: Seen) -> Truth:
    """The permission read to be there; access that ran out, or a site with the wrong id."""
    listed = seen.proven(ITEM_PERMISSION_LISTED, True).shown()
    site = seen.shown(SITE_USER_EXPIRED, True) | seen.shown(SITE_USER_MISMATCH, True)
    return (listed | site) & ~seen.shown(ERROR_CLASS, _LACKS)


CAUSE = Cause(
    id="no-permission-on-item",
    stages=frozenset({Stage.SHAREPOINT}),
    acts=(INVITER,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("grant-the-permission", INVITER), SHARE_AGAIN),
    rule=rule,
    details=parties,
    out=out,
)
