"""A summary as a file: made when it is fetched, with a link of its own that nobody keeps."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from cases.hand_off import HandOff
from cases.model import Owner, Person, TurnKey
from cases.store import Store
from cases.turn_record import TurnRecord
from desk.files import LASTS, Fetched, Files
from desk.links import Links
from evidence.facts import SummaryReader
from tests.cases import made
from web.downloads import Downloads
from web.pace import Pace

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LENA = Person("29:lena", "0bj-lena", "t-fabrikam", "Lena")
PUBLIC = "https://desk.fabrikam.example"
SENT = "# A title\n\nNobody is at fault.\n"
LINK = re.compile(rf"{PUBLIC}/h/([\w-]+)")


@dataclass
class Desk:
    store: Store
    browser: TestClient[web.Request, web.Application]
    now: datetime = NOON

    async def hands_out(self, reader: SummaryReader = SummaryReader.PARTNER) -> dict[str, str]:
        """Paths of the files, by what they are; the hand-off is kept."""
        case = await self.store.save_case(made.case(await self.store.next_case_number()))
        expires = NOON + timedelta(days=14) if reader is SummaryReader.PARTNER else None
        given = HandOff("h" * 32, case.number, reader, "en", SENT, SENT, LENA, NOON, expires)
        await self.keeps(given)
        files = await Files(self.store, PUBLIC).files_of(given, LENA, NOON)
        return {key: url.removeprefix(PUBLIC) for key, url in files}

    async def keeps(self, given: HandOff) -> None:
        turn = TurnRecord(
            key=TurnKey("a:lena", f"turn-{given.case_number}-{given.revoked_at}"),
            owner=Owner("a:lena", LENA.object_id),
            at=NOON,
            read_version=(await self.store.draft(Owner("a:lena", LENA.object_id))).version,
            draft=None,
            hand_offs=(given,),
        )
        await self.store.commit_turn(turn)

    async def fetches(self, path: str) -> tuple[int, dict[str, str], bytes]:
        async with self.browser.get(path) as answer:
            return answer.status, dict(answer.headers), await answer.read()


def text_of(body: bytes) -> str:
    """What a reader sees of a file."""
    draft = message_from_bytes(body, policy=policy.default)
    assert isinstance(draft, EmailMessage)
    text = draft.get_body(("plain",)) if draft["X-Unsent"] else None
    return str(text.get_content()) if text else body.decode()


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    app, held, opened = web.Application(), Fetched(store, Links(store, PUBLIC)), list[Desk]()
    app.add_routes(Downloads(held.find, Pace(), lambda: opened[0].now).routes())
    async with TestClient(TestServer(app)) as browser:
        opened.append(Desk(store, browser))
        yield opened[0]


async def test_the_text_is_shown_to_be_copied_with_a_link_that_opens(desk: Desk) -> None:
    paths = await desk.hands_out()
    status, headers, body = await desk.fetches(paths["summary_text"])

    assert status == 200
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Disposition"].startswith("inline")
    assert "Nobody is at fault." in body.decode()
    [token] = LINK.findall(body.decode())
    behind = await desk.store.hand_off_behind(token)
    assert behind
    assert behind.opens(NOON)


async def test_the_mail_is_a_draft_with_a_link_that_opens(desk: Desk) -> None:
    paths = await desk.hands_out()
    status, headers, body = await desk.fetches(paths["summary_mail"])

    assert (status, headers["Content-Type"]) == (200, "message/rfc822")
    assert ".eml" in headers["Content-Disposition"]
    assert b"X-Unsent: 1" in body
    [token] = LINK.findall(text_of(body))
    assert await desk.store.hand_off_behind(token)


async def test_each_file_has_one_link_however_often_it_is_fetched(desk: Desk) -> None:
    paths, links = await desk.hands_out(), set[str]()
    for path in paths.values():
        bodies = [text_of((await desk.fetches(path))[2]) for _ in range(3)]
        [link] = {link for body in bodies for link in LINK.findall(body)}
        links.add(link)

    assert len(links) == 2, "the mail's link is not the text's"
    for link in links:
        assert await desk.store.hand_off_behind(link), "a later fetch ends no earlier link"


async def test_two_fetches_at_once_have_the_same_link(desk: Desk) -> None:
    path = (await desk.hands_out())["summary_text"]
    bodies = await asyncio.gather(*(desk.fetches(path) for _ in range(5)))
    assert [status for status, _, _ in bodies] == [200] * 5
    assert len({LINK.findall(body.decode())[0] for _, _, body in bodies}) == 1


async def test_a_summary_for_our_own_people_has_no_link(desk: Desk) -> None:
    paths = await desk.hands_out(SummaryReader.MANAGEMENT)
    _, _, body = await desk.fetches(paths["summary_text"])
    assert "/h/" not in body.decode()


async def test_after_the_page_was_revoked_the_text_has_no_link(desk: Desk) -> None:
    path = (await desk.hands_out())["summary_text"]
    given = await desk.store.hand_off("h" * 32)
    assert given
    await desk.keeps(replace(given, revoked_at=NOON))

    status, _, body = await desk.fetches(path)
    assert (status, "/h/" in body.decode()) == (200, False)


async def test_after_an_hour_or_once_erased_there_is_nothing(desk: Desk) -> None:
    path = (await desk.hands_out())["summary_text"]
    await desk.store.forget(made.ANN)
    assert (await desk.fetches(path))[0] == 404

    path = (await desk.hands_out())["summary_mail"]
    desk.now += LASTS
    assert (await desk.fetches(path))[0] == 404
