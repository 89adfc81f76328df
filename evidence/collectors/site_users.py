"""H14: the invited person's row in the list of people that the shared site knows.

The User Information List is not documented for Graph but widely read through it [S66]. Somebody
who never opened the site has no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from evidence.collectors.conditions import quoted
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.shared_items import is_login_of, site_address
from evidence.collectors.wire import NOT_GIVEN, inner, known, moment, text
from evidence.facts import (
    SITE_USER_CREATED_AT,
    SITE_USER_LOGIN_FORM,
    SITE_USER_PRESENT,
    Reason,
    Unknown,
    Value,
)
from evidence.facts.addresses import among, normal
from evidence.graph import Json, TenantReader
from evidence.refusals import Refused

_LIST = "/lists/User%20Information%20List/items"
# The address is no indexed column: without this the list refuses to be searched by it.
_UNINDEXED: Mapping[str, str] = MappingProxyType(
    {"Prefer": "HonorNonIndexedQueriesWarningMayFailRandomly"}
)
_MOST_ADDRESSES = 10
_NOTHING: Json = {}


async def _read(reader: TenantReader, subject: Subject) -> Found:
    site = subject.site_path or subject.item_path
    if not (subject.host_domain and site and subject.invited_address):
        raise Refused(Reason.NOT_LOOKED_UP)
    told = (subject.invited_address, *subject.known_addresses)
    addresses = tuple(dict.fromkeys(map(normal, told)))[:_MOST_ADDRESSES]
    query = {
        "$expand": "fields($select=Name,EMail)",
        "$filter": " or ".join(f"fields/EMail eq {quoted(one)}" for one in addresses),
    }
    rows = await reader.values(f"{site_address(subject)}{_LIST}", query, _UNINDEXED)
    return site_user(rows, addresses)


def site_user(rows: Iterable[Json], addresses: Sequence[str]) -> Found:
    """What the site knows of the person; ambiguous where it knows them under several logins."""
    own = [row for row in rows if _theirs(inner(row, "fields") or _NOTHING, addresses)]
    if not own:
        return {SITE_USER_PRESENT: False}
    if len(own) > 1:
        forms = {_form(row) for row in own}
        several = Unknown(Reason.AMBIGUOUS)
        form = forms.pop() if len(forms) == 1 else several
        return {
            SITE_USER_PRESENT: True,
            SITE_USER_LOGIN_FORM: form,
            SITE_USER_CREATED_AT: several,
        }
    return {
        SITE_USER_PRESENT: True,
        SITE_USER_LOGIN_FORM: _form(own[0]),
        SITE_USER_CREATED_AT: known(moment(own[0], "createdDateTime")),
    }


def _theirs(fields: Json, addresses: Sequence[str]) -> bool:
    mail, login = text(fields, "EMail"), text(fields, "Name")
    return bool(mail and among(mail, addresses)) or bool(login and is_login_of(login, addresses))


def _form(row: Json) -> Value | Unknown:
    """The kind of account behind the row's claims login."""
    login = (text(inner(row, "fields") or _NOTHING, "Name") or "").lower()
    if not login:
        return NOT_GIVEN
    if "urn:spo:guest#" in login or "urn%3aspo%3aguest#" in login:
        return "spoGuestOtp"
    if "#ext#" in login:
        return "ext"
    return "liveCom" if "live.com#" in login else "other"


H14 = Probe(
    "H14",
    INVITING,
    "Sites.Read.All",
    (SITE_USER_PRESENT, SITE_USER_LOGIN_FORM, SITE_USER_CREATED_AT),
    False,
    _read,
)
