"""G1: the invited person's account at home, and the asker's own object."""

from __future__ import annotations

from evidence.access import OwnObject
from evidence.collectors.conditions import by_mail, quoted
from evidence.collectors.guests import Search, collected, is_guest
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
    Unknown,
)
from evidence.facts.addresses import among, domain_of, mail_addresses, normal
from evidence.graph import Get, Json, TenantReader
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
        raise Refused(Reason.NOT_LOOKED_UP)
    user = await reader.get(f"/users/{object_id}", {"$select": SELECT})
    return OwnObject(addresses_of(user), user)


def addresses_of(user: Json) -> tuple[str, ...]:
    """Sign-in name, mail and e-mail proxies, made comparable, in that order."""
    single = (text(user, "userPrincipalName"), text(user, "mail"))
    proxies = sorted(mail_addresses(texts(user, "proxyAddresses") or ()))
    return tuple(dict.fromkeys([*(normal(one) for one in single if one), *proxies]))


async def _read(reader: TenantReader, subject: Subject) -> Found:
    user = await find(reader, subject)
    return {ACCOUNT_FOUND: False} if user is None else account(user, subject.invited_address)


async def find(reader: TenantReader, subject: Subject) -> Json | None:
    """The invited person's account: the asker's own, else by the invited address.

    Several probes need it; it is looked up once for all of them.
    """
    if subject.account is not None:
        return subject.account
    if not subject.invited_address:
        raise Refused(Reason.NOT_LOOKED_UP)
    return only(collected(await reader.once(by_address(subject.invited_address))))


def by_address(address: str) -> list[Get]:
    """The three look-ups by which an account is found."""
    name = normal(address)
    filters = (f"userPrincipalName eq {quoted(name)}", *by_mail(name))
    return [Get("/users", {"$filter": filter_, "$select": SELECT}) for filter_ in filters]


def only(found: Search) -> Json | None:
    """The one member among them. Raises Refused where there are several, or "none" is unproven."""
    members = [user for user in found.users if not is_guest(user)]
    if len(members) > 1:
        raise Refused(Reason.AMBIGUOUS)
    if not members and found.refused:
        raise found.refused
    return members[0] if members else None


def account(user: Json, invited_address: str) -> Found:
    """The facts of the account at home, compared with the invited address."""
    upn, mail = text(user, "userPrincipalName"), text(user, "mail")
    if upn is None:
        raise MisreadError("an account without sign-in name")
    listed = texts(user, "proxyAddresses")
    proxies = None if listed is None else mail_addresses(listed)
    return {
        ACCOUNT_FOUND: True,
        ACCOUNT_ENABLED: known(flag(user, "accountEnabled")),
        ACCOUNT_CREATED_AT: known(moment(user, "createdDateTime")),
        UPN: upn,
        MAIL: known(mail),
        PROXY_ADDRESSES: known(proxies),
        UPN_EQUALS_INVITED: among(upn, (invited_address,)),
        MAIL_EQUALS_INVITED: _mail_equals(user, invited_address),
        UPN_IN_PROXIES: _listed(upn, proxies),
        INVITED_IN_PROXIES: _listed(invited_address, proxies),
        UPN_ON_ONMICROSOFT: f".{domain_of(upn)}".endswith(_ONMICROSOFT),
    }


def _listed(address: str, proxies: frozenset[str] | None) -> bool | Unknown:
    return NOT_GIVEN if proxies is None else among(address, proxies)


def _mail_equals(user: Json, address: str) -> bool | Unknown:
    """An account without mail says null; one whose mail was not shown says nothing."""
    mail = text(user, "mail")
    if mail is None:
        return False if "mail" in user else NOT_GIVEN
    return among(mail, (address,))


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
