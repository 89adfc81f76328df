"""Which facts' values may stand in a summary for whom: an allow-list, by the names of facts.

The desk's own summary may hold every fact. For the others a fact that is named nowhere here never
leaves, and one that is named leaves only if `Fact.readers` or a release lets that reader see it
(cards/summaries/leaving.py); cards/templates hold what is said of it.
"""

from __future__ import annotations

from evidence.facts.values import SummaryReader

# The two organisations, and who was invited; to management only the domain (leaving.py).
_WHO = "case.hostDomain case.invitedAddress"
# Public by Microsoft's own look-ups; commands need them.
_TENANTS = "case.hostTenantId case.homeTenantId case.cloud.host case.cloud.home"
# By these the other side finds the failed attempt in its own logs.
_ATTEMPT = """error.class error.aadsts error.correlationId error.sharepointCorrelationId
    error.requestId error.time error.outdated error.repeats error.riskSide"""
# What can be in the way: yes, no, or a word; never a name, an address or a path.
_CONFLICT = """link.kind link.sentAt link.recipientListed link.expired link.itemExists
    link.audience link.opened mail.kind mail.arrived product client
    host.requireMatch host.legacyInvitationsHonoured host.spo.sharingCapability
    host.onedrive.sharingCapability host.site.sharingCapability host.site.stricterThanTenant
    host.site.limitedAccess host.site.locked host.site.rac host.spo.ipRestricted
    host.spo.domainAllowsInvitee host.site.domainAllowsInvitee host.entra.domainAllowsInvitee
    host.entra.emailOtp host.otpPhase host.b2bIntegration host.sharingLimitedToGroups
    host.inviter.mayInvite host.inviter.mayShare host.spo.app host.siteuser.expired
    host.xtap.inboundAllows host.xtap.trustMfa host.xtap.trustCompliant
    host.xtap.trustHybrid host.redemptionOrderCustom host.federation.forInvitedDomain
    host.ca.guestPolicyApplies host.addressCollision host.quotaExhausted
    host.audit.invitationMail host.audit.redeemed host.audit.sharingBlocked
    host.audit.shareRevoked host.signIn.code host.signIn.conditionalAccess
    host.signIn.secondCheckCode
    guest.exists guest.softDeleted guest.accountEnabled guest.externalUserState guest.issuer
    guest.addressMatches guest.redeemedByOther siteuser.present siteuser.idMismatch
    item.permissionListed invitee.tenantFound invitee.tenantManaged invitee.upnEqualsInvited
    invitee.upnInProxyAddresses invitee.invitedInProxyAddresses invitee.mailEqualsInvited
    invitee.domainAuth invitee.alternateLoginId invitee.alsoHasMsa invitee.tenantLimitReached
    home.xtap.outboundAllows home.tenantRestricted home.crossCloudWorkerEnabled health.incident
    usedOtherAccount usedUpn homeRecreated"""
# Of the invited person: for others than the invited side only what was released.
_RELEASED = """invitee.upn error.signedInAs invitee.accountFound invitee.accountEnabled
    invitee.accountKind invitee.upnDomainIsOnmicrosoft invitee.predecessorDeleted
    invitee.changedAtHome home.signIn.code"""

# To the partner only with a verdict of these causes: of any other it would tell how we are set up
# and explain nothing.
WITH_CAUSE = {
    "host.requireMatch": frozenset({"legacy-account-match", "legacy-invitation-retired"}),
}

_ALLOWED = {
    SummaryReader.PARTNER: " ".join((_WHO, _TENANTS, _ATTEMPT, _CONFLICT, _RELEASED)),
    SummaryReader.REPORTER: " ".join((_WHO, _TENANTS, _ATTEMPT, _CONFLICT, _RELEASED)),
    SummaryReader.MANAGEMENT: _WHO,
}
ALLOWED = {reader: frozenset(names.split()) for reader, names in _ALLOWED.items()}


def summaries_of(name: str) -> frozenset[SummaryReader]:
    """For whom the value of the fact of that name may stand in a summary."""
    allowed = (reader for reader, names in ALLOWED.items() if name in names)
    return frozenset((SummaryReader.DESK, *allowed))
