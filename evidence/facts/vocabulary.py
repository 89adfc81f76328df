"""Every fact there is: names and values as in the catalogue, section 7.1."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evidence.facts.values import Audience, Fact, FactError, Kind

_ALL: dict[str, Fact] = {}


def _fact(name: str, kind: Kind, readers: Audience = Audience.EVERYONE) -> Fact:
    _ALL[name] = fact = Fact(name, kind, readers=readers)
    return fact


def _truth(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TRUTH, readers)


def _text(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TEXT, readers)


def _time(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TIME, readers)


def _word(name: str, words: str, readers: Audience = Audience.EVERYONE, form: str = "") -> Fact:
    _ALL[name] = fact = Fact(name, Kind.WORD, frozenset(words.split()), readers, form)
    return fact


_PRIVATE = Audience.INVITED_SIDE
_AGENTS = Audience.AGENTS
_SHARING = "disabled existingOnly newAndExisting anyone"
_CLOUDS = "global gcc gcchigh dod china"

# The case and who can be read
NOW = _time("now")
REPORTER_SIDE = _word("reporter.side", "inviting invited")
OWNS_INVITED_ADDRESS = _truth("reporter.ownsInvitedAddress")
HOST_DOMAIN = _text("case.hostDomain")
HOST_TENANT = _text("case.hostTenantId")
HOME_TENANT = _text("case.homeTenantId")
INVITED_ADDRESS = _text("case.invitedAddress")
HOST_CLOUD = _word("case.cloud.host", _CLOUDS)
HOME_CLOUD = _word("case.cloud.home", _CLOUDS)
HOST_VISIBLE = _truth("evidence.hostVisible")
HOME_VISIBLE = _truth("evidence.homeVisible")

# What the person saw
ERROR_CLASS = _word(
    "error.class",
    "spo.user-not-in-directory spo.partner-user-invalid spo.signin-not-working"
    " spo.generic-didnt-work spo.site-sharing-off entra.failed-to-accept"
    " spo.guest-settings-updated spo.access-denied spo.network-location aadb2b.0001"
    " ca.blocked-page msa.signup-blocked picker.ambiguous picker.not-in-tenant otp.prompt"
    " consent.prompt mail.not-received inviter.blocked-domain inviter.policy"
    " inviter.invites-disabled inviter.xtap inviter.worker-disabled inviter.guest-blocked none",
    form=r"aad\.[0-9]{2,8}",
)
AADSTS = _fact("error.aadsts", Kind.NUMBER)
SIGNED_IN_AS = _text("error.signedInAs", _PRIVATE)
ERROR_IDP = _text("error.idp")
TENANT_SHOWN = _text("error.tenantShown")
CORRELATION_ID = _text("error.correlationId")
# SharePoint's own: only in its audit log and with Microsoft Support, never in sign-in logs.
SHAREPOINT_CORRELATION_ID = _text("error.sharepointCorrelationId")
REQUEST_ID = _text("error.requestId")
ERROR_TIME = _time("error.time")
# Settings were seen to change after the page was: it says nothing of the next attempt.
ERROR_OUTDATED = _truth("error.outdated")
LINK_KIND = _word("link.kind", "acceptInvite guestAccess shortShare entraRedeem siteOrBookmark")
LINK_SENT_AT = _time("link.sentAt")
LINK_RECIPIENT_LISTED = _truth("link.recipientListed")
LINK_EXPIRED = _truth("link.expired")
LINK_ITEM_EXISTS = _truth("link.itemExists")
PRIVATE_WINDOW = _truth("repro.privateWindow")
OTHER_NETWORK = _truth("repro.otherNetwork")
OTHERS_SAME_DOMAIN_FAIL = _truth("repro.otherInviteesSameDomainFail")
OTHER_DOMAINS_FAIL = _truth("repro.otherDomainsFail")

# The inviting tenant ("host")
REQUIRE_MATCH = _truth("host.requireMatch")
LEGACY_HONOURED = _truth("host.legacyInvitationsHonoured")
SPO_SHARING = _word("host.spo.sharingCapability", _SHARING)
ONEDRIVE_SHARING = _word("host.onedrive.sharingCapability", _SHARING)
SITE_SHARING = _word("host.site.sharingCapability", _SHARING)
SPO_DOMAIN_MODE = _word("host.spo.domainMode", "none allowList blockList", _AGENTS)
SPO_DOMAIN_ALLOWS = _truth("host.spo.domainAllowsInvitee")
SITE_DOMAIN_ALLOWS = _truth("host.site.domainAllowsInvitee")
SITE_LOCKED = _truth("host.site.locked")
SITE_RAC = _truth("host.site.rac")
SPO_IP_RESTRICTED = _truth("host.spo.ipRestricted")
SPO_EXPIRY_POLICY = _truth("host.spo.expiryPolicy")
SITE_USER_EXPIRED = _truth("host.siteuser.expired")
OTP_PHASE = _word("host.otpPhase", "legacyOtp newSharesB2B removed")
ENTRA_DOMAIN_ALLOWS = _truth("host.entra.domainAllowsInvitee")
ENTRA_DOMAIN_CHANGED = _truth("host.entra.domainPolicyChangedAfterInvite")
ALLOW_INVITES_FROM = _word(
    "host.entra.allowInvitesFrom",
    "none adminsAndGuestInviters adminsGuestInvitersAndAllMembers everyone",
)
INVITER_MAY_INVITE = _truth("host.inviter.mayInvite")
EMAIL_OTP = _word("host.entra.emailOtp", "default enabled disabled")
INBOUND_ALLOWS = _truth("host.xtap.inboundAllows")
TRUST_MFA = _truth("host.xtap.trustMfa")
TRUST_COMPLIANT = _truth("host.xtap.trustCompliant")
TRUST_HYBRID = _truth("host.xtap.trustHybrid")
REDEMPTION_ORDER_CUSTOM = _truth("host.redemptionOrderCustom")
FEDERATION = _word("host.federation.forInvitedDomain", "none saml wsfed google")
CA_GUEST_POLICY = _word("host.ca.guestPolicyApplies", "none block mfa device tou risk")
ADDRESS_COLLISION = _word("host.addressCollision", "none contact member otherGuest")
QUOTA_EXHAUSTED = _truth("host.quotaExhausted")

# The guest object and the site user
GUEST_EXISTS = _truth("guest.exists")
GUEST_SOFT_DELETED = _truth("guest.softDeleted")
GUEST_ENABLED = _truth("guest.accountEnabled")
GUEST_STATE = _word("guest.externalUserState", "PendingAcceptance Accepted null")
GUEST_ISSUER = _word(
    "guest.issuer", "hostDomain ExternalAzureAD MicrosoftAccount mail google otherUri"
)
GUEST_ADDRESS_MATCHES = _truth("guest.addressMatches")
GUEST_PROXIES_EMPTY = _truth("guest.proxyAddressesEmpty")
GUEST_CREATED_AT = _time("guest.createdAt")
GUEST_STATE_CHANGED_AT = _time("guest.stateChangedAt")
GUEST_LAST_OK = _time("guest.lastHostSignInOk")
SITE_USER_PRESENT = _truth("siteuser.present")
SITE_USER_LOGIN_FORM = _word("siteuser.loginForm", "ext spoGuestOtp liveCom other")
SITE_USER_OLDER = _truth("siteuser.olderThanGuest")
SITE_USER_MISMATCH = _truth("siteuser.idMismatch")
ITEM_PERMISSION_LISTED = _truth("item.permissionListed")

# The invited person at home
TENANT_FOUND = _truth("invitee.tenantFound")
TENANT_MANAGED = _truth("invitee.tenantManaged")
ACCOUNT_FOUND = _truth("invitee.accountFound", _PRIVATE)
ACCOUNT_ENABLED = _truth("invitee.accountEnabled", _PRIVATE)
ACCOUNT_KIND = _word("invitee.accountKind", "user sharedMailbox room group contact none", _PRIVATE)
UPN = _text("invitee.upn", _PRIVATE)
MAIL = _text("invitee.mail", _PRIVATE)
PROXY_ADDRESSES = _fact("invitee.proxyAddresses", Kind.TEXTS, _PRIVATE)
UPN_EQUALS_INVITED = _truth("invitee.upnEqualsInvited")
UPN_IN_PROXIES = _truth("invitee.upnInProxyAddresses")
INVITED_IN_PROXIES = _truth("invitee.invitedInProxyAddresses")
MAIL_EQUALS_INVITED = _truth("invitee.mailEqualsInvited")
UPN_ON_ONMICROSOFT = _truth("invitee.upnDomainIsOnmicrosoft", _PRIVATE)
DOMAIN_AUTH = _word("invitee.domainAuth", "managed federated")
ALTERNATE_LOGIN_ID = _truth("invitee.alternateLoginId")
ACCOUNT_CREATED_AT = _time("invitee.accountCreatedAt", _PRIVATE)
PREDECESSOR_DELETED = _truth("invitee.predecessorDeleted", _PRIVATE)
ALSO_HAS_MSA = _truth("invitee.alsoHasMsa")
OUTBOUND_ALLOWS = _truth("home.xtap.outboundAllows")
TENANT_RESTRICTED = _word("home.tenantRestricted", "no v1 v2")
INCIDENT = _truth("health.incident")

# Derived by causes/derived.py; may also be given
USED_OTHER_ACCOUNT = _truth("usedOtherAccount")
USED_UPN = _truth("usedUpn")
HOME_RECREATED = _truth("homeRecreated")

FACTS: Mapping[str, Fact] = MappingProxyType(_ALL)


def fact(name: str) -> Fact:
    """Returns the fact of that dotted name; raises FactError for an unknown one."""
    try:
        return FACTS[name]
    except KeyError:
        raise FactError(f"unknown fact name: {name!r}") from None
