"""The summary for the partner's IT: the conflict in neutral words, and what their side can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import evidence.facts as f
from cards.cause_words import cause_name, organisation_domain
from cards.summaries.article import article
from cards.summaries.document import Document, Items, Paragraph, Part, Section
from cards.summaries.leaving import Material
from cards.summaries.looking import look, questions
from cards.summaries.parts import (
    OF_SIDE,
    Say,
    no_cures_of,
    paragraphs,
    section,
    value_of,
)
from cards.summaries.steps import steps, way_sections
from cards.summaries.sureness import how_sure
from cards.summaries.traces import logs, saw
from cards.summaries.ways import Ways, reader_side, ways_of
from cards.values import moment
from cards.words import snake
from cases.model import CaseState, Side
from cases.states import ENDED, WAITS
from causes.model import Certainty, Mode

_WAITS_FOR: Mapping[Side | None, tuple[CaseState, ...]] = MappingProxyType(
    {
        Side.INVITING: (CaseState.WAITING_INVITING, CaseState.WAITING_INVITER),
        Side.INVITED: (CaseState.WAITING_INVITED, CaseState.WAITING_USER),
    }
)
_SETTLED = ENDED | {CaseState.VERIFYING, CaseState.SOLVED}


def partner(of: Material) -> Document:
    """Names no person but the invited address, and nothing of our tenant but the conflict."""
    say, ways = Say(of.spoken, "partner"), ways_of(of)
    sections = (
        *section("", *_lead(say, of, ways)),
        *section(say("conflict"), *_conflict(say, of, ways)),
        *_steps(say, of, ways),
        *section(say("look"), *look(say, of, _questions(of))),
        *section(say("ours"), *_ours(say, of, ways)),
        *section(say("instead"), *paragraphs(_text(of, "instead"))),
        *section(say("old"), *_old(say, of)),
        *section(say("detail"), *paragraphs(_detail(of, ways))),
        *section(say("logs"), *logs(say, of)),
        *section(say("saw"), saw(say, of)),
        *section(say("article"), *article(say, of)),
        *section(say("next"), Paragraph(say(_next(of, ways), number=of.held.number))),
    )
    about = say(_about(of, ways))
    title = say(_by_reader("title", of), ours=_we(of) or _our_domain(of), about=about)
    return Document(title, sections)


def _about(of: Material, ways: Ways) -> str:
    """The block that says what the summary is about, to end its title."""
    if _over(of) or not (ways.theirs or _questions(of)):
        return "about_cause"
    return "about_it" if ways.for_it or _questions(of) else f"about_{_reader(of)}"


def _reader(of: Material) -> str:
    theirs = reader_side(of)
    return theirs.value if theirs else "neither"


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


def _by_reader(block: str, of: Material) -> str:
    theirs = reader_side(of)
    return f"{block}_{theirs.value}" if theirs else block


def _we(of: Material) -> str:
    """The name of the organisation that writes, empty where it is not set."""
    return of.around.organisation


def _our_domain(of: Material) -> str:
    side = of.around.own_side
    return organisation_domain(OF_SIDE[side], of.answer.facts) if side else ""


def _over(of: Material) -> bool:
    return of.held.state in _SETTLED


def _lead(say: Say, of: Material, ways: Ways) -> Iterator[Part]:
    sure = of.answer.diagnosis.certainty is Certainty.CERTAIN
    asks = say(_asks(of, ways), count=len(ways.theirs), sure=sure)
    lead = say(_by_reader("lead", of), name=_we(of), domain=_our_domain(of))
    yield Paragraph(" ".join(part for part in (lead, _reason(say, of), asks) if part))
    # The invited organisation is the address's own; ours stands in the sentence before.
    elsewhere = of.around.own_side is not Side.INVITING
    yield say.rows(
        sure=how_sure(of.answer) if of.answer.cause else "",
        invited=value_of(of, f.INVITED_ADDRESS),
        inviting_organisation=value_of(of, f.HOST_DOMAIN) if elsewhere else "",
        page=value_of(of, f.ERROR_CLASS),
        at=value_of(of, f.ERROR_TIME),
        as_of=moment(of.around.now),
    )


def _reason(say: Say, of: Material) -> str:
    """What is in the way, no surer than it is: a name, which asks nobody for anything."""
    cause = of.answer.diagnosis.cause
    if cause is None or _over(of):
        return of.headline if cause else ""
    block = f"reason_{snake(of.answer.diagnosis.certainty.value)}"
    return say(block, cause=cause_name(of.spoken, cause))


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
    yield from paragraphs(_text(of, "why"), say("intended") if intended else "")


def _detail(of: Material, ways: Ways) -> str:
    """An administrator's words are for those who can act on them."""
    return _text(of, "why_admin") if ways.for_it or ways.others else ""


def _old(say: Say, of: Material) -> Iterator[Part]:
    """With each step for those who can do it; of our side only what would be done."""
    if _over(of):
        return
    own = OF_SIDE[of.around.own_side] if of.around.own_side else None
    for act, option in no_cures_of(of):
        if act.organisation is own:
            yield Paragraph(say("old_ours", what=option.what, price=option.price))
        else:
            yield from steps(say, option)


def _text(of: Material, block: str) -> str:
    return of.answer.cause.text(block) if of.answer.cause else ""


def _questions(of: Material) -> list[str]:
    """What they can see and we cannot, where nobody can tell."""
    return [] if of.answer.cause is not None or _over(of) else questions(of)


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
