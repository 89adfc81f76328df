"""The person who shares may not share with people outside (C-29)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, INVITER, parties
from evidence.facts import ERROR_CLASS, GUEST_EXISTS, INVITER_MAY_SHARE, SHARING_GROUPS_ONLY

_REFUSED = "inviter.policy"
_LACKS = "inviter.recipient-lacks-permission"


def rule(seen: Seen) -> tuple[Way, ...]:
    refused, missing = seen.is_(ERROR_CLASS, _REFUSED), seen.is_(GUEST_EXISTS, False)
    barred, read = seen.is_(INVITER_MAY_SHARE, False), seen.proven(INVITER_MAY_SHARE, False)
    few = seen.is_(SHARING_GROUPS_ONLY, True)
    return (
        Way(Certainty.CERTAIN, read & (refused | seen.proven(GUEST_EXISTS, False))),
        # A link of somebody who may no longer share makes no guest either (C-14).
        Way(Certainty.LIKELY, barred & (refused | missing)),
        # Whether the sharer is in one of the groups is not known (guard R18).
        Way(Certainty.LIKELY, few & refused),
        Way(Certainty.POSSIBLE, few & missing),
        Way(Certainty.POSSIBLE, barred & seen.is_(ERROR_CLASS, _LACKS)),
    )


def out(seen: Seen) -> Truth:
    """A sharer read to be allowed; a guest who is there, unless the inviter was refused."""
    inviters = seen.shown(ERROR_CLASS, _REFUSED, _LACKS)
    there = seen.shown(GUEST_EXISTS, True) & ~inviters
    return there | seen.proven(INVITER_MAY_SHARE, True).shown()


CAUSE = Cause(
    id="sharer-not-permitted",
    stages=frozenset({Stage.HOST_ADMITS, Stage.SHAREPOINT}),
    acts=(INVITER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("let-somebody-else-share", INVITER),
        Remedy("permit-the-sharer", HOST_ADMIN),
    ),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
