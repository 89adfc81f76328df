"""Another object of the inviting directory already owns the invited address (C-20)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.on_the_page import NO_GUEST_MATCHES, as_invited
from causes.parties import HOST_ADMIN, INVITER, parties
from evidence.facts import (
    ADDRESS_COLLISION,
    DIRECT_LINK_WORKS,
    ERROR_CLASS,
    GUEST_PROXIES_EMPTY,
    GUEST_STATE,
    LINK_KIND,
    MAIL_LINK_WORKS,
)

REFUSED = ("inviter.address-of-member", "inviter.address-of-contact")
RESET = "inviter.reset-mismatch"


def rule(seen: Seen) -> tuple[Way, ...]:
    refused = seen.is_(ERROR_CLASS, *REFUSED)
    nameless = seen.is_(GUEST_PROXIES_EMPTY, True)
    taken = seen.is_(ADDRESS_COLLISION, "otherGuest") & nameless
    owned = seen.is_(ADDRESS_COLLISION, "contact", "member") | taken
    # The mail's ticket names the guest; where even that fails, no name leads to it (R21).
    fails = seen.is_(MAIL_LINK_WORKS, False) | _direct_link_fails(seen)
    return (
        Way(Certainty.CERTAIN, refused & seen.trusted(ERROR_CLASS)),
        Way(Certainty.LIKELY, refused),
        Way(Certainty.LIKELY, owned),
        Way(Certainty.LIKELY, nameless & fails),
        Way(Certainty.POSSIBLE, nameless),
        Way(Certainty.POSSIBLE, seen.is_(ERROR_CLASS, RESET)),
    )


def _direct_link_fails(seen: Seen) -> Truth:
    """Told so, or a page that refuses the right name on such a link."""
    direct = seen.is_(LINK_KIND, "shortShare", "siteOrBookmark")
    refused = seen.code(*NO_GUEST_MATCHES) & as_invited(seen)
    return seen.is_(DIRECT_LINK_WORKS, False) | (direct & refused)


def out(seen: Seen) -> Truth:
    """The guest has the address, or accepted and is known by its id from then on; a refusal
    that the inviter read outweighs both."""
    page = seen.shown(ERROR_CLASS, *REFUSED, RESET)
    has_it = seen.is_(GUEST_PROXIES_EMPTY, False) & ~_member(seen).shown()
    return (has_it | seen.is_(GUEST_STATE, "Accepted")) & ~page


def _member(seen: Seen) -> Truth:
    page = seen.is_(ERROR_CLASS, "inviter.address-of-member")
    return page | seen.is_(ADDRESS_COLLISION, "member")


def _no_member(seen: Seen) -> Truth:
    return ~_member(seen).shown()


CAUSE = Cause(
    id="guest-address-conflict",
    stages=frozenset({Stage.GUEST_OBJECT}),
    acts=(HOST_ADMIN, INVITER),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("send-the-invitation-mail", HOST_ADMIN, when=_no_member),
        Remedy("free-the-address", HOST_ADMIN),
        # Who is a member already needs no guest account.
        Remedy("share-with-the-own-account", INVITER, when=_member),
    ),
    rule=rule,
    details=parties,
    out=out,
)
