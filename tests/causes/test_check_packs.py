"""What came over the partner's page may make likely, never certain: who has the link can write it.

What an answer of a pack would make certain if it were read, the catalogue says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from causes import classify
from causes.judging import judge
from causes.model import Cause, Certainty, Diagnosis, Mode, Seen, Stage, State, Truth, Way
from evidence.facts import (
    CHECK_PACK,
    ERROR_CLASS,
    GUEST_ENABLED,
    NOW,
    OUTBOUND_ALLOWS,
    SECOND_CHECK,
    SECOND_CHECK_CODE,
    SIGN_IN_CHECK,
    SITE_LOCKED,
    SPO_APP,
    Facts,
    Observation,
    Trust,
    Value,
)
from evidence.facts.packs import PACKS, PackFact

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ANSWERS = [
    (family, asked, value)
    for family in sorted(PACKS)
    for asked in PACKS[family]
    for value in (asked.yes, asked.no)
    if value is not None
]
# Catalogue 7.5: certain from one side alone. All else needs the page, or the other side.
CERTAIN = {
    ("invitee.accountKind:group", "group"): "invited-address-is-group-or-shared",
    ("invitee.accountKind:contact", "contact"): "invited-address-is-group-or-shared",
    ("guest.accountEnabled", False): "guest-disabled",
    ("host.spo.sharingCapability:disabled", "disabled"): "spo-tenant-sharing-disabled",
    ("host.spo.app:disabled", "disabled"): "spo-app-disabled-or-assignment-required",
}


def facts(asked: PackFact, value: Value, page: str, source: str, trust: Trust) -> Facts:
    facts = Facts().with_(NOW, Observation(AT, "clock", AT, Trust.READ))
    if page:
        facts = facts.with_(ERROR_CLASS, Observation(page, "the person", AT, Trust.PASTED))
    return facts.with_(asked.of, Observation(value, source, AT, trust))


def certain(judged: Diagnosis) -> set[str]:
    return {
        verdict.cause
        for verdict in judged.verdicts
        if verdict.state is State.PRESENT and verdict.certainty is Certainty.CERTAIN
    }


@pytest.mark.parametrize("page", ["", "spo.user-not-in-directory", "spo.generic-didnt-work"])
@pytest.mark.parametrize(
    ("family", "asked", "value"), ANSWERS, ids=[f"{a.key}={v}" for _, a, v in ANSWERS]
)
def test_an_answer_is_certain_where_it_is_read_and_never_from_a_pack(
    family: str, asked: PackFact, value: Value, page: str
) -> None:
    allowed = CERTAIN.get((asked.key, value))
    read = classify(facts(asked, value, page, "H2", Trust.READ), ask=False)
    assert certain(read) == ({allowed} if allowed else set())
    sent = classify(facts(asked, value, page, CHECK_PACK, Trust.UNCONFIRMED), ask=False)
    assert certain(sent) == set()
    if read.certainty is Certainty.CERTAIN:
        assert (sent.cause, sent.certainty) == (allowed, Certainty.LIKELY)


def of_one_way(out: Callable[[Seen], Truth]) -> Cause:
    """Certain by the guest's state; `out` may rule it out."""
    return Cause(
        "made-up",
        frozenset({Stage.LINK}),
        (),
        Mode.ONE_OF,
        (),
        lambda seen: (Way(Certainty.CERTAIN, seen.is_(GUEST_ENABLED, False)),),
        lambda seen: None,
        out=out,
    )


READ = Observation(False, "H2", AT, Trust.READ)
SIGNED = Observation(False, SIGN_IN_CHECK, AT, Trust.SIGNED_IN)
SENT = Observation(False, CHECK_PACK, AT, Trust.UNCONFIRMED)


@pytest.mark.parametrize(
    ("settles", "lets_it_stand", "sure"),
    [
        (READ, READ, Certainty.CERTAIN),
        (SIGNED, READ, Certainty.CERTAIN),
        (READ, SIGNED, Certainty.CERTAIN),
        (SENT, READ, Certainty.LIKELY),
        (READ, SENT, Certainty.LIKELY),
        (SENT, SENT, Certainty.LIKELY),
        (READ, None, Certainty.LIKELY),
    ],
)
def test_nor_where_a_pack_only_lets_it_stand(
    settles: Observation, lets_it_stand: Observation | None, sure: Certainty
) -> None:
    cause = of_one_way(lambda seen: seen.is_(SITE_LOCKED, True))
    known = Facts().with_(GUEST_ENABLED, settles)
    known = known.with_(SITE_LOCKED, lets_it_stand) if lets_it_stand else known
    verdict = judge(cause, Seen(known)).verdict
    assert (verdict.state, verdict.certainty) == (State.PRESENT, sure)


def test_what_is_certain_comes_before_what_somebody_sent() -> None:
    """Outbound comes first on the way, but nobody knows who said so."""
    off = Facts().with_(SPO_APP, Observation("disabled", "H9", AT, Trust.READ))
    for trust, first in (
        (Trust.READ, "xtap-outbound-blocked"),
        (Trust.UNCONFIRMED, "spo-app-disabled-or-assignment-required"),
    ):
        both = off.with_(OUTBOUND_ALLOWS, Observation(False, CHECK_PACK, AT, trust))
        assert classify(both, ask=False).cause == first


# --- the second check, an attempt of its own -----------------------------------------------------


def second(code: int, trust: Trust, page: str = "") -> Facts:
    facts = Facts().with_(NOW, Observation(AT, "clock", AT, Trust.READ))
    if page:
        facts = facts.with_(ERROR_CLASS, Observation(page, "the person", AT, Trust.PASTED))
    return facts.with_(SECOND_CHECK_CODE, Observation(code, SECOND_CHECK, AT, trust))


@pytest.mark.parametrize("trust", [Trust.UNCONFIRMED, Trust.READ])
@pytest.mark.parametrize("page", ["", "spo.generic-didnt-work"])
@pytest.mark.parametrize(
    ("code", "points_at", "sure"),
    [
        (53003, {"conditional-access-blocked"}, "likely"),
        (500212, {"xtap-outbound-blocked"}, "likely"),
        (500213, {"xtap-inbound-blocked"}, "likely"),
        (500571, {"guest-disabled"}, "likely"),
        (500208, {"msa-and-work-account-same-address", "redemption-order-restricted"}, "possible"),
        (50020, set(), ""),
        (50076, set(), ""),
        (12345678, set(), ""),
    ],
)
def test_a_number_of_the_second_check_is_likely_at_most(
    code: int, points_at: set[str], sure: str, page: str, trust: Trust
) -> None:
    judged = classify(second(code, trust, page), ask=False)
    present = {v.cause: v.certainty.value for v in judged.verdicts if v.state is State.PRESENT}
    alone = classify(second(12345678, trust, page), ask=False)
    before = {v.cause for v in alone.verdicts if v.state is State.PRESENT}
    assert {c: s for c, s in present.items() if c not in before} == dict.fromkeys(points_at, sure)


def test_the_page_the_person_saw_is_judged_first() -> None:
    blocked = second(500213, Trust.READ, "ca.blocked-page")
    assert classify(blocked, ask=False).cause == "conditional-access-blocked"
    at_the_site = second(53003, Trust.UNCONFIRMED, "spo.access-denied")
    assert classify(at_the_site, ask=False).cause != "conditional-access-blocked"
