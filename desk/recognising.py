"""Whether whoever signed in is the invited user. Pure.

A person is a tenant and an object in it. Names are compared in one case only: where the tenant
that verified the invited address's domain itself says that somebody signs in by that address.
Whoever else opens the page, above all their IT, must not count as the invited user.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evidence.access import NOBODYS
from evidence.account import Account
from evidence.facts.addresses import among, domain_of, normal
from evidence.me import OwnDetails


class Recognised(StrEnum):
    """`UNSETTLED`: it may be the invited user's; their own details could tell."""

    INVITED_USER = "invited user"
    UNSETTLED = "unsettled"
    ANOTHER = "another account"
    PERSONAL = "personal account"


@dataclass(frozen=True)
class Invitee:
    """`home`: the tenant that public discovery names for the address's domain, NOBODYS where
    there is none, None where it could not tell. `account`: tenant and object id of the case's
    reporter, by their signed activity, where they said that they were invited; else None."""

    address: str
    home: str | None
    account: tuple[str, str] | None = None


def recognised(account: Account, invitee: Invitee, own: OwnDetails | None = None) -> Recognised:
    """`own`: what Graph told of the account, where its user asked for that."""
    if account.personal:
        return Recognised.PERSONAL
    if not invitee.address or account.guest or _lives_elsewhere(account, invitee):
        return Recognised.ANOTHER
    if invitee.account == (account.tenant_id, account.object_id):
        return Recognised.INVITED_USER if _named(account, own) else Recognised.UNSETTLED
    if account.tenant_id != invitee.home:  # nobody verified the domain: no name proves anything
        return Recognised.ANOTHER
    return _by_name(account, invitee, own)


def same_name(account: Account, address: str, own: OwnDetails | None = None) -> bool:
    """Whether the invited user signs in by the invited address."""
    return normal(_named(account, own)) == normal(address)


def _by_name(account: Account, invitee: Invitee, own: OwnDetails | None) -> Recognised:
    if own is not None:
        held = among(invitee.address, own.addresses)
        return Recognised.INVITED_USER if held else Recognised.ANOTHER
    same = same_name(account, invitee.address)
    return Recognised.INVITED_USER if same else Recognised.UNSETTLED


def _lives_elsewhere(account: Account, invitee: Invitee) -> bool:
    return invitee.home not in (None, NOBODYS, account.tenant_id)


def _named(account: Account, own: OwnDetails | None) -> str:
    """The sign-in name; empty where what the token shows is none (a phone number, say)."""
    name = own.sign_in_name if own else account.name
    return name if domain_of(name) else ""
