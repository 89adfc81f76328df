"""A case as the desk sees it: the card, its history in words, what others get of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cards.ages import due, span
from cards.also_checked import also_checked
from cards.answer import Answer, answer_of
from cards.evidence_rows import evidence_rows, not_read
from cards.history import answers, timeline, undelivered
from cards.history import what_happened as what_happened
from cards.history import what_happened_in as what_happened_in
from cards.screens import (
    CaseGlimpse,
    DeskCard,
    DeskDetail,
    DidItWork,
    Somebody,
)
from cards.values import moment
from cards.verdict import (
    admin_why,
    certainty_reason,
    headline,
    headline_of,
    state_words,
    who_acts,
)
from cards.visible import Viewer
from cards.words import Words, snake, words
from cases.due import open_answer
from cases.model import Case, CaseState, Event, EventKind, Person, Triage
from cases.roles import NONE, Action, Held, Role, may
from cases.states import ENDED, fits
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS, SITE_PATH

_JUDGEMENT = "words/judgement.j2"
MOST_VIEWERS = 60  # whose own view a client asks for by itself
EVERYBODY = Viewer(None)
# Most likely first: of a case that nobody has, and of one that somebody works on.
_UNOWNED = (Action.TAKE, Action.ASK, Action.NOTE, Action.CHECK, Action.CLOSE)
_OWNED = (
    Action.ASK,
    Action.HAND,
    Action.FIX,
    Action.NOTE,
    Action.HAND_OFF,
    Action.CLOSE,
    Action.CHECK,
)
_REST = (
    Action.REOPEN,
    Action.HAND_OFF,
    Action.TAKE,
    Action.GIVE,
    Action.RELEASE,
    Action.FIX,
    Action.HAND,
    Action.MERGE,
    Action.LINK,
)


@dataclass(frozen=True)
class DeskReader:
    """For whom the card is made, and what only the desk knows.

    `person`: None for the card everybody in the channel may see. `held`: their desk roles.
    `people`: who could be given the case. `others`: open cases of the same cause and partner.
    `viewers`: Teams ids of those whose own view differs. `notice`: what happened meanwhile.
    """

    held: Held = NONE
    person: Person | None = None
    viewer: Viewer = EVERYBODY
    people: tuple[Somebody, ...] = ()
    others: int = 0
    viewers: tuple[str, ...] = ()
    notice: str = ""


def desk_card(case: Case, reader: DeskReader, now: datetime, locale: str) -> DeskCard:
    """The card of a case at the desk. Raises ValueError where the desk does not have it."""
    return desk_card_in(words(locale), case, reader, now)


def desk_card_in(spoken: Words, case: Case, reader: DeskReader, now: datetime) -> DeskCard:
    """`desk_card`, in these words."""
    if case.triage is None:
        raise ValueError(f"case {case.number} is not with the desk")
    answer = desk_answer(spoken, case, reader.viewer if reader.person else EVERYBODY)
    next_due, overdue = due(spoken, case.triage.due_at, now)
    ended = case.state in ENDED
    return DeskCard(
        number=case.number,
        state=_state(spoken, case),
        # A check after the fix finds nothing: the case is still about what it was.
        headline=headline_of(answer, case, case.cause or answer.diagnosis.cause),
        organisations=who_acts(answer, case),
        partner=case.partner or "",
        owner=case.triage.owner.name if case.triage.owner else "",
        passed=spoken.text(_JUDGEMENT, f"passed_{snake(case.triage.because.value)}"),
        age=span(spoken, now - case.opened_at),
        due="" if ended else next_due,
        overdue=overdue and not ended,
        as_of=moment(now),
        ended=_ended(spoken, case, case.triage) if ended else "",
        links=case.triage.links,
        others=0 if ended else reader.others,
        detail=_detail(answer, case, case.triage) if reader.person else None,
        actions=_actions(case, case.triage, reader),
        people=reader.people,
        viewers=() if ended else reader.viewers[:MOST_VIEWERS],
        notice=reader.notice,
        handed_off=sum(map(_left, case.history)),
        undelivered=undelivered(case),
    )


def desk_answer(spoken: Words, case: Case, viewer: Viewer) -> Answer:
    """What the desk goes by: an agent's own check where there was one, else the reporter's."""
    if case.desk_diagnosis is None:
        return answer_of(spoken, case, viewer)
    own = replace(case, facts=case.desk_facts, diagnosis=case.desk_diagnosis)
    return answer_of(spoken, own, viewer)


def did_it_work(case: Case, viewer: Viewer, locale: str) -> DidItWork:
    """The question to the reporter, with what stood in the way as they may read it."""
    return DidItWork(case.number, headline(answer_of(words(locale), case, viewer)))


def case_glimpse(case: Case, chat: str, locale: str) -> CaseGlimpse:
    """The case for a place with any readers, the reporter among them: never with what the desk's
    own check came to. `chat`: the link to the bot's own chat."""
    spoken = words(locale)
    answer = answer_of(spoken, case, EVERYBODY)
    about = headline_of(answer, case, answer.diagnosis.cause)
    return CaseGlimpse(case.number, state_words(spoken, case), about, chat)


def glimpse_title(glimpse: CaseGlimpse, locale: str) -> str:
    """The case in one line of a list."""
    return words(locale).text("words/summaries.j2", "case_glimpse_title", screen=glimpse).strip()


def _state(spoken: Words, case: Case) -> str:
    turn = case.state is CaseState.NEW and open_answer(case) is not None
    block = "state_partner_answered" if turn else f"state_{snake(case.state.value)}"
    return spoken.text(_JUDGEMENT, block)


def _left(event: Event) -> bool:
    """Whether a summary left with it."""
    if event.kind is EventKind.PARTNER_REPLIED:
        return bool(event.detail.get("sent"))
    return event.kind is EventKind.HANDED_OFF


def _detail(answer: Answer, case: Case, triage: Triage) -> DeskDetail:
    facts, primary, judged = answer.facts, answer.primary, answer.diagnosis
    address = facts.value(INVITED_ADDRESS)
    asked, answered = _exchange(case)
    rows, older = timeline(answer.spoken, case)
    return DeskDetail(
        reporter=case.reporter.name,
        invited_address=address if isinstance(address, str) else "",
        site=_site(answer),
        why=admin_why(answer),
        certainty=judged.certainty.value,
        certainty_reason=certainty_reason(answer),
        mode=answer.spoken.text(_JUDGEMENT, f"mode_{judged.mode.value}"),
        options=answer.cause.options(judged.remedies) if answer.cause else (),
        evidence=evidence_rows(answer.spoken, facts, primary.because if primary else ()),
        not_read=not_read(answer.spoken, facts, answer.viewer),
        also_checked=also_checked(answer),
        timeline=rows,
        older=older,
        question=triage.question,
        asked=asked,
        answered=answered,
        **_partners_answer(answer.spoken, case),
    )


def _partners_answer(spoken: Words, case: Case) -> dict[str, str]:
    """The newest answer that came over the partner's page; nothing before that."""
    said = [e for e in case.history if e.kind is EventKind.PARTNER_ANSWERED]
    if not said:
        return {}
    last = answers(spoken, replace(case, history=(said[-1],)))[0]
    return {
        "partner_said": f"{last.at} · {last.said}",
        "partner_wrote": last.wrote,
        "reply_to": str(said[-1].detail.get("hand_off") or ""),
    }


def _exchange(case: Case) -> tuple[str, str]:
    """The newest question to the reporter with the newest answer to it; empty before that."""
    answered = ""
    for event in reversed(case.history):
        if event.kind is EventKind.REPLIED:
            answered = answered or _written(event)
        if event.kind is EventKind.ASKED:
            return (_written(event), answered) if answered else ("", "")
    return "", ""


def _written(event: Event) -> str:
    return str(event.detail.get("text") or "")


def _site(answer: Answer) -> str:
    known = (answer.facts.value(of) for of in (HOST_DOMAIN, SITE_PATH))
    return "".join(part for part in known if isinstance(part, str))


def _ended(spoken: Words, case: Case, triage: Triage) -> str:
    when = moment(_ended_at(case))
    if triage.merged_into is not None:
        return spoken.text(_JUDGEMENT, "ended_merged", when=when, number=triage.merged_into)
    if case.state is CaseState.CLOSED and triage.closed_because:
        block = f"close_reason_{snake(triage.closed_because.value)}"
        return spoken.text(
            _JUDGEMENT, "ended_closed", when=when, reason=spoken.text(_JUDGEMENT, block)
        )
    return spoken.text(_JUDGEMENT, f"ended_{snake(case.state.value)}_plain", when=when)


def _ended_at(case: Case) -> datetime:
    # A note or a link may come after the end.
    ends = (EventKind.CLOSED, EventKind.WITHDRAWN, EventKind.MERGED)
    at = [event.at for event in case.history if event.kind in ends]
    return at[-1] if at else case.changed_at


def _actions(case: Case, triage: Triage, reader: DeskReader) -> tuple[str, ...]:
    if reader.person is None:
        takes = triage.owner is None and fits(Action.TAKE, case.state)
        return (Action.TAKE.value,) if takes else ()
    person = reader.person
    if case.state in ENDED:
        order: tuple[Action, ...] = (Action.REOPEN,)
    else:
        order = (*(_OWNED if triage.owner else _UNOWNED), *_REST)
    possible = [
        action
        for action in dict.fromkeys(order)
        if fits(action, case.state)
        and may(person, action, case, reader.held)
        and _makes_sense(action, triage, reader, person)
    ]
    group = [Action.GROUP] if reader.others and case.state not in ENDED and reader.held else []
    return tuple(action.value for action in (*possible, *group))


def _makes_sense(action: Action, triage: Triage, reader: DeskReader, person: Person) -> bool:
    match action:
        case Action.TAKE:
            # From somebody else only a lead takes it.
            return triage.owner is None or (
                triage.owner.object_id != person.object_id and Role.LEAD in reader.held
            )
        case Action.RELEASE:
            return triage.owner is not None
        case Action.GIVE:
            return bool(reader.people)
        case _:
            return True
