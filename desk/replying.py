"""The desk answers what a partner wrote on its page: there, and to whom the summary was mailed."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from cards.event_words import DELIVERIES
from cards.summaries import markdown
from cards.summaries.document import Document, Paragraph, Section
from cards.words import words
from cases.hand_off import Delivery, DeliveryState, HandOff, Way
from cases.model import EventKind
from cases.roles import Action
from cases.states import OPEN, WAITING
from cases.store import Store
from desk import commands
from desk.acting import kept, notice
from desk.asked import Asked, Done
from desk.delivering import deliver_job
from desk.hand_off_form import Drafted, Forms
from desk.hand_off_moves import party_of
from desk.moves import into
from desk.reader import side_of
from desk.recipients import Recipients
from evidence.facts import SummaryReader
from evidence.reading.redaction import cut

LONGEST = 4000  # characters, as many as the partner may write


@dataclass(frozen=True)
class Words:
    """What the partner is answered, and over which page."""

    over: HandOff
    text: str
    secrets: int


class Replying:
    """The step; see desk/triage.py for what a step returns."""

    def __init__(self, store: Store, recipients: Recipients, forms: Forms, own: str) -> None:
        self._store, self._recipients, self._forms = store, recipients, forms
        self._own_tenant = own

    async def reply(self, command: commands.ReplyToPartner, asked: Asked, done: Done) -> str:
        """Keeps the answer, and mails it with a fresh link where the summary was mailed: as a
        further hand-off, the answer before what was sent then."""
        over = await self._store.hand_off(command.hand_off)
        if not over or over.case_number != asked.case.number or not over.sent:
            return notice(asked, "nothing-found")
        reply = Words(over, *cut(command.text.strip()))
        if problem := await self._problem(reply, asked):
            return problem
        to = await self._addresses(over, asked)
        if not to and not over.opens(asked.at):
            return notice(asked, "reply-no-page")
        self._kept(reply, self._mailed(reply, to, asked, done), asked, done)
        return notice(asked, "partner-replied", mailed=str(len(to)))

    async def _problem(self, reply: Words, asked: Asked) -> str:
        """Why it cannot be told like this; empty where it can."""
        if not reply.text:
            return notice(asked, "text-missing")
        if len(reply.text) > LONGEST:
            return notice(asked, "hand-off-too-long", longest=str(LONGEST))
        draft = Drafted("", "", reply.text, reply.over.locale, asked.at, changed=True)
        facts = await self._forms.unreleased(draft, SummaryReader.PARTNER, asked)
        return notice(asked, "hand-off-unreleased", facts=facts) if facts else ""

    async def _addresses(self, over: HandOff, asked: Asked) -> tuple[str, ...]:
        """Where its summary arrived by mail, as far as mail may still go there."""
        if Way.MAIL not in self._forms.ways():
            return ()
        there = [
            each.to
            for each in await self._store.deliveries(asked.case.number)
            if (each.hand_off, each.way) == (over.id, Way.MAIL)
            and each.state is DeliveryState.DELIVERED
        ]
        named = [
            await self._recipients.named(Way.MAIL, to, over.reader, asked.case) for to in there
        ]
        return tuple(address for each in named for address in each.to)

    def _mailed(
        self, reply: Words, to: tuple[str, ...], asked: Asked, done: Done
    ) -> HandOff | None:
        """What leaves with the answer; None where nothing does."""
        if not to:
            return None
        at, text = asked.at, markdown.write(_document(reply))
        page_for = self._forms.page_for(reply.over.reader)
        given = replace(
            reply.over,
            id=secrets.token_hex(16),
            generated=text,
            sent=text,
            by=asked.person,
            at=at,
            expires_at=at + page_for if page_for else None,
            revoked_at=None,
        )
        number = given.case_number
        mails = [
            Delivery(secrets.token_hex(16), given.id, number, Way.MAIL, each, at) for each in to
        ]
        done.hand_offs.append(given)
        done.deliveries.extend(mails)
        done.jobs.extend(deliver_job(each, at) for each in mails)
        return given

    def _kept(self, reply: Words, given: HandOff | None, asked: Asked, done: Done) -> None:
        """What happened, in the case. Without a mail it waits for the partner from now on: the
        agent tells them."""
        case, party = asked.case, party_of(reply.over.reader, side_of(asked.case, self._own_tenant))
        said = {"hand_off": reply.over.id, "text": reply.text}
        if party:
            said["party"] = party.value
        if given:
            said |= {"sent": given.id, "reader": given.reader.value, "way": Way.MAIL.value}
        elif party and case.state in OPEN:
            case = into(case, WAITING[party], asked.at, asked.patience)
        kept(case, EventKind.PARTNER_REPLIED, asked, done, **said)


def _document(reply: Words) -> Document:
    """The answer, before all that was sent then."""
    spoken, before = words(reply.over.locale), markdown.read(reply.over.sent)
    title = spoken.text(DELIVERIES, "reply_title", title=before.title)
    pieces = (" ".join(piece.split()) for piece in reply.text.split("\n\n"))
    answer = Section("", tuple(Paragraph(piece) for piece in pieces if piece))
    head = spoken.text(DELIVERIES, "reply_before")
    rest = (replace(each, heading=each.heading or head) for each in before.sections)
    return Document(title, (answer, *rest))


Step = Callable[[Replying, Any, Asked, Done], Awaitable[str]]
STEPS: Mapping[type[commands.AboutCase], tuple[Action, Step]] = MappingProxyType(
    {commands.ReplyToPartner: (Action.HAND_OFF, Replying.reply)}
)
# What a check found meanwhile takes nothing from an answer.
ANY_VERSION = frozenset(STEPS)
