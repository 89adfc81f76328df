"""The summary for the second level of the desk: everything the desk may see of a case."""

from __future__ import annotations

from collections.abc import Iterator

import evidence.facts as f
from cards.ages import due, span
from cards.also_checked import also_checked
from cards.cause_words import cause_name
from cards.desk_card import what_happened_in
from cards.evidence_rows import evidence_rows, not_read, readable
from cards.plain import clip
from cards.screens import EvidenceRow
from cards.summaries.document import Document, Items, Paragraph, Part, Rows, Section
from cards.summaries.leaving import Material
from cards.summaries.parts import (
    Say,
    code_of,
    no_cures_of,
    options_of,
    paragraphs,
    section,
    value_of,
)
from cards.summaries.steps import steps, way_sections
from cards.summaries.sureness import how_sure
from cards.values import labels, moment
from cards.verdict import admin_why, why
from cards.words import snake
from cases.states import ENDED
from causes.model import State, Verdict

_JUDGEMENT = "words/judgement.j2"
_LONGEST = 500  # of one value


def desk(of: Material) -> Document:
    """The best first: a card may be too small for all of it."""
    say = Say(of.spoken, "desk")
    cause = of.answer.diagnosis.cause
    named = cause_name(of.spoken, cause) if cause else ""
    title = say("title", number=of.held.number, cause=named) if cause else None
    sections = (
        *section("", *paragraphs(of.headline), _standing(say, of, named)),
        *section(say("why"), *paragraphs(*_why(of))),
        *way_sections(say, [option for _, option in options_of(of)]),
        *section(say("old"), *(p for _, option in no_cures_of(of) for p in steps(say, option))),
        *section(say("ids"), _ids(say, of)),
        *section(say("timeline"), _timeline(of)),
        *section(say("evidence"), _evidence(say, of)),
        *section(say("refused"), Items(not_read(of.spoken, of.answer.facts, of.answer.viewer))),
        *_judgement(say, of),
    )
    return Document(title or say("title_unknown", number=of.held.number), sections)


def _standing(say: Say, of: Material, cause: str) -> Rows:
    spoken = of.spoken
    return say.rows(
        cause=cause,
        sure=how_sure(of.answer),
        acts=", ".join(of.who_acts),
        state=spoken.text(_JUDGEMENT, f"state_{snake(of.held.state.value)}"),
        reporter=of.held.reporter,
        invited=value_of(of, f.INVITED_ADDRESS),
        site=value_of(of, f.HOST_DOMAIN) + value_of(of, f.SITE_PATH),
        partner=of.held.partner,
        page=value_of(of, f.ERROR_CLASS),
        **_at_the_desk(say, of),
    )


def _at_the_desk(say: Say, of: Material) -> dict[str, str]:
    spoken, now = of.spoken, of.around.now
    at = of.held.opened_at or now
    return {
        "owner": (of.held.owner or say("nobody")) if of.held.with_desk else "",
        "passed": spoken.text(_JUDGEMENT, f"passed_{snake(of.held.passed.value)}")
        if of.held.passed
        else "",
        "opened": say("opened", at=moment(at), span=span(spoken, now - at)),
        "due": "" if of.held.state in ENDED else due(spoken, of.held.due_at, now)[0],
        "others": say("others", count=of.held.others) if of.held.others else "",
        "linked": ", ".join(map(str, of.held.links)),
        "question": of.held.question,
    }


def _why(of: Material) -> tuple[str, ...]:
    """In the words of people, and in an administrator's where those are others; then how the
    ways below relate."""
    told = dict.fromkeys((why(of.answer, asked=False), admin_why(of.answer)))
    if len(options_of(of)) < 2:
        return tuple(told)
    mode = of.spoken.text(_JUDGEMENT, f"mode_{of.answer.diagnosis.mode.value}")
    return (*told, mode)


def _ids(say: Say, of: Material) -> Rows:
    """Each id with its origin: it is found there only."""
    return say.rows(
        correlation=value_of(of, f.CORRELATION_ID),
        request=value_of(of, f.REQUEST_ID),
        sharepoint=value_of(of, f.SHAREPOINT_CORRELATION_ID),
        ours=value_of(of, f.SECOND_CHECK_ID),
        at=value_of(of, f.ERROR_TIME),
        code=code_of(of),
        host_tenant=value_of(of, f.HOST_TENANT),
        home_tenant=value_of(of, f.HOME_TENANT),
    )


def _timeline(of: Material) -> Rows:
    """All that happened, in its order."""
    return Rows(tuple((moment(e.at), what_happened_in(of.spoken, e)) for e in of.held.history))


def _evidence(say: Say, of: Material) -> Rows:
    primary = of.answer.primary
    rows = evidence_rows(of.spoken, of.answer.facts, primary.because if primary else ())
    return Rows(tuple((row.label, _seen(say, row)) for row in rows))


def _seen(say: Say, row: EvidenceRow) -> str:
    about = ", ".join(part for part in (row.source, row.at, row.trust) if part)
    return say("seen", value=clip(row.value, _LONGEST), about=about)


def _judgement(say: Say, of: Material) -> Iterator[Section]:
    answer = of.answer
    yield from section(say("rules"), *_rules(say, of))
    yield from section(say("also"), Items(also_checked(answer)))
    obstacles = (cause_name(of.spoken, id_) for id_ in answer.diagnosis.next_obstacles)
    yield from section(say("obstacles"), Items(tuple(obstacles)))


def _rules(say: Say, of: Material) -> Iterator[Part]:
    judged = of.answer.diagnosis
    held = (v for v in judged.verdicts if v.state is State.PRESENT)
    yield Items(tuple(_rule(say, of, verdict) for verdict in held))
    if judged.ruleset:
        yield Paragraph(say("ruleset", version=judged.ruleset))


def _rule(say: Say, of: Material, verdict: Verdict) -> str:
    facts = readable(verdict.because, of.answer.viewer)
    return say(
        "rule" if facts else "rule_bare",
        cause=cause_name(of.spoken, verdict.cause),
        certainty=of.spoken.text(_JUDGEMENT, f"certainty_{snake(verdict.certainty.value)}"),
        facts=labels(of.spoken, facts),
    )
