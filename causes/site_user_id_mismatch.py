"""The site remembers an earlier account of the person by its id (C-18)."""

from __future__ import annotations

from causes.at_the_site import denied, somebody_else
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.on_the_page import as_invited
from causes.parties import HOST_ADMIN, INVITER, parties
from causes.recipes import SHARE_AGAIN
from evidence.facts import (
    ERROR_CLASS,
    GUEST_STATE,
    ITEM_PERMISSION_LISTED,
    SITE_USER_MISMATCH,
    SITE_USER_OLDER,
    SITE_USER_PRESENT,
)

_NOBODY = "spo.user-not-in-directory"
_SIGN_IN = "spo.signin-not-working"


def rule(seen: Seen) -> tuple[Way, ...]:
    refused = denied(seen) | seen.is_(ERROR_CLASS, _NOBODY, _SIGN_IN)
    read = seen.proven(SITE_USER_MISMATCH, True) & ~somebody_else(seen)
    redeemed = seen.is_(GUEST_STATE, "Accepted", "null")
    older = seen.is_(SITE_USER_PRESENT, True) & seen.is_(SITE_USER_OLDER, True)
    unknown = seen.is_(ERROR_CLASS, _NOBODY) & as_invited(seen)
    listed = seen.is_(ITEM_PERMISSION_LISTED, True)
    return (
        Way(Certainty.CERTAIN, refused & read),
        Way(Certainty.LIKELY, seen.is_(SITE_USER_MISMATCH, True)),
        Way(Certainty.LIKELY, redeemed & (refused & older | unknown)),
        Way(Certainty.LIKELY, redeemed & seen.is_(ERROR_CLASS, _SIGN_IN)),
        Way(Certainty.POSSIBLE, seen.is_(ERROR_CLASS, _SIGN_IN)),
        Way(Certainty.POSSIBLE, seen.is_(ERROR_CLASS, _NOBODY) & _known_to_the_site(seen)),
        # R74: who has the permission and is refused all the same, is refused by the site.
        Way(Certainty.POSSIBLE, denied(seen) & listed & ~somebody_else(seen)),
    )


def _known_to_the_site(seen: Seen) -> Truth:
    """A row for the person, whom SharePoint all the same does not find."""
    return seen.is_(SITE_USER_PRESENT, True) & ~somebody_else(seen)


def out(seen: Seen) -> Truth:
    """No row for the person on the site, or one read to carry the right id."""
    absent = seen.proven(SITE_USER_PRESENT, False) & ~seen.shown(SITE_USER_MISMATCH, True)
    return absent.shown() | seen.proven(SITE_USER_MISMATCH, False).shown()


CAUSE = Cause(
    id="site-user-id-mismatch",
    stages=frozenset({Stage.SHAREPOINT}),
    acts=(HOST_ADMIN, INVITER),
    mode=Mode.IN_ORDER,
    remedies=(Remedy("remove-stale-site-user", HOST_ADMIN), SHARE_AGAIN),
    rule=rule,
    details=parties,
    out=out,
)
