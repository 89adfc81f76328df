"""The invitation is one of SharePoint's own, which stopped working in June 2024 (C-01)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.attempt import invited_anew
from causes.derived import LEGACY_RETIRED
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
from causes.parties import INVITER, for_command, home_domain
from evidence.facts import (
    GUEST_EXISTS,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    LEGACY_HONOURED,
    LINK_KIND,
    LINK_SENT_AT,
)


@dataclass(frozen=True)
class Details:
    """`by_age`: the date of the mail says so; nobody saw the address of such a link."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    by_age: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    retired = seen.is_(LEGACY_HONOURED, False)
    return (
        Way(Certainty.CERTAIN, retired & seen.is_(LINK_KIND, "acceptInvite")),
        # R02: of a mail from those days, as long as its link is not seen to be another kind.
        Way(Certainty.LIKELY, retired & seen.before(LINK_SENT_AT, LEGACY_RETIRED)),
    )


def out(seen: Seen) -> Truth:
    """A younger mail, a modern link; a guest, where nobody looked at the link, and one made by
    Entra wherever it leads: then the invitation was sent anew (7.8).

    Undated, the link's address decides alone.
    """
    young = (~seen.before(LINK_SENT_AT, LEGACY_RETIRED)).shown()
    modern = seen.is_(LINK_KIND, "shortShare", "entraRedeem", "siteOrBookmark")
    guest = seen.shown(GUEST_EXISTS, True)
    unseen = guest & ~seen.shown(LINK_KIND, "acceptInvite", "guestAccess")
    return young | modern | unseen | invited_anew(seen).shown()


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        by_age=seen.text(LINK_KIND) in (None, "guestAccess"),
    )


CAUSE = Cause(
    id="legacy-invitation-retired",
    stages=frozenset({Stage.LINK}),
    acts=(INVITER,),
    mode=Mode.IN_ORDER,
    remedies=(Remedy("share-again", INVITER),),
    rule=rule,
    details=details,
    out=out,
    retires=True,
)
