"""What an administrator of a world pastes when asked to run one line (catalogue, section 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from cards.commands import Command, command_of
from cases.model import Side
from evidence import facts as f
from evidence.facts import Fact, Reason, Unknown, Value
from sandbox.accounts import domain
from sandbox.gates import attempt
from sandbox.world import World

_CAPABILITY = {
    "disabled": "Disabled",
    "existingExternalUserSharingOnly": "ExistingExternalUserSharingOnly",
    "externalUserSharingOnly": "ExternalUserSharingOnly",
    "externalUserAndGuestSharing": "ExternalUserAndGuestSharing",
}
_MODE = {"none": "None", "allowList": "AllowList", "blockList": "BlockList"}


def pasted(about: str, world: World) -> str:
    """The output of the command that answers this question; empty where a look answers it."""
    command = command_of(about)
    output = _OUTPUTS.get(command.id) if command and _there(command, world) else None
    return output(world) if output else ""


def looked_up(about: Fact, world: World) -> Value | Unknown:
    """What an administrator reads in an admin centre; unknown where nobody may be asked."""
    command = command_of(about.name)
    if command is None or not _there(command, world) or about not in _LOOKED_UP:
        return Unknown(Reason.NOT_KNOWN)
    return _LOOKED_UP[about](world)


def _there(command: Command, world: World) -> bool:
    """An organisation that grants the bot nothing has nobody who would look for it either."""
    of = {Side.INVITING: world.inviting.graph, Side.INVITED: world.invited.graph}
    return not command.administrator or any(of[side].consented for side in command.sides)


def _listed(properties: Mapping[str, object]) -> str:
    width = max(map(len, properties))
    return "\n".join(f"{name:<{width}} : {value}" for name, value in properties.items())


def _tenant(world: World) -> str:
    host = world.inviting
    return _listed(
        {
            "SharingCapability": _CAPABILITY[host.sharing],
            "CoreSharingCapability": _CAPABILITY[host.sharing],
            "OneDriveSharingCapability": _CAPABILITY[host.onedrive_sharing],
            "EnableAzureADB2BIntegration": host.passcode_phase != "legacyOtp",
            "RequireAcceptingAccountMatchInvitedAccount": host.require_match,
            "ExternalUserExpirationRequired": host.access_expires,
            "ExternalUserExpireInDays": 60,
            "WhoCanShareAuthenticatedGuestAllowList": "{3f2b}" if host.only_groups_share else "",
            "IPAddressEnforcement": host.allowed_networks_only,
            "ConditionalAccessPolicy": "AllowFullAccess",
            "SharingDomainRestrictionMode": _MODE[host.domain_mode],
            "SharingAllowedDomainList": " ".join(
                host.domain_list if host.domain_mode == "allowList" else ()
            ),
            "SharingBlockedDomainList": " ".join(
                host.domain_list if host.domain_mode == "blockList" else ()
            ),
        }
    )


def _site(world: World) -> str:
    host = world.inviting
    level = host.sharing if host.site_sharing == "inherit" else host.site_sharing
    return _listed(
        {
            "Url": f"https://{host.sharepoint_host}{host.site_path}",
            "SharingCapability": _CAPABILITY[level],
            "SharingDomainRestrictionMode": _MODE[host.site_domain_mode],
            "SharingAllowedDomainList": " ".join(
                host.site_domain_list if host.site_domain_mode == "allowList" else ()
            ),
            "SharingBlockedDomainList": " ".join(
                host.site_domain_list if host.site_domain_mode == "blockList" else ()
            ),
            "LockState": "NoAccess" if host.site_access == "locked" else "Unlock",
            "ConditionalAccessPolicy": (
                "AllowLimitedAccess" if host.site_access == "limited" else "AllowFullAccess"
            ),
            "RestrictedAccessControl": host.site_access == "named-groups",
            "SensitivityLabel": "",
        }
    )


_LOGIN = {
    "ext": "i:0#.f|membership|{local}_{domain}#ext#@{initial}",
    "spoGuestOtp": "i:0#.f|membership|urn%3aspo%3aguest#{address}",
    "liveCom": "i:0#.f|membership|live.com#{address}",
}


def _site_user(world: World) -> str:
    form = _LOGIN.get(world.share.site_user)
    if form is None:
        return ""
    address = world.share.invited_address
    local, _, domain = address.partition("@")
    initial = world.inviting.initial_domain
    login = form.format(local=local, domain=domain, initial=initial, address=address)
    return _listed(
        {"DisplayName": world.invited.user_name, "LoginName": login, "IsSiteAdmin": False}
    )


_OUTPUTS: Mapping[str, Callable[[World], str]] = MappingProxyType(
    {"spo_tenant": _tenant, "spo_site": _site, "spo_user": _site_user}
)


def _sharing_refused(world: World) -> bool:
    return attempt(world, _NOW).seen_by == "inviting"


def _entra_allows(world: World) -> Value:
    listed = domain(world.share.invited_address) in world.inviting.entra_domain_list
    return {"allowList": listed, "blockList": not listed}.get(
        world.inviting.entra_domain_mode, True
    )


def _policy_changed_at(world: World) -> Value:
    return _NOW - (world.inviting.policy_changed_ago or timedelta(days=400))


_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_LOOKED_UP: Mapping[Fact, Callable[[World], Value]] = MappingProxyType(
    {
        f.SITE_USER_EXPIRED: lambda w: w.share.access_expired,
        f.SITE_USER_MISMATCH: lambda w: w.share.site_user_older,
        f.GUEST_REDEEMED_BY_OTHER: lambda w: (
            w.share.guest_redeemed_by in ("other-work", "personal")
        ),
        f.GUEST_EXISTS: lambda w: w.share.guest not in ("missing", "deleted"),
        f.GUEST_ENABLED: lambda w: w.share.guest != "disabled",
        f.GUEST_SOFT_DELETED: lambda w: w.share.guest == "deleted",
        f.ENTRA_DOMAIN_ALLOWS: _entra_allows,
        f.HOST_POLICY_CHANGED_AT: _policy_changed_at,
        f.FEDERATION: lambda w: w.inviting.federation,
        f.TRUST_MFA: lambda w: w.inviting.trust_mfa,
        f.TRUST_COMPLIANT: lambda w: w.inviting.trust_devices,
        f.TRUST_HYBRID: lambda w: w.inviting.trust_devices,
        f.REDEMPTION_ORDER_CUSTOM: lambda w: not w.inviting.personal_accounts_redeem,
        f.ALLOW_INVITES_FROM: lambda w: w.inviting.invites_from,
        f.EMAIL_OTP: lambda w: w.inviting.email_otp,
        f.INBOUND_ALLOWS: lambda w: w.inviting.inbound == "allowed",
        f.CA_GUEST_POLICY: lambda w: {"terms": "tou"}.get(
            w.inviting.guest_policy, w.inviting.guest_policy
        ),
        f.OTP_PHASE: lambda w: w.inviting.passcode_phase,
        f.SPO_APP: lambda w: w.inviting.sharepoint_app,
        f.SPO_LICENSED: lambda w: w.inviting.licensed,
        f.ADDRESS_COLLISION: lambda w: w.share.address_collision,
        f.QUOTA_EXHAUSTED: lambda w: w.inviting.quota_exhausted,
        f.SHARING_BLOCKED: _sharing_refused,
        f.INCIDENT: lambda w: w.inviting.incident,
        f.ACCOUNT_FOUND: lambda w: w.invited.account_exists,
        f.ACCOUNT_ENABLED: lambda w: w.invited.account_enabled,
        f.PREDECESSOR_DELETED: lambda w: w.invited.predecessor_deleted,
        f.OUTBOUND_ALLOWS: lambda w: w.invited.outbound == "allowed",
        f.TENANT_RESTRICTED: lambda w: w.invited.tenant_restrictions,
        f.ALTERNATE_LOGIN_ID: lambda w: w.invited.alternate_login,
        f.DOMAIN_AUTH: lambda w: w.invited.domain_auth,
        f.TENANT_MANAGED: lambda w: w.invited.managed,
        f.WORKER_APP_ENABLED: lambda w: w.invited.worker_app_enabled,
    }
)
