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
from cards.screens import (
    Checking,
    DeskCard,
    Download,
    Elsewhere,
    Figures,
    Group,
    HandOffForm,
    HandOffs,
    Note,
    Queue,
    Screen,
    Stamp,
    VerdictScreen,
)
from cases.model import (
    Acquaintance,
    Case,
    Json,
    NewJob,
    Owner,
    Scope,
    StoredDraft,
)
from cases.roles import Action, may
from cases.store import CaseConflict, DraftConflict, DuplicateTurn, Store
from cases.turn_record import TurnRecord
from desk.commands import (
    DeliverAgain,
    ExportMine,
    ForgetMe,
    PrepareHandOff,
    RevokeLink,
    SendHandOff,
    ShowFigures,
    ShowGroup,
    ShowHandOffs,
    ShowQueue,
)
from desk.delivery import Message
from desk.desk import Desk, Done, Request, standing
from desk.listening import listen
from desk.outbox import send_job
from dialogs import triage
from dialogs.converse import aside, changes, converse, means_nothing_else
from dialogs.draft import Draft, parse_draft
from dialogs.outcome import Outcome
from dialogs.said import Press, Said
from evidence.facts import FACTS, INVITED_ADDRESS

TRIES = 8  # turns of one person that collide are run again on what the other left
VIEW = "desk.view"  # pressed by Teams itself, whenever somebody looks at the card
# What everybody in a channel or group chat may read.
_SHAREABLE = (Elsewhere, Note)
# What a role or one's own word opened once, and the commands that show it and change nothing.
_LISTS = (Queue, Group, Figures, Download, HandOffForm, HandOffs)
_LOOKS = (ShowQueue, ShowGroup, ShowFigures, ExportMine, PrepareHandOff, ShowHandOffs)
# What was done with a hand-off before: of that the list says how far it is.
_HANDED = (SendHandOff, DeliverAgain, RevokeLink)
# What an agent acts from: its buttons carry the case's version.
_OF_DESK = (DeskCard, Group, HandOffForm, HandOffs)


class BusyError(Exception):
    """Too many turns of one conversation at once."""


@dataclass(frozen=True)
class Opened:
    """The draft a turn works on, and whether the stored one must stay as it is. `unknown`: the
    case that an answer is for, where the person has no such case."""

    draft: Draft
    aside: bool = False
    unknown: int | None = None


class Conversation:
    """Hears a delivery and answers it; see bot.answers.Conversation."""

    def __init__(self, store: Store, desk: Desk, wake: Callable[[], None]) -> None:
        self._store, self._desk, self._wake = store, desk, wake

    async def hear(self, said: Said) -> Answer:
        """Returns the answer of an invoke. Raises BusyError after eight collisions in a row."""
        if said.press and said.press.verb == VIEW and said.press.invoked:
            return await self._view(triage.case_in(said.press.data), said)
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
        outcome = await self._converse(opened, said)
        done = await self._desk.carry_out(outcome.commands, _request(said))
        return await self._commit(said, owner, stored, opened, outcome, done)

    async def _view(self, number: int, said: Said) -> Answer:
        """A card as this person may see it now. Nothing is kept: Teams asks for it whenever
        somebody scrolls by."""
        screen, case = await self._desk.view(number, _request(said))
        return _answer(_body(_message(screen, _stamp_of(case), said.place.locale)))

    async def _given_before(self, said: Said) -> Answer | None:
        """The answer of a delivery that was handled before. A case's card is shown as it stands
        by now: given again as it was, "checking" would cover the verdict for ever."""
        handled, response = await self._store.answered(said.key)
        if not handled:
            return None
        match response:
            case {"case": int() as number}:
                return await self._standing(number, said)
            case {"desk": int() as number}:
                return await self._view(number, said)
            case {"look": True}:
                return await self._look(said)
            case _:
                return _answer(response)

    async def _look(self, said: Said) -> Answer:
        """A list as it stands now, for whoever may see it now. Nothing is kept."""
        command = triage.pressed(said.press) if said.press else None
        if isinstance(command, _HANDED):
            command = ShowHandOffs(command.number, command.version)
        if not isinstance(command, _LOOKS):
            return Nothing()
        done = await self._desk.carry_out((command,), _request(said))
        shown = _shown(Outcome(Draft()), done, said.place.locale)
        return _answer(_split(shown, said)[0])

    async def _standing(self, number: int, said: Said) -> Answer:
        case = await self._store.case(number)
        if case is None or not may(said.person, Action.SEE, case):
            return TextAnswer(
                line(Note("unknown-case", {"number": str(number)}), said.place.locale)
            )
        shown = standing(case, said.place.locale, said.at)
        stamp = _stamp(number, case.complaint.revision)
        return _answer(_body(_message(shown, stamp, said.place.locale)))

    async def _opened(self, draft: Draft, said: Said) -> Opened:
        """The draft, or for an answer on another case's card that case as a draft."""
        if said.place.scope is not Scope.PERSONAL or (said.press and aside(said.press)):
            return Opened(draft, aside=True)
        named = triage.number_in(said.press.data.get("case", "")) if said.press else None
        if named is None or (named == draft.case and draft.begun):
            return Opened(await self._numbered(draft))
        case = await self._store.case(named)
        # Somebody else's is as good as none: not even that it is there is said.
        if case is None or not may(said.person, Action.SEE, case):
            if named != draft.case and said.press and changes(said.press):
                return Opened(draft, aside=True, unknown=named)
            return Opened(await self._numbered(draft))
        return Opened(Draft(named, case.complaint, checked=case.diagnosis is not None))

    async def _numbered(self, draft: Draft) -> Draft:
        return draft if draft.case else replace(draft, case=await self._store.next_case_number())

    async def _converse(self, opened: Opened, said: Said) -> Outcome:
        if opened.unknown is not None:
            unknown = Note("unknown-case", {"number": str(opened.unknown)})
            return Outcome(opened.draft, (unknown,))
        heard = _heard(said, opened.draft)
        if means_nothing_else(opened.draft, heard):
            heard = replace(heard, desk_asks=await self._store.open_question(said.person))
        return converse(opened.draft, heard)

    async def _commit(
        self,
        said: Said,
        owner: Owner,
        stored: StoredDraft,
        opened: Opened,
        outcome: Outcome,
        done: Done,
    ) -> Answer:
        shown = _shown(outcome, done, said.place.locale)
        response, owed = _split(shown, said)
        jobs = [*_sends(said, owed), *done.jobs]
        forgets = any(isinstance(command, ForgetMe) for command in outcome.commands)
        record = TurnRecord(
            key=said.key,
            owner=owner,
            at=said.at,
            read_version=stored.version,
            draft=_draft_after(stored, opened, outcome),
            response=_to_repeat(shown, outcome, done, response),
            cases=tuple(done.cases.values()),
            jobs=tuple(jobs),
            seen=None if forgets else _seen(said),
            hand_offs=tuple(done.hand_offs),
            deliveries=tuple(done.deliveries),
        )
        await self._store.commit_turn(record)
        if jobs:
            self._wake()
        return _answer(response)


def _request(said: Said) -> Request:
    card_id = _card_of(said.press)
    return Request(said.person, said.place, said.at, card_id, said.team_id)


def _seen(said: Said) -> Acquaintance | None:
    """Who spoke in their own chat, where they can be written to from now on."""
    own = said.place.scope is Scope.PERSONAL and said.person.object_id
    return Acquaintance(said.person, said.at, chat=said.place) if own else None


def _draft_after(stored: StoredDraft, opened: Opened, outcome: Outcome) -> Json | None:
    if opened.aside:
        return stored.body or None
    return None if outcome.draft == Draft() else outcome.draft.to_json()


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


Shown = tuple[Screen, Message]


def _shown(outcome: Outcome, done: Done, locale: str) -> list[Shown]:
    """Every screen with its message: the dialog's are about the draft, the desk's about a case."""
    draft = outcome.draft
    about_draft = _stamp(draft.case, draft.complaint.revision)
    shown = [(s, _message(s, about_draft, locale)) for s in outcome.replies]
    for screen in done.replies:
        stamp = _stamp_for(screen, done) or about_draft
        shown.append((screen, _message(screen, stamp, locale)))
    return shown


def _stamp_for(screen: Screen, done: Done) -> Stamp | None:
    """What the buttons carry: at the desk the version the case has once this is committed."""
    case = done.about
    if case is None:
        return None
    if not isinstance(screen, _OF_DESK):
        case = done.cases.get(case.number, case)
        return _stamp(case.number, case.complaint.revision)
    return _stamp(case.number, case.version + (case.number in done.cases))


def _stamp_of(case: Case | None) -> Stamp:
    return _stamp(case.number, case.version) if case else _stamp(None, 0)


def _stamp(number: int | None, revision: int) -> Stamp:
    return Stamp(number, revision, secrets.token_hex(8))


def _message(screen: Screen, stamp: Stamp, locale: str) -> Message:
    if isinstance(screen, Note):
        return Message(text=line(screen, locale))
    return Message(card=card(screen, stamp, locale), summary=summary(screen, locale))


def _body(message: Message) -> Json:
    return {"card": message.card} if message.card is not None else {"text": message.text}


def _split(shown: Sequence[Shown], said: Said) -> tuple[Json | None, list[Message]]:
    """What answers the press itself, seen by its presser only, and what follows as messages,
    seen by everybody there."""
    first = None
    if said.press and said.press.invoked and shown:
        first = next((s for s in shown if s[1].card is not None), shown[0])
    alone = said.place.scope is Scope.PERSONAL
    rest = [s for s in shown if s is not first and (alone or isinstance(s[0], _SHAREABLE))]
    return _body(first[1]) if first else None, [message for _, message in rest]


def _to_repeat(
    shown: Sequence[Shown], outcome: Outcome, done: Done, response: Json | None
) -> Json | None:
    """What is kept of an answer, for the same delivery coming twice."""
    screen = next((s for s, message in shown if message.card is not None), None)
    if not response or "card" not in response:
        return response
    if isinstance(screen, DeskCard):
        return {"desk": screen.number}
    if isinstance(screen, _LISTS):
        return {"look": True}  # roles may be gone by then: it is looked up again
    number = done.about.number if done.about else outcome.draft.case
    return {"case": number} if isinstance(screen, Checking | VerdictScreen) else response


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
