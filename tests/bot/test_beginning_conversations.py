"""Threads, chats, mentions and the roster, against a connector over HTTP."""

from __future__ import annotations

import pytest

from bot.connector import Connector
from cases.model import Person, Place, Scope
from desk.delivery import DeliveryError, Mention, Message, Refusal, Thread
from tests.bot.conftest import BOT_ID, OWN, PARTNER, Answered, Channel

CASES = "19:cases@thread.tacv2"
CARD = Message(card={"type": "AdaptiveCard"}, summary="Case 12")
AMARA = Person("29:amara", "0bj-amara", OWN, "Amara Osei")
MENTIONS = Message("<at>Amara Osei</at> has it", mentions=(Mention("29:amara", "Amara Osei"),))


@pytest.fixture
def desk(channel: Channel) -> Place:
    return Place(CASES, channel.service_url, OWN, BOT_ID, Scope.CHANNEL, "de")


def error(status: int, code: str = "", **headers: str) -> Answered:
    return Answered(status, {"error": {"code": code}}, headers)


async def test_a_thread_begins_with_the_card(
    connector: Connector, channel: Channel, desk: Place
) -> None:
    begun = {"id": f"{CASES};messageid=17", "activityId": "17"}
    channel.will_answer = [Answered(201, begun)]
    thread = await connector.open_thread(desk, CARD)

    posted = channel.posted[0]
    assert (posted.method, posted.path) == ("POST", "/v3/conversations")
    assert posted.body == {
        "isGroup": True,
        "bot": {"id": BOT_ID},
        "tenantId": OWN,
        "channelData": {"channel": {"id": CASES}, "tenant": {"id": OWN}},
        "activity": {
            "type": "message",
            "from": {"id": BOT_ID},
            "locale": "de",
            "summary": "Case 12",
            "attachments": [
                {
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "content": {"type": "AdaptiveCard"},
                }
            ],
        },
    }
    place = Place(f"{CASES};messageid=17", channel.service_url, OWN, BOT_ID, Scope.CHANNEL, "de")
    assert thread == Thread(place, "17")


@pytest.mark.parametrize("named", [{"id": CASES, "activityId": "17"}, {"activityId": "17"}])
@pytest.mark.parametrize("rest", [{}, {"id": f"{CASES};messageid=17"}])
async def test_replies_stay_in_the_thread_whatever_the_answer_names(
    connector: Connector,
    channel: Channel,
    desk: Place,
    named: dict[str, str],
    rest: dict[str, str],
) -> None:
    channel.will_answer = [Answered(201, rest or named)]
    thread = await connector.open_thread(desk, CARD)

    assert thread.place.conversation_id == f"{CASES};messageid=17"
    assert thread.activity_id == "17"


async def test_a_thread_without_any_id_may_stand_there_all_the_same(
    connector: Connector, channel: Channel, desk: Place
) -> None:
    channel.will_answer = [Answered(201, {})]
    with pytest.raises(DeliveryError) as lost:
        await connector.open_thread(desk, CARD)
    assert lost.value.unsure


async def test_a_persons_own_chat_is_begun(
    connector: Connector, channel: Channel, desk: Place
) -> None:
    channel.will_answer = [Answered(201, {"id": "a:amara"})]
    chat = await connector.open_chat(AMARA, desk)

    assert channel.posted[0].path == "/v3/conversations"
    assert channel.posted[0].body == {
        "isGroup": False,
        "bot": {"id": BOT_ID},
        "members": [{"id": "29:amara"}],
        "tenantId": OWN,
        "channelData": {"tenant": {"id": OWN}},
    }
    assert chat == Place("a:amara", channel.service_url, OWN, BOT_ID, Scope.PERSONAL, "de")


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_what_may_have_been_begun_is_not_begun_again(
    connector: Connector, channel: Channel, desk: Place, status: int
) -> None:
    channel.will_answer = [error(status), error(status)]
    for begins in (connector.open_thread(desk, CARD), connector.open_chat(AMARA, desk)):
        with pytest.raises(DeliveryError) as failed:
            await begins
        assert failed.value.unsure
    assert len(channel.posted) == 2


async def test_a_throttled_thread_is_begun_once_it_may(
    connector: Connector, channel: Channel, desk: Place
) -> None:
    begun = Answered(201, {"id": f"{CASES};messageid=17", "activityId": "17"})
    channel.will_answer = [error(429, **{"Retry-After": "0"}), begun]

    assert (await connector.open_thread(desk, CARD)).activity_id == "17"
    assert len(channel.posted) == 2


async def test_where_the_bot_is_not_installed_nothing_can_begin(
    connector: Connector, channel: Channel, desk: Place
) -> None:
    channel.will_answer = [error(403, "BotNotInConversationRoster")]
    with pytest.raises(DeliveryError) as refused:
        await connector.open_thread(desk, CARD)
    assert (refused.value.refusal, refused.value.unsure) == (Refusal.GONE, False)


async def test_who_is_mentioned_is_told_so(
    connector: Connector, channel: Channel, desk: Place
) -> None:
    await connector.send(desk, MENTIONS)

    posted = channel.posted[0].body
    assert posted["text"] == "<at>Amara Osei</at> has it"
    assert posted["entities"] == [
        {
            "type": "mention",
            "text": "<at>Amara Osei</at>",
            "mentioned": {"id": "29:amara", "name": "Amara Osei"},
        }
    ]


async def test_who_is_in_the_team(connector: Connector, channel: Channel, desk: Place) -> None:
    channel.will_answer = [
        Answered(200, {"id": "29:amara"}),
        error(404, "MemberNotFoundInConversation"),
    ]
    assert await connector.member(desk, "29:amara") is True
    assert await connector.member(desk, "29:olga/x") is False
    assert [posted.path for posted in channel.posted] == [
        "/v3/conversations/19%3Acases%40thread.tacv2/members/29%3Aamara",
        "/v3/conversations/19%3Acases%40thread.tacv2/members/29%3Aolga%2Fx",
    ]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"userRole": "user", "tenantId": OWN.upper()}, True),
        ({"userRole": "owner"}, True),
        ({"userRole": "guest"}, False),
        ({"userRole": "Guest", "tenantId": OWN}, False),
        ({"userRole": "anonymous"}, False),
        ({"userRole": "user", "userPrincipalName": "m_x.com#EXT#@own.onmicrosoft.com"}, False),
        ({"userRole": "user", "tenantId": PARTNER}, False),
    ],
)
async def test_a_guest_of_the_team_is_no_member(
    connector: Connector, channel: Channel, desk: Place, said: dict[str, str], counts: bool
) -> None:
    channel.will_answer = [Answered(200, {"id": "29:amara", **said})]
    assert await connector.member(desk, "29:amara") is counts


@pytest.mark.parametrize(
    "answer",
    [
        error(403, "BotNotInConversationRoster"),
        error(404, "ConversationNotFound"),
        error(429, **{"Retry-After": "60"}),
        error(500),
    ],
)
async def test_a_roster_that_cannot_be_read_is_no_answer(
    connector: Connector, channel: Channel, desk: Place, answer: Answered
) -> None:
    channel.will_answer = [answer]
    with pytest.raises(DeliveryError):
        await connector.member(desk, "29:amara")
