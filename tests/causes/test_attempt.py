"""What the page of a failed attempt says, and what it does not."""

from __future__ import annotations

import pytest

from causes import classify
from causes.attempt import CODES, PAGES
from evidence.facts import ERROR_CLASS
from tests.causes.catalogue import SIDES
from tests.causes.stories import NAMES_READ, PENDING, Known, answer, facts, who

MISSING: Known = {"guest.exists": False}
OFF: Known = {"host.spo.sharingCapability": "disabled"}
INBOUND: Known = {"host.xtap.inboundAllows": False}
OUTBOUND: Known = {"home.xtap.outboundAllows": False}
AROUND: dict[str, Known] = {
    "alone": {},
    "guest missing": MISSING,
    "guest pending": PENDING,
    "outbound": OUTBOUND,
    "inbound": INBOUND,
    "sharing off": OFF,
}

# What the page says, who goes first, and the few surroundings in which another of the causes the
# same page names is the answer. No cause: the page names several, and where their cures lie.
NAMED: list[tuple[object, str | None, str, dict[str, str]]] = [
    (50053, "home-account-cannot-sign-in", "invited invited-user", {}),
    (50126, "home-account-cannot-sign-in", "invited invited-user", {}),
    (53011, "home-account-cannot-sign-in", "invited admin", {}),
    (50057, None, "unknown unknown", {}),
    (500571, "guest-disabled", "inviting admin", {}),
    ("inviter.guest-blocked", "guest-disabled", "inviting admin", {}),
    (53000, "conditional-access-blocked", "invited invited-user", {}),
    (53003, "conditional-access-blocked", "inviting admin", {}),
    ("ca.blocked-page", "conditional-access-blocked", "inviting admin", {}),
    (530032, None, "unknown unknown", {}),
    ("entra.failed-to-accept", None, "unknown unknown", {}),
    (500021, "tenant-restrictions", "invited admin", {}),
    (5000211, "tenant-restrictions", "invited admin", {}),
    (500212, "xtap-outbound-blocked", "invited admin", {}),
    (500213, "xtap-inbound-blocked", "inviting admin", {}),
    (
        "home.access-restricted",
        None,
        "invited unknown",
        {"outbound": "xtap-outbound-blocked"},
    ),
    (1000104, "cross-cloud-not-enabled", "inviting admin", {}),
    ("inviter.worker-disabled", "cross-cloud-not-enabled", "invited admin", {}),
    (
        "inviter.xtap",
        "xtap-inbound-blocked",
        "inviting admin",
        {"outbound": "xtap-outbound-blocked"},
    ),
    (50107, "federation-misconfigured", "inviting admin", {}),
    (40008, None, "unknown unknown", {}),
    ("idp.error", None, "unknown unknown", {}),
    (500208, "msa-and-work-account-same-address", "invited invited-user", {}),
    ("picker.ambiguous", "msa-and-work-account-same-address", "invited invited-user", {}),
    (65004, "consent-or-terms-declined", "invited invited-user", {}),
    ("terms.prompt", "consent-or-terms-declined", "invited invited-user", {}),
    (65005, "unmanaged-home-tenant", "invited admin", {}),
    ("aadb2b.0001", "home-user-not-in-entra", "invited admin", {}),
    ("home.self-service-disallowed", "home-user-not-in-entra", "invited admin", {}),
    ("msa.signup-blocked", "no-account-for-address", "invited invited-user", {}),
    (90002, "no-account-for-address", "invited invited-user", {}),
    (50105, "spo-app-disabled-or-assignment-required", "inviting admin", {}),
    (500011, "spo-app-disabled-or-assignment-required", "inviting admin", {}),
    (90033, "service-incident", "neither microsoft", {}),
    ("spo.network-location", "spo-network-device-or-site-restriction", "inviting admin", {}),
    ("spo.guest-settings-updated", "spo-otp-retired", "inviting inviter", {}),
    (
        "spo.site-sharing-off",
        "site-or-onedrive-sharing-lower",
        "inviting admin",
        {"sharing off": "spo-tenant-sharing-disabled"},
    ),
    ("link.removed", "invitation-withdrawn-or-share-removed", "inviting inviter", {}),
    ("link.expired", "invitation-expired", "inviting inviter", {}),
    (
        "mail.not-received",
        "invitation-mail-not-delivered",
        "invited invited-user",
        {"guest missing": "guest-missing"},
    ),
    ("inviter.blocked-domain", "spo-domain-restriction", "inviting admin", {}),
    (
        "inviter.policy",
        None,
        "inviting unknown",
        {"sharing off": "spo-tenant-sharing-disabled"},
    ),
    ("inviter.invites-disabled", "guest-invite-settings", "inviting admin", {}),
    ("inviter.address-of-member", "guest-address-conflict", "inviting admin", {}),
    ("inviter.address-of-contact", "guest-address-conflict", "inviting admin", {}),
    ("inviter.reset-mismatch", "guest-address-conflict", "inviting admin", {}),
    ("inviter.address-of-group", "invited-address-is-group-or-shared", "inviting inviter", {}),
    ("inviter.recipient-lacks-permission", "no-permission-on-item", "inviting inviter", {}),
    ("inviter.bad-address", "unsupported-characters-in-address", "inviting inviter", {}),
    ("inviter.quota", "directory-limits", "inviting admin", {}),
]


def _page(said: object) -> Known:
    return {"error.aadsts": said} if isinstance(said, int) else {"error.class": said}


@pytest.mark.parametrize(("said", "cause", "first", "unless"), NAMED, ids=lambda of: str(of)[:40])
def test_a_page_that_names_its_cause_is_believed(
    said: object, cause: str | None, first: str, unless: dict[str, str]
) -> None:
    for name, around in AROUND.items():
        of = facts(around, _page(said))
        assert answer(of)[0] == unless.get(name, cause), name
        if name not in unless:
            assert who(of)[0] == first, name


def test_whatever_else_is_wrong_only_what_a_page_names_is_the_answer() -> None:
    wrong = {**OFF, **INBOUND, **OUTBOUND}
    for said, at in [*PAGES.items(), *CODES.items()]:
        for around in ({**wrong, **MISSING}, {**wrong, **PENDING}) if at.named is not None else ():
            cause = answer(facts(around, _page(said)))[0]
            assert cause is None or cause in (at.named or ()), (said, around)


def test_a_shared_channel_is_none_of_an_invitations() -> None:
    for around in AROUND.values():
        of = facts(around, {"error.aadsts": 90071})
        assert (answer(of), who(of)) == ((None, "cannot tell"), ["unknown unknown"])


INTERRUPTS = (50058, 50072, 50074, 50076, 50078, 50079, 50140, 50158, 50199)


@pytest.mark.parametrize("code", [*INTERRUPTS, 700016, 7654321])
def test_a_code_that_says_nothing_silences_nothing(code: int) -> None:
    page = {"error.aadsts": code}
    assert answer(facts({}, page)) == (None, "cannot tell")
    assert who(facts({}, page)) == ["unknown unknown"]
    assert classify(facts({}, page)).questions
    assert answer(facts(OFF, page)) == ("spo-tenant-sharing-disabled", "certain")
    assert answer(facts(OUTBOUND, page)) == ("xtap-outbound-blocked", "likely")


@pytest.mark.parametrize("code", INTERRUPTS)
def test_an_interrupt_is_no_failure(code: int) -> None:
    assert answer(facts(PENDING, {"error.aadsts": code}))[0] == "guest-pending-acceptance"


def test_behind_a_code_nobody_knows_no_guess_is_made() -> None:
    page = {"error.aadsts": 700016}
    assert answer(facts(PENDING, page)) == (None, "cannot tell")
    assert answer(facts(NAMES_READ, page)) == (None, "cannot tell")


def test_pages_speak_of_causes_the_catalogue_knows() -> None:
    named = [at.named or frozenset() for at in (*PAGES.values(), *CODES.values())]
    fitting = [at.fits for at in (*PAGES.values(), *CODES.values())]
    assert frozenset().union(*named, *fitting) <= set(SIDES)
    pages = ERROR_CLASS.words - {"none", "otp.prompt", "spo.generic-didnt-work"}
    assert set(PAGES) == pages
