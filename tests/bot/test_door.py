"""Who is let in, over HTTP, and with which status everybody else is turned away."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import jwt
import pytest
from aiohttp import web
from yarl import URL

from bot.endpoint import Endpoint
from bot.service_hosts import ServiceHosts
from bot.trust import Trust
from tests.bomb import statuses_of_bomb
from tests.bot.conftest import APP_ID, BOT_ID, OWN, PARTNER, STRANGER, Channel, Door

Tokens = Callable[[Channel], str]


async def test_a_signed_message_is_heard(door: Door) -> None:
    reply = await door.deliver(door.activity())

    assert (reply.status, reply.body) == (200, b"")
    assert door.listener.last.text == "hello there"


@pytest.mark.parametrize("path", ["GET", "HEAD"])
async def test_only_post_is_answered(door: Door, path: str) -> None:
    async with door.session.request(path, door.url) as response:
        assert response.status == 405


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer  ", "Basic dXNlcjpwYXNz", "Bearer garbage", "Bearer a.b.c"],
)
async def test_without_a_token_nobody_is_heard(door: Door, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    reply = await door.deliver_raw(json.dumps(door.activity()), headers)

    assert (reply.status, reply.body) == (401, b"")
    assert door.listener.heard == []


def _expired(channel: Channel) -> str:
    return channel.token(exp=int(time.time()) - 301)


def _unsigned(channel: Channel) -> str:
    claims = jwt.decode(channel.token(), options={"verify_signature": False})
    return jwt.encode(claims, "", "none", {"kid": "first"})


def _signed_with_the_public_key(channel: Channel) -> str:
    claims = jwt.decode(channel.token(), options={"verify_signature": False})
    secret = channel.keys[0].published()["n"].encode()
    return jwt.encode(claims, secret, "HS256", {"kid": "first"})


def _changed_after_signing(channel: Channel) -> str:
    head, _, signature = channel.token().split(".")
    claims = jwt.decode(channel.token(aud="other"), options={"verify_signature": False})
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def _deep_header(_: Channel) -> str:
    deep = '{"kid":' + "[" * 2000 + "]" * 2000 + "}"
    return base64.urlsafe_b64encode(deep.encode()).decode().rstrip("=") + ".e30.c2ln"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(_expired, id="expired"),
        pytest.param(lambda c: c.token(nbf=int(time.time()) + 400), id="not yet valid"),
        pytest.param(lambda c: c.token(exp=None), id="never expires"),
        pytest.param(lambda c: c.token(aud="another-bot"), id="another audience"),
        pytest.param(lambda c: c.token(aud=None), id="no audience"),
        pytest.param(lambda c: c.token(iss="https://sts.windows.net/x/"), id="another issuer"),
        pytest.param(lambda c: c.token(iss=None), id="no issuer"),
        pytest.param(lambda c: c.token(headers={"kid": "nobody's"}), id="unknown key"),
        pytest.param(lambda c: c.token(headers={"kid": ""}), id="no key id"),
        pytest.param(lambda c: c.token(headers={"crit": ["x"], "x": 1}), id="unknown crit"),
        pytest.param(_unsigned, id="algorithm none"),
        pytest.param(_signed_with_the_public_key, id="public key as secret"),
        pytest.param(_changed_after_signing, id="changed after signing"),
        pytest.param(_deep_header, id="deeply nested header"),
    ],
)
async def test_a_token_that_proves_nothing_is_401(door: Door, make: Tokens) -> None:
    reply = await door.deliver(door.activity(), make(door.channel))

    assert (reply.status, reply.body) == (401, b"")
    assert door.listener.heard == []


async def test_clocks_may_differ_by_five_minutes(door: Door) -> None:
    token = door.channel.token(exp=int(time.time()) - 240)
    assert (await door.deliver(door.activity(), token)).status == 200


async def test_a_token_with_bytes_that_are_no_text_is_401(door: Door) -> None:
    address = URL(door.url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    head = "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nAuthorization: Bearer "
    writer.write(head.encode() + b"h\xe9.\xff.sig\r\n\r\n{}")
    status_line = await reader.readline()
    writer.close()

    assert status_line.startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("claim", "stated"),
    [
        ("https://smba.trafficmanager.net/teams/", None),
        (None, None),
        (None, "https://smba.trafficmanager.net/teams/"),
    ],
)
async def test_another_service_address_is_403(
    door: Door, claim: str | None, stated: str | None
) -> None:
    activity = door.activity(**({"serviceUrl": stated} if stated else {}))
    reply = await door.deliver(activity, door.channel.token(serviceurl=claim))

    assert reply.status == 403
    assert door.listener.heard == []


@pytest.mark.parametrize(
    "service_url",
    [
        "https://evil.example/",
        "https://attacker.trafficmanager.net/",
        "http://smba.trafficmanager.net/",
        "http://127.0.0.1:1/connector",
        42,
        None,
    ],
)
async def test_a_service_host_that_is_not_listed_is_403_though_signed(
    door: Door, service_url: Any
) -> None:
    token = door.channel.token(serviceurl=service_url)
    reply = await door.deliver(door.activity(serviceUrl=service_url), token)

    assert reply.status == 403


async def test_microsofts_own_connector_is_let_in(door: Door) -> None:
    service_url = "https://smba.trafficmanager.net/emea/"
    token = door.channel.token(serviceurl=service_url)
    reply = await door.deliver(door.activity(serviceUrl=service_url), token)

    assert reply.status == 200
    assert door.listener.last.place.service_url == service_url


async def test_a_key_not_endorsed_for_teams_is_403(door: Door) -> None:
    door.channel.rotate(endorsements=("webchat",))
    assert (await door.deliver(door.activity())).status == 403


@pytest.mark.parametrize("channel_id", ["directline", "webchat", "MSTEAMS", None])
async def test_another_channel_may_not_name_its_own_tenant(
    door: Door, channel_id: str | None
) -> None:
    reply = await door.deliver(door.activity(channelId=channel_id))

    assert reply.status == 403
    assert door.listener.heard == []


_KINDS: dict[str, dict[str, Any]] = {
    "message": {},
    "invoke": {"type": "invoke", "name": "adaptiveCard/action", "value": {}},
    "submit": {"text": None, "value": {"verb": "case.works", "case": "1"}},
    "composeExtension/query": {
        "type": "invoke",
        "name": "composeExtension/query",
        "value": {"commandId": "searchCases", "parameters": []},
    },
    "composeExtension/fetchTask": {
        "type": "invoke",
        "name": "composeExtension/fetchTask",
        "value": {"commandId": "caseFromMessage"},
    },
    "composeExtension/submitAction": {
        "type": "invoke",
        "name": "composeExtension/submitAction",
        "value": {"commandId": "caseFromMessage", "data": {"nonce": "n"}},
    },
    "conversationUpdate": {"type": "conversationUpdate", "membersAdded": [{"id": BOT_ID}]},
    "installationUpdate": {"type": "installationUpdate", "action": "add"},
    "messageReaction": {"type": "messageReaction"},
    "typing": {"type": "typing"},
}


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize(
    ("conversation_tenant", "channel_tenant", "status"),
    [
        (OWN, OWN, "let in"),
        (OWN.upper(), None, "let in"),
        (None, PARTNER, "let in"),
        (STRANGER, STRANGER, 403),
        (STRANGER, None, 403),
        (None, STRANGER, 403),
        (OWN, STRANGER, 403),
        (STRANGER, OWN, 403),
        (OWN, PARTNER, 403),
        (None, None, 403),
        ("", "", 403),
        ({"id": OWN}, None, 403),
    ],
)
async def test_the_tenant_is_checked_on_every_kind(
    door: Door, kind: str, conversation_tenant: Any, channel_tenant: Any, status: int | str
) -> None:
    conversation = door.activity()["conversation"] | {"tenantId": conversation_tenant}
    data = {"tenant": {"id": channel_tenant}} if channel_tenant is not None else {}
    reply = await door.deliver(
        door.activity(conversation=conversation, channelData=data, **_KINDS[kind])
    )

    assert reply.status == (200 if status == "let in" else status)
    assert status == "let in" or door.reached_nobody


@pytest.mark.parametrize("kind", _KINDS)
async def test_a_speaker_of_another_tenant_is_403_even_in_our_own_channel(
    door: Door, kind: str
) -> None:
    shared = {"id": "19:shared", "conversationType": "channel", "isGroup": True, "tenantId": OWN}
    sender = door.activity()["from"] | {"tenantId": STRANGER}
    reply = await door.deliver(
        door.activity(conversation=shared, **({"from": sender} | _KINDS[kind]))
    )

    assert reply.status == 403
    assert door.reached_nobody


@pytest.mark.parametrize("kind", _KINDS)
async def test_nothing_unsigned_is_heard(door: Door, kind: str) -> None:
    reply = await door.deliver_raw(json.dumps(door.activity(**_KINDS[kind])), {})

    assert reply.status == 401
    assert door.reached_nobody


async def test_a_speaker_keeps_the_tenant_the_channel_names_for_them(door: Door) -> None:
    sender = door.activity()["from"] | {"tenantId": PARTNER}
    await door.deliver(door.activity(**{"from": sender}))

    assert door.listener.last.person.tenant_id == PARTNER
    assert door.listener.last.place.tenant_id == OWN


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'"text"',
        b"[]",
        b"null",
        b"\xff\xfe\xfa",
        b'{"type": NaN}',
        b"[" * 100_000,
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b'{"n": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:12]),
)
async def test_what_is_no_json_object_is_400(door: Door, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {door.channel.token()}"}
    assert (await door.deliver_raw(body, headers)).status == 400


@pytest.fixture
async def unpacking_nothing(door: Door, hosts: ServiceHosts) -> AsyncIterator[Door]:
    """The door behind a real runner that leaves bodies as they came, as production's does."""
    app = web.Application()
    trust = Trust(APP_ID, {OWN}, hosts, door.keys)
    endpoint = Endpoint(trust, door.adapter, door.listener, door.extension)
    app.add_routes(endpoint.routes())
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    yield replace(door, url=f"http://127.0.0.1:{port}/api/messages")
    await runner.cleanup()


@pytest.mark.parametrize(
    "encoding", ["gzip", "GZIP", "deflate", "br", "identity, gzip", "x-nonsense"]
)
async def test_a_compressed_body_is_415_whoever_sends_it(
    unpacking_nothing: Door, encoding: str
) -> None:
    door = unpacking_nothing
    packed = gzip.compress(json.dumps(door.activity()).encode())
    headers = {"Authorization": f"Bearer {door.channel.token()}", "Content-Encoding": encoding}

    for sent in (headers, {"Content-Encoding": encoding}):
        async with door.session.post(door.url, data=packed, headers=sent) as answer:
            assert (answer.status, answer.headers["Accept-Encoding"]) == (415, "identity")
    assert door.listener.heard == []


@pytest.mark.parametrize("encoding", ["identity", "Identity", ""])
async def test_a_body_that_says_it_is_not_compressed_is_heard(
    unpacking_nothing: Door, encoding: str
) -> None:
    door, headers = unpacking_nothing, {"Content-Encoding": encoding}
    assert (await door.deliver(door.activity(), **headers)).status == 200


async def test_a_bomb_does_not_stop_the_loop(
    unpacking_nothing: Door, longest_pause: Callable[[], float]
) -> None:
    assert await statuses_of_bomb(unpacking_nothing.url) == [415, 405]
    assert longest_pause() < 0.25, f"the loop stood still for {longest_pause():.3f} s"


@pytest.mark.parametrize(
    "changes",
    [
        {"type": None},
        {"type": ""},
        {"type": 7},
        {"id": None},
        {"from": None},
        {"from": {}},
        {"from": {"id": 3}},
        {"from": "29:marcus"},
        {"conversation": {"tenantId": OWN}},
        {"conversation": {"tenantId": OWN, "id": ["x"]}},
        {"conversation": None},
        {"conversation": [1]},
    ],
    ids=repr,
)
async def test_a_message_without_what_a_turn_needs_is_400(
    door: Door, changes: dict[str, Any]
) -> None:
    assert (await door.deliver(door.activity(**changes))).status == 400
    assert door.listener.heard == []


@pytest.mark.parametrize(
    "changes",
    [
        {"text": {"a": 1}},
        {"text": None, "value": 5},
        {"entities": [None, 3]},
        {"entities": [{"type": "mention", "mentioned": "x"}, {"type": 4}]},
        {"attachments": {"contentType": "text/html"}},
        {"attachments": [{"contentType": "text/html", "content": {"a": 1}}]},
        {"recipient": "bot"},
        {"recipient": {"id": 1}},
        {"timestamp": "yesterday"},
        {"locale": ["en"]},
        {"locale": "../../etc"},
        {"channelData": {"tenant": {"id": OWN}, "team": None}},
        {"replyToId": 12},
        {"text": "half a pair \ud83d and a NUL \0"},
        {"type": "conversationUpdate", "membersAdded": "everybody"},
        {"type": "conversationUpdate", "membersAdded": [7]},
        {"type": "installationUpdate", "action": {}},
        {"type": "installationUpdate", "timestamp": "0001-01-01T00:00:00"},
        {"type": "somethingNew"},
    ],
    ids=repr,
)
async def test_odd_values_never_make_a_500(door: Door, changes: dict[str, Any]) -> None:
    assert (await door.deliver(door.activity(**changes))).status == 200


async def test_text_that_no_store_can_hold_is_mended(door: Door) -> None:
    await door.deliver(door.activity(text="half \ud83d and \0nul"))
    assert door.listener.last.text == "half ? and nul"


async def test_more_than_256_kib_is_413(door: Door) -> None:
    large = json.dumps(door.activity(text="x" * 300_000)).encode()
    headers = {"Authorization": f"Bearer {door.channel.token()}"}

    async def in_pieces() -> Any:
        for start in range(0, len(large), 50_000):
            yield large[start : start + 50_000]

    assert (await door.deliver_raw(large, headers)).status == 413
    assert (await door.deliver_raw(in_pieces(), headers)).status == 413


async def test_a_long_paste_is_no_trouble(door: Door) -> None:
    pasted = "That Didn't Work " * 2000
    assert (await door.deliver(door.activity(text=pasted))).status == 200
    assert door.listener.last.text == pasted.strip()


async def test_a_defect_of_ours_is_500_with_a_reference_and_nobodys_words(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.listener.raises = KeyError("marcus.jones@contoso.com")
    with caplog.at_level(logging.DEBUG):
        reply = await door.deliver(door.activity(text="my secret words"))

    assert reply.status == 500
    assert reply.json["reference"] in caplog.text
    assert "KeyError" in caplog.text
    assert not any(word in caplog.text for word in ("marcus", "Marcus", "secret", "Traceback"))


async def test_no_token_reaches_the_log(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    token = door.channel.token(aud="another-bot")
    with caplog.at_level(logging.INFO, logger="bot"):
        await door.deliver(door.activity(), token)

    assert "InvalidAudienceError" in caplog.text
    assert token.split(".")[2] not in caplog.text
