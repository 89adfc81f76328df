"""The guest still belongs to an account that was deleted and made anew at home (C-17)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.on_the_page import (
    another_guest,
    as_invited,
    redeemed_but_refused,
    refused_as_invited,
)
from causes.parties import HOST_ADMIN, parties
from causes.recipes import REMOVE_AND_INVITE, RESET_REDEMPTION
from evidence.facts import (
    CHANGED_AT_HOME,
    ERROR_CLASS,
    GUEST_ISSUER,
    GUEST_STATE,
    HOME_RECREATED,
    OTHER_HOSTS_WORK,
    PREDECESSOR_DELETED,
    USED_OTHER_ACCOUNT,
    WORKED_BEFORE,
)

# Only these two say that the name is known and the account is not (7.8, guard of R34).
REFUSED = (50020, 90072)


def rule(seen: Seen) -> tuple[Way, ...]:
    accepted = seen.is_(GUEST_STATE, "Accepted")
    anew = accepted & seen.is_(HOME_RECREATED, True)
    page = seen.code(*REFUSED) & refused_as_invited(seen) & _that_account(seen)
    told = seen.is_(CHANGED_AT_HOME, "recreated", "moved")
    binned = seen.is_(PREDECESSOR_DELETED, True) & seen.code(*REFUSED)
    known = redeemed_but_refused(seen)
    unknown = seen.is_(ERROR_CLASS, "spo.user-not-in-directory") & as_invited(seen)
    return (
        Way(Certainty.CERTAIN, anew & _read(seen) & page),
        Way(Certainty.LIKELY, anew),
        Way(Certainty.LIKELY, accepted & told),
        Way(Certainty.LIKELY, accepted & binned),
        Way(Certainty.LIKELY, known & _suddenly(seen)),
        Way(Certainty.POSSIBLE, told & ~seen.shown(GUEST_STATE, "PendingAcceptance")),
        Way(Certainty.POSSIBLE, known | accepted & unknown),
    )


def _read(seen: Seen) -> Truth:
    """Whether both dates and the kind of guest were read (7.8, guard of R34)."""
    entra = seen.proven(GUEST_ISSUER, "ExternalAzureAD")
    return seen.trusted(GUEST_STATE) & seen.trusted(HOME_RECREATED) & entra


def _that_account(seen: Seen) -> Truth:
    """Whether the page can only mean the guest that was read, and the person's own account."""
    return ~another_guest(seen) & ~seen.shown(USED_OTHER_ACCOUNT, True)


def _suddenly(seen: Seen) -> Truth:
    """It worked, and no longer does; a new account fails with every partner it was a guest of."""
    return seen.is_(WORKED_BEFORE, True) & ~seen.shown(OTHER_HOSTS_WORK, True)


def out(seen: Seen) -> Truth:
    """The account is older than the redemption; or the guest was no account of a directory."""
    moved = seen.shown(CHANGED_AT_HOME, "recreated", "moved")
    other = seen.shown(GUEST_ISSUER, "MicrosoftAccount", "google", "mail")
    return (seen.is_(HOME_RECREATED, False) & ~moved) | other


CAUSE = Cause(
    id="home-account-recreated",
    stages=frozenset({Stage.GUEST_OBJECT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(RESET_REDEMPTION, REMOVE_AND_INVITE),
    rule=rule,
    details=parties,
    out=out,
)
