"""H4 and H5: who may invite guests into the inviting directory, and from which domains."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.collectors.definitions import active
from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.wire import inner, known, text, texts
from evidence.facts import (
    ALLOW_INVITES_FROM,
    ENTRA_DOMAIN_ALLOWS,
    Reason,
    Unknown,
    Value,
)
from evidence.facts.addresses import domain_of
from evidence.graph import BETA, Json, TenantReader
from evidence.refusals import Refused

_AMBIGUOUS = Unknown(Reason.AMBIGUOUS)
_LISTS = "invitationsallowedandblockeddomainspolicy"


async def _who(reader: TenantReader, subject: Subject) -> Found:
    return inviters(await reader.get("/policies/authorizationPolicy"))


def inviters(body: Json) -> Found:
    who = text(body, "allowInvitesFrom")
    strange = who is not None and who not in ALLOW_INVITES_FROM.words
    return {ALLOW_INVITES_FROM: Unknown(Reason.NOT_UNDERSTOOD) if strange else known(who)}


async def _whom(reader: TenantReader, subject: Subject) -> Found:
    domain = domain_of(subject.invited_address)
    if not domain:
        raise Refused(Reason.NOT_LOOKED_UP)
    policies = await reader.values("/policies/b2bManagementPolicies", version=BETA)
    return {ENTRA_DOMAIN_ALLOWS: admits(policies, domain)}


def admits(policies: Sequence[Json], domain: str) -> Value | Unknown:
    """Whether Entra's own list lets the domain be invited.

    Independent of SharePoint's list; an allow list keeps out whatever it does not name (Entra,
    "Allow or block B2B collaboration with organizations"). Raises Refused, MisreadError.
    """
    lists = inner(active(policies, "b2bmanagementpolicy"), _LISTS) or {}
    allowed, blocked = texts(lists, "alloweddomains"), texts(lists, "blockeddomains")
    if any("*" in entry for entry in (*(allowed or ()), *(blocked or ()))):
        return _AMBIGUOUS  # no wildcard is documented: nobody knows what it would mean
    if not allowed and not blocked:
        # Whether an allow list without an entry admits all or none is not documented.
        return True if allowed is None or blocked is not None else _AMBIGUOUS
    by_list = {_named(domain, allowed)} if allowed else set()
    by_list |= {not _named(domain, blocked)} if blocked else set()
    return by_list.pop() if len(by_list) == 1 else _AMBIGUOUS


def _named(domain: str, entries: Sequence[str] | None) -> bool:
    return domain in {domain_of(f"@{entry.strip()}") for entry in entries or ()}


H4 = Probe("H4", INVITING, "Policy.Read.All", (ALLOW_INVITES_FROM,), False, _who)
H5 = Probe("H5", INVITING, "Policy.Read.B2BManagementPolicy", (ENTRA_DOMAIN_ALLOWS,), False, _whom)
