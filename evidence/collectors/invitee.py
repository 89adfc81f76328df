"""G1: the invited person's account at home, and the asker's own object."""

from __future__ import annotations

from evidence.access import OwnObject
from evidence.addresses import among, domain_of, mail_addresses, normal
from evidence.collectors.guests import is_guest
from evidence.collectors.probe import INVITED, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, flag, known, moment, text, texts
from evidence.facts import (
    ACCOUNT_CREATED_AT,
    ACCOUNT_ENABLED,
    ACCOUNT_FOUND,
    INVITED_IN_PROXIES,
    MAIL,
    MAIL_EQUALS_INVITED,
    PROXY_ADDRESSES,
    UPN,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
    UPN_ON_ONMICROSOFT,
    Reason,
)
from evidence.graph import Get, Json, TenantReader, items
from evidence.refusals import MisreadError, Refused
from evidence.tokens import is_guid

SELECT = (
    "id,userPrincipalName,mail,proxyAddresses,accountEnabled,createdDateTime,creationType,"
    "externalUserState"
)
_ONMICROSOFT = (".onmicrosoft.com", ".onmicrosoft.us", ".onmschina.cn")


async def own_object(reader: TenantReader, object_id: str) -> OwnObject:
    """The asker's directory object, by the signed object id. Raises Refused."""
    if not is_guid(object_id):
        raise Refused(Reason.NOT_KNOWN)
    user = await reader.get(f"/users/{object_id}", {"$select": SELECT})
    return OwnObject(addresses_of(user), user)


def addresses_of(user: Json) -> tuple[str, ...]:
    """Sign-in name, mail and e-mail proxies, made comparable, in that order."""
    single = (text(user, "userPrincipalName"), text(user, "mail"))
    proxies = sorted(mail_addresses(texts(user, "proxyAddresses")))
    return tuple(dict.fromkeys([*(normal(one) for one in single if one), *proxies]))


async def _read(reader: TenantReader, subject: Subject) -> Found:
    user = await find(reader, subject)
    return {ACCOUNT_FOUND: False} if user is None else account(user, subject.invited_address)


async def find(reader: TenantReader, subject: Subject) -> Json | None:
    """The invited person's account: the asker's own, else by the invited address."""
    if subject.account is not None:
        return subject.account
    if not subject.invited_address:
        raise Refused(Reason.NOT_KNOWN)
    quoted = normal(subject.invited_address).replace("'", "''")
    filters = (
        f"userPrincipalName eq '{quoted}'",
        f"mail eq '{quoted}'",
        f"proxyAddresses/any(p:p eq 'SMTP:{quoted}' or p eq 'smtp:{quoted}')",
    )
    return _only(await reader.batch([Get("/users", _query(f)) for f in filters]))


def _query(filter_: str) -> dict[str, str]:
    return {"$filter": filter_, "$select": SELECT}


def _only(answers: tuple[Json | Refused, ...]) -> Json | None:
    bodies = [answer for answer in answers if not isinstance(answer, Refused)]
    users = {text(user, "id"): user for body in bodies for user in items(body)}
    members = [user for user in users.values() if not is_guest(user)]
    if len(members) > 1:
        raise Refused(Reason.AMBIGUOUS)
    refused = next((a for a in answers if isinstance(a, Refused)), None)
    if not members and refused:
        raise refused
    return members[0] if members else None


def account(user: Json, invited_address: str) -> Found:
    """The facts of the account at home, compared with the invited address."""
    upn, mail = text(user, "userPrincipalName"), text(user, "mail")
    if upn is None:
        raise MisreadError("an account without sign-in name")
    proxies = mail_addresses(texts(user, "proxyAddresses"))
    return {
        ACCOUNT_FOUND: True,
        ACCOUNT_ENABLED: known(flag(user, "accountEnabled")),
        ACCOUNT_CREATED_AT: known(moment(user, "createdDateTime")),
        UPN: upn,
        MAIL: known(mail),
        PROXY_ADDRESSES: proxies if "proxyAddresses" in user else NOT_GIVEN,
        UPN_EQUALS_INVITED: among(upn, (invited_address,)),
        MAIL_EQUALS_INVITED: mail is not None and among(mail, (invited_address,)),
        UPN_IN_PROXIES: among(upn, proxies),
        INVITED_IN_PROXIES: among(invited_address, proxies),
        UPN_ON_ONMICROSOFT: f".{domain_of(upn)}".endswith(_ONMICROSOFT),
    }


G1 = Probe(
    "G1",
    INVITED,
    "User.Read.All",
    (
        ACCOUNT_FOUND,
        ACCOUNT_ENABLED,
        ACCOUNT_CREATED_AT,
        UPN,
        MAIL,
        PROXY_ADDRESSES,
        UPN_EQUALS_INVITED,
        MAIL_EQUALS_INVITED,
        UPN_IN_PROXIES,
        INVITED_IN_PROXIES,
        UPN_ON_ONMICROSOFT,
    ),
    True,
    _read,
)
