"""G8: whether an earlier account of that name lies in the invited organisation's bin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.collectors.conditions import by_mail, quoted
from evidence.collectors.guests import DELETED, Search, all_addresses, collected, is_guest
from evidence.collectors.probe import INVITED, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, text, texts
from evidence.facts import PREDECESSOR_DELETED, Unknown, Value
from evidence.facts.addresses import mail_addresses, normal
from evidence.graph import Get, Json, TenantReader

_SELECT = "id,mail,proxyAddresses,userPrincipalName"
_ADVANCED = {"ConsistencyLevel": "eventual"}
_OBJECT_ID = re.compile(r"\A[0-9a-f]{32}")


async def _read(reader: TenantReader, subject: Subject) -> Found:
    addresses = all_addresses(subject)
    gets = [get for address in addresses for get in _gets(address)]
    found = collected(await reader.batch(gets))
    return {PREDECESSOR_DELETED: deleted(found, addresses)}


def _gets(address: str) -> tuple[Get, ...]:
    """Deletion puts the object id in front of the sign-in name: only its end can be asked for."""
    plain = by_mail(address)
    ending = {"$filter": f"endsWith(userPrincipalName,{quoted(address)})", "$count": "true"}
    return (
        *(Get(DELETED, {"$filter": filter_, "$select": _SELECT}) for filter_ in plain),
        Get(DELETED, {**ending, "$select": _SELECT}, _ADVANCED),
    )


def deleted(found: Search, addresses: Sequence[str]) -> Value | Unknown:
    """True where one is there; never false, the bin keeps 30 days only. Raises Refused."""
    if any(not is_guest(user) and names(user) & set(addresses) for user in found.users):
        return True
    if found.refused:
        raise found.refused
    return NOT_GIVEN


def names(user: Json) -> frozenset[str]:
    """The addresses of a deleted account, its sign-in name as it was before."""
    single = (
        text(user, "mail"),
        _OBJECT_ID.sub("", (text(user, "userPrincipalName") or "").lower()),
    )
    proxies = mail_addresses(texts(user, "proxyAddresses") or ())
    return proxies | {normal(name) for name in single if name}


G8 = Probe("G8", INVITED, "User.Read.All", (PREDECESSOR_DELETED,), True, _read)
