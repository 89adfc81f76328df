"""What was made a moment ago is not known everywhere yet: waiting is all it takes (C-24)."""

from __future__ import annotations

from datetime import timedelta

from causes.model import (
    Cause,
    Certainty,
    Mode,
    Remedy,
    Seen,
    Stage,
    Truth,
    Way,
)
from causes.on_the_page import as_invited
from causes.parties import NOBODY, parties
from evidence.facts import (
    ERROR_CLASS,
    ERROR_TIME,
    FAILS_SINCE,
    GUEST_CREATED_AT,
    GUEST_EXISTS,
    GUEST_STATE,
    GUEST_STATE_CHANGED_AT,
    HOST_POLICY_CHANGED_AT,
    LINK_SENT_AT,
    NOW,
    RETRY_WORKS,
    Fact,
)

# A new guest takes minutes to appear everywhere (C-24); R32 waits for a quarter of an hour.
SETTLING = timedelta(minutes=15)
# A changed policy takes up to an hour.
SETTLING_POLICY = timedelta(hours=1)
# The longest that any copy lags behind: SharePoint's of the Entra settings.
LONGEST = timedelta(hours=24)

DENIED = (
    "spo.user-not-in-directory",
    "spo.access-denied",
    "spo.generic-didnt-work",
    "spo.signin-not-working",
)


def rule(seen: Seen) -> tuple[Way, ...]:
    shared = seen.within(SETTLING, LINK_SENT_AT, NOW)
    silent = seen.is_(ERROR_CLASS, "mail.not-received") | seen.is_(GUEST_EXISTS, False)
    denied = seen.is_(ERROR_CLASS, *DENIED)
    policy = seen.within(SETTLING_POLICY, HOST_POLICY_CHANGED_AT, NOW)
    accepted = seen.is_(GUEST_STATE, "Accepted")
    made = seen.within(SETTLING, GUEST_CREATED_AT, NOW)
    # The first request after accepting may be denied, the second not (S84).
    redeemed = accepted & seen.within(SETTLING, GUEST_STATE_CHANGED_AT, NOW)
    return (
        Way(Certainty.LIKELY, shared & (silent | denied)),
        Way(Certainty.LIKELY, made & denied),
        Way(Certainty.LIKELY, redeemed & denied),
        Way(Certainty.LIKELY, policy & denied),
        Way(Certainty.LIKELY, seen.is_(RETRY_WORKS, True)),
        Way(Certainty.POSSIBLE, _then(seen) & denied),
        Way(Certainty.POSSIBLE, accepted & _unknown_today(seen)),
    )


def _then(seen: Seen) -> Truth:
    return _soon_after(seen, GUEST_CREATED_AT) | _soon_after(seen, GUEST_STATE_CHANGED_AT)


def _unknown_today(seen: Seen) -> Truth:
    """SharePoint does not know a name that accepted within a day (R75, its last)."""
    unknown = seen.is_(ERROR_CLASS, "spo.user-not-in-directory") & as_invited(seen)
    return unknown & seen.within(LONGEST, GUEST_STATE_CHANGED_AT, NOW)


def _soon_after(seen: Seen, of: Fact) -> Truth:
    """Whether the page itself is from while this was still settling: nobody tried since."""
    return seen.after(ERROR_TIME, of) & seen.within(SETTLING, of, ERROR_TIME)


def out(seen: Seen) -> Truth:
    """Whatever lasts longer than a day lags behind nothing."""
    lasting = (~seen.within(LONGEST, FAILS_SINCE, NOW)).shown()
    return (lasting | seen.shown(RETRY_WORKS, False) & _old(seen)) & ~seen.shown(RETRY_WORKS, True)


def _old(seen: Seen) -> Truth:
    return (~seen.within(LONGEST, LINK_SENT_AT, NOW)).shown()


CAUSE = Cause(
    id="replication-delay",
    stages=frozenset({Stage.GUEST_OBJECT, Stage.SHAREPOINT}),
    acts=(NOBODY,),
    mode=Mode.ONE_OF,
    remedies=(Remedy("wait-and-try-again", NOBODY),),
    rule=rule,
    details=parties,
    out=out,
)
