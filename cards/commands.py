"""Which facts an administrator reads off, by which command, on which side (catalogue, section 4).

The commands and who may run them stand in words/commands.j2, under the ids used here. One without
a command is read in an admin centre.
"""

from __future__ import annotations

from dataclasses import dataclass

import evidence.facts as f
from cases.model import Side
from evidence.facts import Fact

_INVITING = frozenset({Side.INVITING})
_INVITED = frozenset({Side.INVITED})
_EITHER = _INVITING | _INVITED


@dataclass(frozen=True)
class Command:
    """`administrator`: false where anybody can run it, in a browser."""

    id: str
    sides: frozenset[Side]
    answers: tuple[Fact, ...]
    administrator: bool = True


COMMANDS = (
    Command(
        "spo_tenant",
        _INVITING,
        (
            f.SPO_SHARING,
            f.ONEDRIVE_SHARING,
            f.SPO_DOMAIN_ALLOWS,
            f.REQUIRE_MATCH,
            f.B2B_INTEGRATION,
            f.SPO_EXPIRY_POLICY,
            f.SPO_IP_RESTRICTED,
            f.SHARING_GROUPS_ONLY,
        ),
    ),
    Command(
        "spo_site",
        _INVITING,
        (
            f.SITE_SHARING,
            f.SITE_STRICTER,
            f.SITE_DOMAIN_ALLOWS,
            f.SITE_LOCKED,
            f.SITE_RAC,
            f.SITE_LIMITED_ACCESS,
        ),
    ),
    Command("spo_user", _INVITING, (f.SITE_USER_PRESENT, f.SITE_USER_LOGIN_FORM)),
    Command("site_users", _INVITING, (f.SITE_USER_EXPIRED,)),
    Command("id_mismatch", _INVITING, (f.SITE_USER_MISMATCH,)),
    Command("external_user", _INVITING, (f.GUEST_REDEEMED_BY_OTHER,)),
    Command(
        "guest",
        _INVITING,
        (
            f.GUEST_EXISTS,
            f.GUEST_ENABLED,
            f.GUEST_STATE,
            f.GUEST_ISSUER,
            f.GUEST_ADDRESS_MATCHES,
            f.GUEST_PROXIES_EMPTY,
            f.GUEST_CREATED_AT,
            f.GUEST_STATE_CHANGED_AT,
        ),
    ),
    Command("deleted_guest", _INVITING, (f.GUEST_SOFT_DELETED,)),
    Command("invitation_policy", _INVITING, (f.ALLOW_INVITES_FROM,)),
    Command("email_otp", _INVITING, (f.EMAIL_OTP,)),
    Command("inbound", _INVITING, (f.INBOUND_ALLOWS,)),
    Command("inbound_trust", _INVITING, (f.TRUST_MFA, f.TRUST_COMPLIANT, f.TRUST_HYBRID)),
    Command("redemption_order", _INVITING, (f.REDEMPTION_ORDER_CUSTOM,)),
    Command("access_policies", _INVITING, (f.CA_GUEST_POLICY,)),
    Command("domain_list", _INVITING, (f.ENTRA_DOMAIN_ALLOWS, f.ENTRA_DOMAIN_CHANGED)),
    Command("message_centre", _INVITING, (f.OTP_PHASE,)),
    Command("identity_providers", _INVITING, (f.FEDERATION,)),
    Command("spo_app", _INVITING, (f.SPO_APP,)),
    Command("licences", _INVITING, (f.SPO_LICENSED,)),
    Command("recipient", _INVITING, (f.ADDRESS_COLLISION,)),
    Command("directory_size", _INVITING, (f.QUOTA_EXHAUSTED,)),
    Command("policy_change", _INVITING, (f.HOST_POLICY_CHANGED_AT,)),
    Command("sharing_log", _INVITING, (f.SHARING_BLOCKED, f.SHARE_REVOKED)),
    Command("invitation_log", _INVITING, (f.INVITATION_MAIL, f.AUDIT_REDEEMED)),
    Command("host_sign_ins", _INVITING, (f.HOST_SIGN_IN_CODE,)),
    Command("health", _EITHER, (f.INCIDENT,)),
    Command("home_account", _INVITED, (f.ACCOUNT_FOUND, f.ACCOUNT_ENABLED, f.ACCOUNT_CREATED_AT)),
    Command("predecessor", _INVITED, (f.PREDECESSOR_DELETED,)),
    Command("outbound", _INVITED, (f.OUTBOUND_ALLOWS,)),
    Command("tenant_restrictions", _INVITED, (f.TENANT_RESTRICTED,)),
    Command("alternate_login", _INVITED, (f.ALTERNATE_LOGIN_ID,)),
    Command("domain", _INVITED, (f.DOMAIN_AUTH,)),
    Command("worker_app", _INVITED, (f.WORKER_APP_ENABLED,)),
    Command("home_sign_ins", _INVITED, (f.HOME_SIGN_IN_CODE,)),
    Command("user_realm", _EITHER, (f.TENANT_MANAGED,), administrator=False),
)

_BY_FACT = {of.name: command for command in COMMANDS for of in command.answers}


def command_of(name: str) -> Command | None:
    """The command that answers the fact, or None."""
    return _BY_FACT.get(name)
