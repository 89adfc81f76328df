"""Somebody at the partner, with a link and a browser that has no scripts."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import aiohttp
import yarl

from cards.summaries import markdown
from cases.due import Patience
from cases.hand_off import HandOff
from cases.model import Case, CaseState, EventKind, Owner, PassedBecause, Person, TurnKey
from cases.store import Store
from cases.turn_record import TurnRecord
from desk import moves
from desk.links import Links
from desk.summing_up import SummingUp
from evidence.facts import SummaryReader
from tests.traps.deployment import DESK, Deployment

AMARA = Person("29:amara", DESK["amara"], "f4b41ca3-0000-4000-8000-00000000f4b1", "Amara")
DAYS = timedelta(days=14)


@dataclass(frozen=True)
class Answered:
    """What the browser got. `text`: as a reader sees it."""

    status: int
    html: str
    headers: dict[str, str]
    url: str

    @property
    def text(self) -> str:
        plain = re.sub(r"<(script|style)>.*?</\1>|<[^>]+>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(plain).split())

    def field(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found, f"no field {name}"
        return html.unescape(found[1])


@dataclass
class Browser:
    """`link`: the path of the page, as it stood in the mail."""

    session: aiohttp.ClientSession
    base: str
    link: str

    async def opens(self, below: str = "", method: str = "GET", **headers: str) -> Answered:
        return await self.asks(method, self.link + below, headers=headers)

    async def sends(
        self, below: str, headers: dict[str, str] | None = None, /, **fields: str
    ) -> Answered:
        """A form, with everything that follows."""
        return await self.asks("POST", self.link + below, headers=headers or {}, data=fields)

    async def answers(self, answer: str, text: str = "", **fields: str) -> Answered:
        """Opens the page, fills the form in and sends it."""
        form = (await self.opens()).field("form")
        return await self.sends("/answer", form=form, answer=answer, text=text, **fields)

    async def asks(self, method: str, path: str, **more: object) -> Answered:
        url = yarl.URL(self.base + path, encoded=True)
        async with self.session.request(method, url, **more) as response:  # type: ignore[arg-type]
            body = await response.text()
            return Answered(response.status, body, dict(response.headers), str(response.url))


@dataclass
class Handed:
    """A case that was handed to the partner. `store`: beside the bot's own."""

    deployment: Deployment
    store: Store
    hand_off: HandOff
    token: str

    @property
    def number(self) -> int:
        return self.hand_off.case_number

    async def case(self) -> Case:
        case = await self.store.case(self.number)
        assert case
        return case

    async def answered(self) -> list[tuple[object, object]]:
        """What the case holds of the partner's answers: kind and text."""
        events = (await self.case()).history
        came = [e.detail for e in events if e.kind is EventKind.PARTNER_ANSWERED]
        return [(detail["answer"], detail["text"]) for detail in came]

    async def changed(self, **changes: object) -> None:
        """The hand-off as somebody at the desk changes it."""
        await put(self.store, replace(self.hand_off, **changes))  # type: ignore[arg-type]

    async def moved(self, state: CaseState) -> None:
        """The case as somebody at the desk moves it meanwhile."""
        await self.store.save_case(replace(await self.case(), state=state))


@asynccontextmanager
async def handed_off(deployment: Deployment, **given: object) -> AsyncIterator[Handed]:
    """Marcus reports, the desk has his case and hands it to his organisation's IT."""
    marcus = deployment.marcus()
    await marcus.reports()
    await marcus.says("check")
    await marcus.verdict()
    await deployment.settled()
    [(number,)] = deployment.rows("SELECT number FROM cases")
    store = await Store.open(deployment.database_url)
    try:
        yield await hand_off(deployment, store, number, **given)
    finally:
        await store.close()


async def hand_off(deployment: Deployment, store: Store, number: int, **given: object) -> Handed:
    """The case at the desk, with a hand-off and a link to it."""
    reader = given.get("reader", SummaryReader.PARTNER)
    assert isinstance(reader, SummaryReader)
    case = await store.case(number)
    assert case
    now, patience = datetime.now(UTC), Patience()
    if case.triage is None:
        case = moves.passed(case, PassedBecause.ASKED, now, case.reporter.object_id, patience)
        case = moves.owned(case, AMARA)
    case = await store.save_case(moves.into(case, CaseState.WAITING_INVITED, now, patience))
    own = deployment.world.inviting.tenant_id
    document = await SummingUp(store, own).document(case, reader, now, "en")
    text = markdown.write(document)
    made = HandOff(
        secrets.token_hex(16),
        number,
        reader,
        "en",
        text,
        text,
        AMARA,
        now,
        now + DAYS,
    )
    made = replace(made, **given)  # type: ignore[arg-type]
    await put(store, made)
    return Handed(deployment, store, made, await _token(store, made))


async def put(store: Store, hand_off: HandOff) -> None:
    owner, key = Owner("a:amara", AMARA.object_id), TurnKey("a:amara", secrets.token_hex(8))
    at = datetime.now(UTC)
    version = (await store.draft(owner)).version
    turn = TurnRecord(key, owner, at, version, None, hand_offs=(hand_off,))
    await store.commit_turn(turn)


async def _token(store: Store, made: HandOff) -> str:
    while_open = replace(made, revoked_at=None, expires_at=datetime.now(UTC) + DAYS)
    link = await Links(store, "https://desk.fabrikam.example").mint(while_open, datetime.now(UTC))
    return link.rpartition("/")[2]


@asynccontextmanager
async def browsing(handed: Handed, address: str = "127.0.0.1") -> AsyncIterator[Browser]:
    """A browser at that address, with the link open to it."""
    connector = aiohttp.TCPConnector(local_addr=(address, 0))
    async with aiohttp.ClientSession(connector=connector) as session:
        base = handed.deployment.url.removesuffix("/api/messages")
        yield Browser(session, base, f"/h/{handed.token}")
