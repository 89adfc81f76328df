"""H1: what the inviting organisation's SharePoint lets out, and to whom."""

from __future__ import annotations

from evidence.collectors.probe import INVITING, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, flag, inner, known, text, texts
from evidence.facts import (
    REQUIRE_MATCH,
    SPO_DOMAIN_ALLOWS,
    SPO_DOMAIN_MODE,
    SPO_SHARING,
    Reason,
    Unknown,
    Value,
)
from evidence.facts.addresses import domain_of
from evidence.graph import Json, TenantReader

# Graph's sharingCapabilities in the catalogue's words.
_SHARING = {
    "disabled": "disabled",
    "existingExternalUserSharingOnly": "existingOnly",
    "externalUserSharingOnly": "newAndExisting",
    "externalUserAndGuestSharing": "anyone",
}
_LISTS = {"allowList": "sharingAllowedDomainList", "blockList": "sharingBlockedDomainList"}


async def _read(reader: TenantReader, subject: Subject) -> Found:
    return settings(await reader.get("/admin/sharepoint/settings"), subject.invited_address)


def settings(body: Json, invited_address: str) -> Found:
    """The facts in the tenant settings: flat on the wire, wrapped in Microsoft's sample."""
    flat = inner(body, "value") or body
    mode = text(flat, "sharingDomainRestrictionMode")
    return {
        REQUIRE_MATCH: known(flag(flat, "isRequireAcceptingUserToMatchInvitedUserEnabled")),
        SPO_SHARING: _word(text(flat, "sharingCapability")),
        SPO_DOMAIN_MODE: known(mode) if mode in (None, "none", *_LISTS) else _STRANGE,
        SPO_DOMAIN_ALLOWS: _allows(flat, mode, domain_of(invited_address)),
    }


_STRANGE = Unknown(Reason.NOT_UNDERSTOOD)


def _word(capability: str | None) -> Value | Unknown:
    return NOT_GIVEN if capability is None else _SHARING.get(capability, _STRANGE)


def _allows(flat: Json, mode: str | None, domain: str) -> Value | Unknown:
    """Both lists stay filled whatever the mode; only the one the mode names is in force."""
    if mode == "none":
        return True
    if mode not in _LISTS:
        return NOT_GIVEN if mode is None else _STRANGE
    if not domain:
        return Unknown(Reason.NOT_LOOKED_UP)
    domains = texts(flat, _LISTS[mode])
    if domains is None:
        return NOT_GIVEN
    listed = domain in {d.strip().lower() for d in domains}
    return listed if mode == "allowList" else not listed


H1 = Probe(
    "H1",
    INVITING,
    "SharePointTenantSettings.Read.All",
    (REQUIRE_MATCH, SPO_SHARING, SPO_DOMAIN_MODE, SPO_DOMAIN_ALLOWS),
    False,
    _read,
)
