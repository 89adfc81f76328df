"""What a hand-off, once it is there, and the partner's answer to it make of a case. Pure, but for
the cases that go on as this one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from cards.screens import Note
from cases.due import Patience
from cases.hand_off import Delivery, DeliveryState, HandOff, PartnerAnswer
from cases.model import BOT, Case, CaseState, Event, EventKind, NewJob, Party, Side
from cases.roles import Action, is_reporter
from cases.states import OPEN, WAITING, fits
from cases.store import Store
from desk.merged import all_told
from desk.moves import due_for_answer, happened, into
from desk.showing import shown_again
from desk.telling import told
from desk.timing import due_job
from evidence.facts import SummaryReader

PARTNER = "partner"  # as what the other organisation's people act in a case
# What says that a hand-off left, and where it names it.
_NAMES = MappingProxyType({EventKind.HANDED_OFF: "hand_off", EventKind.PARTNER_REPLIED: "sent"})
_PARTNER_OF: Mapping[Side, Party] = MappingProxyType(
    {
        Side.INVITING: Party.INVITED_ORGANISATION,
        Side.INVITED: Party.INVITING_ORGANISATION,
    }
)
# Who has to act was said anew by somebody: a summary that arrives later says nothing against it.
_SAID = frozenset(
    {EventKind.HANDED, EventKind.FIXED, EventKind.REOPENED, EventKind.PARTNER_ANSWERED}
)


def party_of(reader: SummaryReader, own: Side | None) -> Party | None:
    """Whom a case waits for once this reader has its summary; None where that changes nothing.
    `own`: the side of the organisation that hands off, where it is known."""
    return _PARTNER_OF[own] if own and reader is SummaryReader.PARTNER else None


def arrived(
    case: Case, hand_off: HandOff, delivery: Delivery, at: datetime, patience: Patience
) -> tuple[Case, tuple[NewJob, ...]]:
    """The case now that this delivery is there, and what tells its reporter: from the first one
    on it waits for the partner. As it is where that changes nothing. `case`: before the delivery
    stands in its history. Of cases that go on as this one see `others_told`."""
    party = waits_now(case, hand_off, delivery)
    if party is None:
        return case, ()
    case = into(case, WAITING[party], at, patience)
    jobs = due_job(case, patience)
    if is_reporter(hand_off.by, case):
        return case, jobs
    note = Note("told-handed-off", {"number": str(case.number), "party": party.value})
    return case, (told(case, note, at), *jobs)


async def others_told(
    store: Store, before: Case, after: Case, hand_off: HandOff, delivery: Delivery
) -> tuple[NewJob, ...]:
    """What tells the same to the reporters of cases that were merged into this one. `before`,
    `after`: what was given to `arrived`, and what it made of it."""
    party = waits_now(before, hand_off, delivery)
    if party is None:
        return ()
    return await all_told(store, after, hand_off.by, "told-handed-off", party=party.value)


def waits_now(case: Case, hand_off: HandOff, delivery: Delivery) -> Party | None:
    """Whom the case waits for from this delivery on; None where that changes nothing: it is not
    there, not the first, somebody said since who has to act, or it does so already."""
    left = _left(case, hand_off)
    if left is None or delivery.state is not DeliveryState.DELIVERED or case.state not in OPEN:
        return None
    since = case.history[case.history.index(left) + 1 :]
    again = any(
        e.kind is EventKind.DELIVERED and e.detail.get("hand_off") == hand_off.id for e in since
    )
    if again or any(e.kind in _SAID for e in since):
        return None
    party = _party(left)
    return None if party is None or case.state is WAITING[party] else party


def partner_answered(
    case: Case,
    hand_off: HandOff,
    answer: PartnerAnswer,
    option: str,
    text: str,
    at: datetime,
    patience: Patience,
    *,
    form: str = "",
) -> tuple[Case, tuple[NewJob, ...]]:
    """The case with what was answered on the partner's page, and what shows and tells it; a new
    check is whoever keeps it to ask for. `option`: the id of the remedy that was chosen, or
    empty. `form`: digest of the id of the form that was sent, or empty.

    Pure: of cases that were merged into this one, see desk/merged.py.
    """
    said = {"hand_off": hand_off.id, "answer": answer.value, "option": option, "text": text}
    said = {**said, "form": form} if form else said
    case = happened(case, EventKind.PARTNER_ANSWERED, at, BOT, cause=case.cause or "", **said)
    if answer is PartnerAnswer.DONE:
        case = _verified(case, at, patience)
    elif answer is not PartnerAnswer.CHOSE:
        case = _back(case, hand_off, at, patience)
    case = due_for_answer(case, patience)
    note = Note("told-partner-answered", {"number": str(case.number), "answer": answer.value})
    return case, (told(case, note, at), *shown_again(case, at), *due_job(case, patience))


def exchange(case: Case, hand_off: HandOff) -> frozenset[str]:
    """The ids of the hand-offs over which what this one's page shows was said: its own, and of
    those that it left as an answer to."""
    ids = {hand_off.id}
    for event in reversed(case.history):
        if event.kind is EventKind.PARTNER_REPLIED and event.detail.get("sent") in ids:
            ids.add(str(event.detail.get("hand_off")))
    return frozenset(ids)


def _verified(case: Case, at: datetime, patience: Patience) -> Case:
    if not fits(Action.FIX, case.state):
        return case
    case = into(case, CaseState.VERIFYING, at, patience)
    return happened(case, EventKind.FIXED, at, BOT, role=PARTNER)


def _back(case: Case, hand_off: HandOff, at: datetime, patience: Patience) -> Case:
    """The case with the desk, where it waited for the partner: they will do nothing more by
    themselves."""
    left = _left(case, hand_off)
    party = _party(left) if left else None
    if party is None or case.state is not WAITING[party]:
        return case
    return into(case, CaseState.NEW, at, patience)


def _left(case: Case, hand_off: HandOff) -> Event | None:
    """When and how it was handed off, or left with an answer; None of another case's."""
    for event in reversed(case.history):
        names = _NAMES.get(event.kind)
        if names and event.detail.get(names) == hand_off.id:
            return event
    return None


def _party(left: Event) -> Party | None:
    """Whom the case is to wait for, as it was known when it was handed off."""
    party = str(left.detail.get("party") or "")
    return Party(party) if party in set(Party) else None
