"""The invitation, or the code, was mailed and did not reach the person (C-22)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER, for_command, home_domain
from causes.replication_delay import SETTLING
from evidence.facts import (
    ERROR_CLASS,
    GUEST_EXISTS,
    GUEST_STATE,
    HOST_CLOUD,
    HOST_DOMAIN,
    INVITATION_MAIL,
    INVITED_ADDRESS,
    LINK_SENT_AT,
    MAIL_ARRIVED,
    MAIL_KIND,
    NOW,
)

# Who is on one of these pages still waits for a mail; any other page was reached by a link.
WAITING = ("mail.not-received", "otp.prompt", "none")


@dataclass(frozen=True)
class Details:
    """`unsubscribed`: the person once blocked this organisation's invitations. `code`: it is
    the mail with the passcode. `sender`: where the invitations of this cloud come from."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    unsubscribed: bool
    code: bool
    sender: str


def rule(seen: Seen) -> tuple[Way, ...]:
    gone = seen.proven(INVITATION_MAIL, "unsubscribed")
    made = seen.is_(GUEST_EXISTS, True) | seen.is_(INVITATION_MAIL, "sent", "unsubscribed")
    code = seen.is_(ERROR_CLASS, "otp.prompt") & seen.is_(MAIL_ARRIVED, "no", "junk")
    # Two ways to know it, so that one answer is enough.
    said, not_there = seen.is_(ERROR_CLASS, "mail.not-received"), _not_there(seen)
    return (
        Way(Certainty.CERTAIN, said & gone),
        Way(Certainty.CERTAIN, not_there & gone),
        Way(Certainty.LIKELY, said & made),
        Way(Certainty.LIKELY, not_there & made),
        Way(Certainty.LIKELY, code),
        Way(Certainty.POSSIBLE, said),
        Way(Certainty.POSSIBLE, not_there),
    )


def _not_there(seen: Seen) -> Truth:
    """Whether a mail is what the person waits for: no other page was reached."""
    elsewhere = seen.meets(ERROR_CLASS, lambda page: page not in WAITING).shown()
    return seen.is_(MAIL_ARRIVED, "no", "junk") & ~elsewhere.unnamed()


def out(seen: Seen) -> Truth:
    """The mail is there; nobody who has accepted waits for one, but for a code; a fresh one
    may be under way."""
    accepted = seen.shown(GUEST_STATE, "Accepted") & ~_code(seen)
    fresh = seen.within(SETTLING, LINK_SENT_AT, NOW).shown() & ~_unsubscribed(seen)
    return seen.shown(MAIL_ARRIVED, "inbox") | accepted | fresh


def _code(seen: Seen) -> Truth:
    return seen.shown(ERROR_CLASS, "otp.prompt") | seen.shown(MAIL_KIND, "passcode")


def _unsubscribed(seen: Seen) -> Truth:
    return seen.shown(INVITATION_MAIL, "unsubscribed")


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        unsubscribed=bool(_unsubscribed(seen).state),
        code=bool(_code(seen).state),
        sender=_SENDERS.get(seen.text(HOST_CLOUD) or "", "invites@microsoft.com"),
    )


# Where the invitations of the other clouds come from (C-22).
_SENDERS = {
    "china": "Invites@oe.21vianet.com",
    "gcchigh": "invites@azuread.us",
    "dod": "invites@azuread.us",
}


def _invitation(seen: Seen) -> Truth:
    return ~_code(seen)


def _may_be_on_the_way(seen: Seen) -> Truth:
    return ~_unsubscribed(seen)


CAUSE = Cause(
    id="invitation-mail-not-delivered",
    stages=frozenset({Stage.GUEST_OBJECT}),
    acts=(INVITED_USER, HOME_ADMIN, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("unblock-invitations", INVITED_USER, when=_unsubscribed),
        Remedy("look-among-the-junk", INVITED_USER, when=_may_be_on_the_way),
        Remedy("release-from-quarantine", HOME_ADMIN, when=_may_be_on_the_way),
        Remedy("hand-over-the-link", HOST_ADMIN, when=_invitation),
    ),
    rule=rule,
    details=details,
    out=out,
)
