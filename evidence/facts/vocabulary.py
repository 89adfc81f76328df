"""Every fact there is: names and values as in the catalogue, section 7.1."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evidence.facts.allow_list import summaries_of
from evidence.facts.values import Audience, Fact, FactError, Kind

_ALL: dict[str, Fact] = {}


def _fact(name: str, kind: Kind, readers: Audience = Audience.EVERYONE) -> Fact:
    _ALL[name] = fact = Fact(name, kind, readers=readers, summaries=summaries_of(name))
    return fact


def _truth(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TRUTH, readers)


def _text(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TEXT, readers)


def _time(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TIME, readers)


def _word(name: str, words: str, readers: Audience = Audience.EVERYONE, form: str = "") -> Fact:
    listed = frozenset(words.split())
    _ALL[name] = fact = Fact(name, Kind.WORD, listed, readers, form, summaries_of(name))
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
    " inviter.invites-disabled inviter.xtap inviter.worker-disabled inviter.guest-blocked"
    " inviter.address-of-member inviter.address-of-group inviter.address-of-contact"
    " inviter.reset-mismatch inviter.recipient-lacks-permission inviter.bad-address inviter.quota"
    " home.self-service-disallowed home.access-restricted idp.error browser.sign-in-loop"
    " link.removed link.expired terms.prompt none",
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
# Refused every time, so that it is no passing interrupt (guards R44 and R60).
ERROR_REPEATS = _truth("error.repeats")
# Whose risk policy spoke: 530032 by itself names no side (7.8).
RISK_SIDE = _word("error.riskSide", "home host")
LINK_KIND = _word("link.kind", "acceptInvite guestAccess shortShare entraRedeem siteOrBookmark")
LINK_SENT_AT = _time("link.sentAt")
LINK_RECIPIENT_LISTED = _truth("link.recipientListed")
LINK_EXPIRED = _truth("link.expired")
LINK_ITEM_EXISTS = _truth("link.itemExists")
# For whom the link was made: one for "people in your organisation" admits no guest.
LINK_AUDIENCE = _word("link.audience", "anyone organisation specificPeople existingAccess")
# What was opened, against what was shared (C-27: the root site shows the same heading).
LINK_OPENED = _word("link.opened", "sharedItem sharedSite rootSite otherSite commonEndpoint")
SITE_PATH = _text("case.sitePath")
ITEM_PATH = _text("link.itemPath")
MAIL_KIND = _word("mail.kind", "invitation passcode welcome none")
MAIL_ARRIVED = _word("mail.arrived", "inbox junk no")
PRODUCT = _word(
    "product",
    "sharepointOnline onedrive teams sharedChannel sharepointServer syncClient powerBi ownApp"
    " other",
)
CLIENT = _word("client", "browser mailApp mobileApp officeApp other")
OTHER_SESSIONS = _truth("browser.otherSessions")
WORKED_BEFORE = _truth("history.workedBefore")
FAILS_SINCE = _time("history.failsSince")
WHO_FAILS = _word("repro.whoFails", "onePerson someOfHome allOfHome everybody")
OTHER_HOSTS_WORK = _truth("repro.otherHostsWork")
RETRY_WORKS = _truth("repro.retryWorks")
DIRECT_LINK_WORKS = _truth("repro.directLinkWorks")
MAIL_LINK_WORKS = _truth("repro.invitationLinkWorks")
OTHER_DEVICE = _truth("repro.otherDevice")
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
# Known only as stricter than the organisation's level, not which level it is.
SITE_STRICTER = _truth("host.site.stricterThanTenant")
SITE_LIMITED_ACCESS = _truth("host.site.limitedAccess")
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
# Sharing may be held to named security groups (C-29).
SHARING_GROUPS_ONLY = _truth("host.sharingLimitedToGroups")
INVITER_MAY_SHARE = _truth("host.inviter.mayShare")
B2B_INTEGRATION = _truth("host.b2bIntegration")
SPO_APP = _word("host.spo.app", "enabled disabled assignmentRequired missing")
SPO_LICENSED = _truth("host.spo.licensed")
HOST_POLICY_CHANGED_AT = _time("host.policyChangedAt")
INBOUND_ALLOWS = _truth("host.xtap.inboundAllows")
TRUST_MFA = _truth("host.xtap.trustMfa")
TRUST_COMPLIANT = _truth("host.xtap.trustCompliant")
TRUST_HYBRID = _truth("host.xtap.trustHybrid")
REDEMPTION_ORDER_CUSTOM = _truth("host.redemptionOrderCustom")
FEDERATION = _word("host.federation.forInvitedDomain", "none saml wsfed google")
CA_GUEST_POLICY = _word("host.ca.guestPolicyApplies", "none block mfa device tou risk")
ADDRESS_COLLISION = _word("host.addressCollision", "none contact group member otherGuest")
QUOTA_EXHAUSTED = _truth("host.quotaExhausted")
# Audit and sign-in logs of the inviting tenant (H10, H11, H15): of this attempt, or of this share
INVITATION_MAIL = _word("host.audit.invitationMail", "sent unsubscribed")
AUDIT_REDEEMED = _truth("host.audit.redeemed")
SHARING_BLOCKED = _truth("host.audit.sharingBlocked")
SHARE_REVOKED = _truth("host.audit.shareRevoked")
HOST_SIGN_IN_CODE = _fact("host.signIn.code", Kind.NUMBER)
HOST_SIGN_IN_CA = _word("host.signIn.conditionalAccess", "success failure notApplied")
# Ours: the logs know by both what became of the second check through the inviting tenant.
SECOND_CHECK_ID = _text("host.signIn.secondCheckId", _AGENTS)
SECOND_CHECK_APP = _text("host.signIn.secondCheckApp", _AGENTS)
# What it was refused with: an attempt of its own, through our application and not SharePoint's.
SECOND_CHECK_CODE = _fact("host.signIn.secondCheckCode", Kind.NUMBER)

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
# Whose account took the invitation, where a log or an administrator names it.
GUEST_REDEEMED_BY = _text("guest.redeemedBy", _PRIVATE)
GUEST_REDEEMED_BY_OTHER = _truth("guest.redeemedByOther")
GUEST_LAST_OK = _time("guest.lastHostSignInOk")
SITE_USER_PRESENT = _truth("siteuser.present")
SITE_USER_LOGIN_FORM = _word("siteuser.loginForm", "ext spoGuestOtp liveCom other")
SITE_USER_CREATED_AT = _time("siteuser.createdAt")
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
# What happened to the person's account at home since the invitation.
CHANGED_AT_HOME = _word("invitee.changedAtHome", "no renamed moved recreated", _PRIVATE)
SIGNS_IN_AT_HOME = _truth("invitee.signsInAtHome")
TENANT_LIMIT = _truth("invitee.tenantLimitReached")
ALSO_HAS_MSA = _truth("invitee.alsoHasMsa")
OUTBOUND_ALLOWS = _truth("home.xtap.outboundAllows")
TENANT_RESTRICTED = _word("home.tenantRestricted", "no v1 v2")
HOME_SIGN_IN_CODE = _fact("home.signIn.code", Kind.NUMBER, _PRIVATE)
WORKER_APP_ENABLED = _truth("home.crossCloudWorkerEnabled")
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
