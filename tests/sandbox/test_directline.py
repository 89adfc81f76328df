"""Direct Line and the connector, as Web Chat, tests and the bot use them."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from sandbox.world import World
from tests.sandbox.conftest import Visitor

CARD = "application/vnd.microsoft.card.adaptive"


async def test_a_text_goes_in_and_the_answer_comes_out_by_watermark(visitor: Visitor) -> None:
    chat = await visitor.open()
    status, sent = await visitor.say(chat, text="Hello\nthere", channelData={"clientActivityID": 9})
    first = await visitor.read(chat)
    said, answered = first["activities"]
    assert (status, said["id"], said["from"]["id"]) == (200, sent["id"], "invited-user")
    assert said["channelData"] == {"clientActivityID": 9}
    assert (answered["text"], answered["from"]["role"]) == ("Hello\nthere", "bot")
    await visitor.say(chat, text="again")
    second = await visitor.read(chat, f"?watermark={first['watermark']}")
    assert [a["text"] for a in second["activities"]] == ["again", "again"]
    assert (await visitor.read(chat, f"?watermark={second['watermark']}"))["activities"] == []


@pytest.mark.parametrize("prefix", ["/directline", "/v3/directline"])
async def test_every_opening_is_a_new_conversation_that_can_be_found_again(
    visitor: Visitor, prefix: str
) -> None:
    user = {"user": {"id": "inviter"}}
    status, one = await visitor.ask("POST", f"{prefix}/conversations", json=user)
    _, two = await visitor.ask("POST", f"{prefix}/conversations", json=user)
    assert status == 201
    assert one["conversationId"] != two["conversationId"]
    assert one["expires_in"] > 0
    headers = {"Authorization": f"Bearer {one['token']}"}
    path = f"{prefix}/conversations/{one['conversationId']}"
    assert (await visitor.ask("GET", path)) == (200, one)
    assert (await visitor.ask("POST", f"{prefix}/tokens/refresh", headers=headers)) == (200, one)


@pytest.mark.parametrize(
    "body", [{}, [], {"user": "inviter"}, {"user": {"id": "nobody"}}, {"user": {"id": 5}}]
)
async def test_an_unknown_person_is_refused_and_the_known_ones_are_named(
    visitor: Visitor, body: object
) -> None:
    status, said = await visitor.ask("POST", "/directline/conversations", json=body)
    assert status == 400
    assert "invited-user, inviter" in said["error"]["message"]


async def test_nonsense_is_refused_in_one_clear_answer(visitor: Visitor) -> None:
    chat = await visitor.open()
    here = f"/directline/conversations/{chat}"
    for path in ("/directline/conversations/a:gone", "/directline/conversations/a:gone/activities"):
        assert (await visitor.ask("GET", path))[0] == 404
    assert (await visitor.ask("GET", f"{here}/activities?watermark=x"))[0] == 400
    spoilt: dict[str, Any] = {"data": b"{no", "headers": {"Content-Type": "application/json"}}
    assert (await visitor.ask("POST", f"{here}/activities", **spoilt))[0] == 400
    assert (await visitor.ask("POST", f"{here}/activities", json={"type": "trace"}))[0] == 400
    assert (await visitor.say("a:gone", text="x"))[0] == 404


@pytest.mark.parametrize(
    ("user", "home"),
    [("invited-user", World().invited.tenant_id), ("inviter", World().inviting.tenant_id)],
)
async def test_the_bot_gets_teams_envelopes_signed_with_the_served_keys(
    visitor: Visitor, user: str, home: str
) -> None:
    chat = await visitor.open(user)
    await visitor.say(chat, text="hello")
    arrivals = [(await visitor.seen(k))[0] for k in ("installationUpdate", "conversationUpdate")]
    told = (await visitor.seen("message"))[0]
    for activity in (*arrivals, told):
        assert activity["conversation"]["tenantId"] == home
        assert activity["channelData"]["tenant"]["id"] == home
        assert (
            activity["conversation"] | {"id": chat, "conversationType": "personal"}
            == (activity["conversation"])
        )
        assert activity["serviceUrl"] == f"{visitor.base}/connector"
        assert activity["channelId"] == "msteams"
        assert activity["from"]["aadObjectId"]
        claims = await checked(visitor, activity["_authorization"])
        assert claims["serviceurl"] == activity["serviceUrl"]
    assert "locale" not in arrivals[0]
    assert told["locale"] == "en-US"
    assert told["entities"][0]["type"] == "clientInfo"
    assert told["localTimestamp"]


async def checked(visitor: Visitor, authorization: str) -> dict[str, Any]:
    """What the token claims, verified with the keys found by the OpenID document."""
    token = authorization.removeprefix("Bearer ")
    _, document = await visitor.ask("GET", "/botframework/.well-known/openidconfiguration")
    _, served = await visitor.ask("GET", document["jwks_uri"].removeprefix(visitor.base))
    assert served["keys"][0]["endorsements"] == ["msteams"]
    key = jwt.PyJWKSet.from_dict(served)[jwt.get_unverified_header(token)["kid"]]
    audience = visitor.plan.settings.secrets.app_id
    return jwt.decode(
        token, key, ["RS256"], audience=audience, issuer="https://api.botframework.com"
    )


async def test_the_bot_hears_of_a_conversation_before_the_first_words(visitor: Visitor) -> None:
    await visitor.say(await visitor.open(), text="hello")
    seen = (await visitor.ask("GET", "/api/seen"))[1]["seen"]
    assert [a["type"] for a in seen] == ["installationUpdate", "conversationUpdate", "message"]


async def shown_card(visitor: Visitor) -> tuple[str, dict[str, Any]]:
    chat = await visitor.open()
    await visitor.say(chat, text="card")
    return chat, (await visitor.read(chat))["activities"][-1]


def buttons(activity: dict[str, Any]) -> dict[str, dict[str, Any]]:
    attachment = activity["attachments"][0]
    return {action["title"]: action for action in attachment["content"]["actions"]}


async def test_web_chat_gets_submits_and_tests_get_the_card_as_sent(visitor: Visitor) -> None:
    chat, card = await shown_card(visitor)
    raw = (await visitor.read(chat, "?raw=1"))["activities"][-1]
    assert {a["type"] for a in buttons(card).values()} == {"Action.Submit"}
    assert buttons(raw)["renew"]["type"] == "Action.Execute"
    assert buttons(raw)["renew"]["data"] == {"case": 7}


async def test_a_press_becomes_an_invoke_and_its_card_takes_the_old_ones_place(
    visitor: Visitor,
) -> None:
    chat, card = await shown_card(visitor)
    value = {**buttons(card)["renew"]["data"], "note": "mine"}
    status, _ = await visitor.say(chat, value=value, channelData={"postBack": True})
    invoke = (await visitor.seen("invoke"))[0]
    assert status == 200
    assert (invoke["name"], invoke["replyToId"]) == ("adaptiveCard/action", card["id"])
    assert invoke["value"]["trigger"] == "manual"
    action = {"type": "Action.Execute", "title": "renew", "verb": "renew"}
    assert invoke["value"]["action"] == {**action, "data": {"case": 7, "note": "mine"}}
    ids = [a["id"] for a in (await visitor.read(chat))["activities"]]
    assert ids.count(card["id"]) == 1
    assert "second state" in str((await visitor.read(chat, "?watermark=2"))["activities"])


@pytest.mark.parametrize(
    ("button", "line"), [("say", "my note"), ("fail", "this card is old"), ("unheard", "HTTP 501")]
)
async def test_other_answers_to_a_press_are_shown_as_a_line(
    visitor: Visitor, button: str, line: str
) -> None:
    chat, card = await shown_card(visitor)
    value = {**buttons(card)[button]["data"], "note": "my note"}
    await visitor.say(chat, value=value)
    last = (await visitor.read(chat))["activities"][-1]
    assert line in last["text"]
    assert last["from"]["role"] == "bot"


async def test_a_submit_reaches_the_bot_as_teams_sends_it(visitor: Visitor) -> None:
    chat, card = await shown_card(visitor)
    await visitor.say(chat, value=buttons(card)["submit"]["data"])
    told = (await visitor.seen("message"))[-1]
    assert (told["value"], told["replyToId"], "text" in told) == ({"case": 8}, card["id"], False)


async def test_a_test_may_invoke_directly_and_reads_the_bots_own_answer(visitor: Visitor) -> None:
    chat, card = await shown_card(visitor)
    value = {"action": {"type": "Action.Execute", "verb": "renew", "data": {}}}
    name = "adaptiveCard/action"
    status, told = await visitor.say(
        chat, type="invoke", name=name, value=value, replyToId=card["id"]
    )
    assert (status, told["status"], told["body"]["type"]) == (200, 200, CARD)
    assert "second state" in str((await visitor.read(chat))["activities"][-1])
    value["action"]["verb"] = "unheard"
    assert (await visitor.say(chat, type="invoke", name=name, value=value))[1]["status"] == 501


async def test_the_connector_takes_updates_in_place_and_only_from_the_bot(
    visitor: Visitor,
) -> None:
    chat, card = await shown_card(visitor)
    posts = f"/connector/v3/conversations/{chat}/activities"
    bot = {"headers": {"Authorization": "Bearer stand-in"}}
    new = {"type": "message", "text": "instead"}
    assert (await visitor.ask("POST", posts, json=new))[0] == 401
    assert (await visitor.ask("PUT", f"{posts}/{card['id']}", json=new, **bot))[0] == 200
    shown = (await visitor.read(chat))["activities"][-1]
    assert (shown["id"], shown["text"]) == (card["id"], "instead")
    assert shown["timestamp"] == card["timestamp"]
    assert (await visitor.ask("PUT", f"{posts}/none", json=new, **bot))[0] == 404
    assert (await visitor.ask("POST", posts, json={"no": "type"}, **bot))[0] == 400
    big = {"type": "message", "text": "x" * 60_000}
    assert (await visitor.ask("POST", posts, json=big, **bot))[0] == 413


async def test_the_connector_knows_who_is_in_the_chat(visitor: Visitor) -> None:
    chat, bot = await visitor.open(), {"headers": {"Authorization": "Bearer stand-in"}}
    here = f"/connector/v3/conversations/{chat}"
    _, members = await visitor.ask("GET", f"{here}/members", **bot)
    assert members[0]["userPrincipalName"] == World().invited.upn
    assert (await visitor.ask("GET", f"{here}/members/{members[0]['id']}", **bot))[1] == members[0]
    paged = (await visitor.ask("GET", f"{here}/pagedmembers", **bot))[1]
    assert paged == {"members": members}
    everything = "/connector/v3/conversations"
    _, created = await visitor.ask("POST", everything, json={"members": members}, **bot)
    assert created == {"id": chat}
    assert (await visitor.ask("POST", everything, json={"members": [{"id": "x"}]}, **bot))[0] == 403
