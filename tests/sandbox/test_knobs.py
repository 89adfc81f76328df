"""The knobs' API: what it shows, what it takes, what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox import webchat
from sandbox.gates import attempt
from sandbox.knobs import KnobError, Knobs, copy_world
from sandbox.stage import settle
from sandbox.world import ALL_PERMISSIONS, MINIMUM_PERMISSIONS, World
from tests.sandbox.conftest import Visitor

NOW = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)
PAGE = Path(webchat.__file__).parent / "page"
NONSENSE = [
    ({"inviting.require_match": "yes"}, "on or off"),
    ({"inviting.require_match": 1}, "on or off"),
    ({"inviting.no_such": True}, "no knob 'inviting.no_such'"),
    ({"inviting.tenant_id": "x"}, "no knob"),
    ({"__class__": "x"}, "no knob"),
    ({"share.guest": "asleep"}, "choose one of missing, pending"),
    ({"share.guest": ["missing"]}, "choose one of"),
    ({"invited.upn": "marcus"}, "not an address"),
    ({"invited.upn": "a b@contoso.com"}, "not an address"),
    ({"invited.upn": None}, "not an address"),
    ({"inviting.domain_list": "contoso.com"}, "a list of at most 50 texts"),
    ({"inviting.domain_list": ["contoso"]}, "not a domain"),
    ({"inviting.domain_list": ["a.b"] * 51}, "at most 50"),
    ({"invited.proxy_addresses": ["smtp:marcus"]}, "not an address"),
    ({"invited.graph.permissions": ["Mail.Read"]}, "'Mail.Read' is not one of"),
    ({"invited.graph.pace": "fast"}, "choose one of normal, slow, throttled"),
    ({"share.sent_ago": "soon"}, "choose one of 4, 120"),
    ({"share.sent_ago": 4}, "choose one of"),
    ({"invited.account_created_at": "1999-01-01"}, "choose one of 2019-05-06"),
    ({"invited.former_address": "marcus"}, "not an address"),
    ({"inviting.sharepoint_host": "evil.example"}, "no knob"),
]


@pytest.mark.parametrize(("change", "sentence"), NONSENSE)
def test_nonsense_is_refused_with_a_sentence(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(KnobError, match=sentence.replace("(", r"\(")):
        Knobs(World()).turn(change)


def test_a_change_is_all_or_nothing() -> None:
    world = World()
    with pytest.raises(KnobError):
        Knobs(world).turn({"share.guest": "missing", "inviting.inbound": "ajar"})
    assert world == World()


def test_lists_are_tidied_up() -> None:
    world = World()
    Knobs(world).turn(
        {
            "inviting.domain_list": [" @Contoso.COM ", ""],
            "invited.proxy_addresses": ["mj4711@contoso.com", "SMTP:marcus.jones@contoso.com"],
            "invited.graph.permissions": ["User.Read.All"],
        }
    )
    assert world.inviting.domain_list == ("contoso.com",)
    assert world.invited.proxy_addresses == (
        "smtp:mj4711@contoso.com",
        "SMTP:marcus.jones@contoso.com",
    )
    assert world.invited.graph.permissions == {"User.Read.All"}


def test_the_world_stays_the_same_object_because_others_read_it() -> None:
    world = World()
    graph, knobs = world.inviting.graph, Knobs(world)
    knobs.play("article")
    knobs.turn({"inviting.graph.pace": "slow"})
    assert graph.pace == "slow"
    knobs.reset()
    assert world == World()
    assert world.inviting.graph is graph


def test_times_are_turned_by_name_and_come_back_as_they_were_given() -> None:
    world = World()
    knobs = Knobs(world)
    given = {
        "share.sent_ago": "4",
        "inviting.policy_changed_ago": "20",
        "invited.account_created_at": "2025-06-02T08:00:00+00:00",
        "invited.former_address": "marcus.miller@contoso.com",
    }
    knobs.turn(given)
    assert world.share.sent_ago == timedelta(minutes=4)
    assert world.invited.account_created_at.year == 2025
    schema = knobs.schema()
    assert {name: value(schema, name) for name in given} == given
    knobs.turn({"inviting.policy_changed_ago": "", "invited.former_address": " "})
    assert (world.inviting.policy_changed_ago, world.invited.former_address) == (None, "")


def test_a_onedrive_has_another_host_than_a_site() -> None:
    world = World()
    knobs = Knobs(world)
    knobs.turn({"inviting.site_path": "/personal/denise_smith_fabrikam_com"})
    assert world.inviting.sharepoint_host == "fabrikam-my.sharepoint.com"
    knobs.turn({"inviting.site_path": "/sites/project-x"})
    assert world == World()


def test_every_choice_is_one_the_knob_takes_and_shows_what_is_set() -> None:
    knobs = Knobs(World())
    for knob in described(knobs):
        if "choices" in knob and knob["kind"] != "permissions":
            values = [value for value, _ in knob["choices"]]
            assert knob["value"] in values, knob["name"]
            for value in values:
                knobs.turn({knob["name"]: value})
                assert knob["name"] in knobs.names()
    knobs.reset()


def test_permissions_have_presets() -> None:
    knobs = Knobs(World())
    presets = next(k["presets"] for k in described(knobs) if k["kind"] == "permissions")
    assert set(presets["all"]) == ALL_PERMISSIONS
    assert set(presets["minimum"]) == MINIMUM_PERMISSIONS
    world = World()
    Knobs(world).turn({"inviting.graph.permissions": presets["minimum"]})
    assert world.inviting.graph.permissions == MINIMUM_PERMISSIONS


def test_the_page_stays_usable_because_most_groups_are_folded() -> None:
    groups = Knobs(World()).schema()["groups"]
    assert isinstance(groups, list)
    assert [g["id"] for g in groups if g["open"]] == ["share", "sharing", "account"]
    assert max(len(g["knobs"]) for g in groups) <= 10


def described(knobs: Knobs) -> list[dict[str, Any]]:
    groups = knobs.schema()["groups"]
    assert isinstance(groups, list)
    return [knob for group in groups for knob in group["knobs"]]


def test_a_copied_world_is_the_same_objects_with_other_values() -> None:
    made, stage = World(), World()
    graph = stage.inviting.graph
    made.inviting.graph.premium = False
    made.last_attempt = attempt(made, NOW).attempted(made, NOW)
    copy_world(made, stage)
    assert stage == made
    assert stage.inviting.graph is graph
    copy_world(World(), stage)
    assert stage == World()


STORIES = [
    ("article", "L5", "inviting.require_match"),
    ("today", "L5", "invited.upn"),
    ("passcode", "L1", "inviting.passcode_phase"),
    ("policy", "L6", "inviting.guest_policy"),
]


@pytest.mark.parametrize(("story", "stage", "setting"), STORIES)
def test_a_story_is_about_its_setting(story: str, stage: str, setting: str) -> None:
    world = World()
    Knobs(world).play(story)
    outcome = attempt(world, NOW)
    assert (outcome.stage, outcome.setting) == (stage, setting)
    assert f'data-story="{story}"' in (PAGE / "index.html").read_text()


def test_who_redeems_owns_the_guest_from_then_on() -> None:
    world = World()
    Knobs(world).turn({"browser.has_personal_twin": True, "browser.signed_in_as": "personal"})
    settle(world, attempt(world, NOW), NOW)
    assert (world.share.guest, world.share.guest_redeemed_by) == ("accepted", "personal")
    assert world.share.guest_issuer == "MicrosoftAccount"
    Knobs(world).turn({"browser.signed_in_as": "work"})
    assert attempt(world, NOW).setting == "share.guest_redeemed_by"


@pytest.mark.parametrize("story", ["article", "today"])
def test_a_story_starts_from_the_default_world(story: str) -> None:
    world = World()
    knobs = Knobs(world)
    knobs.turn({"invited.upn": "other@contoso.com", "invited.graph.consented": False})
    knobs.play(story)
    assert world.invited == World().invited


def value(schema: dict[str, object], name: str) -> object:
    groups = schema["groups"]
    assert isinstance(groups, list)
    return next(k["value"] for g in groups for k in g["knobs"] if k["name"] == name)


async def test_the_page_reads_turns_and_resets_the_knobs(visitor: Visitor) -> None:
    _, schema = await visitor.ask("GET", "/knobs")
    assert {g["organisation"] for g in schema["groups"]} == {"inviting", "invited", "share"}
    people = [(p["id"], p["desk"]) for p in schema["people"]]
    named = [("invited-user", False), ("inviter", False), ("agent", True), ("lead", True)]
    assert people == named
    assert all(k["label"] for g in schema["groups"] for k in g["knobs"])
    status, turned = await visitor.ask("PATCH", "/knobs", json={"share.guest": "accepted"})
    assert (status, value(turned, "share.guest")) == (200, "accepted")
    assert value((await visitor.ask("POST", "/knobs/reset"))[1], "share.guest") == "pending"


@pytest.mark.parametrize("body", [b"[]", b"{", b'"x"'])
async def test_a_body_that_is_no_object_is_refused(visitor: Visitor, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    status, said = await visitor.ask("PATCH", "/knobs", data=body, headers=headers)
    assert (status, said["error"]["code"]) == (400, "BadKnob")


async def test_a_refused_turn_says_why_and_an_unknown_story_too(visitor: Visitor) -> None:
    status, said = await visitor.ask("PATCH", "/knobs", json={"invited.mail": "marcus"})
    assert status == 400
    assert "not an address" in said["error"]["message"]
    assert (await visitor.ask("POST", "/stories/yesterday"))[0] == 400


async def test_the_article_is_played_from_the_first_try_to_in(visitor: Visitor) -> None:
    await visitor.ask("POST", "/stories/article")
    _, refused = await visitor.ask("POST", "/try")
    assert (refused["stage"], refused["in"]) == ("L5", False)
    assert refused["page"]["heading"] == "That Didn't Work"
    assert "acceptinvite.aspx" in refused["link"]
    assert (refused["setting"], refused["owner"]) == ("inviting.require_match", "both")
    await visitor.ask("PATCH", "/knobs", json={"inviting.require_match": False})
    _, got_in = await visitor.ask("POST", "/try")
    assert (got_in["stage"], got_in["in"], got_in["guest"]) == ("in", True, "accepted")
    _, schema = await visitor.ask("GET", "/knobs")
    assert value(schema, "share.guest") == "accepted"


async def test_a_refused_share_is_read_by_the_inviter(visitor: Visitor) -> None:
    turned = {"share.guest": "missing", "inviting.invites_from": "none"}
    await visitor.ask("PATCH", "/knobs", json=turned)
    _, refused = await visitor.ask("POST", "/try")
    assert (refused["seen_by"], refused["page"]["kind"]) == ("inviting", "sharing")
    assert "Guest invitations not allowed" in refused["page"]["text"]
