"""The two demo organisations and one share: settings only. Everything the sandbox plays reads this.

Nothing here knows of causes or facts; the names are the knobs of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sandbox.happened import Attempted, Mail

ALL_PERMISSIONS = frozenset(
    {
        "User.Read.All",
        "SharePointTenantSettings.Read.All",
        "Policy.Read.All",
        "CrossTenantInformation.ReadBasic.All",
        "AuditLog.Read.All",
        "Organization.Read.All",
        "Domain.Read.All",
        "Policy.Read.B2BManagementPolicy",
        "Policy.Read.AuthenticationMethod",
        "IdentityProvider.Read.All",
        "Application.Read.All",
        "OrgContact.Read.All",
        "GroupMember.Read.All",
        "MailboxSettings.Read",
        "LicenseAssignment.Read.All",
        "ServiceHealth.Read.All",
        "ServiceMessage.Read.All",
        "Sites.Read.All",
        "Files.Read.All",
        "AuditLogsQuery-SharePoint.Read.All",
    }
)
# What the README asks an administrator for first: the article's question needs no more.
MINIMUM_PERMISSIONS = frozenset(
    {
        "User.Read.All",
        "SharePointTenantSettings.Read.All",
        "Policy.Read.All",
        "CrossTenantInformation.ReadBasic.All",
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
    # Its helpdesk, which runs the bot: who works there is said by two groups.
    agents_group_id: str = "de5c0000-0000-4000-8000-0000000000a1"
    leads_group_id: str = "de5c0000-0000-4000-8000-0000000000a2"
    agent_object_id: str = "a3a4a050-0000-4000-8000-000000000001"
    agent_name: str = "Amara Osei"
    agent_upn: str = "amara.osei@fabrikam.com"
    agent_in_group: bool = True
    lead_object_id: str = "1e4ab4a0-0000-4000-8000-000000000001"
    lead_name: str = "Lena Brandt"
    lead_upn: str = "lena.brandt@fabrikam.com"
    desk_mailbox: str = "desk@fabrikam.com"  # the one mailbox the bot may send from
    desk_mail: str = "works"  # works, refused (no role there), throttled, hangs (yet arrives)
    require_match: bool = True
    legacy_honoured: bool = False
    sharing: str = "externalUserSharingOnly"  # Graph's sharingCapabilities
    domain_mode: str = "none"  # none, allowList, blockList
    domain_list: tuple[str, ...] = ()
    inbound: str = "allowed"  # allowed, blocked: cross-tenant access for the partner
    cloud: str = "global"  # global, gcchigh, china
    licensed: bool = True  # SharePoint plans
    incident: bool = False  # Microsoft reports trouble with SharePoint
    policy_changed_ago: timedelta | None = None  # a sharing policy was changed so long ago
    # SharePoint, below the tenant's level
    onedrive_sharing: str = "externalUserSharingOnly"
    site_sharing: str = "inherit"  # inherit, or one of Graph's sharingCapabilities
    site_domain_mode: str = "none"
    site_domain_list: tuple[str, ...] = ()
    site_access: str = "open"  # open, locked, named-groups, limited
    allowed_networks_only: bool = False
    access_expires: bool = False  # guests lose access after some days
    only_groups_share: bool = False  # sharing is held to named security groups
    inviter_may_share: bool = True
    passcode_phase: str = "newSharesB2B"  # legacyOtp, newSharesB2B, removed
    # Entra
    entra_domain_mode: str = "none"
    entra_domain_list: tuple[str, ...] = ()
    invites_from: str = "everyone"  # Graph's allowInvitesFrom
    inviter_is_guest_inviter: bool = False
    email_otp: str = "default"  # default, enabled, disabled
    federation: str = "none"  # none, saml, wsfed, google: for the invited domain
    federation_works: bool = True
    personal_accounts_redeem: bool = True  # redemption order with Microsoft accounts
    guest_policy: str = "none"  # none, block, mfa, device, terms, risk: conditional access
    trust_mfa: bool = False
    trust_devices: bool = False
    sharepoint_app: str = "enabled"  # enabled, disabled, assignmentRequired, missing
    quota_exhausted: bool = False
    graph: GraphKnobs = field(default_factory=GraphKnobs)

    @property
    def exists(self) -> bool:
        return True

    @property
    def consents(self) -> bool:
        """Whether an administrator let the bot's Graph reader in."""
        return self.graph.consented


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
    cloud: str = "global"  # global, gcchigh, china
    tenant_exists: bool = True  # some tenant owns the invited domain
    managed: bool = True  # no unmanaged ("viral") tenant
    account_exists: bool = True
    account_kind: str = "user"  # user, sharedMailbox, room, group, contact
    domain_auth: str = "managed"  # managed, federated
    identity_provider_works: bool = True
    alternate_login: bool = False  # e-mail as alternate login ID
    password_works: bool = True
    at_risk: bool = False
    tenant_restrictions: str = "no"  # no, v1, v2: of the network the person sits in
    predecessor_deleted: bool = False  # an earlier account of that name lies in the bin
    former_address: str = ""  # the address the person had before a renaming
    worker_app_enabled: bool = True  # Microsoft B2B Cross Cloud Worker
    in_too_many_tenants: bool = False
    # Its IT, and what people there may allow applications themselves
    it_object_id: str = "9c170500-0000-4000-8000-000000000002"
    it_name: str = "Priya Nair"
    it_address: str = "it@contoso.com"
    users_consent: bool = True
    graph: GraphKnobs = field(default_factory=GraphKnobs)

    @property
    def exists(self) -> bool:
        return self.tenant_exists

    @property
    def consents(self) -> bool:
        """As above; an unmanaged tenant has no administrator who could."""
        return self.graph.consented and self.managed


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
    audience: str = "specificPeople"  # anyone, organisation, specificPeople
    opened: str = "shared"  # shared, rootSite, otherSite
    item_path: str = "Shared Documents/Plan"  # what was shared: a folder, below the site
    item_exists: bool = True
    link_expired: bool = False
    recipient_listed: bool = True  # still on the permission
    access_expired: bool = False  # the guest's time on the site has run out
    guest_created_ago: timedelta = timedelta(days=2)
    guest_redeemed_by: str = "invited"  # invited, other-work, personal, former (since re-created)
    address_collision: str = "none"  # none, contact, member, otherGuest: in the host
    site_user: str = "none"  # none, ext, spoGuestOtp, liveCom: the row in the site's list
    site_user_older: bool = False  # the row belongs to an earlier guest of that name
    mail: str = "delivered"  # delivered, junk, lost, unsubscribed
    first_asked_at: datetime | None = None

    def sent_at(self, now: datetime) -> datetime:
        """When the invitation was sent: counted back from when somebody first asked, then fixed."""
        self.first_asked_at = self.first_asked_at or now
        return self.first_asked_at - self.sent_ago

    def guest_created_at(self, now: datetime) -> datetime:
        """When the guest object was made, counted in the same way."""
        self.first_asked_at = self.first_asked_at or now
        return self.first_asked_at - self.guest_created_ago


@dataclass
class Browser:
    """What the invited person does when opening the link."""

    signed_in_as: str = "work"  # work, other-work, personal
    other_account: str = "admin.marcus@contoso.com"
    personal_account: str = "marcus.jones77@outlook.com"
    other_sessions: bool = False  # stale sessions and cookies of other accounts
    private_window: bool = False
    managed_device: bool = False
    network: str = "office"  # office, home
    second_factor_works: bool = True
    accepts_terms: bool = True
    has_personal_twin: bool = False  # a personal account on the invited address


@dataclass
class World:
    inviting: Inviting = field(default_factory=Inviting)
    invited: Invited = field(default_factory=Invited)
    share: Share = field(default_factory=Share)
    browser: Browser = field(default_factory=Browser)
    last_attempt: Attempted | None = None
    sign_ins: tuple[Attempted, ...] = ()  # elsewhere than at SharePoint, oldest first
    mails: tuple[Mail, ...] = ()  # oldest first
