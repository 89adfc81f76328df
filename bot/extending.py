"""Behind the message extension: cases found, and made of messages, from any chat.

The chat somebody is in while they do so is never written to: what follows happens in their own.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import replace

from bot.answers import Dialog, ExtensionAnswer, Result, Results, TextAnswer
from bot.conversation import TRIES, BusyError
from cards.desk_card import case_glimpse, glimpse_title
from cards.links import chat_with
from cards.render import card, line, summary
from cards.screens import FromMessage, Note, Screen, Stamp
from cases.model import EMPTY, Acquaintance, Case, Json, Owner, Place, Scope
from cases.store import CaseConflict, DraftConflict, DuplicateTurn, Store
from cases.turn_record import TurnRecord
from desk.asked import Done, Request
from desk.delivery import DeliveryError, Message, Opens
from desk.desk import Desk
from desk.finding import Finder, Query
from desk.messages import FilledIn, filled_in, in_message
from desk.outbox import send_job
from dialogs.draft import Draft, parse_draft
from dialogs.from_message import kept, opened, told
from dialogs.outcome import Outcome
from dialogs.said import Said

REACH_SECONDS = 3.0  # to open somebody's chat: Teams waits five for the answer

log = logging.getLogger(__name__)


class Extending:
    """See bot.answers.Extension."""

    def __init__(
        self, store: Store, desk: Desk, finder: Finder, opens: Opens, wake: Callable[[], None]
    ) -> None:
        self._store, self._desk, self._finder = store, desk, finder
        self._opens, self._wake = opens, wake

    async def find(self, said: Said, skip: int, count: int) -> ExtensionAnswer:
        """Returns a card a case, or words where there is none."""
        if not said.person.object_id:
            return _words(Note("no-identity"), said)
        cases = await self._finder.find(Query(said.person, said.text, said.at, skip, count))
        if not cases and not skip:
            return _words(Note("nothing-found"), said)
        return Results(tuple(_glimpse(case, said.place) for case in cases))

    async def offer(self, said: Said) -> ExtensionAnswer:
        """Returns the form, filled in as far as the message says what is asked."""
        if not said.person.object_id:
            return _words(Note("no-identity"), said)
        return _form(in_message(said.text, said.at), said)

    async def make(self, said: Said) -> ExtensionAnswer:
        """Returns the new case as a card to drop, or the form again. Raises BusyError after
        eight collisions in a row."""
        if not said.person.object_id:
            return _words(Note("no-identity"), said)
        for _ in range(TRIES):
            try:
                return await self._make(said)
            except (DuplicateTurn, DraftConflict, CaseConflict):
                continue
        raise BusyError

    async def _make(self, said: Said) -> ExtensionAnswer:
        handled, response = await self._store.answered(said.key)
        if handled:
            return await self._answer(response or EMPTY, said)
        data = said.press.data if said.press else {}
        given = filled_in(data.get("text", ""), data.get("address", ""), said.at)
        if given.problem:
            return _form(given, said)
        return await self._answer(await self._opened(given, said), said)

    async def _opened(self, given: FilledIn, said: Said) -> Json:
        """Keeps the new case with all that follows; returns what the form is answered from."""
        chat = await self._own_chat(said)
        number = await self._store.next_case_number()
        read = replace(said, text=given.text, reading=given.reading)
        if chat:
            record = await self._going_on(replace(read, place=chat), number, given.address)
        else:
            record = await self._left_lying(read, number, given.address)
        await self._store.commit_turn(record)
        self._wake()
        return record.response or EMPTY

    async def _own_chat(self, said: Said) -> Place | None:
        known = await self._store.acquaintance(said.person)
        if known and known.chat:
            return known.chat
        try:
            async with asyncio.timeout(REACH_SECONDS):
                return await self._opens.open_chat(said.person, said.place)
        except (DeliveryError, TimeoutError) as refused:
            log.info("no chat with somebody who made a case: %s", refused)
            return None

    async def _going_on(self, said: Said, number: int, address: str) -> TurnRecord:
        """With the next question, or the check, in the person's own chat."""
        stored = await self._store.draft(_owner(said))
        outcome = opened(parse_draft(stored.body), number, said, address)
        request = Request(said.person, said.place, said.at)
        done = await self._desk.carry_out(outcome.commands, request)
        record = _record(said, stored.version, outcome.draft, {"case": number}, done, outcome)
        return replace(record, seen=Acquaintance(said.person, said.at, said.place))

    async def _left_lying(self, said: Said, number: int, address: str) -> TurnRecord:
        """Kept with no chat of its own, until the person writes to the bot."""
        nowhere = replace(said.place, conversation_id="", scope=Scope.PERSONAL)
        said, draft = replace(said, place=nowhere), told(number, said, address)
        request = Request(said.person, nowhere, said.at)
        done = await self._desk.carry_out((kept(draft, number),), request)
        return _record(said, 0, Draft(), {"case": number, "unreached": True}, done)

    async def _answer(self, response: Json, said: Said) -> ExtensionAnswer:
        number = response.get("case")
        if response.get("unreached"):
            return _words(Note("opened-unreached", {"number": str(number)}), said)
        case = await self._store.case(number) if isinstance(number, int) else None
        if case is None:  # withdrawn and erased, between two deliveries of the same form
            return _words(Note("unknown-case", {"number": str(number)}), said)
        return Results((_glimpse(case, said.place),))


def _record(
    said: Said,
    read_version: int,
    draft: Draft,
    response: Json,
    done: Done,
    outcome: Outcome | None = None,
) -> TurnRecord:
    screens = (*outcome.replies, *done.replies) if outcome else ()
    messages = [_message(screen, draft, said.place.locale) for screen in screens]
    key = f"{said.key.conversation_id}/{said.key.id}"
    sends = [send_job(said.place, messages, key, said.at)] if messages else []
    return TurnRecord(
        key=said.key,
        owner=_owner(said),
        at=said.at,
        read_version=read_version,
        draft=None if draft == Draft() else draft.to_json(),
        response=response,
        cases=tuple(done.cases.values()),
        jobs=(*sends, *done.jobs),
        hand_offs=tuple(done.hand_offs),
        deliveries=tuple(done.deliveries),
    )


def _owner(said: Said) -> Owner:
    return Owner(said.place.conversation_id, said.person.object_id)


def _message(screen: Screen, draft: Draft, locale: str) -> Message:
    if isinstance(screen, Note):
        return Message(text=line(screen, locale))
    shown = card(screen, _stamp(draft.case, draft.complaint.revision), locale)
    return Message(card=shown, summary=summary(screen, locale))


def _form(given: FilledIn, said: Said) -> Dialog:
    locale = said.place.locale
    screen = FromMessage(given.text, given.address, given.problem)
    return Dialog(summary(screen, locale), card(screen, _stamp(None, 0), locale))


def _glimpse(case: Case, place: Place) -> Result:
    glimpse = case_glimpse(case, chat_with(place.bot_id), place.locale)
    shown = card(glimpse, _stamp(case.number, case.version), place.locale)
    return Result(shown, glimpse_title(glimpse, place.locale), glimpse.headline)


def _stamp(number: int | None, revision: int) -> Stamp:
    return Stamp(number, revision, secrets.token_hex(8))


def _words(note: Note, said: Said) -> TextAnswer:
    return TextAnswer(line(note, said.place.locale))
