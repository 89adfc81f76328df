"""One turn from delivery to commit: what was said → dialog → desk → one transaction → answer.

Nothing is sent here. What the turn owes is committed with it as a job, so that a kill at any
point loses nothing and the HTTP answer never waits for Teams.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answers import Answer, CardAnswer, Nothing, TextAnswer
from cards.render import card, line, summary
from cards.screens import Checking, Note, Screen, Stamp, VerdictScreen
from cases.model import Json, NewJob, Owner, StoredDraft, TurnRecord
from cases.roles import Action, may
from cases.store import CaseConflict, DraftConflict, DuplicateTurn, Store
from desk.delivery import Message
from desk.desk import Desk, Done, Request, standing
from desk.listening import listen
from desk.outbox import send_job
from dialogs.converse import converse
from dialogs.draft import Draft, parse_draft
from dialogs.outcome import Outcome
from dialogs.said import Press, Said
from evidence.facts import FACTS, INVITED_ADDRESS

TRIES = 8  # turns of one person that collide are run again on what the other left


class BusyError(Exception):
    """Too many turns of one conversation at once."""


@dataclass(frozen=True)
class Opened:
    """The draft a turn works on, and whether the stored one must stay as it is."""

    draft: Draft
    aside: bool = False
    refused: bool = False


class Conversation:
    """Hears a delivery and answers it; see bot.answers.Conversation."""

    def __init__(self, store: Store, desk: Desk, wake: Callable[[], None]) -> None:
        self._store, self._desk, self._wake = store, desk, wake

    async def hear(self, said: Said) -> Answer:
        """Returns the answer of an invoke. Raises BusyError after eight collisions in a row."""
        for _ in range(TRIES):
            try:
                return await self._turn(said)
            except DuplicateTurn:
                return await self._given_before(said) or Nothing()
            except (DraftConflict, CaseConflict):
                continue
        raise BusyError

    async def _turn(self, said: Said) -> Answer:
        before = await self._given_before(said)
        if before:
            return before
        owner = Owner(said.place.conversation_id, said.person.object_id)
        stored = await self._store.draft(owner)
        opened = await self._opened(parse_draft(stored.body), said)
        outcome = _converse(opened, said)
        request = Request(said.person, said.place, said.at, _card_of(said.press))
        done = await self._desk.carry_out(outcome.commands, request)
        return await self._commit(said, owner, stored, opened, outcome, done)

    async def _given_before(self, said: Said) -> Answer | None:
        """The answer of a delivery that was handled before. A case's card is shown as it stands
        by now: given again as it was, "checking" would cover the verdict for ever."""
        handled, response = await self._store.answered(said.key)
        if not handled:
            return None
        number = (response or {}).get("case")
        return await self._standing(number, said) if isinstance(number, int) else _answer(response)

    async def _standing(self, number: int, said: Said) -> Answer:
        case = await self._store.case(number)
        if case is None:
            return TextAnswer(
                line(Note("unknown-case", {"number": str(number)}), said.place.locale)
            )
        shown = standing(case, said.place.locale, said.at)
        message = _message(shown, Draft(number, case.complaint), said.place.locale)
        return _answer({"card": message.card})

    async def _opened(self, draft: Draft, said: Said) -> Opened:
        """The draft, or for a press on another case's card that case as a draft."""
        named = _named_case(said.press)
        if named is None or (named == draft.case and draft.begun):
            return Opened(await self._numbered(draft))
        case = await self._store.case(named)
        if case is None:
            return Opened(await self._numbered(draft))
        if not may(said.person, Action.SEE, case):
            return Opened(draft, aside=True, refused=True)
        other = Draft(named, case.complaint, checked=case.diagnosis is not None)
        about_case = said.press is not None and said.press.verb.startswith("case.")
        return Opened(other, aside=about_case and bool(draft.begun or draft.asking))

    async def _numbered(self, draft: Draft) -> Draft:
        return draft if draft.case else replace(draft, case=await self._store.next_case_number())

    async def _commit(
        self,
        said: Said,
        owner: Owner,
        stored: StoredDraft,
        opened: Opened,
        outcome: Outcome,
        done: Done,
    ) -> Answer:
        screens = (*outcome.replies, *done.replies)
        shown = [_message(s, outcome.draft, said.place.locale) for s in screens]
        response, owed = _split(shown, invoked=bool(said.press and said.press.invoked))
        jobs = [*_sends(said, owed), *done.jobs]
        body = stored.body if opened.aside else outcome.draft.to_json()
        record = TurnRecord(
            key=said.key,
            owner=owner,
            at=said.at,
            read_version=stored.version,
            draft=None if outcome.draft == Draft() and not opened.aside else body,
            response=_to_repeat(screens, outcome.draft.case, response),
            cases=tuple(done.cases.values()),
            jobs=tuple(jobs),
        )
        await self._store.commit_turn(record)
        if jobs:
            self._wake()
        return _answer(response)


def _converse(opened: Opened, said: Said) -> Outcome:
    if opened.refused:
        return Outcome(opened.draft, (Note("not-yours"),))
    return converse(opened.draft, _heard(said, opened.draft))


def _heard(said: Said, draft: Draft) -> Said:
    """With what the words yield for the question that is open, on the card or in the draft."""
    data = said.press.data if said.press else {}
    text = data.get("answer", "") if said.press else said.text
    asking = FACTS.get((data.get("field") if said.press else draft.asking) or "")
    heard = listen(text, asking, said.at, _invited(draft))
    return replace(
        said, text=text, reading=heard.reading, answer=heard.answer, problem=heard.problem
    )


def _invited(draft: Draft) -> str | None:
    address = draft.complaint.value(INVITED_ADDRESS)
    return address if isinstance(address, str) else None


def _card_of(press: Press | None) -> str | None:
    # Only a press that waits for an answer has its card replaced by it.
    return press.card_id if press and press.invoked else None


def _named_case(press: Press | None) -> int | None:
    number = press.data.get("case", "") if press else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


def _message(screen: Screen, draft: Draft, locale: str) -> Message:
    if isinstance(screen, Note):
        return Message(text=line(screen, locale))
    stamp = Stamp(draft.case, draft.complaint.revision, secrets.token_hex(8))
    return Message(card=card(screen, stamp, locale), summary=summary(screen, locale))


def _split(shown: Sequence[Message], *, invoked: bool) -> tuple[Json | None, list[Message]]:
    """What answers the press itself, and what follows as messages."""
    if not invoked or not shown:
        return None, list(shown)
    first = next((m for m in shown if m.card is not None), shown[0])
    rest = [m for m in shown if m is not first]
    return ({"card": first.card} if first.card is not None else {"text": first.text}), rest


def _to_repeat(screens: Sequence[Screen], number: int | None, response: Json | None) -> Json | None:
    """What is kept of an answer, for the same delivery coming twice."""
    card = next((s for s in screens if not isinstance(s, Note)), None)
    moves = isinstance(card, Checking | VerdictScreen)
    return {"case": number} if response and moves and "card" in response else response


def _sends(said: Said, owed: list[Message]) -> list[NewJob]:
    if not owed:
        return []
    key = f"{said.key.conversation_id}/{said.key.id}"
    return [send_job(said.place, owed, key, said.at)]


def _answer(response: Json | None) -> Answer:
    match response:
        case {"card": dict() as shown}:
            return CardAnswer(shown)
        case {"text": str() as text}:
            return TextAnswer(text)
        case _:
            return Nothing()
