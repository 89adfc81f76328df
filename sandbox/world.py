"""The two demo organisations and one share: settings only. Everything the sandbox plays reads this.

Nothing here knows of causes or facts; the names are the knobs of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

ALL_PERMISSIONS = frozenset(
    {
        "User.Read.All",
        "SharePointTenantSettings.Read.All",
        "Policy.Read.All",
        "CrossTenantInformation.ReadBasic.All",
        "AuditLog.Read.All",
        "Organization.Read.All",
        "Domain.Read.All",
    }
)


@dataclass
class GraphKnobs:
    """What one tenant lets the bot's Graph reader do."""

    consented: bool = True
    permissions: frozenset[str] = ALL_PERMISSIONS
    premium: bool = True
    pace: str = "normal"  # normal, slow (5 s an answer), throttled (429 with Retry-After)


@dataclass
class Inviting:
    """Fabrikam: owns the site."""

    tenant_id: str = "f4b41ca3-0000-4000-8000-000000000001"
    name: str = "Fabrikam"
    domain: str = "fabrikam.com"
    initial_domain: str = "fabrikam.onmicrosoft.com"
    sharepoint_host: str = "fabrikam.sharepoint.com"
    site_path: str = "/sites/project-x"
    inviter_object_id: str = "d3715e00-0000-4000-8000-000000000001"
    inviter_name: str = "Denise Smith"
    inviter_upn: str = "denise.smith@fabrikam.com"
    require_match: bool = True
    legacy_honoured: bool = False
    sharing: str = "externalUserSharingOnly"  # Graph's sharingCapabilities
    domain_mode: str = "none"  # none, allowList, blockList
    domain_list: tuple[str, ...] = ()
    inbound: str = "allowed"  # allowed, blocked: cross-tenant access for the partner
    graph: GraphKnobs = field(default_factory=GraphKnobs)


@dataclass
class Invited:
    """Contoso: the guest's home."""

    tenant_id: str = "c0470500-0000-4000-8000-000000000002"
    name: str = "Contoso"
    domain: str = "contoso.com"
    initial_domain: str = "contoso.onmicrosoft.com"
    user_object_id: str = "3a5c0500-0000-4000-8000-000000000002"
    user_name: str = "Marcus Jones"
    upn: str = "mj4711@contoso.com"
    mail: str = "marcus.jones@contoso.com"
    proxy_addresses: tuple[str, ...] = ("SMTP:marcus.jones@contoso.com",)
    account_enabled: bool = True
    account_created_at: datetime = datetime(2019, 5, 6, 8, 0, tzinfo=UTC)
    outbound: str = "allowed"  # allowed, blocked: cross-tenant access towards the partner
    graph: GraphKnobs = field(default_factory=GraphKnobs)


@dataclass
class Share:
    """What was sent, and the guest object it left in the inviting directory."""

    invited_address: str = "marcus.jones@contoso.com"
    link: str = "shortShare"  # acceptInvite, shortShare, entraRedeem
    sent_ago: timedelta = timedelta(days=2)
    guest: str = "pending"  # missing, pending, accepted, deleted, disabled
    guest_object_id: str = "9e570000-0000-4000-8000-000000000003"
    guest_issuer: str = "ExternalAzureAD"
    sponsored_by_inviter: bool = True
    old_passcode_recipient: bool = False  # got in with SharePoint's own code, never a guest
    first_asked_at: datetime | None = None

    def sent_at(self, now: datetime) -> datetime:
        """When the invitation was sent: counted back from when somebody first asked, then fixed."""
        self.first_asked_at = self.first_asked_at or now
        return self.first_asked_at - self.sent_ago


@dataclass
class Browser:
    """What the invited person does when opening the link."""

    signed_in_as: str = "work"  # work, other-work, personal
    other_account: str = "admin.marcus@contoso.com"
    personal_account: str = "marcus.jones77@outlook.com"


@dataclass
class World:
    inviting: Inviting = field(default_factory=Inviting)
    invited: Invited = field(default_factory=Invited)
    share: Share = field(default_factory=Share)
    browser: Browser = field(default_factory=Browser)
