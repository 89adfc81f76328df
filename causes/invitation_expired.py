"""The link or the access given with it was made for a time that is over (C-19)."""

from __future__ import annotations

from causes.at_the_site import denied
from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.parties import INVITER, parties
from causes.recipes import SHARE_AGAIN
from evidence.facts import ERROR_CLASS, LINK_EXPIRED

_PAGE = "link.expired"


def rule(seen: Seen) -> tuple[Way, ...]:
    page = seen.is_(ERROR_CLASS, _PAGE)
    return (
        Way(Certainty.CERTAIN, page & ~seen.shown(LINK_EXPIRED, False)),
        # Without the page the person may still have access by another way (guard R06).
        Way(Certainty.CERTAIN, denied(seen) & seen.proven(LINK_EXPIRED, True)),
        Way(Certainty.LIKELY, page | seen.is_(LINK_EXPIRED, True)),
    )


def out(seen: Seen) -> Truth:
    """A link read to be valid still, unless the page says otherwise."""
    return seen.proven(LINK_EXPIRED, False).shown() & ~seen.shown(ERROR_CLASS, _PAGE)


CAUSE = Cause(
    id="invitation-expired",
    stages=frozenset({Stage.LINK, Stage.SHAREPOINT}),
    acts=(INVITER,),
    mode=Mode.ONE_OF,
    remedies=(SHARE_AGAIN,),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
