"""What others bring: kept by source, dropped when it is about somebody else, judged at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cases.due import Patience
from cases.model import Case, CaseState, EventKind, JobKind, PassedBecause
from desk.bringing import brought, holding, recheck, with_brought
from desk.changes import looked_up
from desk.moves import passed
from desk.reporting import checking
from desk.second_check import announced, known_by
from evidence.facts import (
    ACCOUNT_ENABLED,
    CHECK_PACK,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    OUTBOUND_ALLOWS,
    SECOND_CHECK,
    SECOND_CHECK_APP,
    SECOND_CHECK_ID,
    SIGN_IN_CHECK,
    UPN_EQUALS_INVITED,
    Answer,
    Complaint,
    Fact,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
    Value,
)
from evidence.gather import Asker, Progress
from tests.cases import made
from tests.desk.office import Evidence, Office, office

AT = made.NOON
LATER = AT + timedelta(minutes=1)
PATIENCE = Patience()


def pack(*said: tuple[Fact, Value | Unknown]) -> Facts:
    facts = Facts()
    for of, value in said:
        facts = facts.with_(of, Observation(value, CHECK_PACK, AT, Trust.UNCONFIRMED))
    return facts


def signed_in(of: Fact, value: Value) -> Facts:
    return Facts().with_(of, Observation(value, SIGN_IN_CHECK, AT, Trust.SIGNED_IN))


def values(case: Case, of: Fact) -> list[Value | Unknown]:
    return [o.value for o in with_brought(Facts(), case).observations.get(of.name, ())]


def test_what_a_source_brings_again_takes_the_place_of_what_it_brought() -> None:
    case = brought(made.case(1), pack((OUTBOUND_ALLOWS, False)), CHECK_PACK, AT)
    case = brought(case, signed_in(UPN_EQUALS_INVITED, False), SIGN_IN_CHECK, AT, "h1")
    assert values(case, OUTBOUND_ALLOWS) == [False]
    case = brought(case, pack((OUTBOUND_ALLOWS, True)), CHECK_PACK, LATER)
    assert values(case, OUTBOUND_ALLOWS) == [True]
    assert values(case, UPN_EQUALS_INVITED) == [False], "another source's stays"
    case = brought(case, pack((UPN_EQUALS_INVITED, True)), CHECK_PACK, LATER)
    assert values(case, UPN_EQUALS_INVITED) == [False, True], "two sources may disagree"
    told = [(e.kind, e.by, e.detail) for e in case.history[-4:]]
    came = ((CHECK_PACK, ""), (SIGN_IN_CHECK, "h1"), (CHECK_PACK, ""), (CHECK_PACK, ""))
    assert told == [(EventKind.BROUGHT, "bot", {"source": s, "hand_off": h}) for s, h in came]


def test_what_nobody_is_told_of_makes_no_event() -> None:
    before = made.case(1)
    after = holding(before, known_by("an-id", "our-app", AT), SECOND_CHECK)
    assert after.history == before.history
    assert (announced(after, "our-app"), announced(after, "another")) == ("an-id", "")
    looked = looked_up(after)
    assert (looked.value(SECOND_CHECK_ID), looked.value(SECOND_CHECK_APP)) == ("an-id", "our-app")


def test_what_can_no_longer_be_read_is_not_known_any_more() -> None:
    case = brought(made.case(1), pack((OUTBOUND_ALLOWS, False)), CHECK_PACK, AT)
    unread = Unknown(Reason.NOT_KNOWN)
    case = brought(case, pack((OUTBOUND_ALLOWS, unread)), CHECK_PACK, LATER)
    assert values(case, OUTBOUND_ALLOWS) == [unread]


@pytest.mark.parametrize("corrected", [INVITED_ADDRESS, HOST_DOMAIN])
def test_after_a_correction_of_whom_or_what_nothing_brought_counts(corrected: Fact) -> None:
    case = brought(made.case(1), pack((ACCOUNT_ENABLED, False)), CHECK_PACK, AT)
    answer = Answer("fabrikam.sharepoint.com", Trust.TOLD, LATER)
    other = replace(case, complaint=case.complaint.with_(corrected, answer))
    assert values(other, ACCOUNT_ENABLED) == []
    other = brought(other, pack((OUTBOUND_ALLOWS, True)), CHECK_PACK, LATER)
    assert values(other, OUTBOUND_ALLOWS) == [True]
    assert values(other, ACCOUNT_ENABLED) == [], "nor does it come back"


def test_whom_it_is_about_is_no_evidence_of_its_own() -> None:
    claimed = pack((INVITED_ADDRESS, "eve@contoso.com"), (ACCOUNT_ENABLED, True))
    case = brought(made.case(1), claimed, CHECK_PACK, AT)
    assert set(with_brought(Facts(), case)) == {ACCOUNT_ENABLED.name}
    assert "eve@contoso.com" not in repr(case.brought)


def test_a_case_without_anything_brought_is_judged_as_before() -> None:
    facts = pack((OUTBOUND_ALLOWS, True))
    assert with_brought(facts, made.case(1)) == facts


# --- the check that follows ----------------------------------------------------------------------

SETTLED = {CaseState.DRAFT, CaseState.SOLVED, CaseState.CLOSED, CaseState.WITHDRAWN}


@pytest.mark.parametrize("state", sorted(CaseState))
def test_what_is_open_is_checked_anew(state: CaseState) -> None:
    before = replace(made.case(1), state=state)
    after, jobs = recheck(before, LATER, PATIENCE)
    if state in SETTLED:
        assert (after, jobs) == (before, ())
        return
    assert after.state is state, "until a verdict names somebody else"
    assert after.card_id == before.card_id
    assert [job.body for job in jobs if job.kind is JobKind.CHECK] == [
        {"case": 1, "card": before.card_id}
    ]
    assert checking(after, LATER)


def at_desk(case: Case) -> Case:
    return passed(case, PassedBecause.ASKED, AT, "bot", PATIENCE)


@pytest.mark.parametrize(
    ("case", "checks"),
    [
        pytest.param(made.case(1), ["reporter"], id="not the desk's"),
        pytest.param(at_desk(made.case(1)), ["reporter", "desk"], id="the desk has it"),
        pytest.param(
            replace(made.case(1), desk_diagnosis={}), ["reporter", "desk"], id="the desk checked it"
        ),
        pytest.param(
            at_desk(replace(made.case(1), state=CaseState.NEW, diagnosis=None)),
            ["desk"],
            id="its reporter never asked for a check",
        ),
        pytest.param(
            at_desk(replace(made.case(1), place=replace(made.place(made.ANN), conversation_id=""))),
            ["desk"],
            id="its reporter cannot be reached",
        ),
    ],
)
def test_whoever_had_an_answer_gets_a_new_one(case: Case, checks: list[str]) -> None:
    after, jobs = recheck(case, LATER, PATIENCE)
    begun = ["desk" if j.body.get("desk") else "reporter" for j in jobs if j.kind is JobKind.CHECK]
    assert begun == checks
    assert checking(after, LATER, desk=True) == ("desk" in checks)


def test_a_check_under_way_is_asked_for_again() -> None:
    once, first = recheck(made.case(1), AT, PATIENCE)
    twice, second = recheck(replace(once, version=once.version + 1), AT, PATIENCE)
    assert twice.state is CaseState.DIAGNOSING
    assert first[0].key != second[0].key


# --- with the real store, worker and connector -----------------------------------------------


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as there:
        await there.opens()
        yield there


@dataclass
class Visited(Evidence):
    """What Graph says; while it is read for the first time somebody brings something."""

    office: Office | None = None
    said: Facts = pack((OUTBOUND_ALLOWS, False))  # noqa: RUF009 - never changed

    async def gather(
        self, complaint: Complaint, asker: Asker, now: datetime, progress: Progress
    ) -> Facts:
        if self.office and not self.asked:
            numbers = await self.office.store.unposted(1, 0)
            case = await self.office.store.case(numbers[0] if numbers else 1)
            assert case
            await self.office.store.save_case(brought(case, self.said, CHECK_PACK, now))
        return await super().gather(complaint, asker, now, progress)


async def test_what_comes_while_a_check_reads_is_judged_by_that_check(desk: Office) -> None:
    case = await desk.told()
    desk.evidence = Visited(facts=Facts(), office=desk)
    await desk.checks(case)
    judged = (await desk.latest(case)).facts.judged(OUTBOUND_ALLOWS)
    assert judged
    assert (judged.value, judged.source) == (False, CHECK_PACK)
    assert len(desk.evidence.asked) == 2, "it read again"


async def test_the_reporters_card_and_the_desks_are_renewed_in_place(desk: Office) -> None:
    case = await desk.passed()
    await desk.settles()
    desk.evidence.facts = Facts()  # neither organisation can be read
    await desk.checks(case)
    await desk.checks(case, desk=True)
    cards = desk.teams.of(f"a:{case.reporter.object_id}")
    root, before = desk.teams.roots[0], cards[0].changed
    latest = await desk.latest(case)
    after = brought(latest, pack((OUTBOUND_ALLOWS, False)), CHECK_PACK, desk.now)
    after, jobs = recheck(after, desk.now, desk.patience)
    await desk.store.save_case(after)
    await desk.asks(*jobs)
    await desk.settles(seconds=5)

    latest = await desk.latest(case)
    assert latest.facts.value(OUTBOUND_ALLOWS) is False
    assert latest.desk_facts.value(OUTBOUND_ALLOWS) is False
    assert latest.state not in (CaseState.DIAGNOSING, CaseState.NEW)
    assert cards[0].changed > before
    assert "an administrator ran" in cards[0].text
    assert root.changed
