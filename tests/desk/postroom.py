"""An office from which summaries leave: real mail server, real ticket system, a clock to move."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from cards.summaries import markdown
from cards.summaries.document import Command, Document, Items, Paragraph, Rows, Section
from cases.hand_off import Delivery, DeliveryState, HandOff, Way
from cases.model import DELIVERIES, Case, Job, JobKind, Owner, Person, Place, TurnKey
from cases.roles import Role
from cases.store import Store
from cases.turn_record import TurnRecord
from desk.carrying.by_card import ByCard
from desk.carrying.by_mail import ByMail, Transport
from desk.carrying.by_smtp import BySmtp, Patience
from desk.carrying.by_webhook import ByWebhook
from desk.carrying.carrier import Carrier, CarryError
from desk.delivering import Delivering, deliver_job
from desk.desk_settings import Staff
from desk.hand_off_settings import Smtp, Tls, Webhook, WebhookForm
from desk.links import Links
from desk.members import Members
from desk.worker import Run
from evidence.facts import Reason, SummaryReader
from evidence.refusals import Refused
from tests.desk.office import ADA, AMARA, LEASE, OWN, Office, office
from tests.desk.receivers import MailServer, Tickets

SECRET = "a secret of sixteen or more"  # of the webhook
SENDER, RECIPIENT = "desk@fabrikam.example", "it@contoso.example"
DELIVERED, WAITING, UNDELIVERED = (
    DeliveryState.DELIVERED,
    DeliveryState.WAITING,
    DeliveryState.UNDELIVERED,
)
PUBLIC = "https://desk.fabrikam.example"
SUMMARY = Document(
    "Sign-in name and invited address differ",
    (
        Section("", (Paragraph("Nobody is at fault."),)),
        Section(
            "What you can do",
            (
                Items(("Add the address", "Or tell us another one")),
                Rows((("Least role", "Exchange Administrator"),)),
                Command("Set-Mailbox -Identity X"),
            ),
        ),
    ),
)


@dataclass
class Entra:
    """Who is in the desk's group. `away`: it does not answer."""

    agents: set[str] = field(default_factory=lambda: {AMARA.object_id, ADA.object_id})
    away: bool = False

    async def of(self, person: Person, ids: Sequence[str]) -> frozenset[str]:
        if self.away:
            raise Refused(Reason.UNREACHABLE)
        return frozenset(ids if person.object_id in self.agents else ())

    async def member(self, place: Place, teams_id: str) -> bool:
        raise AssertionError("nobody is at the desk by being in a team")


@dataclass
class Postroom(Office):
    session: aiohttp.ClientSession = field(kw_only=True)
    mail: MailServer = field(kw_only=True)
    tickets: Tickets = field(kw_only=True)
    entra: Entra = field(default_factory=Entra, kw_only=True)
    transport: Transport | None = field(default=None, kw_only=True)
    form: WebhookForm = field(default=WebhookForm.PLAIN, kw_only=True)

    def carriers(self) -> dict[Way, Carrier]:
        smtp = Smtp("127.0.0.1", self.mail.port, tls=Tls.NONE)
        over = self.transport or BySmtp(smtp, Patience(0.5, 1.0, 0.5))
        hook = Webhook("tickets", self.tickets.url, SECRET, self.form, "Basic c2VjcmV0")
        hooks = {hook.name: hook}
        return {
            Way.CARD: ByCard(self.store, self._members(), self.connector, OWN),
            Way.MAIL: ByMail(SENDER, over),
            Way.WEBHOOK: ByWebhook(self.session, hooks, self._clock, seconds=0.5),
        }

    def _members(self) -> Members:
        staff = Staff({Role.AGENT: frozenset({"desk"})})
        return Members(self.store, self.entra, self.entra, staff, OWN, self._clock)

    def _parts(self) -> tuple[dict[JobKind, Run], dict[JobKind, Run]]:
        handlers, failed = super()._parts()
        links = Links(self.store, PUBLIC)
        carriers = self.carriers()
        delivering = Delivering(self.store, carriers, links, self._clock, self.patience)
        run, gave_up = delivering.run, delivering.gave_up
        return handlers | dict.fromkeys(DELIVERIES, run), failed | dict.fromkeys(
            DELIVERIES, gave_up
        )

    async def hands_off(
        self,
        case: Case,
        way: Way,
        to: str,
        reader: SummaryReader = SummaryReader.PARTNER,
        document: Document = SUMMARY,
    ) -> Delivery:
        """What a turn of the agent's leaves behind."""
        number = 1 + len(await self.store.deliveries(case.number))
        given = handed_off(case.number, reader, self.now, document, f"{number:016x}")
        delivery = Delivery(f"{number:032x}", given.id, case.number, way, to, self.now)
        await self.commits(f"hand-off-{number}", (given,), (delivery,))
        return delivery

    async def commits(
        self,
        key: str,
        hand_offs: tuple[HandOff, ...] = (),
        deliveries: tuple[Delivery, ...] = (),
    ) -> None:
        await commits(self.store, self.now, key, hand_offs, deliveries)

    def rules(self, statement: str) -> None:
        """Somebody else does this to the database."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute(statement)

    async def asks_again(self, delivery: Delivery) -> None:
        """Somebody presses "Try again"."""
        waits = replace(await self.now_of(delivery), state=WAITING, failed="", ended_at=None)
        await self.commits(f"again-{self.now}", deliveries=(waits,))

    async def writes_off(self) -> Job:
        """A process has just said that a delivery did not arrive, and still holds its job."""
        job = await self.store.claim(DELIVERIES, "writes off", self.now, LEASE)
        assert job
        handlers, failed = self._parts()
        with pytest.raises(CarryError):
            await handlers[job.kind](job)
        await failed[job.kind](job)
        return job

    async def now_of(self, delivery: Delivery) -> Delivery:
        """The delivery as it is kept now."""
        found = await self.store.delivery(delivery.id)
        assert found
        return found

    async def hand_off_of(self, delivery: Delivery) -> HandOff:
        found = await self.store.hand_off(delivery.hand_off)
        assert found
        return found


async def by_mail(room: Postroom, case: Case) -> Delivery:
    """To the partner's IT."""
    return await room.hands_off(case, Way.MAIL, RECIPIENT)


async def by_webhook(room: Postroom, case: Case) -> Delivery:
    """To the second-level desk's tickets."""
    return await room.hands_off(case, Way.WEBHOOK, "tickets", SummaryReader.DESK)


def handed_off(
    case: int,
    reader: SummaryReader,
    at: datetime,
    document: Document = SUMMARY,
    id_: str = "0" * 16,
) -> HandOff:
    text = markdown.write(document)
    return HandOff(
        id=f"{case:016x}{id_}",
        case_number=case,
        reader=reader,
        locale="en",
        generated=text,
        sent=text,
        by=AMARA,
        at=at,
        expires_at=at + timedelta(days=14) if reader is SummaryReader.PARTNER else None,
    )


async def commits(
    store: Store,
    at: datetime,
    key: str,
    hand_offs: tuple[HandOff, ...] = (),
    deliveries: tuple[Delivery, ...] = (),
) -> None:
    """A turn that keeps these; each delivery that waits has its job."""
    waiting = [each for each in deliveries if each.state is DeliveryState.WAITING]
    owner = Owner("a:amara", AMARA.object_id)
    await store.commit_turn(
        TurnRecord(
            key=TurnKey("a:amara", key),
            owner=owner,
            at=at,
            read_version=(await store.draft(owner)).version,
            draft=None,
            jobs=tuple(deliver_job(each, at) for each in waiting),
            hand_offs=hand_offs,
            deliveries=deliveries,
        )
    )


@asynccontextmanager
async def postroom(folder: Path) -> AsyncIterator[Postroom]:
    """Opened, with the desk's channel; mail server and ticket system listen."""
    mail, tickets = MailServer(), Tickets(SECRET)
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(office(folder))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await stack.enter_async_context(tickets.open())
        await stack.enter_async_context(mail.open())
        around = {each.name: getattr(base, each.name) for each in fields(base)}
        made = Postroom(**around, session=session, mail=mail, tickets=tickets)
        await made.opens()
        yield made
