"""The helpdesk's channel: threads that everybody sees, views that one person sees."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.server import running
from sandbox.team import CHANNEL_ID, TEAM_ID
from sandbox.world import World
from tests.sandbox.conftest import Visitor, plan

BOT: dict[str, Any] = {"headers": {"Authorization": "Bearer stand-in"}}
CHATS = "/connector/v3/conversations"
AMARA, LENA = f"29:{World().inviting.agent_object_id}", f"29:{World().inviting.lead_object_id}"
CARD = "application/vnd.microsoft.card.adaptive"


@dataclass
class Member:
    """Somebody at a window on the channel."""

    visitor: Visitor
    window: str
    who: str
    last: dict[str, Any] = field(default_factory=dict)

    async def says(self, text: str, **more: Any) -> None:
        self.last = (await self.visitor.say(self.window, text=text, **more))[1]

    async def activities(self, query: str = "?raw=1") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.visitor.read(self.window, query))["activities"]
        return found

    async def reads(self) -> str:
        """All that stands in the window."""
        return "\n".join(str(a) for a in await self.activities())

    async def comes_to_read(self, text: str) -> str:
        """Waits for it: the own view of a card is asked for when somebody looks."""
        async with asyncio.timeout(5):
            while True:
                if text in (seen := await self.reads()):
                    return seen
                await asyncio.sleep(0.02)

    async def card(self) -> dict[str, Any]:
        return [a for a in await self.activities() if a.get("attachments")][-1]

    async def presses(self, verb: str) -> dict[str, Any]:
        value = {"action": {"type": "Action.Execute", "verb": verb, "data": {"case": 7}}}
        press = {"name": "adaptiveCard/action", "value": value}
        body = await self.visitor.say(
            self.window, type="invoke", replyToId=(await self.card())["id"], **press
        )
        told: dict[str, Any] = body[1]
        return told


Sits = Callable[[str], Awaitable[Member]]


@pytest.fixture
def sits(visitor: Visitor) -> Sits:
    async def down(who: str) -> Member:
        wanted = {"user": {"id": who}, "conversation": "channel"}
        status, body = await visitor.ask("POST", "/directline/conversations", json=wanted)
        assert status == 201, body
        return Member(visitor, body["conversationId"], who)

    return down


async def test_what_is_typed_in_the_channel_mentions_the_bot_and_begins_a_thread(
    visitor: Visitor, sits: Sits
) -> None:
    lena, amara = await sits("lead"), await sits("agent")
    await lena.says("desk here")
    told = (await visitor.seen("message"))[0]
    thread = f"{CHANNEL_ID};messageid={lena.last['id']}"
    place = {"conversationType": "channel", "isGroup": True, "id": thread}
    assert told["conversation"] == {**place, "tenantId": World().inviting.tenant_id}
    assert told["text"] == "<at>InviteDesk</at> desk here"
    mention = next(e for e in told["entities"] if e["type"] == "mention")
    assert mention["mentioned"] == told["recipient"]
    assert mention["text"] in told["text"]
    data = told["channelData"]
    assert (data["team"]["id"], data["channel"]["id"]) == (TEAM_ID, CHANNEL_ID)
    assert data["tenant"]["id"] == World().inviting.tenant_id
    assert "**Lena Brandt:** @InviteDesk desk here" in await amara.reads()
    assert (await lena.activities())[0]["from"]["role"] == "user"
    await amara.says("@InviteDesk me too", replyToId=lena.last["id"])
    again = (await visitor.seen("message"))[1]
    assert (again["conversation"]["id"], again["text"]) == (thread, "<at>InviteDesk</at> me too")


async def test_only_members_of_the_team_see_its_channel(visitor: Visitor) -> None:
    for who in ("invited-user", "inviter"):
        wanted = {"user": {"id": who}, "conversation": "channel"}
        assert (await visitor.ask("POST", "/directline/conversations", json=wanted))[0] == 403


async def test_a_person_named_on_the_card_gets_a_view_of_their_own(
    visitor: Visitor, sits: Sits
) -> None:
    amara, lena = await sits("agent"), await sits("lead")
    await amara.says("case")
    await amara.comes_to_read("for Amara Osei, view 1")
    assert "everybody" in await lena.reads()
    asked = (await visitor.seen("invoke"))[0]
    assert (asked["value"]["trigger"], asked["from"]["id"]) == ("automatic", AMARA)
    assert asked["value"]["action"]["verb"] == "view"
    assert asked["conversation"]["id"].startswith(f"{CHANNEL_ID};messageid=")
    assert asked["replyToId"] == (await amara.card())["id"]
    # Nobody asks again while nothing was updated; an update ends the view, and it comes anew.
    for _ in range(3):
        await amara.reads()
    assert len(await visitor.seen("invoke")) == 1
    await amara.says("rename")
    await amara.comes_to_read("for Amara Osei, view 2")
    assert "renamed" in await lena.reads()


async def test_who_opens_the_channel_later_gets_their_view_as_well(sits: Sits) -> None:
    early = await sits("agent")
    await early.says("case")
    await early.comes_to_read("for Amara Osei, view 1")
    late = await sits("agent")
    assert "everybody" in await late.reads()
    await late.comes_to_read("for Amara Osei, view 2")
    assert "view 1" in await early.reads()


async def test_a_press_changes_the_card_for_who_pressed_until_it_is_updated(
    visitor: Visitor, sits: Sits
) -> None:
    amara, lena = await sits("agent"), await sits("lead")
    await amara.says("case")
    answer = await lena.presses("take")
    assert (answer["status"], answer["body"]["type"]) == (200, CARD)
    assert "taken by Lena Brandt" in await lena.reads()
    assert "taken by" not in await amara.reads()
    await amara.says("rename")
    assert "taken by" not in str(await lena.card())
    assert "renamed" in str(await lena.card())


async def test_other_answers_stand_under_the_card_of_who_pressed(sits: Sits) -> None:
    amara, lena = await sits("agent"), await sits("lead")
    await amara.says("case")
    await amara.says("something later")
    for verb, line in (("unheard", "HTTP 501"), ("fail", "this card is old")):
        await amara.presses(verb)
        assert any(line in text for text in under_the_card(await amara.activities())), verb
        assert line not in await lena.reads()


def under_the_card(activities: list[dict[str, Any]]) -> list[str]:
    """What Web Chat shows between the card and the next thread."""
    shown = sorted(activities, key=lambda a: float(a["channelData"]["webchat:sequence-id"]))
    texts = [str(a.get("text", "card")) for a in shown if a["type"] == "message"]
    return texts[texts.index("card") + 1 : texts.index("@InviteDesk something later")]


async def test_replies_stand_below_their_post_and_name_people(sits: Sits) -> None:
    amara = await sits("agent")
    await amara.says("case")
    await amara.says("note")
    shown = await amara.activities("")
    ordered = sorted(shown, key=lambda a: a["channelData"]["webchat:sequence-id"])
    texts = [str(a.get("text", "card")) for a in ordered]
    assert texts == ["@InviteDesk case", "card", "↳ **Amara Osei** it is yours", "@InviteDesk note"]


async def test_buttons_inside_a_folded_card_reach_the_bot(visitor: Visitor, sits: Sits) -> None:
    amara = await sits("agent")
    await amara.says("case")
    shown = next(a for a in await amara.activities("") if a.get("attachments"))
    folded = shown["attachments"][0]["content"]["actions"][1]
    assert folded["type"] == "Action.ShowCard"
    inner = folded["card"]["actions"][0]
    assert inner["type"] == "Action.Submit"
    await visitor.say(amara.window, value=inner["data"], channelData={"postBack": True})
    pressed = next(i for i in await visitor.seen("invoke") if i["value"]["trigger"] == "manual")
    assert pressed["value"]["action"]["verb"] == "take"
    assert pressed["conversation"]["id"].startswith(f"{CHANNEL_ID};messageid=")
    assert (await visitor.seen("message"))[1:] == []  # nobody else reads of a press


async def test_the_connector_knows_the_team(visitor: Visitor) -> None:
    for place in (TEAM_ID, CHANNEL_ID):
        here = f"{CHATS}/{place}"
        paged = (await visitor.ask("GET", f"{here}/pagedmembers", **BOT))[1]["members"]
        assert [m["id"] for m in paged] == [AMARA, LENA]
        assert (await visitor.ask("GET", f"{here}/members/{AMARA}", **BOT))[1] == paged[0]
        assert (await visitor.ask("GET", f"{here}/members/29:x", **BOT))[0] == 404
    lena = (await visitor.ask("GET", f"{CHATS}/{TEAM_ID}/members/{LENA[3:]}", **BOT))[1]
    assert lena["name"] == "Lena Brandt"


async def begins(visitor: Visitor, channel: str = CHANNEL_ID) -> tuple[int, Any]:
    body: dict[str, Any] = {"isGroup": True, "channelData": {"channel": {"id": channel}}}
    body["activity"] = {"type": "message", "text": "new"}
    return await visitor.ask("POST", CHATS, json=body, **BOT)


async def test_the_bot_begins_threads_in_that_channel_only(visitor: Visitor, sits: Sits) -> None:
    amara = await sits("agent")
    status, made = await begins(visitor)
    assert status == 201
    assert made["id"] == f"{CHANNEL_ID};messageid={made['activityId']}"
    gone = f"{CHATS}/{CHANNEL_ID};messageid=1/activities"
    new = {"type": "message", "text": "x"}
    assert (await visitor.ask("POST", gone, json=new, **BOT))[0] == 404
    deleted = f"{CHATS}/{made['id']}/activities/{made['activityId']}"
    assert (await visitor.ask("DELETE", deleted, **BOT))[0] == 200
    assert [a["type"] for a in await amara.activities()] == ["messageDelete"]
    assert (await begins(visitor, "19:other@thread.tacv2"))[0] == 403


REFUSALS = {
    "not-installed": (403, "BotNotInConversationRoster", None),
    "archived": (403, "NotEnoughPermissions", None),
    "throttled": (429, "Throttled", "7"),
}


async def test_the_team_can_refuse(visitor: Visitor) -> None:
    made = (await begins(visitor))[1]
    post = f"{visitor.base}{CHATS}/{made['id']}/activities"
    for team, (status, code, later) in REFUSALS.items():
        turned = await visitor.ask("PATCH", "/faults", json={"team": team, "retry_after": 7})
        refused = await begins(visitor)
        assert (turned[0], refused[0], refused[1]["error"]["code"]) == (200, status, code)
        async with visitor.session.post(post, json={"type": "message"}, **BOT) as said:
            assert (said.status, said.headers.get("Retry-After")) == (status, later)
    await visitor.ask("PATCH", "/faults", json={})
    assert (await begins(visitor))[0] == 201
    assert (await visitor.ask("PATCH", "/faults", json={"team": "on fire"}))[0] == 400


async def test_the_bot_may_write_first_to_who_has_the_app(visitor: Visitor) -> None:
    body = {"members": [{"id": AMARA}]}
    await visitor.ask("PATCH", "/faults", json={"without_app": ["agent"]})
    refused = await visitor.ask("POST", CHATS, json=body, **BOT)
    assert (refused[0], refused[1]["error"]["code"]) == (403, "ForbiddenOperationException")
    await visitor.ask("PATCH", "/faults", json={})
    _, created = await visitor.ask("POST", CHATS, json=body, **BOT)
    assert await visitor.open("agent") == created["id"]  # she finds what it wrote
    assert await visitor.open("agent") != created["id"]


async def test_the_same_delivery_can_come_again(visitor: Visitor) -> None:
    chat = await visitor.open("agent")
    for _ in range(2):
        await visitor.say(chat, text="hello", id="same")
        value = {"commandId": "searchCases"}
        name = "composeExtension/query"
        await visitor.say(chat, type="invoke", name=name, value=value, id="once")
    assert [m["id"] for m in await visitor.seen("message")] == ["same", "same"]
    assert [i["id"] for i in await visitor.seen("invoke")] == ["once", "once"]


async def test_the_lead_names_the_channel_once_the_bot_runs(tmp_path: Path) -> None:
    planned = replace(plan(tmp_path), opens_desk=True)
    async with running(planned) as child, aiohttp.ClientSession() as session:
        visitor = Visitor(planned.settings.base, child, planned, session)
        said = await visitor.hears("message")
        assert (said["text"], said["from"]["id"]) == ("<at>InviteDesk</at> desk here", LENA)
        assert said["conversation"]["id"].startswith(f"{CHANNEL_ID};messageid=")
        [installed] = await visitor.seen("installationUpdate")
        assert installed["conversation"]["id"] == CHANNEL_ID
        [added] = await visitor.seen("conversationUpdate")
        assert added["membersAdded"] == [{"id": said["recipient"]["id"]}]
        async with asyncio.timeout(5):
            while True:
                if (await visitor.ask("GET", "/status"))[1]["desk"]:
                    break
                await asyncio.sleep(0.02)
