"""What leaves a case, and to whom: held by a golden list, by markers, and by changing the rest."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cards.render import card
from cards.screens import SummaryCard
from cards.summaries import markdown
from cards.summaries.document import Document
from cards.summaries.html import fragment
from cards.summaries.leaving import ALL, FIELDS, Held
from cards.summaries.plain_text import plain_text
from cases.model import (
    Case,
    CaseState,
    CloseReason,
    Event,
    EventKind,
    PassedBecause,
    Person,
    Place,
    Side,
    Triage,
)
from causes import CAUSES
from causes.model import Cause
from evidence import facts as f
from evidence.facts import (
    CHECK_PACK,
    FACTS,
    PARTNER_PAGE,
    SECOND_CHECK,
    SIGN_IN_CHECK,
    Answer,
    Audience,
    Complaint,
    Fact,
    Facts,
    Kind,
    Observation,
    SummaryReader,
    Trust,
    Value,
)
from evidence.facts.allow_list import ALLOWED
from tests.cards.casebook import AT, diagnosis_of
from tests.cards.gallery import STAMP
from tests.cards.golden import differs
from tests.cards.summaries.casebook import as_named, texts

SEEN = [
    (Trust.TOLD, "the person"),
    (Trust.PASTED, "the person"),
    (Trust.TOLD, PARTNER_PAGE),
    (Trust.PASTED, CHECK_PACK),
    (Trust.SIGNED_IN, SIGN_IN_CHECK),
    (Trust.SIGNED_IN, SECOND_CHECK),
    (Trust.READ, "G1"),
    (Trust.READ, "zqsource"),
]
OTHERS = [to for to in SummaryReader if to is not SummaryReader.DESK]
NAMES = sorted(FACTS)
MARK = re.compile(r"zq[a-z]*\d*")
every_cause = pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)


def marker(of: Fact, where: str = "") -> str:
    return f"zq{where}{NAMES.index(of.name):04d}"


def marked(of: Fact, where: str) -> Value:
    """A value no other fact has; where a fact's kind allows none, always the same."""
    match of.kind:
        case Kind.TEXT:
            return f"{marker(of, where)}@{marker(of, where)}.example"
        case Kind.TEXTS:
            return frozenset({f"{marker(of, where)}@{marker(of, where)}.example"})
        case Kind.NUMBER:
            return 7_000_000 + NAMES.index(of.name)
        case Kind.TIME:
            return datetime(2031, 1, 1, tzinfo=UTC) + timedelta(minutes=NAMES.index(of.name))
        case Kind.WORD:
            return sorted(of.words)[0]
        case _:
            return of is not f.ERROR_OUTDATED


def observed(trust: Trust, source: str, where: str = "") -> Facts:
    known = Facts()
    for of in FACTS.values():
        known = known.with_(of, Observation(marked(of, where), source, AT, trust))
    return known


def said_by_everybody() -> tuple[Event, ...]:
    """Every event, with a marker in each detail that people fill."""
    filled = ("by", "to", "text", "into", "other", "hand_off", "tenant")
    written = {key: f"zqevent{key.replace('_', '')}" for key in filled}
    return tuple(Event(kind, AT, "zqby", {"role": "agent", **written}) for kind in EventKind)


def secret_case(facts: Facts, cause: Cause) -> Case:
    """A case with a marker in every field."""
    judged = replace(diagnosis_of(cause), ruleset="zqruleset").to_json()
    owner = Person("zqownerteams", "zqownerobject", "zqownertenant", "zqownername")
    answers = {n: Answer(marked(of, "answer"), Trust.TOLD, AT) for n, of in FACTS.items()}
    return Case(
        number=424242,
        version=7,
        state=CaseState.NEW,
        reporter=Person("zqteams", "zqobject", "zqtenant", "zqname"),
        side=Side.INVITED,
        place=Place("zqplace", "https://zqservice.example", "zqplacetenant", "zqbot"),
        complaint=Complaint(3, answers),
        opened_at=AT,
        changed_at=AT,
        facts=facts,
        diagnosis=judged,
        card_id="zqcard",
        history=said_by_everybody(),
        cause=cause.id,
        partner="zqpartner",
        triage=Triage(
            AT, PassedBecause.RULE, owner, AT + timedelta(hours=4), "zqquestion",
            CloseReason.OTHER, 990001, (990002,),
        ),
        desk_facts=observed(Trust.READ, "zqdesk", "desk"),
        brought=observed(Trust.SIGNED_IN, SIGN_IN_CHECK, "brought"),
    )  # fmt: skip


def leaked(document: Document, allowed: set[str]) -> set[str]:
    """The markers in a summary that do not belong there."""
    said = "\n".join(texts(document))
    return {mark for mark in MARK.findall(said) if mark not in allowed}


def may_leave(of: Fact, to: SummaryReader, trust: Trust, source: str) -> bool:
    """Written down once more, in the words of the design."""
    if to is SummaryReader.DESK:  # of the inviting organisation
        return of.readers is not Audience.INVITED_SIDE or source in (CHECK_PACK, SIGN_IN_CHECK)
    if of.name not in ALLOWED[to]:
        return False
    if of.readers is Audience.EVERYONE:
        return True
    proven = to is SummaryReader.REPORTER and trust is Trust.READ
    return proven or source in (CHECK_PACK, SIGN_IN_CHECK)


WORDS_OF = {
    SummaryReader.DESK: {
        "zqname", "zqownername", "zqquestion", "zqpartner", "zqruleset", "zqsource", "zqeventby",
        "zqeventto", "zqeventtext", "zqeventinto", "zqeventother",
    },
    SummaryReader.PARTNER: set(),
    SummaryReader.REPORTER: {"zqownername", "zqquestion"},
    SummaryReader.MANAGEMENT: set(),
}  # fmt: skip


@every_cause
@pytest.mark.parametrize("to", SummaryReader)
def test_no_marker_is_found_outside_its_readers(cause: Cause, to: SummaryReader) -> None:
    for trust, source in SEEN:
        of = secret_case(observed(trust, source), cause)
        open_ = {marker(fact) for fact in FACTS.values() if may_leave(fact, to, trust, source)}
        made = as_named(of, to, cause, Side.INVITING)
        assert leaked(made, open_ | WORDS_OF[to]) == set(), source


@every_cause
@pytest.mark.parametrize("to", OTHERS)
def test_every_output_is_as_closed_as_the_summary(cause: Cause, to: SummaryReader) -> None:
    made = as_named(secret_case(observed(Trust.READ, "G1"), cause), to, cause, Side.INVITING)
    there = set(MARK.findall("\n".join(texts(made))))
    shown = json.dumps(card(SummaryCard(made), STAMP), ensure_ascii=False).replace("\u200b", "")
    for output in (markdown.write(made), fragment(made), plain_text(made), shown):
        assert set(MARK.findall(output)) <= there


@every_cause
@pytest.mark.parametrize("to", OTHERS)
def test_what_may_not_leave_changes_no_letter(cause: Cause, to: SummaryReader) -> None:
    """Yes, no and a word cannot be marked: so everything that may not leave is changed at once."""
    for trust, source in ((Trust.READ, "G1"), (Trust.PASTED, "the person")):
        one = observed(trust, source)
        kept = Facts(
            {
                name: seen if _stays(FACTS[name], to, trust, source) else (_changed(name, seen[0]),)
                for name, seen in one.observations.items()
            }
        )
        made = [
            as_named(replace(secret_case(known, cause), desk_facts=known), to, cause, own)
            for known in (one, kept)
            for own in (Side.INVITING,)
        ]
        assert made[0] == made[1], source


def _stays(of: Fact, to: SummaryReader, trust: Trust, source: str) -> bool:
    # It says who the reporter is: as whom they read, not what they read.
    return of is f.OWNS_INVITED_ADDRESS or may_leave(of, to, trust, source)


def _changed(name: str, seen: Observation) -> Observation:
    of = FACTS[name]
    match seen.value:
        case bool():
            return replace(seen, value=not seen.value)
        case str() if of.kind is Kind.WORD:
            return replace(seen, value=sorted(of.words)[-1])
        case _:
            return replace(seen, value=marked(of, "other") if of.kind is Kind.TEXT else seen.value)


def test_to_management_an_address_is_only_its_domain() -> None:
    of = secret_case(observed(Trust.READ, "G1"), CAUSES[0])
    [said] = [t for t in texts(as_named(of, SummaryReader.MANAGEMENT, CAUSES[0])) if "invited" in t]
    assert f"({marker(f.INVITED_ADDRESS)}.example)" in said
    assert f"{marker(f.INVITED_ADDRESS)}@" not in said


def test_without_a_verdict_of_its_own_the_partner_hears_that_nobody_can_tell() -> None:
    of = secret_case(observed(Trust.READ, "G1"), CAUSES[0])
    told = as_named(replace(of, diagnosis=None), SummaryReader.PARTNER, CAUSES[0])
    assert CAUSES[0].id not in str(told)


def test_every_field_that_leaves_is_pinned() -> None:
    leaves = {
        to.value: {
            "case": sorted(FIELDS[to]),
            "facts": {
                name: FACTS[name].readers.value for name in NAMES if to in FACTS[name].summaries
            },
        }
        for to in SummaryReader
    }
    assert differs("summaries/leaves", leaves) == ""


def test_the_allow_list_names_facts_and_fields_that_there_are() -> None:
    assert {name for names in ALLOWED.values() for name in names} <= set(FACTS)
    assert ALL == {field.name for field in dataclasses.fields(Held)}
    assert all(names <= ALL for names in FIELDS.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_fact_that_is_on_no_list_stays_at_the_desk(name: str) -> None:
    listed = {to for to, names in ALLOWED.items() if name in names}
    assert FACTS[name].summaries == {SummaryReader.DESK, *listed}


def test_a_new_fact_leaves_to_nobody_but_the_desk() -> None:
    assert Fact("host.new", Kind.TEXT).summaries == {SummaryReader.DESK}
