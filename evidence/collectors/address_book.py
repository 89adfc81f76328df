"""H18 and G6: who holds an address in a directory: people, groups, contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.collectors.conditions import by_mail
from evidence.collectors.guests import (
    Search,
    all_addresses,
    by_addresses,
    collected,
    is_guest,
    pick,
)
from evidence.collectors.invitee import by_address
from evidence.collectors.probe import INVITED, INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN
from evidence.facts import ACCOUNT_KIND, ADDRESS_COLLISION, Reason, Unknown, Value
from evidence.facts.addresses import normal
from evidence.graph import Get, TenantReader
from evidence.refusals import Refused

_SELECT = "id,displayName,mail,proxyAddresses"
_GROUPS, _CONTACTS = "GroupMember.Read.All", "OrgContact.Read.All"
_EACH = 2  # look-ups for a group, and for a contact


@dataclass(frozen=True)
class Holders:
    """Everybody found with the address. A search that was refused may have missed somebody."""

    users: Search
    groups: Search
    contacts: Search

    def unread(self) -> Unknown | None:
        """Why there may be others. Raises Refused where nobody was found and nothing answered."""
        searches = (
            (self.users, "User.Read.All"),
            (self.groups, _GROUPS),
            (self.contacts, _CONTACTS),
        )
        gaps = [(search.refused, name) for search, name in searches if search.refused]
        if len(gaps) == len(searches):
            raise gaps[0][0]
        return next((Unknown(refused.reason, _of(refused, name)) for refused, name in gaps), None)


def _of(refused: Refused, permission: str) -> str:
    return permission if refused.reason is Reason.NO_PERMISSION else ""


async def holders(reader: TenantReader, address: str, people: Sequence[Get]) -> Holders:
    """Plain look-ups, all in one batch; `people`: those among users."""
    answers = await reader.batch(
        [*people, *_objects("/groups", address), *_objects("/contacts", address)]
    )
    users, others = answers[: len(people)], answers[len(people) :]
    return Holders(collected(users), collected(others[:_EACH]), collected(others[_EACH:]))


def _objects(path: str, address: str) -> list[Get]:
    filters = by_mail(normal(address))
    return [Get(path, {"$filter": filter_, "$select": _SELECT}) for filter_ in filters]


async def _collision(reader: TenantReader, subject: Subject) -> Found:
    people = by_addresses(all_addresses(subject))
    found = await holders(reader, subject.invited_address, people)
    return {ADDRESS_COLLISION: collision(found, subject.invited_address)}


def collision(found: Holders, invited_address: str) -> Value | Unknown:
    """Who besides the invited guest holds the address, the hardest obstacle first (C-20)."""
    guest = pick(found.users.users, invited_address)
    others = [user for user in found.users.users if user is not guest]
    if not all(map(is_guest, others)):
        return "member"
    if found.groups.users:
        return "group"
    if found.contacts.users:
        return "contact"
    return "otherGuest" if others else found.unread() or "none"


async def _kind(reader: TenantReader, subject: Subject) -> Found:
    if subject.account is not None:
        return {ACCOUNT_KIND: NOT_GIVEN}
    if not subject.invited_address:
        raise Refused(Reason.NOT_LOOKED_UP)
    people = by_address(subject.invited_address)
    return {ACCOUNT_KIND: kind(await holders(reader, subject.invited_address, people))}


def kind(found: Holders) -> Value | Unknown:
    """What holds the address where no account does; what an account is, its mailbox tells (G7)."""
    if any(not is_guest(user) for user in found.users.users):
        return NOT_GIVEN
    if found.groups.users:
        return "group"
    if found.contacts.users:
        return "contact"
    return found.unread() or "none"


H18 = Probe("H18", INVITING, _CONTACTS, (ADDRESS_COLLISION,), True, _collision)
G6 = Probe("G6", INVITED, _CONTACTS, (ACCOUNT_KIND,), True, _kind)
