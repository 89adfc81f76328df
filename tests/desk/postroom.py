"""An office from which summaries leave: real mail server, real ticket system, a clock to move."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp

from cards.summaries import markdown
from cards.summaries.document import Command, Document, Items, Paragraph, Rows, Section
from cases.hand_off import Delivery, DeliveryState, HandOff, Way
from cases.model import Case, JobKind, Owner, TurnKey
from cases.store import Store
from cases.turn_record import TurnRecord
from desk.carrying.by_card import ByCard
from desk.carrying.by_mail import ByMail, Transport
from desk.carrying.by_smtp import BySmtp, Patience
from desk.carrying.by_webhook import ByWebhook
from desk.carrying.carrier import Carrier
from desk.delivering import Delivering, deliver_job
from desk.hand_off_settings import Smtp, Tls, Webhook, WebhookForm
from desk.links import Links
from desk.worker import Run
from evidence.facts import SummaryReader
from tests.desk.office import AMARA, OWN, Office, office
from tests.desk.receivers import MailServer, Tickets

SECRET = "a secret of sixteen or more"  # of the webhook
SENDER, RECIPIENT = "desk@fabrikam.example", "it@contoso.example"
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
class Postroom(Office):
    session: aiohttp.ClientSession = field(kw_only=True)
    mail: MailServer = field(kw_only=True)
    tickets: Tickets = field(kw_only=True)
    transport: Transport | None = field(default=None, kw_only=True)
    form: WebhookForm = field(default=WebhookForm.PLAIN, kw_only=True)

    def carriers(self) -> dict[Way, Carrier]:
        smtp = Smtp("127.0.0.1", self.mail.port, tls=Tls.NONE)
        over = self.transport or BySmtp(smtp, Patience(0.5, 1.0, 0.5))
        hook = Webhook("tickets", self.tickets.url, SECRET, self.form, "Basic c2VjcmV0")
        hooks = {hook.name: hook}
        return {
            Way.CARD: ByCard(self.store, self.connector, OWN),
            Way.MAIL: ByMail(SENDER, over),
            Way.WEBHOOK: ByWebhook(self.session, hooks, self._clock, seconds=0.5),
        }

    def _parts(self) -> tuple[dict[JobKind, Run], dict[JobKind, Run]]:
        handlers, failed = super()._parts()
        links = Links(self.store, PUBLIC)
        delivering = Delivering(self.store, self.carriers(), links, self._clock)
        run, gave_up = delivering.run, delivering.gave_up
        return handlers | {JobKind.DELIVER: run}, failed | {JobKind.DELIVER: gave_up}

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

    async def now_of(self, delivery: Delivery) -> Delivery:
        """The delivery as it is kept now."""
        found = await self.store.delivery(delivery.id)
        assert found
        return found

    async def hand_off_of(self, delivery: Delivery) -> HandOff:
        found = await self.store.hand_off(delivery.hand_off)
        assert found
        return found


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
