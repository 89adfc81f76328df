"""The attempt to accept, gate by gate: a table of worlds and the page each of them shows."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox import gates
from sandbox.gates import Opening, attempt
from sandbox.gates.model import LEGACY_ENDED
from sandbox.knobs import Knobs
from sandbox.pages import link_url
from sandbox.world import World
from sandbox.worlds import single_worlds

NOW = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)
DIRECT: dict[str, object] = {"share.link": "shortShare"}
MAIL: dict[str, object] = {"share.link": "entraRedeem"}
LEGACY: dict[str, object] = {
    "share.link": "acceptInvite",
    "inviting.legacy_honoured": True,
    "share.guest": "missing",
}
ARTICLE = {**LEGACY, "inviting.require_match": True}
UPN, ALIAS = "mj4711@contoso.com", "marcus.jones@contoso.com"
PERSONAL = "marcus.jones77@outlook.com"
GUEST: dict[str, object] = {"share.guest": "pending"}
SHARING, SITE = "inviting.sharing", "inviting.site_sharing"
HERS: dict[str, object] = {"browser.signed_in_as": "personal", "share.invited_address": PERSONAL}

# what is turned → the stage where the attempt stops, and what the page shows
STORIES: list[tuple[dict[str, object], str, str]] = [
    # the article's story, then its three options
    (ARTICLE, "L5", "That Didn't Work"),
    ({**ARTICLE, "inviting.require_match": False}, "in", ""),
    ({**ARTICLE, "invited.proxy_addresses": [ALIAS, UPN.upper()]}, "in", ""),
    ({**ARTICLE, **HERS}, "in", ""),
    ({**ARTICLE, "invited.upn": ALIAS}, "in", ""),
    ({**ARTICLE, "share.invited_address": UPN, "invited.upn": UPN.upper()}, "in", ""),
    ({**ARTICLE, "browser.signed_in_as": "other-work"}, "L5", "That Didn't Work"),
    # the old link since it was retired
    ({**ARTICLE, "inviting.legacy_honoured": False}, "L1", "acceptinvite.aspx"),
    ({**LEGACY, "share.guest": "deleted", "inviting.require_match": False}, "in", ""),
    (
        {**LEGACY, "share.guest": "accepted", "browser.signed_in_as": "personal"},
        "L5",
        "Issue Type: User not in directory",
    ),
    # its form of today: a direct link, a name that differs
    (DIRECT, "L5", "AADSTS50020"),
    ({**DIRECT, "invited.upn": ALIAS.upper()}, "in", ""),
    ({**DIRECT, "share.invited_address": UPN}, "in", ""),
    ({**DIRECT, "invited.proxy_addresses": [ALIAS, UPN]}, "L5", "AADSTS50020"),
    ({**DIRECT, "inviting.require_match": False}, "L5", "AADSTS50020"),
    ({**DIRECT, "share.guest": "accepted"}, "in", ""),
    ({**DIRECT, **HERS}, "in", ""),
    # the invitation mail's ticket: aliases work, strangers do not
    (MAIL, "in", ""),
    ({**MAIL, "invited.mail": "m@contoso.com", "invited.proxy_addresses": []}, "L5", "AADSTS50020"),
    ({**MAIL, "browser.signed_in_as": "other-work"}, "L5", "admin.marcus@contoso.com"),
    ({**MAIL, "browser.signed_in_as": "personal"}, "L5", "live.com"),
    (
        {**MAIL, "share.guest": "accepted", "browser.signed_in_as": "personal"},
        "L5",
        PERSONAL,
    ),
    # the inviting organisation
    ({**MAIL, "inviting.sharing": "disabled"}, "L2", "That didn't work"),
    ({**MAIL, "inviting.sharing": "externalUserAndGuestSharing"}, "in", ""),
    ({**MAIL, "inviting.sharing": "existingExternalUserSharingOnly"}, "in", ""),
    (
        {**LEGACY, "inviting.sharing": "existingExternalUserSharingOnly"},
        "L2",
        "That didn't work",
    ),
    ({**MAIL, "inviting.domain_mode": "allowList"}, "L2", "That didn't work"),
    (
        {**MAIL, "inviting.domain_mode": "allowList", "inviting.domain_list": ["Contoso.com"]},
        "in",
        "",
    ),
    (
        {**MAIL, "inviting.domain_mode": "blockList", "inviting.domain_list": ["contoso.com"]},
        "L2",
        "That didn't work",
    ),
    ({**MAIL, "inviting.domain_mode": "blockList"}, "in", ""),
    (
        {**MAIL, "share.guest": "accepted", "inviting.domain_mode": "allowList"},
        "L7",
        "Access Denied",
    ),
    ({**MAIL, "inviting.inbound": "blocked"}, "L2", "AADSTS500213"),
    ({**MAIL, **HERS, "inviting.inbound": "blocked"}, "in", ""),
    # the guest object
    ({**MAIL, "share.guest": "missing"}, "L3", "AADSTS50020"),
    ({**MAIL, "share.guest": "deleted"}, "L3", "AADSTS50020"),
    ({**MAIL, "share.guest": "disabled"}, "L3", "AADSTS500571"),
    (
        {**DIRECT, "share.guest": "missing", "share.old_passcode_recipient": True},
        "L1",
        "This organization has updated its guest access settings",
    ),
    # the invited organisation
    ({**MAIL, "invited.account_enabled": False}, "L4", "AADSTS50057"),
    ({**MAIL, "invited.outbound": "blocked"}, "L4", "AADSTS500212"),
    ({**MAIL, **HERS, "invited.outbound": "blocked"}, "in", ""),
]


def world_with(turned: dict[str, object]) -> World:
    world = World()
    Knobs(world).turn(turned)
    return world


@pytest.mark.parametrize(("turned", "stage", "shown"), STORIES)
def test_an_attempt_stops_at_the_first_closed_gate(
    turned: dict[str, object], stage: str, shown: str
) -> None:
    outcome = attempt(world_with(turned), NOW)
    assert (outcome.stage, outcome.got_in) == (stage, stage == "in")
    assert shown in outcome.page.text
    assert outcome.page.text.startswith(outcome.page.heading)


@pytest.mark.parametrize(("turned", "stage"), [(t, s) for t, s, _ in STORIES])
def test_who_gets_in_is_a_guest_who_accepted_and_nothing_else_changes(
    turned: dict[str, object], stage: str
) -> None:
    world = world_with(turned)
    before = world.share.guest
    assert attempt(world, NOW).guest_after == ("accepted" if stage == "in" else before)
    assert world.share.guest == before


# what stops the base world, what is turned besides → in: each blocking setting has its cure
CURES: list[tuple[str, dict[str, object]]] = [
    ("passcode ends", {"inviting.passcode_phase": "legacyOtp"}),
    ("old invitation, accounts must match", {"inviting.require_match": False}),
    ("old invitation, retired", {"inviting.legacy_honoured": True}),
    ("sharing disabled, at sharing", {"inviting.sharing": "externalUserSharingOnly", **GUEST}),
    ("only admins invite, at sharing", {"inviting.inviter_is_guest_inviter": True, **GUEST}),
    ("invitations off, at sharing", GUEST),
    ("entra domain not allowed, at sharing", {"share.guest": "accepted"}),
    ("entra domain not allowed", {"share.guest": "accepted"}),
    ("policy just changed", {"inviting.policy_changed_ago": "180"}),
    ("domain blocked", {"inviting.domain_list": ["partner.com"]}),
    ("site domain not allowed", {"inviting.site_domain_list": ["contoso.com"]}),
    ("just shared", GUEST),
    ("contact owns the address", {"share.link": "entraRedeem"}),
    ("tenant restrictions v1", {"browser.network": "home"}),
    ("tenant restrictions v2", {"browser.network": "home"}),
    ("identity provider down", {"invited.domain_auth": "managed"}),
    ("unmanaged tenant", {"share.guest": "accepted"}),
    ("no such account", {"invited.account_exists": True}),
    ("codes by mail off", {"inviting.email_otp": "enabled"}),
    ("codes by mail off", {"invited.tenant_exists": True}),
    ("federation broken, saml", {"inviting.federation_works": True}),
    ("federation broken, saml", {"inviting.federation": "none"}),
    ("personal accounts left out", {"share.guest": "accepted"}),
    ("redeemed by another work account", {"browser.signed_in_as": "other-work"}),
    ("redeemed by the personal twin", {"browser.signed_in_as": "personal"}),
    ("personal twin signed in", {"browser.signed_in_as": "work"}),
    ("sign-in name differs", {"invited.alternate_login": True}),
    ("sign-in name differs", {"share.link": "entraRedeem"}),
    ("sign-in name differs", {"share.guest": "accepted"}),
    ("alias invited", {"share.link": "entraRedeem"}),
    ("renamed", {"share.guest": "accepted"}),
    ("personal account", {"browser.has_personal_twin": True}),
    ("second factor lost", {"inviting.trust_mfa": True}),
    ("second factor lost", {"browser.second_factor_works": True}),
    ("devices not trusted", {"inviting.trust_devices": True, "browser.managed_device": True}),
    ("device in a private window", {"browser.private_window": False}),
    ("terms declined", {"browser.accepts_terms": True}),
    ("consent declined", {"share.guest": "accepted"}),
    ("site for managed devices", {"browser.managed_device": True}),
    ("onedrive sharing off", {"inviting.site_path": "/sites/project-x"}),
    ("stale sessions", {"browser.private_window": True}),
]


def blocked(name: str) -> World:
    return next(world for world in single_worlds() if world.name == name).make()


@pytest.mark.parametrize(("name", "turned"), CURES)
def test_a_setting_that_stopped_the_attempt_can_be_cured(
    name: str, turned: dict[str, object]
) -> None:
    world = blocked(name)
    assert not attempt(world, NOW).got_in
    Knobs(world).turn(turned)
    outcome = attempt(world, NOW)
    assert outcome.got_in, (outcome.stage, outcome.setting)


# No cures: what looks like one on the other side, or in the other form of the invitation.
NO_CURES: list[tuple[str, dict[str, object], str]] = [
    ("sign-in name differs", {"inviting.require_match": False}, "invited.upn"),
    (
        "sign-in name differs",
        {"invited.alternate_login": True, "invited.domain_auth": "federated"},
        "invited.upn",
    ),
    ("sign-in name differs, also a proxy", {"inviting.legacy_honoured": True}, "invited.upn"),
    ("mistyped", {"share.link": "entraRedeem"}, "share.invited_address"),
    ("outbound blocked", {"browser.network": "home"}, "invited.outbound"),
    ("sharing disabled later", {"inviting.site_sharing": "externalUserSharingOnly"}, SHARING),
    ("site sharing off", {"inviting.sharing": "externalUserAndGuestSharing"}, SITE),
    ("devices not trusted", {"browser.managed_device": True}, "inviting.guest_policy"),
    ("redeemed by a personal account", {"share.link": "entraRedeem"}, "share.guest_redeemed_by"),
    ("access expired", {"inviting.access_expires": False}, "share.access_expired"),
]


@pytest.mark.parametrize(("name", "turned", "setting"), NO_CURES)
def test_what_only_looks_like_a_cure_is_none(
    name: str, turned: dict[str, object], setting: str
) -> None:
    world = blocked(name)
    Knobs(world).turn(turned)
    assert attempt(world, NOW).setting == setting


def test_a_link_for_anyone_needs_no_account_but_the_widest_level() -> None:
    world = world_with({"share.audience": "anyone", "share.guest": "missing"})
    assert attempt(world, NOW).setting == "inviting.sharing"
    Knobs(world).turn({"inviting.sharing": "externalUserAndGuestSharing"})
    outcome = attempt(world, NOW)
    assert (outcome.got_in, outcome.guest_after) == (True, "missing")
    Knobs(world).turn({"inviting.allowed_networks_only": True})
    assert attempt(world, NOW).stage == "L7"


def test_sharepoints_own_code_makes_no_guest() -> None:
    world = blocked("passcode ended")
    Knobs(world).turn({"inviting.passcode_phase": "legacyOtp"})
    assert attempt(world, NOW).guest_after == "missing"


def test_a_guest_made_since_the_old_flow_ended_is_entra_b2b_behind_an_old_link() -> None:
    world = world_with({"share.link": "acceptInvite", "invited.upn": ALIAS})
    assert attempt(world, NOW).got_in
    world.share.guest_created_ago = NOW - LEGACY_ENDED + timedelta(days=1)
    assert attempt(world, NOW).setting == "share.link"


@pytest.mark.parametrize("gate", gates.GATES, ids=lambda gate: gate.__name__)
def test_every_gate_is_the_one_that_closes_somewhere(gate: gates.Gate) -> None:
    openings = [Opening(one.make(), NOW) for one in single_worlds()]
    assert any(next((g for g in gates.GATES if g(o)), None) is gate for o in openings)


def test_gates_are_passed_in_the_order_of_the_pipeline() -> None:
    openings = [Opening(one.make(), NOW) for one in single_worlds()]
    stages = [next(stop.stage for o in openings if (stop := gate(o))) for gate in gates.GATES]
    assert stages == sorted(stages)


def test_an_attempt_is_remembered_as_the_logs_keep_it() -> None:
    world = world_with(DIRECT)
    outcome = attempt(world, NOW)
    kept = outcome.attempted(world, NOW)
    assert (kept.code, kept.login, kept.seen_by_host, kept.seen_by_home) == (
        50020,
        UPN,
        False,
        True,
    )
    assert f"Correlation Id: {kept.correlation_id}" in outcome.page.lines
    assert f"Request Id: {kept.request_id}" in outcome.page.lines


def test_a_page_of_sharepoint_shows_no_id_of_the_sign_in_logs() -> None:
    world = blocked("recipient taken off")
    outcome = attempt(world, NOW)
    kept = outcome.attempted(world, NOW)
    assert (kept.code, kept.seen_by_host, kept.seen_by_home) == (None, True, True)
    assert kept.correlation_id not in outcome.page.text


def test_a_sharepoint_page_has_its_technical_details_and_a_time_without_a_zone() -> None:
    page = attempt(world_with(ARTICLE), NOW).page
    labels = [line.partition(":")[0] for line in page.lines[1:]]
    assert labels == ["Correlation ID", "Date and Time", "URL", "User"]
    assert "Date and Time: 11/22/2026 3:04:05 PM" in page.lines
    assert f"User: {UPN}" in page.lines
    assert page.sentence == ""  # what Microsoft wrote there is not known: nothing is invented
    assert f"URL: {page.url}" in page.lines


def test_an_entra_page_has_its_ids_a_utc_time_and_the_message() -> None:
    page = attempt(world_with(DIRECT), NOW).page
    labels = [line.partition(":")[0] for line in page.lines]
    assert labels[:3] == ["Request Id", "Correlation Id", "Timestamp"]
    assert "Timestamp: 2026-11-22T15:04:05Z" in page.lines
    assert page.lines[-1].startswith(f"Message: AADSTS50020: User account '{UPN}' from identity")
    assert page.url.startswith("https://login.microsoftonline.com/")


@pytest.mark.parametrize(
    ("link", "shape"),
    [
        ("acceptInvite", "/_layouts/15/acceptinvite.aspx?invitation=%7B"),
        ("shortShare", "https://fabrikam.sharepoint.com/:f:/s/project-x/E"),
        ("entraRedeem", "https://login.microsoftonline.com/redeem?rd=https%3A%2F%2Finvitations"),
    ],
)
def test_links_have_microsofts_shapes(link: str, shape: str) -> None:
    assert shape in link_url(world_with({"share.link": link}))


def test_the_gates_know_nothing_of_the_bots_rules() -> None:
    sandbox = Path(gates.__file__).parents[1]
    files = [sandbox / f"{name}.py" for name in ("pages", "accounts", "world", "worlds")]
    files += [*(sandbox / "gates").glob("*.py"), *(sandbox / "blocking").glob("*.py")]
    for file in files:
        nodes = list(ast.walk(ast.parse(file.read_text())))
        imported = {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
        imported |= {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
        assert not {m for m in imported if m.split(".")[0] in ("causes", "evidence")}, file
