"""The guest account was deleted and can still be restored (C-15)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, parties
from causes.recipes import INVITE_GUEST
from evidence.facts import (
    ERROR_CLASS,
    GUEST_EXISTS,
    GUEST_SOFT_DELETED,
    LEGACY_HONOURED,
    LINK_KIND,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    none_left = seen.proven(GUEST_SOFT_DELETED, True) & seen.proven(GUEST_EXISTS, False)
    return (
        Way(Certainty.CERTAIN, none_left & _not_let_in(seen)),
        Way(Certainty.LIKELY, seen.is_(GUEST_SOFT_DELETED, True)),
    )


def _not_let_in(seen: Seen) -> Truth:
    """Whoever SharePoint itself refused was somebody to Entra: not this guest."""
    return ~seen.shown(ERROR_CLASS, "spo.access-denied").unnamed()


def out(seen: Seen) -> Truth:
    """A living guest for the person (guard R30); the flow that made guests by itself."""
    legacy = seen.shown(LINK_KIND, "acceptInvite") & seen.shown(LEGACY_HONOURED, True)
    return seen.is_(GUEST_EXISTS, True) | legacy


CAUSE = Cause(
    id="guest-soft-deleted",
    # From 2026 a link to somebody who is no guest ends in "access denied" as well.
    stages=frozenset({Stage.GUEST_OBJECT, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("restore-guest", HOST_ADMIN), INVITE_GUEST),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
