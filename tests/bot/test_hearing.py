"""What the conversation hears of what Teams sends, over HTTP."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.plain_text import MAX_HTML
from cases.model import Scope
from dialogs.said import Said
from tests.bot.conftest import APP_ID, BOT_ID, OWN, RECEIVED, Door, Json

OTHER = {"type": "mention", "text": "<at>Denise</at>", "mentioned": {"id": "29:denise"}}


def mention(text: str | None, name: str = "SPbot") -> Json:
    entity = {"type": "mention", "text": text, "mentioned": {"id": BOT_ID, "name": name}}
    return {key: value for key, value in entity.items() if value is not None}


async def heard(door: Door, **changes: Any) -> Said:
    assert (await door.deliver(door.activity(**changes))).status == 200
    return door.listener.last


async def test_who_spoke_and_where_the_answer_goes(door: Door) -> None:
    said = await heard(door)

    assert said.key.conversation_id == "a:personal-marcus"
    assert said.key.id == "1795337186709"
    assert (said.person.teams_id, said.person.object_id) == ("29:marcus", "3a5c0500")
    assert (said.person.tenant_id, said.person.name) == (OWN, "Marcus Jones")
    assert said.place.service_url == door.channel.service_url
    assert (said.place.bot_id, said.place.scope) == (BOT_ID, Scope.PERSONAL)
    assert (said.place.locale, said.at, said.press) == ("en-GB", RECEIVED, None)


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("<at>SPbot</at> help", [mention("<at>SPbot</at>")], "help"),
        ("<at>SPbot</at>&nbsp; help\u00a0 me", [mention("<at>SPbot</at>")], "help me"),
        ("<at>SPbot</at> SPbot is broken", [mention("<at>SPbot</at>")], "SPbot is broken"),
        ("SPbot is broken <at>SPbot</at>", [mention("<at>SPbot</at>")], "SPbot is broken"),
        ("SPbot SPbot is broken", [mention("SPbot")], "SPbot is broken"),
        ("SPbot is broken", [], "SPbot is broken"),
        (
            "<at>SPbot</at> and <at>SPbot</at> hello",
            [mention("<at>SPbot</at>"), mention("<at>SPbot</at>")],
            "and hello",
        ),
        ('<at id="0">SPbot</at> hi', [mention('<at id="0">SPbot</at>')], "hi"),
        ("<at>SPbot</at> hi", [mention(None)], "hi"),
        ("<at>SPbot</at> ask <at>Denise</at>", [mention("<at>SPbot</at>"), OTHER], "ask Denise"),
        ("<at>Denise</at> knows", [OTHER], "Denise knows"),
        (None, [mention("<at>SPbot</at>")], ""),
        ("<at>SPbot</at>", [mention("<at>SPbot</at>")], ""),
        ("a\r\nb   c\td\n\n\n\ne", [], "a\nb c d\n\ne"),
        ("1 < 2 and a <tag>", [], "1 < 2 and a <tag>"),
        ("hi", [{"type": "mention", "text": "hi", "mentioned": {"name": "no id"}}], "hi"),
    ],
)
async def test_the_bots_own_mention_is_not_part_of_the_words(
    door: Door, text: str | None, entities: list[Json], expected: str
) -> None:
    assert (await heard(door, text=text, entities=entities)).text == expected


async def test_a_mention_without_a_recipient_to_compare_stays_a_name(door: Door) -> None:
    said = await heard(
        door, text="<at>SPbot</at> hi", entities=[mention("<at>SPbot</at>")], recipient=None
    )
    assert said.text == "SPbot hi"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>That Didn&#39;t Work</div><div>two</div>", "That Didn't Work\n\ntwo"),
        ("<p>one<br>two</p>", "one\ntwo"),
        (
            '<a href="https://fabrikam.sharepoint.com/x?a=1&amp;b=2">Project X</a>.',
            "Project X https://fabrikam.sharepoint.com/x?a=1&b=2 .",
        ),
        ('<a href="https://x.example/y">https://x.example/y</a>', "https://x.example/y"),
        ('<a href="javascript:alert(1)">label</a>', "label"),
        ("<table><tr><td>Issue Type</td><td>x</td></tr></table>", "Issue Type x"),
        ("R&amp;D &lt;b&gt; &nbsp; 1 < 2", "R&D <b> 1 < 2"),
        ("<style>p {}</style><script>x()</script>words<!-- note -->", "words"),
        ("<blockquote itemtype='http://schema.skype.com/Reply'><p>old</p></blockquote>new", "new"),
        ("<blockquote>quoted by hand</blockquote>", "quoted by hand"),
        ("unfinished <a href='https://x", "unfinished <a href='https://x"),
        ('<span itemtype="http://schema.skype.com/Mention">SPbot</span> SPbot hi', "SPbot hi"),
    ],
)
async def test_two_formats_of_html_become_the_same_words(
    door: Door, html: str, expected: str
) -> None:
    own = [mention("<at>SPbot</at>")]
    as_text = await heard(door, text=html, textFormat="xml", entities=own)
    pasted = [{"contentType": "text/html", "content": html}]
    as_attachment = await heard(door, text="plain", attachments=pasted, entities=own)

    assert as_text.text == expected
    assert as_attachment.text == expected


async def test_plain_text_that_looks_like_html_is_left_alone(door: Door) -> None:
    assert (await heard(door, text="a <b>bold</b> &amp; word")).text == "a <b>bold</b> &amp; word"


async def test_an_empty_html_attachment_does_not_hide_the_text(door: Door) -> None:
    empty = [{"contentType": "text/html", "content": "<div></div>"}]
    assert (await heard(door, text="hello", attachments=empty)).text == "hello"


async def test_a_mention_with_an_ampersand_is_found_in_html_too(door: Door) -> None:
    said = await heard(
        door,
        text="<at>R&amp;D Desk</at> hi",
        textFormat="xml",
        entities=[mention("<at>R&amp;D Desk</at>")],
    )
    assert said.text == "hi"


@pytest.mark.parametrize(
    "piece", ["<a", "<!--", '<a href="', "<a b='", "<p>", "<blockquote itemtype='/Reply'>", "<i b "]
)
async def test_hostile_markup_does_not_hold_up_the_loop(door: Door, piece: str) -> None:
    started = time.monotonic()
    await heard(door, text=piece * (MAX_HTML // len(piece)), textFormat="xml")
    assert time.monotonic() - started < 2.0, "html.parser alone takes 3 to 11 s"


async def test_markup_beyond_reason_is_left_as_it_came(door: Door) -> None:
    text = "<b>x</b>" * (MAX_HTML // 8 + 1)
    assert (await heard(door, text=text, textFormat="xml")).text == text

    large = [{"contentType": "text/html", "content": text}]
    assert (await heard(door, text="xxx", attachments=large)).text == "xxx"


@pytest.mark.parametrize(
    ("conversation", "scope"),
    [
        ({"conversationType": "personal"}, Scope.PERSONAL),
        ({"conversationType": "groupChat", "isGroup": True}, Scope.GROUP_CHAT),
        ({"conversationType": "channel", "isGroup": True}, Scope.CHANNEL),
        ({"isGroup": True}, Scope.GROUP_CHAT),
        ({}, Scope.PERSONAL),
        ({"conversationType": "meeting"}, Scope.GROUP_CHAT),
    ],
)
async def test_the_scope_is_where_it_was_said(door: Door, conversation: Json, scope: Scope) -> None:
    said = await heard(
        door, conversation={"id": "19:x;messageid=1", "tenantId": OWN} | conversation
    )
    assert (said.place.scope, said.place.conversation_id) == (scope, "19:x;messageid=1")


async def test_the_tenant_comes_from_channel_data_where_the_conversation_names_none(
    door: Door,
) -> None:
    said = await heard(door, conversation={"id": "a:1", "conversationType": "personal"})
    assert (said.person.tenant_id, said.place.tenant_id) == (OWN, OWN)


@pytest.mark.parametrize(
    ("changes", "locale"),
    [
        ({"locale": "de-DE"}, "de-DE"),
        ({"locale": None, "entities": [{"type": "clientInfo", "locale": "fr-FR"}]}, "fr-FR"),
        ({"locale": None}, "en"),
        ({"locale": "{{ 1 }}"}, "en"),
    ],
)
async def test_the_locale_is_the_speakers(door: Door, changes: Json, locale: str) -> None:
    assert (await heard(door, **changes)).place.locale == locale


async def test_a_submitted_card_is_a_press(door: Door) -> None:
    value = {"verb": "answer", "case": 7, "yes": True, "none": None, "list": [1], "msteams": {}}
    said = await heard(door, text=None, value=value | {"field": "Größe"}, replyToId="card-7")

    assert said.press is not None
    assert (said.press.verb, said.press.card_id, said.press.invoked) == ("answer", "card-7", False)
    assert dict(said.press.data) == {
        "verb": "answer",
        "case": "7",
        "yes": "true",
        "none": "",
        "list": "[1]",
        "field": "Größe",
    }
    assert (said.text, said.key.id) == ("", "1795337186709")


async def test_text_beside_a_value_is_text_unless_the_value_is_a_press(door: Door) -> None:
    spoken = await heard(door, text="hello", value={"some": "client data"})
    pressed = await heard(door, text="Start again", value={"verb": "restart"})

    assert (spoken.text, spoken.press) == ("hello", None)
    assert pressed.press is not None
    assert pressed.press.verb == "restart"


async def test_the_same_press_is_known_by_its_own_id_whatever_the_activitys(door: Door) -> None:
    execute = {"type": "Action.Execute", "verb": "check", "data": {"nonce": "n1"}}
    for changes in ({"id": "1"}, {"id": "2"}, {"id": None}):
        await door.deliver(door.card_action(execute, **changes))

    assert len({said.key for said in door.listener.heard}) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"verb": "other", "data": {"nonce": "n1"}},
        {"verb": "check", "data": {"nonce": "n2"}},
        {"verb": "check", "data": {}},
        {"verb": "check", "data": {"nonce": "n1", "answer": "corrected"}},
    ],
)
async def test_different_presses_have_different_keys(door: Door, other: Json) -> None:
    execute = {"type": "Action.Execute", "verb": "check", "data": {"nonce": "n1"}}
    await door.deliver(door.card_action(execute))
    await door.deliver(door.card_action(execute | other))

    assert door.listener.heard[0].key != door.listener.heard[1].key


async def test_a_submit_is_known_by_its_activity_because_its_card_stays(door: Door) -> None:
    for number in ("1", "1", "2"):
        value = {"verb": "check", "nonce": "n1"}
        await door.deliver(door.activity(text=None, value=value, id=number))

    first, again, later = (said.key for said in door.listener.heard)
    assert first == again != later


async def test_a_crafted_nonce_makes_no_endless_key(door: Door) -> None:
    for nonce in ("n" * 9000, "n" * 9000, "m" * 9000):
        execute = {"type": "Action.Execute", "verb": "check", "data": {"nonce": nonce}}
        await door.deliver(door.card_action(execute))

    first, again, other = (said.key for said in door.listener.heard)
    assert first == again != other
    assert len(first.id) <= 200


async def test_two_people_pressing_one_card_are_two_presses(door: Door) -> None:
    execute = {"type": "Action.Execute", "verb": "check", "data": {"nonce": "n1"}}
    for who in ("29:marcus", "29:denise"):
        await door.deliver(door.card_action(execute, **{"from": {"id": who}}))

    assert door.listener.heard[0].key != door.listener.heard[1].key


async def test_a_message_delivered_twice_has_one_key(door: Door) -> None:
    await door.deliver(door.activity())
    await door.deliver(door.activity())
    assert door.listener.heard[0].key == door.listener.heard[1].key


def installed(**changes: Any) -> Json:
    return {"type": "installationUpdate", "action": "add", "text": None, "id": "i"} | changes


def members_added(*ids: str, **changes: Any) -> Json:
    members = [{"id": each} for each in ids]
    return {"type": "conversationUpdate", "membersAdded": members, "text": None} | changes


async def test_an_arrival_told_twice_is_one(door: Door) -> None:
    first = await heard(door, **installed(timestamp="2026-11-22T09:55:00Z"))
    second = await heard(
        door, **members_added("29:marcus", BOT_ID, timestamp="2026-11-22T09:55:01.5Z")
    )

    assert first.arrived
    assert second.arrived
    assert first.key == second.key


async def test_an_arrival_another_day_is_another(door: Door) -> None:
    first = await heard(door, **installed())
    second = await heard(door, **installed(timestamp="2026-11-23T09:59:58Z"))
    assert first.key != second.key


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(members_added("29:marcus"), id="somebody else joined"),
        pytest.param(members_added(APP_ID, recipient=None), id="nobody to compare"),
        pytest.param(installed(action="remove"), id="removed"),
        pytest.param(installed(action="add-upgrade"), id="a new version of the app"),
        pytest.param({"type": "conversationUpdate", "membersRemoved": [{"id": BOT_ID}]}, id="left"),
        pytest.param({"type": "messageReaction", "reactionsAdded": [{"type": "like"}]}, id="like"),
        pytest.param({"type": "typing"}, id="typing"),
        pytest.param({"type": "messageUpdate", "text": "edited"}, id="edit"),
        pytest.param({"type": "messageDelete"}, id="deletion"),
        pytest.param({"type": "event", "name": "x"}, id="event"),
        pytest.param({"type": "endOfConversation"}, id="end"),
    ],
)
async def test_what_needs_no_answer_is_200_and_not_heard(door: Door, changes: Json) -> None:
    reply = await door.deliver(door.activity(**changes))

    assert (reply.status, reply.body) == (200, b"")
    assert door.listener.heard == []


def in_channel(**changes: Any) -> Json:
    """As said in a thread of the helpdesk team's channel."""
    return {
        "conversation": {
            "id": "19:cases@thread.tacv2;messageid=1611060744833",
            "conversationType": "channel",
            "isGroup": True,
            "tenantId": OWN,
        },
        "channelData": {
            "teamsChannelId": "19:cases@thread.tacv2",
            "teamsTeamId": "19:helpdesk@thread.tacv2",
            "channel": {"id": "19:cases@thread.tacv2"},
            "team": {"id": "19:helpdesk@thread.tacv2"},
            "tenant": {"id": OWN},
        },
    } | changes


async def test_a_channel_message_keeps_its_thread_and_names_its_team(door: Door) -> None:
    said = await heard(
        door,
        **in_channel(text="<at>SPbot</at>&nbsp;desk here", entities=[mention("<at>SPbot</at>")]),
    )

    assert (said.text, said.place.scope) == ("desk here", Scope.CHANNEL)
    assert said.place.conversation_id == "19:cases@thread.tacv2;messageid=1611060744833"
    assert said.team_id == "19:helpdesk@thread.tacv2"


@pytest.mark.parametrize(
    ("data", "team_id"),
    [
        ({"team": {"id": "19:t"}, "teamsTeamId": "19:other"}, "19:t"),
        ({"team": {"id": "19:t", "aadGroupId": "0b5a"}}, "19:t"),
        ({"teamsTeamId": "19:t"}, "19:t"),
        ({"team": {"aadGroupId": "0b5a"}}, ""),
        ({"team": {"id": 7}, "teamsTeamId": None}, ""),
        ({}, ""),
    ],
    ids=repr,
)
async def test_the_team_is_named_by_its_conversation_not_by_its_group(
    door: Door, data: Json, team_id: str
) -> None:
    said = await heard(door, **in_channel(channelData={"tenant": {"id": OWN}} | data))
    assert said.team_id == team_id


async def test_a_press_in_a_channel_names_its_team_too(door: Door) -> None:
    execute = {"type": "Action.Execute", "verb": "desk.take", "data": {"nonce": "n1"}}
    await door.deliver(door.card_action(execute, **in_channel()))

    assert door.listener.last.team_id == "19:helpdesk@thread.tacv2"


async def test_added_to_a_team_the_bot_arrives_once(door: Door) -> None:
    added = await heard(door, **in_channel(**members_added(BOT_ID)))
    told_again = await heard(door, **in_channel(**installed()))

    assert (added.arrived, added.place.scope) == (True, Scope.CHANNEL)
    assert added.key == told_again.key


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(members_added("29:amara"), id="a colleague joined the team"),
        pytest.param(installed(action="remove"), id="removed from the team"),
        pytest.param(
            {"type": "conversationUpdate", "membersRemoved": [{"id": "29:amara"}]}, id="left"
        ),
        pytest.param({"type": "conversationUpdate"}, id="a channel was renamed"),
    ],
)
async def test_what_else_happens_in_a_team_needs_no_answer(door: Door, changes: Json) -> None:
    assert (await door.deliver(door.activity(**in_channel(**changes)))).status == 200
    assert door.listener.heard == []


async def test_in_a_group_chat_the_bot_does_not_introduce_itself(door: Door) -> None:
    shared = {"id": "19:x", "conversationType": "groupChat", "isGroup": True, "tenantId": OWN}
    await door.deliver(door.activity(**installed(conversation=shared)))
    await door.deliver(door.activity(**members_added(BOT_ID, conversation=shared)))

    assert door.listener.heard == []
