"""The invited address is no person's: a group, a shared mailbox, a room or a contact (C-11)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.addresses import normal
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, INVITER, for_command, home_domain
from evidence.facts import (
    ACCOUNT_ENABLED,
    ACCOUNT_KIND,
    ERROR_CLASS,
    GUEST_STATE,
    HOST_DOMAIN,
    INVITED_ADDRESS,
)

REFUSED = "inviter.address-of-group"
NO_PERSON = ("group", "room", "contact")
# What Entra says where nobody can sign in by that name, or its account is switched off.
NOBODY_SIGNS_IN = (50034, 50057)

# Names that departments use: no more than a hint.
_ROLES = frozenset(
    "accounting admin administration billing buero buchhaltung compras contabilidad contact"
    " contacto hello help helpdesk hr info invoices kontakt mail marketing office orders post"
    " projects purchasing reception sales secretariat sekretariat service support team ventas"
    " vertrieb".split()
)


@dataclass(frozen=True)
class Details:
    """`kind`: group, mailbox (shared or a room's), contact, or empty where it is a guess."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    kind: str


def rule(seen: Seen) -> tuple[Way, ...]:
    refused = seen.is_(ERROR_CLASS, REFUSED)
    nobodys = seen.is_(ACCOUNT_KIND, *NO_PERSON, "sharedMailbox")
    # A shared mailbox whose account was switched on can be signed in to after all.
    shut = seen.proven(ACCOUNT_KIND, "sharedMailbox") & seen.proven(ACCOUNT_ENABLED, False)
    # With a code by mail, whoever reads the mailbox may have got in.
    entered = seen.shown(GUEST_STATE, "Accepted")
    role = seen.meets(INVITED_ADDRESS, is_role)
    stuck = seen.code(*NOBODY_SIGNS_IN) | seen.is_(GUEST_STATE, "PendingAcceptance")
    return (
        Way(Certainty.CERTAIN, refused & seen.trusted(ERROR_CLASS)),
        Way(Certainty.CERTAIN, (seen.proven(ACCOUNT_KIND, *NO_PERSON) | shut) & ~entered),
        Way(Certainty.LIKELY, refused),
        Way(Certainty.LIKELY, nobodys & ~entered),
        Way(Certainty.POSSIBLE, role & stuck),
    )


def is_role(address: str) -> bool:
    """Whether the name before the @ is a department's rather than a person's."""
    return normal(address).rpartition("@")[0] in _ROLES


def out(seen: Seen) -> Truth:
    """An enabled account of a person has that address."""
    person = seen.shown(ACCOUNT_KIND, "user") & ~seen.shown(ACCOUNT_ENABLED, False)
    return person & ~seen.shown(ERROR_CLASS, REFUSED)


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        kind=_kind(seen),
    )


def _kind(seen: Seen) -> str:
    if seen.shown(ERROR_CLASS, REFUSED).state:
        return "group"
    found = seen.text(ACCOUNT_KIND) or ""
    mailboxes = {"sharedMailbox": "mailbox", "room": "mailbox"}
    return mailboxes.get(found, found if found in ("group", "contact") else "")


CAUSE = Cause(
    id="invited-address-is-group-or-shared",
    stages=frozenset({Stage.GUEST_OBJECT}),
    acts=(INVITER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("share-with-each-person", INVITER),
        Remedy("group-the-guests", HOST_ADMIN),
    ),
    rule=rule,
    details=details,
    out=out,
)
