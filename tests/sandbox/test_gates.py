"""The attempt to accept, gate by gate: a table of worlds and the page each of them shows."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox import gates
from sandbox.gates import attempt
from sandbox.knobs import Knobs
from sandbox.pages import link_url
from sandbox.world import World

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
        "L3",
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


@pytest.mark.parametrize("gate", gates.GATES, ids=lambda gate: gate.__name__)
def test_every_gate_is_the_one_that_closes_somewhere(gate: gates.Gate) -> None:
    worlds = [world_with(turned) for turned, _, _ in STORIES]
    assert any(next((g for g in gates.GATES if g(w)), None) is gate for w in worlds)


def test_gates_are_passed_in_the_order_of_the_pipeline() -> None:
    worlds = [world_with(turned) for turned, _, _ in STORIES]
    stages = [next(stop.stage for w in worlds if (stop := gate(w))) for gate in gates.GATES]
    assert stages == sorted(stages)


ADDRESSES = ("invited.mail", "browser.personal_account")
GATE_KNOBS = [
    name
    for name in Knobs(World()).names()
    if ".graph." not in name and name != "share.sponsored_by_inviter"  # Graph's, not the gates'
]


def shown(turned: dict[str, object]) -> str:
    return attempt(world_with(turned), NOW).page.text


@pytest.mark.parametrize("name", GATE_KNOBS)
def test_every_knob_that_is_not_graphs_changes_what_somebody_gets(name: str) -> None:
    """Among the stories, or with a value of its own in one of them."""
    without = [(t, {k: v for k, v in t.items() if k != name}) for t, _, _ in STORIES if name in t]
    address = [(t, {**t, name: "x@y.example"}) for t, _, _ in STORIES if name in ADDRESSES]
    assert any(shown(one) != shown(other) for one, other in without + address)


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
    for name in ("gates", "pages", "accounts", "world"):
        source = (Path(gates.__file__).parent / f"{name}.py").read_text()
        imported = {
            node.module or ""
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ImportFrom)
        } | {
            a.name
            for n in ast.walk(ast.parse(source))
            if isinstance(n, ast.Import)
            for a in n.names
        }
        assert not {m for m in imported if m.split(".")[0] in ("causes", "evidence")}
