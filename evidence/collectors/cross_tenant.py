"""H6 and G3: cross-tenant access, into the inviting organisation and out of the invited one."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.collectors.probe import INVITED, INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, flag, inner, inners, text, texts
from evidence.facts import (
    INBOUND_ALLOWS,
    OUTBOUND_ALLOWS,
    REDEMPTION_ORDER_CUSTOM,
    TENANT_RESTRICTED,
    TRUST_COMPLIANT,
    TRUST_HYBRID,
    TRUST_MFA,
    Reason,
    Unknown,
    Value,
)
from evidence.graph import Get, Json, TenantReader
from evidence.refusals import Refused
from evidence.tokens import is_guid

SHAREPOINT_APP = "00000003-0000-0ff1-ce00-000000000000"
_EVERY_APP_OF_OURS = frozenset({"allapplications", "allapps", "office365", SHAREPOINT_APP})
_SERVICE_ORDER = ("azureActiveDirectory", "externalFederation", "socialIdentityProviders")
_SERVICE_FALLBACK = "defaultConfiguredIdp"
_TRUSTS = (
    (TRUST_MFA, "isMfaAccepted"),
    (TRUST_COMPLIANT, "isCompliantDeviceAccepted"),
    (TRUST_HYBRID, "isHybridAzureADJoinedDeviceAccepted"),
)
_AMBIGUOUS = Unknown(Reason.AMBIGUOUS)
_NO_PARTNER = Unknown(Reason.NOT_LOOKED_UP)
_NOTHING: Json = {}
_POLICY = "/policies/crossTenantAccessPolicy"


async def _inbound(reader: TenantReader, subject: Subject) -> Found:
    default, partner = await _policies(reader, subject.home_tenant)
    return inbound(default, partner)


async def _outbound(reader: TenantReader, subject: Subject) -> Found:
    default, partner = await _policies(reader, subject.host_tenant)
    return outbound(default, partner)


async def _policies(reader: TenantReader, partner: str) -> tuple[Json, Json | None]:
    """The default and the partner's settings; the latter None where the partner is not known."""
    gets = [Get(f"{_POLICY}/default")]
    if is_guid(partner):
        gets.append(Get(f"{_POLICY}/partners/{partner}"))
    answers = await reader.batch(gets)
    default = _body(answers[0])
    return default, _partner(answers[1]) if len(answers) > 1 else None


def _partner(answer: Json | Refused) -> Json:
    """No entry for a partner is no error: it inherits the default."""
    if isinstance(answer, Refused) and answer.status == 404:
        return _NOTHING
    return _body(answer)


def _body(answer: Json | Refused) -> Json:
    if isinstance(answer, Refused):
        raise answer
    return answer


def inbound(default: Json, partner: Json | None) -> Found:
    """What the inviting side lets in; `partner` None: no tenant to ask about."""
    return {
        INBOUND_ALLOWS: _effective(default, partner, "b2bCollaborationInbound"),
        **{fact: _trust(default, partner, key) for fact, key in _TRUSTS},
        REDEMPTION_ORDER_CUSTOM: _order_is_custom(default),
    }


def outbound(default: Json, partner: Json | None) -> Found:
    """What the invited side lets out towards the partner."""
    return {
        OUTBOUND_ALLOWS: _effective(default, partner, "b2bCollaborationOutbound"),
        TENANT_RESTRICTED: _restricted(partner),
    }


def _effective(default: Json, partner: Json | None, key: str) -> Value | Unknown:
    """Whether collaboration is allowed; null on the partner inherits, half by half."""
    if partner is None:
        return _NO_PARTNER
    sides = (inner(partner, key) or _NOTHING, inner(default, key) or _NOTHING)
    return _admits(_inherited(sides, "usersAndGroups"), _inherited(sides, "applications"))


def _inherited(sides: Sequence[Json], half: str) -> Json | None:
    halves = (inner(side, half) for side in sides)
    return next((found for found in halves if found is not None), None)


def _admits(people: Json | None, apps: Json | None) -> bool | Unknown:
    """Whether this person may use SharePoint, from the two halves of one setting.

    Two blocks are one: those people are kept from those applications, everybody else keeps
    everything. In any other pair each half has to admit, so one refusal is enough. Source: the
    table "Interpreting the API response" in Graph's "Cross-tenant access settings API overview".
    """
    if people is None or apps is None:
        return NOT_GIVEN
    kinds = (_access(people), _access(apps))
    if strange := next((kind for kind in kinds if isinstance(kind, Unknown)), None):
        return strange
    who, what = _person(people), _application(apps)
    if kinds == (False, False):
        return what if who is False else who
    if False in (who, what):
        return False
    return what if who is True else who


def _person(setting: Json) -> bool | Unknown:
    """Settings for particular users or groups say nothing of this person."""
    targets = _targets(setting)
    if "allusers" in targets:
        return _access(setting)
    return _AMBIGUOUS if targets else NOT_GIVEN


def _application(setting: Json) -> bool | Unknown:
    """What is not on a list of allowed applications is blocked.

    A list of blocked ones without SharePoint does not settle it: accepting an invitation passes
    through other applications of Microsoft's, and a keyword may stand for several.
    """
    targets = _targets(setting)
    if targets & _EVERY_APP_OF_OURS:
        return _access(setting)
    if not targets:
        return NOT_GIVEN
    only_others = _access(setting) is True and all(map(is_guid, targets))
    return False if only_others else _AMBIGUOUS


def _targets(setting: Json) -> frozenset[str]:
    """In lower case; none where one of them has no name."""
    named = [(text(target, "target") or "").lower() for target in inners(setting, "targets")]
    return frozenset(named) if all(named) else frozenset()


def _access(setting: Json) -> bool | Unknown:
    kind = text(setting, "accessType")
    known_kinds = {"allowed": True, "blocked": False}
    return known_kinds[kind] if kind in known_kinds else Unknown(Reason.NOT_UNDERSTOOD)


def _trust(default: Json, partner: Json | None, key: str) -> Value | Unknown:
    if partner is None:
        return _NO_PARTNER
    for side in (partner, default):
        trusted = flag(inner(side, "inboundTrust") or _NOTHING, key)
        if trusted is not None:
            return trusted
    return NOT_GIVEN


def _order_is_custom(default: Json) -> Value | Unknown:
    order = inner(default, "invitationRedemptionIdentityProviderConfiguration")
    if order is None:
        return NOT_GIVEN
    precedence = texts(order, "primaryIdentityProviderPrecedenceOrder")
    fallback = text(order, "fallbackIdentityProvider")
    if precedence not in (None, _SERVICE_ORDER) or fallback not in (None, _SERVICE_FALLBACK):
        return True
    return NOT_GIVEN if precedence is None or fallback is None else False


def _restricted(partner: Json | None) -> Value | Unknown:
    """Only a block set for this very partner says something.

    The default blocks by itself and acts only where a proxy or device signals it; the older
    restrictions live in the proxy, out of Graph's sight. So "no" can never be read here.
    """
    setting = inner(partner or _NOTHING, "tenantRestrictions") or _NOTHING
    blocked = _admits(inner(setting, "usersAndGroups"), inner(setting, "applications")) is False
    return "v2" if blocked else NOT_GIVEN


H6 = Probe(
    "H6",
    INVITING,
    "Policy.Read.All",
    (INBOUND_ALLOWS, TRUST_MFA, TRUST_COMPLIANT, TRUST_HYBRID, REDEMPTION_ORDER_CUSTOM),
    False,
    _inbound,
)
G3 = Probe("G3", INVITED, "Policy.Read.All", (OUTBOUND_ALLOWS, TENANT_RESTRICTED), False, _outbound)
