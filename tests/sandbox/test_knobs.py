"""The knobs' API: what it shows, what it takes, what it refuses."""

from __future__ import annotations

import pytest

from sandbox.knobs import KnobError, Knobs
from sandbox.world import World
from tests.sandbox.conftest import Visitor

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
    assert [p["id"] for p in schema["people"]] == ["invited-user", "inviter"]
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
    await visitor.ask("PATCH", "/knobs", json={"inviting.require_match": False})
    _, got_in = await visitor.ask("POST", "/try")
    assert (got_in["stage"], got_in["in"], got_in["guest"]) == ("in", True, "accepted")
    _, schema = await visitor.ask("GET", "/knobs")
    assert value(schema, "share.guest") == "accepted"
