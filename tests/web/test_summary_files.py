"""A summary as a file: made when it is fetched, with a link of its own that nobody keeps."""

from __future__ import annotations

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
from web.downloads import download_routes

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


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    app, held, opened = web.Application(), Fetched(store, Links(store, PUBLIC)), list[Desk]()
    app.add_routes(download_routes(held.find, lambda: opened[0].now))
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
    draft = message_from_bytes(body, policy=policy.default)
    assert isinstance(draft, EmailMessage)
    assert draft["X-Unsent"] == "1"
    text = draft.get_body(("plain",))
    assert text
    [token] = LINK.findall(str(text.get_content()))
    assert await desk.store.hand_off_behind(token)


async def test_each_fetch_has_another_link(desk: Desk) -> None:
    path = (await desk.hands_out())["summary_text"]
    bodies = [(await desk.fetches(path))[2].decode() for _ in range(2)]
    assert len({LINK.findall(body)[0] for body in bodies}) == 2


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
