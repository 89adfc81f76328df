"""The inviting directory does not let the inviter, or anybody, invite guests (C-45)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.on_the_page import no_guest_read
from causes.parties import HOST_ADMIN, parties
from evidence.facts import (
    ALLOW_INVITES_FROM,
    ERROR_CLASS,
    GUEST_EXISTS,
    GUEST_STATE,
    INVITER_MAY_INVITE,
)

PAGE = "inviter.invites-disabled"
NOBODY, FEW = "none", "adminsAndGuestInviters"
_NOBODY_MAY = ((ALLOW_INVITES_FROM, NOBODY),)


def rule(seen: Seen) -> tuple[Way, ...]:
    page, refused = seen.is_(ERROR_CLASS, PAGE), seen.is_(ERROR_CLASS, "inviter.policy")
    missing, read = seen.is_(GUEST_EXISTS, False), no_guest_read(seen)
    shut, few = seen.is_(ALLOW_INVITES_FROM, NOBODY), seen.is_(ALLOW_INVITES_FROM, FEW)
    other = few & seen.is_(INVITER_MAY_INVITE, False)
    proven = seen.trusted(ALLOW_INVITES_FROM)
    return (
        Way(Certainty.CERTAIN, page & ~seen.shown(ALLOW_INVITES_FROM, "everyone")),
        Way(Certainty.CERTAIN, shut & proven & read),
        Way(Certainty.CERTAIN, shut & proven & refused & ~seen.shown(GUEST_EXISTS, True)),
        Way(Certainty.CERTAIN, other & proven & seen.trusted(INVITER_MAY_INVITE) & read),
        Way(Certainty.LIKELY, page),
        Way(Certainty.LIKELY, (shut | other) & (missing | refused)),
        # Until the guest has accepted, every new mail is an invitation that somebody must send.
        Way(Certainty.POSSIBLE, (shut | few) & seen.is_(GUEST_EXISTS, True, False)),
    )


def out(seen: Seen) -> Truth:
    """The inviter may invite, or there is nobody left to invite; the page outweighs both."""
    page = seen.shown(ERROR_CLASS, PAGE)
    allowed = seen.proven(ALLOW_INVITES_FROM, "everyone").shown()
    inviter = seen.shown(ALLOW_INVITES_FROM, FEW) & seen.shown(INVITER_MAY_INVITE, True)
    return (allowed | inviter | seen.shown(GUEST_STATE, "Accepted") | _opened(seen)) & ~page


def _opened(seen: Seen) -> Truth:
    """The guest is there and came to a page of their own: nobody had to invite any more."""
    page = seen.meets(ERROR_CLASS, lambda page: not page.startswith("inviter.")).shown()
    nothing = seen.shown(ERROR_CLASS, "none", "mail.not-received")
    return page & ~nothing & seen.shown(GUEST_EXISTS, True)


CAUSE = Cause(
    id="guest-invite-settings",
    stages=frozenset({Stage.HOST_ADMITS}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(
        # Under "nobody" an administrator cannot invite either.
        Remedy("invite-as-guest-inviter", HOST_ADMIN, barred_by=_NOBODY_MAY),
        Remedy("make-guest-inviter", HOST_ADMIN, barred_by=_NOBODY_MAY),
        Remedy("allow-members-to-invite", HOST_ADMIN),
    ),
    rule=rule,
    details=parties,
    out=out,
    deliberate=True,
)
