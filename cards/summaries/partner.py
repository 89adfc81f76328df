"""The summary for the partner's IT: the conflict in neutral words, and what their side can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import evidence.facts as f
from cards.cause_words import organisation_domain
from cards.questions import can_answer, command_for
from cards.screens import Option
from cards.summaries.article import article
from cards.summaries.document import Command, Document, Items, Paragraph, Part, Rows, Section
from cards.summaries.leaving import Material
from cards.summaries.parts import (
    OF_SIDE,
    OTHER,
    Say,
    code_of,
    options_of,
    paragraphs,
    section,
    value_of,
    way_sections,
)
from cards.summaries.sureness import how_sure
from cards.values import label, trust_words, value_words
from cases.model import CaseState, Side
from cases.states import ENDED, WAITS
from causes.model import Mode, Organisation
from evidence.facts import FACTS, Kind, Unknown

_WAITS_FOR: Mapping[Side | None, tuple[CaseState, ...]] = MappingProxyType(
    {
        Side.INVITING: (CaseState.WAITING_INVITING, CaseState.WAITING_INVITER),
        Side.INVITED: (CaseState.WAITING_INVITED, CaseState.WAITING_USER),
    }
)
# What an administrator of that side sees; the page itself only the invited person does.
_THERE: Mapping[Side, tuple[str, ...]] = MappingProxyType(
    {
        Side.INVITING: ("host.", "guest.", "siteuser.", "item."),
        Side.INVITED: ("invitee.", "home."),
    }
)
_SETTLED = ENDED | {CaseState.VERIFYING, CaseState.SOLVED}
_LOOKS, _SEEN = 5, 8
# What stands in rows of its own.
_SAID = frozenset(
    of.name
    for of in (
        f.INVITED_ADDRESS, f.HOST_DOMAIN, f.HOST_TENANT, f.HOME_TENANT, f.ERROR_CLASS,
        f.ERROR_TIME, f.AADSTS, f.CORRELATION_ID, f.REQUEST_ID, f.SHAREPOINT_CORRELATION_ID,
    )
)  # fmt: skip


@dataclass(frozen=True)
class Ways:
    """What can be done: by the reader's side, by ours, by neither. Where nobody knows who stands
    where, all of it is `others`."""

    theirs: tuple[Option, ...]
    ours: tuple[Option, ...]
    others: tuple[Option, ...]


def partner(of: Material) -> Document:
    """Names no person but the invited address, and nothing of our tenant but the conflict."""
    say, ways = Say(of.spoken, "partner"), _ways(of)
    sections = (
        *section("", *_lead(say, of, ways)),
        *section(say("conflict"), *_conflict(say, of, ways)),
        *_steps(say, of, ways),
        *section(say("look"), *_look(of)),
        *section(say("ours"), *_ours(say, of, ways)),
        *section(say("instead"), *paragraphs(_text(of, "instead"))),
        *section(say("logs"), *_logs(say, of)),
        *section(say("saw"), _saw(say, of)),
        *section(say("article"), *article(say, of)),
        *section(say("next"), Paragraph(say(_next(of, ways), number=of.held.number))),
    )
    asked = not _over(of) and bool(ways.theirs or _questions(of))
    domain = _domain(of, of.around.own_side)
    return Document(say(_by_reader("title", of), ours=domain, asked=asked), sections)


def _ways(of: Material) -> Ways:
    own, theirs = of.around.own_side, _theirs(of)

    def by(side: Organisation | None) -> tuple[Option, ...]:
        return tuple(option for act, option in options_of(of) if act.organisation is side)

    mine, yours = (by(OF_SIDE[side]) if side else () for side in (own, theirs))
    rest = (option for _, option in options_of(of) if option not in (*mine, *yours))
    return Ways(yours, mine, tuple(rest))


def _next(of: Material, ways: Ways) -> str:
    if _questions(of):
        return "next_says_look"
    return "next_says" if ways.theirs or ways.others else "next_says_ours"


def _steps(say: Say, of: Material, ways: Ways) -> Iterator[Section]:
    if _over(of):
        return
    one = of.answer.cause is None or of.answer.cause.cause.mode is Mode.ONE_OF
    yield from way_sections(say, ways.theirs, "yours" if one else "needed")
    yield from way_sections(say, ways.others)


def _theirs(of: Material) -> Side | None:
    return OTHER[of.around.own_side] if of.around.own_side else None


def _by_reader(block: str, of: Material) -> str:
    theirs = _theirs(of)
    return f"{block}_{theirs.value}" if theirs else block


def _domain(of: Material, side: Side | None) -> str:
    return organisation_domain(OF_SIDE[side], of.answer.facts) if side else ""


def _over(of: Material) -> bool:
    return of.held.state in _SETTLED


def _lead(say: Say, of: Material, ways: Ways) -> Iterator[Part]:
    asks = say(_asks(of, ways), count=len(ways.theirs))
    yield Paragraph(f"{say(_by_reader('lead', of), ours=_domain(of, of.around.own_side))} {asks}")
    yield say.rows(
        short=of.headline if of.answer.cause else "",
        invited=value_of(of, f.INVITED_ADDRESS),
        inviting_organisation=_domain(of, Side.INVITING),
        invited_organisation=_domain(of, Side.INVITED),
        page=value_of(of, f.ERROR_CLASS),
        at=value_of(of, f.ERROR_TIME),
        reference=str(of.held.number),
    )


def _asks(of: Material, ways: Ways) -> str:
    """The block that says what is asked of them."""
    if _over(of):
        return "asks_settled"
    if of.answer.cause is None:
        return "asks_unclear_look" if _questions(of) else "asks_unclear"
    one = of.answer.cause.cause.mode is Mode.ONE_OF
    if ways.theirs and ways.ours:
        return "asks_one" if one and of.answer.diagnosis.mode is not Mode.ALL_OF else "asks_both"
    if ways.theirs:
        return "asks_yours" if one or len(ways.theirs) == 1 else "asks_all_yours"
    if ways.ours:
        return "asks_ours"
    return "asks_nobody" if of.around.own_side else "asks_either"


def _conflict(say: Say, of: Material, ways: Ways) -> Iterator[Part]:
    if of.answer.cause is None:
        return
    intended = of.answer.cause.cause.deliberate and bool(ways.theirs) and not _over(of)
    yield from paragraphs(
        _text(of, "why"), _text(of, "why_admin"), say("intended") if intended else ""
    )
    yield say.rows(sure=how_sure(of.answer))


def _text(of: Material, block: str) -> str:
    return of.answer.cause.text(block) if of.answer.cause else ""


def _questions(of: Material) -> list[str]:
    """What they can see and we cannot, where nobody can tell; the best questions first. Never for
    a name: that is theirs to release, not ours to ask for."""
    if of.answer.cause is not None or _over(of):
        return []
    theirs = _theirs(of)
    sides = [theirs] if theirs else list(Side)
    there = tuple(prefix for side in sides for prefix in _THERE[side])
    named = (n for n in of.answer.diagnosis.questions if n in FACTS and n.startswith(there))
    plain = (n for n in named if FACTS[n].kind not in (Kind.TEXT, Kind.TEXTS))
    return [name for name in plain if any(can_answer(name, side) for side in sides)][:_LOOKS]


def _look(of: Material) -> Iterator[Part]:
    questions = _questions(of)
    yield Items(tuple(label(of.spoken, name) for name in questions))
    commands = dict.fromkeys(command for name in questions if (command := command_for(name)))
    yield from map(Command, commands)


def _ours(say: Say, of: Material, ways: Ways) -> Iterator[Part]:
    if of.around.own_side is None or _over(of):
        return
    yield Paragraph(say(_decided(of, ways)))
    lines = (say("our_way", who=o.actor, what=o.what, price=o.price) for o in ways.ours)
    yield Items(tuple(lines))


def _decided(of: Material, ways: Ways) -> str:
    """The block that says what our side has decided so far, by where the case stands."""
    if of.held.state in _WAITS_FOR.get(of.around.own_side, ()):
        return "ours_acts"
    if not ways.ours:
        return "ours_nothing" if of.answer.cause else "ours_unclear"
    if not ways.theirs:
        return "ours_alone"
    return "ours_waits" if of.held.state in WAITS else "ours_open"


def _logs(say: Say, of: Material) -> Iterator[Part]:
    """By what the attempt is found: SharePoint's own id only where SharePoint is theirs."""
    theirs = _theirs(of) is Side.INVITING
    rows = say.rows(
        correlation=value_of(of, f.CORRELATION_ID),
        request=value_of(of, f.REQUEST_ID),
        sharepoint=value_of(of, f.SHAREPOINT_CORRELATION_ID) if theirs else "",
    )
    if any(value for _, value in rows.rows):
        yield Paragraph(say("logs_say"))
        yield rows
        yield say.rows(at=value_of(of, f.ERROR_TIME), code=code_of(of))


def _saw(say: Say, of: Material) -> Rows:
    """What settled it, with how it is known; not from where we have it."""
    because = of.answer.primary.because if of.answer.primary else ()
    rows = []
    for name in (n for n in because if n in FACTS and n not in _SAID):
        seen = of.answer.facts.judged(FACTS[name])
        if seen and not isinstance(seen.value, Unknown):
            value = value_words(of.spoken, FACTS[name], seen.value)
            said = say("saw_value", value=value, trust=trust_words(of.spoken, seen.trust))
            rows.append((label(of.spoken, name), said))
    return Rows(tuple(rows[:_SEEN]))
