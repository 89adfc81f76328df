"""G2: how the invited organisation's domain signs in, and that somebody administers it."""

from __future__ import annotations

from urllib.parse import quote

from evidence.collectors.probe import INVITED, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, flag, text
from evidence.facts import DOMAIN_AUTH, TENANT_MANAGED, Reason, Unknown
from evidence.facts.addresses import domain_of
from evidence.graph import Json, TenantReader
from evidence.refusals import Refused

_KINDS = {"Managed": "managed", "Federated": "federated"}


async def _read(reader: TenantReader, subject: Subject) -> Found:
    domain = domain_of(subject.invited_address)
    if not domain:
        raise Refused(Reason.NOT_LOOKED_UP)
    return sign_in(await reader.get(f"/domains/{quote(domain, safe='')}"))


def sign_in(body: Json) -> Found:
    """The facts of one domain entry; an unverified domain says nothing of how people sign in.

    That Graph answered at all shows an administrator, who let this reader in: an unmanaged
    directory has none (Entra, "What is self-service sign-up"). `isAdminManaged` is no sign of it,
    it tells who keeps the DNS records.
    """
    kind = text(body, "authenticationType")
    if flag(body, "isVerified") is False or kind is None:
        auth: str | Unknown = NOT_GIVEN
    else:
        auth = _KINDS.get(kind, Unknown(Reason.NOT_UNDERSTOOD))
    return {DOMAIN_AUTH: auth, TENANT_MANAGED: True}


G2 = Probe("G2", INVITED, "Domain.Read.All", (DOMAIN_AUTH, TENANT_MANAGED), False, _read)
