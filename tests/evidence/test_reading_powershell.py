"""What administrators paste: listings of PowerShell and JSON, whatever mail did to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import pytest

from evidence.reading import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
INVITED = "marcus.jones@contoso.com"

TENANT = """PS C:\\Users\\admin> Get-SPOTenant | fl SharingCapability,CoreSharingCapability

SharingCapability                          : ExternalUserSharingOnly
CoreSharingCapability                      : ExternalUserSharingOnly
OneDriveSharingCapability                  : ExistingExternalUserSharingOnly
EnableAzureADB2BIntegration                : True
RequireAcceptingAccountMatchInvitedAccount : True
ExternalUserExpirationRequired             : False
ExternalUserExpireInDays                   : 60
WhoCanShareAuthenticatedGuestAllowList     : {3f2b41aa}
IPAddressEnforcement                       : False
ConditionalAccessPolicy                    : AllowFullAccess
SharingDomainRestrictionMode               : AllowList
SharingAllowedDomainList                   : litware.com contoso.com
SharingBlockedDomainList                   :
"""
OF_TENANT = {
    "host.spo.sharingCapability": "newAndExisting",
    "host.onedrive.sharingCapability": "existingOnly",
    "host.b2bIntegration": True,
    "host.requireMatch": True,
    "host.spo.expiryPolicy": False,
    "host.sharingLimitedToGroups": True,
    "host.spo.ipRestricted": False,
    "host.spo.domainMode": "allowList",
    "host.spo.domainAllowsInvitee": True,
}
SITE = """PS C:\\> Get-SPOSite -Identity https://fabrikam.sharepoint.com/sites/x -Detailed | fl

Url                          : https://fabrikam.sharepoint.com/sites/x
SharingCapability            : Disabled
SiteDefinedSharingCapability : Disabled
SharingDomainRestrictionMode : BlockList
SharingBlockedDomainList     : litware.com
LockState                    : NoAccess
ConditionalAccessPolicy      : AllowLimitedAccess
RestrictedAccessControl      : False
"""
OF_SITE = {
    "host.site.sharingCapability": "disabled",
    "host.site.domainAllowsInvitee": True,
    "host.site.locked": True,
    "host.site.limitedAccess": True,
    "host.site.rac": False,
}
OF_LINK = {"case.hostDomain", "case.sitePath", "link.kind", "link.opened"}


def _facts(text: str, invited: str | None = INVITED) -> dict[str, object]:
    return {name: v for name, v in read(text, NOW, invited).facts.items() if name not in OF_LINK}


def test_the_tenants_listing() -> None:
    assert _facts(TENANT) == OF_TENANT


def test_the_sites_listing() -> None:
    assert _facts(SITE) == OF_SITE


def test_both_in_one_paste_are_told_apart() -> None:
    assert _facts(f"{TENANT}\n{SITE}") == {**OF_TENANT, **OF_SITE}


MANGLED: dict[str, Callable[[str], str]] = {
    "without the prompt": lambda text: text.split("\n", 2)[2],
    "line breaks as blanks": lambda text: " ".join(text.split("\n")),
    "blanks collapsed": lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n")),
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "Windows line breaks": lambda text: text.replace("\n", "\r\n"),
    "blank lines between": lambda text: text.replace("\n", "\n\n"),
    "quoted mail": lambda text: "> " + text.replace("\n", "\n> "),
    "HTML": lambda text: "<pre>" + escape(text).replace("\n", "<br>") + "</pre>",
    "full-width colons": lambda text: text.replace(" : ", " ： "),
    "lower case": lambda text: text.replace("SharingCapability", "sharingcapability"),
    "in a mail": lambda text: f"Hello,\nhere it is:\n\n{text}\n\nRegards,\nDenise",
    "value on the next line": lambda text: text.replace(
        ": ExistingExternalUserSharingOnly", ":\n   ExistingExternalUserSharingOnly"
    ),
    "value wrapped": lambda text: text.replace(
        "ExistingExternalUserSharingOnly", "ExistingExternalUser\n          SharingOnly"
    ),
}


@pytest.mark.parametrize("mangled", MANGLED)
def test_copying_may_damage_a_listing(mangled: str) -> None:
    assert _facts(MANGLED[mangled](TENANT)) == OF_TENANT


JSON = [
    (
        '{"SharingCapability":1,"CoreSharingCapability":1,"OneDriveSharingCapability":0,'
        '"IPAddressEnforcement":true}',
        {
            "host.spo.sharingCapability": "newAndExisting",
            "host.onedrive.sharingCapability": "disabled",
            "host.spo.ipRestricted": True,
        },
    ),
    (
        '{\n  "Url": "https://fabrikam.sharepoint.com/sites/x",\n  "LockState": "Unlock",\n'
        '  "SharingCapability": 3\n}',
        {"host.site.locked": False, "host.site.sharingCapability": "existingOnly"},
    ),
    (
        '{"ver":"2.1","NameSpaceType":"Managed","Login":"nobody@contoso.com",'
        '"DomainName":"contoso.com","IsViral":true}',
        {
            "invitee.tenantManaged": False,
            "invitee.domainAuth": "managed",
            "invitee.tenantFound": True,
        },
    ),
    ("“NameSpaceType”:“Unknown”", {"invitee.tenantFound": False}),
    (
        "IsMfaAccepted : True\nIsCompliantDeviceAccepted : False\n",
        {"host.xtap.trustMfa": True, "host.xtap.trustCompliant": False},
    ),
    (
        "DisplayName : Office 365 SharePoint Online\nAccountEnabled : True\n"
        "AppRoleAssignmentRequired : True\n",
        {"host.spo.app": "assignmentRequired"},
    ),
    (
        "DisplayName : Our own app\nAccountEnabled : False\nAppRoleAssignmentRequired : True\n",
        {},
    ),
    (
        f"RecipientTypeDetails : MailContact\nPrimarySmtpAddress : {INVITED}\n",
        {"host.addressCollision": "contact"},
    ),
    ("Get-SPOUser : User cannot be found.", {"siteuser.present": False}),
]


@pytest.mark.parametrize(("text", "facts"), JSON)
def test_other_listings(text: str, facts: dict[str, object]) -> None:
    assert _facts(text) == facts


DOMAINS = [
    ("on the list of the allowed", "AllowList", "litware.com contoso.com", "", True),
    ("on no list of the allowed", "AllowList", "litware.com", "", False),
    ("its parent on the list, which has no wildcards", "AllowList", "com", "", None),
    ("on the list of the blocked", "BlockList", "", "contoso.com", False),
    ("on no list of the blocked", "BlockList", "", "litware.com", True),
    ("no list at all", "None", "", "", True),
    ("the list is cut off", "AllowList", "litware.com fabri...", "", None),
    ("the list is cut off elsewhere", "BlockList", "", "{litware.com, adatum.com…}", None),
    ("a mode nobody knows", "Sometimes", "litware.com", "", None),
]


@pytest.mark.parametrize(("name", "mode", "allowed", "blocked", "lets_in"), DOMAINS)
def test_the_invited_domain_and_the_lists(
    name: str, mode: str, allowed: str, blocked: str, lets_in: bool | None
) -> None:
    text = (
        f"Get-SPOTenant\nSharingDomainRestrictionMode : {mode}\n"
        f"SharingAllowedDomainList     : {allowed}\nSharingBlockedDomainList     : {blocked}\n"
    )
    assert _facts(text).get("host.spo.domainAllowsInvitee") is lets_in


def test_without_the_invited_address_a_list_says_nothing_of_it() -> None:
    facts = _facts(TENANT, invited=None)
    assert "host.spo.domainAllowsInvitee" not in facts
    assert facts["host.spo.domainMode"] == "allowList"


def test_no_domain_of_a_list_is_an_address_or_a_fact() -> None:
    reading = read(TENANT, NOW, INVITED)
    assert reading.addresses == ()
    assert "litware" not in repr({**reading.facts, **reading.told})


NOTHING = [
    ("two sites that differ", f"{SITE}\n{SITE.replace('NoAccess', 'Unlock')}", "host.site.locked"),
    ("a value cut off", "CoreSharingCapability : ExternalUserSha...", "host.spo.sharingCapability"),
    ("two levels of one tenant", TENANT.replace("ExternalUserSharingOnly\nCore", "Disabled\nCore"),
     "host.spo.sharingCapability"),
    ("a word nobody knows", "LockState : Frozen", "host.site.locked"),
    ("read-only lets people in", "LockState : ReadOnly", "host.site.locked"),
    ("whose level is untold", "SharingCapability : Disabled", "host.site.sharingCapability"),
    ("a list whose value may be the next line", "WhoCanShareAuthenticatedGuestAllowList :\nThanks",
     "host.sharingLimitedToGroups"),
    ("the name in a command", "Get-SPOTenant | fl SharingCapability,IPAddressEnforcement",
     "host.spo.ipRestricted"),
    ("prose", "Status: Accepted. Mail: a@contoso.com", "guest.externalUserState"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "fact"), NOTHING, ids=[row[0] for row in NOTHING])
def test_what_leaves_a_choice_says_nothing(name: str, text: str, fact: str) -> None:
    assert fact not in _facts(text)


GUEST = """UserPrincipalName               : marcus.jones_contoso.com#EXT#@fabrikam.onmicrosoft.com
Mail                            : marcus.jones@contoso.com
OtherMails                      : {marcus.jones@contoso.com}
UserType                        : Guest
AccountEnabled                  : True
CreatedDateTime                 : 2026-11-01T10:00:00Z
ExternalUserState               : PendingAcceptance
ExternalUserStateChangeDateTime :
"""
OF_GUEST = {
    "guest.exists": True,
    "guest.accountEnabled": True,
    "guest.addressMatches": True,
    "guest.externalUserState": "PendingAcceptance",
    "guest.createdAt": datetime(2026, 11, 1, 10, 0, tzinfo=UTC),
}
OTHER_GUEST = GUEST.replace("marcus.jones", "ana").replace("PendingAcceptance", "Accepted")


def test_the_guests_listing() -> None:
    assert _facts(GUEST) == OF_GUEST


def test_of_several_guests_the_invited_one_counts() -> None:
    assert _facts(f"{OTHER_GUEST}\n{GUEST}") == OF_GUEST


def test_of_several_guests_none_counts_while_nobody_knows_who_was_invited() -> None:
    assert _facts(f"{OTHER_GUEST}\n{GUEST}", invited=None) == {}


def test_another_persons_guest_says_nothing() -> None:
    assert _facts(OTHER_GUEST) == {}


def test_a_time_without_its_zone_is_left_out() -> None:
    text = GUEST.replace("2026-11-01T10:00:00Z", "11/13/2026 10:00:00 AM")
    assert "guest.createdAt" not in _facts(text)


def test_who_issued_the_guest_stands_in_json() -> None:
    text = (
        '[{"userPrincipalName":"marcus.jones_contoso.com#EXT#@fabrikam.onmicrosoft.com",'
        f'"mail":"{INVITED}","userType":"Guest","externalUserState":"Accepted","identities":['
        '{"signInType":"federated","issuer":"MicrosoftAccount","issuerAssignedId":null},'
        '{"signInType":"federated","issuer":"MicrosoftAccount"}]}]'
    )
    assert _facts(text)["guest.issuer"] == "MicrosoftAccount"
    assert _facts(text)["guest.externalUserState"] == "Accepted"


ACCOUNT = f"""UserPrincipalName : mj4711@contoso.com
Mail              : {INVITED}
ProxyAddresses    : {{SMTP:{INVITED}, smtp:mj@contoso.com}}
UserType          : Member
AccountEnabled    : False
"""


def test_the_account_at_home() -> None:
    assert _facts(ACCOUNT) == {
        "invitee.accountFound": True,
        "invitee.accountEnabled": False,
        "invitee.upn": "mj4711@contoso.com",
        "invitee.mail": INVITED,
        "invitee.proxyAddresses": frozenset({INVITED, "mj@contoso.com"}),
    }


@pytest.mark.parametrize(
    "text",
    [
        ACCOUNT.replace("mj4711@contoso.com", "mj4711@fabrikam.com"),
        ACCOUNT.replace(INVITED, "ana@contoso.com"),
    ],
)
def test_a_member_of_nobody_knows_which_tenant_says_nothing(text: str) -> None:
    assert _facts(text) == {}


LOGINS = [
    ("i:0#.f|membership|marcus.jones_contoso.com#ext#@fabrikam.onmicrosoft.com", "ext"),
    (f"i:0#.f|membership|urn%3aspo%3aguest#{INVITED}", "spoGuestOtp"),
    (f"i:0#.f|membership|urn:spo:guest#{INVITED}", "spoGuestOtp"),
    (f"i:0#.f|membership|live.com#{INVITED}", "liveCom"),
    (f"i:0#.f|membership|{INVITED}", "other"),
]


@pytest.mark.parametrize(("login", "form"), LOGINS)
def test_how_the_site_knows_the_person(login: str, form: str) -> None:
    text = f"DisplayName : Marcus Jones\nLoginName   : {login}\nIsSiteAdmin : False\n"
    assert _facts(text) == {"siteuser.present": True, "siteuser.loginForm": form}


def test_whose_account_took_an_old_invitation() -> None:
    text = f"Email : {INVITED}\nInvitedAs : {INVITED}\nAcceptedAs : marcus@outlook.com\n"
    assert _facts(text) == {"guest.redeemedBy": "marcus@outlook.com"}
    assert _facts(text, invited="ana@litware.com") == {}


EXPIRY = [("True", "0", False), ("True", "90", True), ("False", "90", None)]


@pytest.mark.parametrize(("overrides", "days", "expires"), EXPIRY)
def test_the_sites_own_expiry(overrides: str, days: str, expires: bool | None) -> None:
    text = (
        f"{SITE}OverrideTenantExternalUserExpirationPolicy : {overrides}\n"
        f"ExternalUserExpirationInDays : {days}\n"
    )
    assert _facts(text).get("host.spo.expiryPolicy") is expires


def test_the_redeem_address_in_a_listing_is_cut() -> None:
    text = (
        f"InvitedUserEmailAddress : {INVITED}\nInviteRedeemUrl : https://login.microsoftonline.com/"
        "redeem?rd=https%3a%2f%2finvitations.microsoft.com%2fredeem%2f%3fticket%3dSeCrEtTiCkEt%26v%3d2\n"
        "Status : PendingAcceptance\n"
    )
    reading = read(text, NOW, INVITED)
    assert reading.facts["guest.externalUserState"] == "PendingAcceptance"
    assert "SeCrEtTiCkEt" not in repr(reading)
