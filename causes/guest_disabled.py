"""The inviting organisation has blocked the guest account from signing in (C-16)."""

from __future__ import annotations

from causes.attempt import SIGNED_IN
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, parties
from evidence.facts import (
    ACCOUNT_ENABLED,
    ADDRESS_COLLISION,
    ERROR_CLASS,
    GUEST_ADDRESS_MATCHES,
    GUEST_ENABLED,
    USED_OTHER_ACCOUNT,
)

CODE = 500571
# Its text speaks of "the account": it may be the guest or the account at home.
CODE_OF_EITHER = 50057


def rule(seen: Seen) -> tuple[Way, ...]:
    # Of two pages the code is the one that is judged (7.3).
    refused = seen.is_(ERROR_CLASS, "inviter.guest-blocked") & ~seen.shows_code().shown()
    said = seen.code(CODE) | refused
    read = seen.proven(GUEST_ENABLED, False) & ~_another_guest(seen)
    return (
        Way(Certainty.CERTAIN, said & ~seen.shown(GUEST_ENABLED, True)),
        Way(Certainty.CERTAIN, read),
        Way(Certainty.LIKELY, said | seen.is_(GUEST_ENABLED, False)),
        Way(Certainty.LIKELY, seen.code(CODE_OF_EITHER) & seen.proven(ACCOUNT_ENABLED, True)),
    )


def _another_guest(seen: Seen) -> Truth:
    """Whether the blocked guest need not be the one that signed in (guard R31)."""
    several = seen.shown(ADDRESS_COLLISION, "otherGuest")
    # A page that says "no guest matches" did not get as far as a disabled one.
    unmatched = (seen.shown_code(*SIGNED_IN) | seen.shown(USED_OTHER_ACCOUNT, True)).unnamed()
    return several | unmatched | seen.shown(GUEST_ADDRESS_MATCHES, False)


def out(seen: Seen) -> Truth:
    """A guest read to be enabled, unless the page itself speaks of one that is not."""
    said = seen.shown_code(CODE) | seen.shown(ERROR_CLASS, "inviter.guest-blocked")
    return seen.proven(GUEST_ENABLED, True).shown() & ~said


CAUSE = Cause(
    id="guest-disabled",
    stages=frozenset({Stage.GUEST_OBJECT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("enable-guest", HOST_ADMIN),),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
