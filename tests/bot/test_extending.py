"""Cases found, and made of messages, from anybody's chat: the extension with a real store.

Marcus is in a chat with Denise, where the bot is no member. What follows from what he does
there happens in his own chat with the bot.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapter import Adapter
from bot.connector import Connector
from bot.endpoint import Endpoint
from bot.extending import Extending
from bot.keys import SigningKeys
from bot.service_hosts import ServiceHosts
from bot.trust import Trust
from cards.answer import UNJUDGED
from cases.due import Patience
from cases.model import (
    Acquaintance,
    Case,
    CaseState,
    Job,
    JobKind,
    Owner,
    PassedBecause,
    Person,
    Place,
    Scope,
    Triage,
)
from cases.roles import NONE, Held, Role
from cases.store import Store
from desk.asked import Request
from desk.commands import PassToDesk
from desk.desk import Desk
from desk.finding import Finder
from desk.members import RolesUnknownError
from desk.outbox import Outbox
from dialogs.draft import Draft, parse_draft
from evidence import facts
from evidence.facts import AADSTS, INVITED_ADDRESS, REPORTER_SIDE
from tests.bot.conftest import (
    APP_ID,
    BOT_ID,
    OWN,
    PARTNER,
    RECEIVED,
    Answered,
    Channel,
    Door,
    Json,
    Listener,
    Reacher,
    Reply,
)
from tests.cases import made
from tests.living_sandbox import text_of

MARCUS = Person("29:marcus", "3a5c0500", OWN, "Marcus Jones")
DENISE = Person("29:denise", "deni5e00", PARTNER, "Denise Smith")
AMARA = Person("29:amara", "a3a2a000", OWN, "Amara Osei")
CHAT = "19:marcus_denise@unq.gbl.spaces"
ADDRESS = "d.smith@contoso.com"
PAGE = (
    "<div>It says <b>AADSTS50020</b> when d.smith@contoso.com opens "
    '<a href="https://fabrikam.sharepoint.com/:f:/s/x/E1?e=aB&amp;guestaccesstoken=S3CRET">it</a>'
    "</div>"
)


class Roles:
    """Who holds what, as the directory would say; None: it cannot be read."""

    def __init__(self) -> None:
        self.held: dict[str, Held | None] = {}
        self.takes = 0.0

    async def roles(self, person: Person) -> Held:
        await asyncio.sleep(self.takes)
        held = self.held.get(person.object_id, NONE)
        if held is None:
            raise RolesUnknownError
        return held


@dataclass
class Chat:
    """One person in a chat with a colleague, and their own chat with the bot behind it."""

    door: Door
    store: Store
    roles: Roles
    desk: Desk
    connector: Connector
    who: Person

    def seen_as(self, who: Person) -> Chat:
        return replace(self, who=who)

    async def knows_the_bot(self) -> None:
        await self.store.met(Acquaintance(self.who, RECEIVED, self.own_chat))

    @property
    def own_chat(self) -> Place:
        conversation = f"a:chat-of-{self.who.object_id}"
        return Place(conversation, self.door.channel.service_url, self.who.tenant_id, BOT_ID)

    async def searches(self, words: str = "", skip: int = 0, count: int = 25) -> Reply:
        options = {"skip": skip, "count": count}
        parameters = [{"name": "words", "value": words}]
        return await self._invokes(
            "query",
            {"commandId": "searchCases", "parameters": parameters, "queryOptions": options},
        )

    async def finds(self, words: str = "", skip: int = 0, count: int = 25) -> list[int]:
        """The numbers of the cases listed."""
        shown = (await self.searches(words, skip, count)).json["composeExtension"]
        titles = [found["preview"]["content"]["title"] for found in shown.get("attachments", ())]
        return [int(title.split()[1]) for title in titles]

    async def takes_up(self, html: str) -> Json:
        """Chooses the action on a message; returns the form's card."""
        payload = {"body": {"contentType": "html", "content": html}}
        value = {"commandId": "caseFromMessage", "messagePayload": payload}
        return form_in(await self._invokes("fetchTask", value))

    async def submits(self, form: Json, activity_id: str = "f:1", **inputs: str) -> Reply:
        [button] = form["actions"]
        given = {part["id"]: part.get("value", "") for part in form["body"] if "id" in part}
        data = {**button["data"], **given, **inputs}
        value = {"commandId": "caseFromMessage", "data": data}
        return await self._invokes("submitAction", value, id=activity_id)

    async def makes_a_case_of(self, html: str, **inputs: str) -> Case:
        await self.submits(await self.takes_up(html), **inputs)
        return await self.newest()

    async def newest(self) -> Case:
        return (await self.store.cases_of(self.who, 1))[0]

    async def draft(self) -> Draft:
        owner = Owner(self.own_chat.conversation_id, self.who.object_id)
        return parse_draft((await self.store.draft(owner)).body)

    async def told(self) -> list[tuple[str, str]]:
        """What was posted, with the conversation it went to, once all that is owed was sent."""
        outbox = Outbox(self.store, self.connector)
        while job := await self._claimed(JobKind.SEND):
            await outbox.run(job)
            await self.store.complete(job)
        return [
            (unquote(post.path.split("/")[3]), text_of(post.body))
            for post in self.door.channel.posted
            if post.path.endswith("/activities")
        ]

    async def starts_a_check(self) -> bool:
        return await self._claimed(JobKind.CHECK) is not None

    async def _claimed(self, kind: JobKind) -> Job | None:
        later = RECEIVED + timedelta(minutes=1)
        return await self.store.claim((kind,), "test", later, timedelta(minutes=1))

    async def _invokes(self, name: str, value: Json, **changes: Any) -> Reply:
        sender = {
            "id": self.who.teams_id,
            "name": self.who.name,
            "aadObjectId": self.who.object_id,
            "tenantId": self.who.tenant_id,
        }
        invoke = self.door.extension_invoke(name, value, **({"from": sender} | changes))
        reply = await self.door.deliver(invoke)
        assert reply.status == 200
        return reply


def form_in(reply: Reply) -> Json:
    card: Json = reply.json["task"]["value"]["card"]["content"]
    return card


def filled(form: Json, name: str) -> str:
    [value] = [part.get("value", "") for part in form["body"] if part.get("id") == name]
    return str(value)


def dropped(reply: Reply) -> Json:
    [attachment] = reply.json["composeExtension"]["attachments"]
    card: Json = attachment["content"]
    return card


@pytest.fixture
async def marcus(
    tmp_path: Path,
    channel: Channel,
    session: aiohttp.ClientSession,
    hosts: ServiceHosts,
    connector: Connector,
    keys: SigningKeys,
) -> AsyncIterator[Chat]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/cases.db")
    roles, listener, adapter = Roles(), Listener(), Adapter(connector)
    desk = Desk(store, roles, OWN, Patience())
    extending = Extending(store, desk, Finder(store, roles), connector, lambda: None)
    trust = Trust(APP_ID, {OWN, PARTNER}, hosts, keys)
    app = web.Application()
    endpoint = Endpoint(trust, adapter, listener, extending, clock=lambda: RECEIVED)
    app.add_routes(endpoint.routes())
    async with TestServer(app) as server:
        url = str(server.make_url("/api/messages"))
        door = Door(channel, listener, Reacher(), adapter, keys, session, url)
        chat = Chat(door, store, roles, desk, connector, MARCUS)
        await chat.knows_the_bot()
        yield chat
    await store.close()


async def kept(chat: Chat, count: int = 1, reporter: Person = DENISE, **changes: Any) -> None:
    """Cases at the desk (`triage=None`: not there) of one reporter, about ADDRESS."""
    for _ in range(count):
        number = await chat.store.next_case_number()
        triage = Triage(RECEIVED, PassedBecause.ASKED)
        case = made.case(number, reporter, ADDRESS)
        full: Mapping[str, Any] = {
            "state": CaseState.WAITING_INVITED,
            "triage": triage,
            "partner": "contoso.com",
            "diagnosis": None,
        }
        await chat.store.save_case(replace(case, **{**full, **changes}))


# --- a message becomes a case -----------------------------------------------------------------


async def test_the_form_shows_what_the_message_says_without_its_secrets(marcus: Chat) -> None:
    form = await marcus.takes_up(PAGE)

    assert filled(form, "address") == ADDRESS
    assert "AADSTS50020" in filled(form, "text")
    assert "S3CRET" not in json.dumps(form)


@pytest.mark.parametrize("html", ["help", "<p>a@contoso.com or b@contoso.com</p>", ""])
async def test_an_address_is_filled_in_only_if_the_message_names_just_one(
    marcus: Chat, html: str
) -> None:
    assert filled(await marcus.takes_up(html), "address") == ""


async def test_a_message_becomes_a_case_of_whoever_took_it_up(marcus: Chat) -> None:
    case = await marcus.makes_a_case_of(PAGE)

    assert case.reporter == MARCUS
    assert (case.place, case.state) == (marcus.own_chat, CaseState.DRAFT)
    shown = case.complaint.answers[AADSTS.name]
    assert (shown.value, shown.trust) == (50020, facts.Trust.PASTED)
    assert case.complaint.value(INVITED_ADDRESS) == ADDRESS


async def test_it_goes_on_in_their_own_chat_and_nowhere_else(marcus: Chat) -> None:
    case = await marcus.makes_a_case_of(PAGE)

    told = await marcus.told()
    assert {conversation for conversation, _ in told} == {marcus.own_chat.conversation_id}
    assert f"Case {case.number} was opened" in told[0][1]
    assert (await marcus.draft()).asking == REPORTER_SIDE.name
    assert not await marcus.starts_a_check()


async def test_the_card_to_drop_names_nobody(marcus: Chat) -> None:
    form = await marcus.takes_up(PAGE)
    card = dropped(await marcus.submits(form))

    assert f"Case {(await marcus.newest()).number}" in text_of({"attachments": [{"content": card}]})
    assert not any(word in json.dumps(card) for word in (ADDRESS, "Marcus", "Denise", "fabrikam"))
    assert f"users={BOT_ID}" in json.dumps(card)


async def test_what_was_corrected_in_the_form_counts(marcus: Chat) -> None:
    case = await marcus.makes_a_case_of("help", address="x@contoso.com", text="AADSTS500212")

    assert case.complaint.value(INVITED_ADDRESS) == "x@contoso.com"
    assert case.complaint.value(AADSTS) == 500212


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("", "Nothing was entered"),
        ("denise", "There is no e-mail address"),
        ("a@contoso.com b@contoso.com", "more than one e-mail address"),
    ],
)
async def test_an_address_that_is_none_brings_the_form_again(
    marcus: Chat, address: str, problem: str
) -> None:
    form = await marcus.takes_up(PAGE)
    again = form_in(await marcus.submits(form, address=address, text="my own words"))

    assert problem in json.dumps(again)
    assert (filled(again, "address"), filled(again, "text")) == (address, "my own words")
    assert await marcus.store.cases_of(MARCUS, 1) == ()
    assert dropped(await marcus.submits(again, address=ADDRESS))


async def test_the_same_form_delivered_again_and_at_once_is_one_case(marcus: Chat) -> None:
    form = await marcus.takes_up(PAGE)
    first = await marcus.submits(form, "f:1")
    again = await asyncio.gather(*(marcus.submits(form, f"f:{n}") for n in range(2, 5)))
    another = await marcus.takes_up(PAGE)
    at_once = await asyncio.gather(*(marcus.submits(another, f"f:{n}") for n in range(5, 8)))

    assert len(await marcus.store.cases_of(MARCUS, 9)) == 2
    assert {text_in(reply) for reply in again} == {text_in(first)}
    assert len({text_in(reply) for reply in at_once}) == 1


def text_in(reply: Reply) -> str:
    return text_of({"attachments": [{"content": dropped(reply)}]})


async def test_somebody_who_never_wrote_to_the_bot_gets_a_chat(marcus: Chat) -> None:
    denise = marcus.seen_as(DENISE)
    marcus.door.channel.will_answer = [Answered(201, {"id": "a:new-chat"})]
    case = await denise.makes_a_case_of(PAGE)

    [opening] = [post for post in marcus.door.channel.posted if post.path == "/v3/conversations"]
    assert opening.body["members"] == [{"id": "29:denise"}]
    assert (case.place.conversation_id, case.place.scope) == ("a:new-chat", Scope.PERSONAL)
    await denise.makes_a_case_of("again", address=ADDRESS)

    assert {conversation for conversation, _ in await denise.told()} == {"a:new-chat"}
    begun = [post for post in marcus.door.channel.posted if post.path == "/v3/conversations"]
    assert begun == [opening], "the chat is remembered"


async def test_whoever_cannot_be_reached_is_told_where_their_case_is(marcus: Chat) -> None:
    denise = marcus.seen_as(DENISE)
    gone = {"error": {"code": "BotNotInConversationRoster", "message": "no"}}
    marcus.door.channel.will_answer = [Answered(403, gone)]
    form = await denise.takes_up(PAGE)
    reply = await denise.submits(form)
    again = await denise.submits(form, "f:2")

    case = await denise.newest()
    assert reply.json["task"]["type"] == "message"
    assert f"Case {case.number} is kept" in reply.json["task"]["value"]
    assert again.json == reply.json
    assert (case.complaint.value(INVITED_ADDRESS), case.place.conversation_id) == (ADDRESS, "")
    assert await denise.told() == [], "the chat it was taken up in is never written to"
    assert not await denise.starts_a_check()


async def test_once_they_write_to_the_bot_their_case_goes_on_there(marcus: Chat) -> None:
    denise = marcus.seen_as(DENISE)
    marcus.door.channel.will_answer = [Answered(403)]
    case = await denise.makes_a_case_of(PAGE)
    here = Request(DENISE, denise.own_chat, RECEIVED)
    done = await marcus.desk.carry_out((PassToDesk(case.number),), here)

    assert done.cases[case.number].place == denise.own_chat


async def test_in_the_middle_of_other_questions_those_stay(marcus: Chat) -> None:
    other = await marcus.makes_a_case_of(PAGE)
    before = await marcus.draft()
    case = await marcus.makes_a_case_of(PAGE, address="x@contoso.com")

    assert case.number != other.number
    assert await marcus.draft() == before
    assert case.state is CaseState.DIAGNOSING
    assert await marcus.starts_a_check()


async def test_without_an_identity_nothing_is_done(marcus: Chat) -> None:
    nobody = marcus.seen_as(replace(MARCUS, object_id=""))
    form = await marcus.takes_up(PAGE)

    assert (await nobody.submits(form)).json["task"]["type"] == "message"
    assert (await nobody.searches()).json["composeExtension"]["type"] == "message"
    assert await marcus.store.cases_of(MARCUS, 1) == ()


# --- cases are found --------------------------------------------------------------------------


@pytest.fixture
async def amara(marcus: Chat) -> Chat:
    marcus.roles.held[AMARA.object_id] = frozenset({Role.AGENT})
    return marcus.seen_as(AMARA)


async def test_the_desk_finds_all_its_cases(amara: Chat) -> None:
    await kept(amara, reporter=DENISE)
    await kept(amara, reporter=MARCUS)
    await kept(amara, reporter=DENISE, triage=None)

    assert await amara.finds("contoso.com") == [2, 1]
    assert await amara.finds("#1") == [1]
    assert len(await amara.finds()) == 2


async def test_everybody_else_finds_their_own(marcus: Chat) -> None:
    await kept(marcus, reporter=DENISE)
    await kept(marcus, reporter=MARCUS, triage=None)

    for words in ("", "contoso.com", "2", "case 2", "invited CONTOSO.com", ADDRESS):
        assert await marcus.finds(words) == [2]
    for words in ("1", "fabrikam.com", "contoso.com nothing"):
        assert await marcus.finds(words) == []


async def test_a_reporter_finds_by_what_they_were_told_only(marcus: Chat) -> None:
    told = {**UNJUDGED.to_json(), "cause": "letter-case"}
    await kept(marcus, reporter=MARCUS, diagnosis=told, cause="guest-disabled")
    await kept(marcus, reporter=MARCUS, cause="guest-disabled")

    assert await marcus.finds("guest-disabled") == []
    assert await marcus.finds("letter-case") == [1]


async def test_an_agent_who_reported_something_finds_that_too(amara: Chat) -> None:
    await kept(amara, reporter=AMARA, triage=None)
    assert await amara.finds("1") == [1]


async def test_while_roles_cannot_be_told_people_find_their_own(
    amara: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(amara, reporter=DENISE)
    await kept(amara, reporter=AMARA, triage=None)
    slow = amara.roles.held[AMARA.object_id]
    amara.roles.held[AMARA.object_id] = None
    unknown = await amara.finds("contoso.com")
    amara.roles.held[AMARA.object_id], amara.roles.takes = slow, 5.0
    monkeypatch.setattr("desk.finding.ROLES_SECONDS", 0.05)
    late = await amara.finds("contoso.com")

    assert unknown == late == [2]


async def test_what_is_found_names_nobody(amara: Chat) -> None:
    await kept(amara, reporter=DENISE)
    reply = await amara.searches("contoso.com")

    [found] = reply.json["composeExtension"]["attachments"]
    title = found["preview"]["content"]["title"]
    assert title.startswith("Case 1 · waiting for the invited organisation")
    assert found["content"]["type"] == "AdaptiveCard"
    for secret in (ADDRESS, "Denise", "Amara", "29:"):
        assert secret not in json.dumps(reply.json)


async def test_a_list_is_scrolled_page_by_page(amara: Chat) -> None:
    await kept(amara, 7)
    pages = [await amara.finds("contoso.com", skip, 3) for skip in (0, 3, 6, 9)]

    assert pages == [[7, 6, 5], [4, 3, 2], [1], []]


async def test_nothing_found_is_said(marcus: Chat) -> None:
    shown = (await marcus.searches("elsewhere")).json["composeExtension"]
    assert (shown["type"], shown["text"]) == ("message", "Nothing was found.")
