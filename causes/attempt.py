"""What the failed attempt itself shows (catalogue, sections 2.6 and 7.2).

Some pages and codes name their causes; others only show how far the attempt got. Microsoft
changes codes and texts, so this is data and nothing but data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from causes.derived import LEGACY_RETIRED
from causes.model import Organisation, Seen, Stage, Truth
from evidence.facts import (
    AADSTS,
    ERROR_CLASS,
    ERROR_REPEATS,
    GUEST_CREATED_AT,
    GUEST_EXISTS,
    NOW,
)


@dataclass(frozen=True)
class Attempt:
    """`past`: stages at which it did not stop. `named`: the only causes it may be, if it says.

    A page that names causes is the explicit word of the same attempt: what is configured
    wrongly elsewhere may wait behind it but is not the answer. Where nothing can be named the
    page is none of an invitation's. `fits`: causes this page is known to come from, so that
    what shows them is evidence of the attempt. `side`: where the causes it names begin, if
    their cures lie on several sides. `heard`: false for a code that is in no table.
    """

    past: frozenset[Stage] = frozenset()
    named: frozenset[str] | None = None
    fits: frozenset[str] = frozenset()
    side: Organisation | None = None
    heard: bool = True

    def allows(self, cause: str, stages: frozenset[Stage]) -> bool:
        """Whether a cause with these stages can be what stopped this attempt."""
        return bool(stages - self.past) and (self.named is None or cause in self.named)

    def speaks_of(self, cause: str) -> bool:
        """Whether the page itself is evidence for this cause."""
        return cause in (self.fits if self.named is None else self.named)

    @property
    def of_an_invitation(self) -> bool:
        return self.named != frozenset()

    def stage(self, stages: frozenset[Stage]) -> Stage:
        """The earliest stage at which it can have stopped the attempt."""
        return min(stages - self.past or stages)


def attempt(seen: Seen) -> Attempt:
    """What the page says; an explicit code beats a class (7.3). Nothing known rules out nothing.

    A page that says "no guest matches" speaks of no account and no name where there is none.
    """
    at = _shown(seen)
    missing = seen.shown(GUEST_EXISTS, False)
    return replace(at, fits=at.fits & _WITHOUT_GUEST) if missing.state else at


def _shown(seen: Seen) -> Attempt:
    code = seen.value(AADSTS)
    if isinstance(code, int) and code not in INTERRUPTS:
        return CODES.get(code, _UNHEARD_OF)
    page = PAGES.get(seen.text(ERROR_CLASS) or "", Attempt())
    return _interrupted(page, LOOPS[code], seen) if isinstance(code, int) else page


def _interrupted(page: Attempt, loop: Attempt, seen: Seen) -> Attempt:
    """An interrupt is evidence once it comes every time; till then of what is to be asked."""
    if seen.shown(ERROR_REPEATS, True).state:
        return loop
    passing = seen.shown(ERROR_REPEATS, False).state or page != Attempt()
    return page if passing else Attempt(fits=loop.named or frozenset())


def nobody_signed_in(seen: Seen) -> Truth:
    """Whether no account is shown that signed in at home."""
    return ~seen.shown_code(*SIGNED_IN).unnamed()


def through_entra(seen: Seen) -> Truth:
    """Whether something shows Entra B2B at work, not SharePoint's own invitations (7.8, twins).

    An AADSTS code does, and a guest made after those ended; an interrupt shows nothing.
    """
    nothing = seen.value(AADSTS) in INTERRUPTS
    code = Truth(None, missing=frozenset({AADSTS.name})) if nothing else seen.shows_code()
    return code | invited_anew(seen)


def invited_anew(seen: Seen) -> Truth:
    """Whether the guest was made after SharePoint's own invitations ended, so by Entra (7.8)."""
    legacy_day = seen.before(NOW, LEGACY_RETIRED)
    late = ~seen.before(GUEST_CREATED_AT, LEGACY_RETIRED)
    return seen.is_(GUEST_EXISTS, True) & ~legacy_day & late


def _named(*causes: str, side: Organisation | None = None) -> Attempt:
    return Attempt(named=frozenset(causes), side=side)


def _got_past(*stages: Stage, fits: Iterable[str] = ()) -> Attempt:
    return Attempt(past=frozenset(stages), fits=frozenset(fits))


def _each(of: Attempt, *codes: int | Iterable[int]) -> dict[int, Attempt]:
    return {code: of for group in codes for code in ([group] if isinstance(group, int) else group)}


# Whom the signed-in identity matches (2.6). Not here: what leaves no guest to match, or one
# that waits; a policy or any of these may be behind both.
_NO_MATCH = (
    "upn-differs-from-invited-address",
    "wrong-account-signed-in",
    "redeemed-by-other-account",
    "msa-and-work-account-same-address",
    "invited-alias",
    "upn-on-onmicrosoft-domain",
    "user-renamed",
    "invited-address-is-group-or-shared",
    "guest-soft-deleted",
    "home-account-recreated",
    "guest-address-conflict",
)

_WITHOUT_GUEST = frozenset({"guest-soft-deleted"})

_UNHEARD_OF = Attempt(heard=False)
_NO_INVITATION = _named()
_HOME_SIGN_IN_WORKED = _got_past(Stage.HOST_ACCESS, Stage.SHAREPOINT, fits=_NO_MATCH)
_SHAREPOINT_KNOWS_NOBODY = _got_past(
    Stage.HOST_ADMITS,
    Stage.HOME_LETS_OUT,
    Stage.HOST_ACCESS,
    fits=(*_NO_MATCH, "site-user-id-mismatch"),
)
_SHAREPOINT_REFUSED = _got_past(
    Stage.HOST_ADMITS,
    Stage.GUEST_OBJECT,
    Stage.HOME_LETS_OUT,
    Stage.IDENTITY,
    Stage.HOST_ACCESS,
    fits=(
        "wrong-account-signed-in",
        "redeemed-by-other-account",
        "site-user-id-mismatch",
        "invitation-withdrawn-or-share-removed",
        "spo-tenant-sharing-disabled",
        "site-or-onedrive-sharing-lower",
        "spo-domain-restriction",
        "spo-guest-access-expired",
        "spo-otp-retired",
        "spo-network-device-or-site-restriction",
        "no-permission-on-item",
    ),
)
_ACCESS_POLICY = _named("conditional-access-blocked")
_HOME_ACCOUNT = _named("home-account-cannot-sign-in")
_FEDERATION = _named("federation-misconfigured")
_IDP = _named("federation-misconfigured", "home-account-cannot-sign-in")
_INCIDENT = _named("service-incident")
_CLOUDS = _named("cross-cloud-not-enabled")
_CROSS_TENANT = _named("xtap-inbound-blocked", "xtap-outbound-blocked", "cross-cloud-not-enabled")
_DECLINED = _named("consent-or-terms-declined")
_NO_ACCOUNT = _named("no-account-for-address", "home-user-not-in-entra", "email-otp-disabled")

# On the way of every sign-in with a second factor, and of every silent one.
SECOND_FACTOR = (50072, 50074, 50076, 50078, 50079, 50158)
SILENT = (50058, 50140, 50199)
# No failures by themselves, so no evidence of one (2.6; guards R44 and R60).
INTERRUPTS = frozenset({*SECOND_FACTOR, *SILENT})
# The home sign-in worked (7.2); it was the inviting directory that did not know the account.
SIGNED_IN = (16000, 16003, 50020, 50177, 50178, 51004, 90072, 500211)

CODES: Mapping[int, Attempt] = MappingProxyType(
    _each(
        _HOME_SIGN_IN_WORKED,
        (16000, 16003, 50014, 50020, 50034, 50177, 50178, 51004, 90072, 500211),
    )
    | _each(
        _named(
            "home-account-cannot-sign-in",
            "guest-disabled",
            "invited-address-is-group-or-shared",
        ),
        50057,
    )
    | _each(_named("guest-disabled"), 500571)
    | _each(_HOME_ACCOUNT, (50053, 50055, 50056, 50126, 50132, 50133, 50144, 50173, 53011))
    | _each(_named("xtap-outbound-blocked"), 500212)
    | _each(_named("xtap-inbound-blocked"), 500213)
    | _each(_named("tenant-restrictions"), (50002, 500021, 500022, 5000211))
    | _each(_CLOUDS, (90038, 900439, 1000104))
    | _each(_FEDERATION, (50107, 5000819))
    | _each(_IDP, (20001, 20012, 50008), range(40008, 40016))
    | _each(_named("msa-and-work-account-same-address", "redemption-order-restricted"), 500208)
    | _each(_DECLINED, (50015, 54000, 65004))
    | _each(_named("unmanaged-home-tenant"), 65005)
    # It names no side: the risk may be seen at home, or by the inviting side's policy (7.8).
    | _each(_named("conditional-access-blocked", "home-account-cannot-sign-in"), 530032)
    | _each(_ACCESS_POLICY, (50097, 50131, 50155), (53000, 53001, 53002, 53003, 53004, 53010))
    | _each(_ACCESS_POLICY, (530003, 530004))
    | _each(_named("spo-app-disabled-or-assignment-required"), 50105)
    | _each(
        _named("spo-app-disabled-or-assignment-required", "spo-licence-or-trial-limits"),
        (500011, 650052, 7000112),
    )
    | _each(_named("no-account-for-address", "browser-session-or-cookies"), 90002)
    | _each(_INCIDENT, (50000, 90006, 90012, 90024, 90033, 90085, 90090))
    # Shared channels.
    | _each(_NO_INVITATION, 90071)
)

_SILENT_LOOP = _named("browser-session-or-cookies", "wrong-account-signed-in", "service-incident")
# Interrupts that come back every time: a factor that fails on either side, or the browser.
LOOPS: Mapping[int, Attempt] = MappingProxyType(
    _each(_named("conditional-access-blocked", "home-account-cannot-sign-in"), SECOND_FACTOR)
    | _each(_SILENT_LOOP, SILENT)
)

PAGES: Mapping[str, Attempt] = MappingProxyType(
    {
        "spo.user-not-in-directory": _SHAREPOINT_KNOWS_NOBODY,
        "spo.signin-not-working": _SHAREPOINT_KNOWS_NOBODY,
        "spo.partner-user-invalid": _SHAREPOINT_KNOWS_NOBODY,
        "spo.access-denied": _SHAREPOINT_REFUSED,
        "spo.network-location": _named("spo-network-device-or-site-restriction"),
        "spo.guest-settings-updated": _named("spo-otp-retired"),
        "spo.site-sharing-off": _named(
            "site-or-onedrive-sharing-lower", "spo-tenant-sharing-disabled"
        ),
        # Whoever reads this has tried to accept, so waiting for it is not what is wrong.
        "entra.failed-to-accept": _named(
            "conditional-access-blocked",
            "entra-domain-allow-block-list",
            "directory-limits",
            "redemption-order-restricted",
            "email-otp-disabled",
            "replication-delay",
        ),
        "picker.not-in-tenant": _HOME_SIGN_IN_WORKED,
        "picker.ambiguous": _named("msa-and-work-account-same-address"),
        "aadb2b.0001": _named(
            "home-user-not-in-entra",
            "upn-differs-from-invited-address",
            side=Organisation.INVITED,
        ),
        "ca.blocked-page": _ACCESS_POLICY,
        "msa.signup-blocked": _NO_ACCOUNT,
        "consent.prompt": _DECLINED,
        "mail.not-received": _named(
            "invitation-mail-not-delivered",
            "replication-delay",
            "no-account-for-address",
            "guest-missing",
            "unsupported-characters-in-address",
        ),
        "inviter.blocked-domain": _named("spo-domain-restriction", "entra-domain-allow-block-list"),
        "inviter.policy": _named(
            "spo-tenant-sharing-disabled",
            "spo-existing-guests-only",
            "site-or-onedrive-sharing-lower",
            "spo-domain-restriction",
            "sharer-not-permitted",
            "guest-invite-settings",
            # Read by who shares: the root site, which a guest may have opened, is out of it.
            side=Organisation.INVITING,
        ),
        "inviter.invites-disabled": _named("guest-invite-settings"),
        "inviter.xtap": _CROSS_TENANT,
        "inviter.worker-disabled": _named("cross-cloud-not-enabled", side=Organisation.INVITED),
        "inviter.guest-blocked": _named("guest-disabled"),
        "inviter.address-of-member": _named("guest-address-conflict"),
        "inviter.address-of-contact": _named("guest-address-conflict"),
        "inviter.address-of-group": _named("invited-address-is-group-or-shared"),
        "inviter.reset-mismatch": _named("guest-address-conflict", "user-renamed"),
        "inviter.recipient-lacks-permission": _named(
            "no-permission-on-item", "sharer-not-permitted"
        ),
        "inviter.bad-address": _named("unsupported-characters-in-address"),
        "inviter.quota": _named("directory-limits"),
        "home.self-service-disallowed": _named(
            "home-user-not-in-entra",
            "upn-differs-from-invited-address",
            side=Organisation.INVITED,
        ),
        # Outbound settings and tenant restrictions show much the same page.
        "home.access-restricted": _named(
            "xtap-outbound-blocked", "tenant-restrictions", side=Organisation.INVITED
        ),
        "idp.error": _IDP,
        "browser.sign-in-loop": _got_past(fits=("browser-session-or-cookies",)),
        "link.removed": _named("invitation-withdrawn-or-share-removed"),
        "link.expired": _named("invitation-expired"),
        "terms.prompt": _DECLINED,
    }
)
