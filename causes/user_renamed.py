"""The person was renamed at home; the guest still carries the former address (C-09)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.other_name import (
    ADD_NAME,
    SHARE_WITH_NAME,
    by_other_means,
    refused,
    renamed,
    secondary,
    ways,
)
from causes.parties import HOST_ADMIN, INVITER
from causes.twins import details
from evidence.facts import (
    CHANGED_AT_HOME,
    ERROR_CLASS,
    HOME_RECREATED,
    INVITED_IN_PROXIES,
    MAIL_EQUALS_INVITED,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    # Equal names rule out nothing here: a share with the new address makes a second guest (R54).
    changed, reset = renamed(seen), seen.is_(ERROR_CLASS, "inviter.reset-mismatch")
    return (
        *ways(seen, changed, _sure(seen)),
        Way(Certainty.LIKELY, changed & refused(seen)),
        Way(Certainty.LIKELY, changed & reset),
        Way(Certainty.POSSIBLE, changed),
        Way(Certainty.POSSIBLE, reset),
    )


def _sure(seen: Seen) -> Truth:
    """A renaming that was read, or told while the address was read to be a secondary one now."""
    read = seen.trusted(INVITED_IN_PROXIES) & seen.trusted(MAIL_EQUALS_INVITED)
    return seen.trusted(CHANGED_AT_HOME) | (secondary(seen) & read)


def out(seen: Seen) -> Truth:
    """A new account instead of a new name; a difference that does not matter."""
    return seen.shown(HOME_RECREATED, True) | by_other_means(seen)


CAUSE = Cause(
    id="user-renamed",
    stages=frozenset({Stage.IDENTITY}),
    acts=(HOST_ADMIN, INVITER),
    mode=Mode.ONE_OF,
    remedies=(Remedy("update-guest-address", HOST_ADMIN), ADD_NAME, SHARE_WITH_NAME),
    rule=rule,
    details=details,
    out=out,
)
