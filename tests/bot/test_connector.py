"""The way out, against a connector over HTTP: what is tried again and what never is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import MappingProxyType

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.connector import Connector, Patience
from bot.service_hosts import ServiceHosts
from cases.model import Place
from desk.delivery import DeliveryError, Message, Refusal
from evidence.tokens import CONNECTOR_SCOPE, LoopbackHttp, Tokens
from tests.bot.conftest import APP_ID, BOT_ID, OWN, Answered, Channel, PlainToken

CARD = MappingProxyType({"type": "AdaptiveCard", "body": ({"type": "TextBlock", "text": "Größe"},)})
HELLO = Message(text="hello", card=CARD, summary="A verdict")


def error(status: int, code: str = "", **headers: str) -> Answered:
    return Answered(status, {"error": {"code": code, "message": "no"}}, headers)


async def test_a_card_is_posted_as_teams_wants_it(
    connector: Connector, channel: Channel, place: Place
) -> None:
    assert await connector.send(place, HELLO) == "activity-1"

    posted = channel.posted[0]
    assert (posted.method, posted.token) == ("POST", "token-0")
    assert posted.path == "/v3/conversations/a%3Apersonal-marcus/activities"
    assert posted.body == {
        "type": "message",
        "from": {"id": BOT_ID},
        "conversation": {"id": "a:personal-marcus", "tenantId": OWN},
        "locale": "de",
        "text": "hello",
        "summary": "A verdict",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "type": "AdaptiveCard",
                    "body": [{"type": "TextBlock", "text": "Größe"}],
                },
            }
        ],
    }


async def test_a_card_is_replaced_in_place(
    connector: Connector, channel: Channel, place: Place
) -> None:
    await connector.update(place, "f:card/7", HELLO)

    posted = channel.posted[0]
    assert posted.method == "PUT"
    assert posted.path == "/v3/conversations/a%3Apersonal-marcus/activities/f%3Acard%2F7"
    assert posted.body["id"] == "f:card/7"


async def test_a_thread_in_a_channel_keeps_its_message_id(
    connector: Connector, channel: Channel
) -> None:
    thread = Place("19:x@thread.tacv2;messageid=17", channel.service_url, OWN, BOT_ID)
    await connector.send(thread, HELLO)
    assert channel.posted[0].path == (
        "/v3/conversations/19%3Ax%40thread.tacv2%3Bmessageid%3D17/activities"
    )


async def test_throttled_then_taken_after_the_time_asked_for(
    connector: Connector, channel: Channel, place: Place
) -> None:
    channel.will_answer = [error(429, **{"Retry-After": "1"})]

    assert await connector.send(place, HELLO) == "activity-2"
    first, second = channel.posted
    assert second.at - first.at >= 1.0


async def test_the_time_asked_for_may_be_a_date(
    connector: Connector, channel: Channel, place: Place
) -> None:
    in_three_seconds = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    channel.will_answer = [error(429, **{"Retry-After": in_three_seconds})]

    await connector.send(place, HELLO)
    first, second = channel.posted
    assert second.at - first.at >= 1.0


@pytest.mark.parametrize("asked", ["", "soon", "-1", "Mon, 99 Foo 2026"])
async def test_without_a_readable_time_it_waits_a_little(
    connector: Connector, channel: Channel, place: Place, asked: str
) -> None:
    channel.will_answer = [error(412, **{"Retry-After": asked})]

    assert await connector.send(place, HELLO) == "activity-2"
    first, second = channel.posted
    assert second.at - first.at >= 0.4


@pytest.mark.parametrize("seconds", ["5", "3600", "9" * 400])
async def test_a_time_too_long_to_wait_is_left_to_the_caller(
    connector: Connector, channel: Channel, place: Place, seconds: str
) -> None:
    channel.will_answer = [error(429, **{"Retry-After": seconds})]
    with pytest.raises(DeliveryError) as refused:
        await connector.send(place, HELLO)

    assert refused.value.refusal is Refusal.THROTTLED
    assert len(channel.posted) == 1


async def test_three_tries_and_no_more(
    connector: Connector, channel: Channel, place: Place
) -> None:
    channel.will_answer = [error(429, **{"Retry-After": "0"}) for _ in range(5)]
    with pytest.raises(DeliveryError) as refused:
        await connector.send(place, HELLO)

    assert (refused.value.refusal, refused.value.unsure) == (Refusal.THROTTLED, False)
    assert len(channel.posted) == 3


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_a_new_message_is_not_replayed_where_it_may_have_arrived(
    connector: Connector, channel: Channel, place: Place, status: int
) -> None:
    channel.will_answer = [error(status, **{"Retry-After": "0"})]
    with pytest.raises(DeliveryError) as refused:
        await connector.send(place, HELLO)

    assert (refused.value.refusal, refused.value.unsure) == (Refusal.UNREACHABLE, True)
    assert len(channel.posted) == 1


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_a_replacement_is_tried_again(
    connector: Connector, channel: Channel, place: Place, status: int
) -> None:
    channel.will_answer = [error(status, **{"Retry-After": "0"})]
    await connector.update(place, "card-7", HELLO)

    assert [posted.method for posted in channel.posted] == ["PUT", "PUT"]


async def test_an_answer_that_never_comes_leaves_it_unsure(
    session: aiohttp.ClientSession, token: PlainToken, channel: Channel, place: Place
) -> None:
    hasty = Connector(session, token, ServiceHosts([channel.url]), Patience(one_try=0.2))
    channel.will_answer = [Answered(after=1.0)]
    with pytest.raises(DeliveryError) as refused:
        await hasty.send(place, HELLO)

    assert (refused.value.refusal, refused.value.unsure) == (Refusal.UNREACHABLE, True)
    assert len(channel.posted) == 1


async def test_a_connection_lost_after_sending_leaves_it_unsure(
    connector: Connector, channel: Channel, place: Place
) -> None:
    channel.will_answer = [Answered(drop=True)]
    with pytest.raises(DeliveryError) as refused:
        await connector.send(place, HELLO)

    assert (refused.value.refusal, refused.value.unsure) == (Refusal.UNREACHABLE, True)
    assert len(channel.posted) == 1


async def test_a_connector_nobody_listens_at_certainly_got_nothing(
    session: aiohttp.ClientSession, token: PlainToken
) -> None:
    nowhere = f"http://127.0.0.1:{unused_port()}"
    connector = Connector(session, token, ServiceHosts([nowhere]), Patience(first_wait=0.01))
    with pytest.raises(DeliveryError) as refused:
        await connector.send(Place("a:1", nowhere, OWN, BOT_ID), HELLO)

    assert (refused.value.refusal, refused.value.unsure) == (Refusal.UNREACHABLE, False)


async def test_a_connector_that_comes_up_meanwhile_gets_the_message_once(
    session: aiohttp.ClientSession, token: PlainToken, channel: Channel
) -> None:
    port = unused_port()
    late = f"http://127.0.0.1:{port}"
    connector = Connector(session, token, ServiceHosts([late]), Patience(first_wait=0.5))
    place = Place("a:1", f"{late}/connector", OWN, BOT_ID)
    sending = asyncio.create_task(connector.send(place, HELLO))
    await asyncio.sleep(0.2)
    async with TestServer(channel.app(), port=port):
        assert await sending == "activity-1"
    assert len(channel.posted) == 1


async def test_every_send_ends_well_before_teams_gives_up(
    session: aiohttp.ClientSession, token: PlainToken, channel: Channel, place: Place
) -> None:
    patience = Patience(overall=1.2, one_try=9.0, longest_wait=1.0)
    connector = Connector(session, token, ServiceHosts([channel.url]), patience)
    channel.will_answer = [error(503, **{"Retry-After": "0"}), Answered(after=3.0)]
    started = time.monotonic()
    with pytest.raises(DeliveryError):
        await connector.update(place, "card-7", HELLO)

    assert time.monotonic() - started < 1.6
    assert Patience().overall < 10


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (error(403, "ConversationBlockedByUser"), Refusal.BLOCKED),
        (error(403, "MessageWritesBlocked"), Refusal.BLOCKED),
        (error(403, "BotNotInConversationRoster"), Refusal.GONE),
        (error(404, "ConversationNotFound"), Refusal.GONE),
        (Answered(404), Refusal.GONE),
        (error(413, "MessageSizeTooBig"), Refusal.TOO_LARGE),
        (error(400, "MessageSizeTooBig"), Refusal.TOO_LARGE),
        (error(403, "BotDisabledByAdmin"), Refusal.REFUSED),
        (error(400, "BadArgument"), Refusal.REFUSED),
        (Answered(302, headers={"Location": "http://127.0.0.1:1/"}), Refusal.REFUSED),
        (Answered(400, body={"error": "odd"}), Refusal.REFUSED),
    ],
)
async def test_why_teams_did_not_take_it(
    connector: Connector, channel: Channel, place: Place, answer: Answered, refusal: Refusal
) -> None:
    channel.will_answer = [answer]
    with pytest.raises(DeliveryError) as refused:
        await connector.send(place, HELLO)

    assert (refused.value.refusal, refused.value.unsure) == (refusal, False)
    assert len(channel.posted) == 1


async def test_a_token_refused_is_renewed_once(
    connector: Connector, channel: Channel, place: Place, token: PlainToken
) -> None:
    channel.will_answer = [error(401)]

    assert await connector.send(place, HELLO) == "activity-2"
    assert [posted.token for posted in channel.posted] == ["token-0", "token-1"]


async def test_a_fresh_token_refused_too_is_the_end(
    connector: Connector, channel: Channel, place: Place, token: PlainToken
) -> None:
    channel.will_answer = [error(401) for _ in range(4)]
    with pytest.raises(DeliveryError) as refused:
        await connector.send(place, HELLO)

    assert (refused.value.refusal, token.renewed) == (Refusal.REFUSED, 1)
    assert len(channel.posted) == 2


async def test_without_a_token_nothing_leaves(
    connector: Connector, channel: Channel, place: Place, token: PlainToken
) -> None:
    token.fails = PermissionError("AADSTS700016")
    with pytest.raises(DeliveryError) as refused:
        await connector.send(place, HELLO)

    assert (refused.value.refusal, refused.value.unsure) == (Refusal.UNREACHABLE, False)
    assert channel.posted == []


async def test_the_token_goes_nowhere_but_to_allowed_hosts(
    session: aiohttp.ClientSession, token: PlainToken, channel: Channel, place: Place
) -> None:
    connector = Connector(session, token, ServiceHosts())
    for attempt in (connector.send(place, HELLO), connector.update(place, "card-7", HELLO)):
        with pytest.raises(DeliveryError) as refused:
            await attempt
        assert refused.value.refusal is Refusal.REFUSED
    assert channel.posted == []


async def test_an_answer_without_an_id_is_still_a_success(
    connector: Connector, channel: Channel, place: Place
) -> None:
    channel.will_answer = [Answered(202)]
    assert await connector.send(place, HELLO) == ""


async def test_one_token_serves_many_sends(
    channel: Channel,
    session: aiohttp.ClientSession,
    place: Place,
    longest_pause: Callable[[], float],
) -> None:
    granted: list[str] = []
    async with TestServer(_login(granted)) as login:
        base = str(login.make_url("/login"))
        tokens = Tokens(APP_ID, "secret", scope=CONNECTOR_SCOPE, http_client=LoopbackHttp(base))

        async def token(fresh: bool = False) -> str:
            return await tokens.token(OWN, fresh)

        connector = Connector(session, token, ServiceHosts([channel.url]))
        await asyncio.gather(*(connector.send(place, HELLO) for _ in range(30)))

    assert len(granted) == 1
    assert {posted.token for posted in channel.posted} == {"granted-1"}
    assert longest_pause() < 0.25, "a token service that takes 2 s must not stop the loop"


async def test_one_connection_serves_one_send_after_the_other(
    connector: Connector, channel: Channel, place: Place
) -> None:
    for _ in range(5):
        await connector.send(place, HELLO)
    assert len({posted.peer for posted in channel.posted}) == 1


def _login(granted: list[str]) -> web.Application:
    async def discovery(request: web.Request) -> web.Response:
        issuer = "https://login.microsoftonline.com/" + request.match_info["tenant"]
        return web.json_response(
            {
                "issuer": f"{issuer}/v2.0",
                "authorization_endpoint": f"{issuer}/oauth2/v2.0/authorize",
                "token_endpoint": f"{issuer}/oauth2/v2.0/token",
            }
        )

    async def token(_: web.Request) -> web.Response:
        await asyncio.sleep(2)
        granted.append(f"granted-{len(granted) + 1}")
        return web.json_response(
            {"token_type": "Bearer", "expires_in": 3599, "access_token": granted[-1]}
        )

    app = web.Application()
    app.router.add_get("/login/{tenant}/v2.0/.well-known/openid-configuration", discovery)
    app.router.add_post("/login/{tenant}/oauth2/v2.0/token", token)
    return app
