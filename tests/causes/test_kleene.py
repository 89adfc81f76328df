"""Three-valued logic: more knowledge settles, it never turns what was settled."""

from __future__ import annotations

import itertools
import random

import pytest

from causes import CAUSES
from causes.model import Cause, Certainty, Seen, Truth
from evidence.facts import (
    ERROR_CLASS,
    FACTS,
    GUEST_EXISTS,
    LINK_SENT_AT,
    NOW,
    SPO_SHARING,
    Fact,
    Facts,
    Kind,
    Observation,
    Trust,
    Unknown,
    Value,
    parse,
)
from tests.causes.stories import IDS, TODAY, facts

YES, NO, OPEN = (
    Truth(True, frozenset("a")),
    Truth(False, frozenset("b")),
    Truth(None, missing=frozenset("c")),
)
ALL = (YES, NO, OPEN)


def test_and_or_not_are_kleenes() -> None:
    assert [(x & y).state for x, y in itertools.product(ALL, ALL)] == [
        *(True, False, None),
        *(False, False, False),
        *(None, False, None),
    ]
    assert [(x | y).state for x, y in itertools.product(ALL, ALL)] == [
        *(True, True, True),
        *(True, False, None),
        *(True, None, None),
    ]
    assert [(~x).state for x in ALL] == [False, True, None]


def test_the_laws_hold() -> None:
    for x, y, z in itertools.product(ALL, ALL, ALL):
        assert (~~x).state == x.state
        assert (~(x & y)).state == (~x | ~y).state
        assert (x & (y | z)).state == ((x & y) | (x & z)).state
        assert (x | (y & z)).state == ((x | y) & (x | z)).state


def test_what_settled_it_and_what_is_missing_are_kept() -> None:
    assert (YES | OPEN).because == frozenset("a")
    assert (YES | OPEN).missing == frozenset()
    assert (NO & OPEN).because == frozenset("b")
    assert (YES & OPEN).missing == frozenset("c")


def test_a_told_value_is_known_but_not_proven() -> None:
    told = Seen(facts(told={"host.spo.sharingCapability": "disabled"}))
    read = Seen(facts({"host.spo.sharingCapability": "disabled"}))
    assert told.is_(SPO_SHARING, "disabled").state is True
    assert told.proven(SPO_SHARING, "disabled").state is None
    assert told.proven(SPO_SHARING, "anyone").state is False
    assert read.proven(SPO_SHARING, "disabled").state is True


def test_a_page_without_a_code_has_no_code() -> None:
    assert Seen(facts(told={"error.class": "spo.access-denied"})).code(50020).state is False
    assert Seen(facts(told={"error.aadsts": 50020})).code(50020).state is True
    assert Seen(facts(told={"error.aadsts": 50020})).code(90072).state is False
    assert Seen(facts()).code(50020).missing == {"error.aadsts"}
    assert Seen(facts(told={"error.class": "spo.access-denied"})).shows_code().state is False
    assert Seen(facts(told={"error.aadsts": 50020})).shows_code().state is True


def test_times_compare_only_where_both_are_known() -> None:
    seen = Seen(facts(told={"link.sentAt": "2026-11-22T08:50:00Z"}))
    span = TODAY - TODAY.replace(hour=8, minute=44)
    assert seen.within(span, LINK_SENT_AT, NOW).state is True
    assert Seen(facts()).within(span, LINK_SENT_AT, NOW).missing == {"link.sentAt"}
    assert seen.after(NOW, LINK_SENT_AT).state is True
    assert seen.after(LINK_SENT_AT, NOW).state is False
    assert Seen(facts()).after(LINK_SENT_AT, NOW).missing == {"link.sentAt"}
    assert seen.before(LINK_SENT_AT, TODAY).state is True
    assert Seen(facts()).before(LINK_SENT_AT, TODAY).state is None
    assert seen.shown(GUEST_EXISTS, False).state is False


def _values(of: Fact) -> list[Value]:
    if of is ERROR_CLASS:
        return ["spo.access-denied", "inviter.xtap", "spo.guest-settings-updated", "aad.50020"]
    raw: dict[Kind, list[object]] = {
        Kind.TRUTH: [True, False],
        Kind.NUMBER: [50020, 500212, 500213, 53003],
        Kind.TEXT: ["a@contoso.com", "b@contoso.com", "live.com"],
        Kind.TEXTS: [["smtp:a@contoso.com"]],
        Kind.TIME: ["2019-01-01", "2026-11-20"],
        Kind.WORD: [*sorted(of.words)],
    }
    return [v for v in (parse(of, r) for r in raw[of.kind]) if not isinstance(v, Unknown)]


def _filled(of: Facts, names: list[str], chance: random.Random) -> Facts:
    for name in names:
        if name == "error.aadsts" and not isinstance(of.value(ERROR_CLASS), Unknown):
            continue  # a page of another kind shows no code
        fact, trust = FACTS[name], chance.choice([Trust.TOLD, Trust.READ])
        value = chance.choice(_values(fact))
        of = of.with_(fact, Observation(value, "test", None, trust))
    return of


def _used(each: Cause) -> list[str]:
    """The facts the rule asks for, found by asking it with nothing known and again with some."""
    missing = {n for way in each.rule(Seen(Facts())) for n in way.truth.missing}
    return sorted(missing | {n for n in each.out(Seen(Facts())).missing})


@pytest.mark.parametrize("each", CAUSES, ids=IDS)
@pytest.mark.parametrize("seed", range(40))
def test_filling_an_unknown_never_turns_a_settled_way(each: Cause, seed: int) -> None:
    chance = random.Random(f"{each.id} {seed}")
    names = _used(each)
    chance.shuffle(names)
    half = len(names) // 2
    fewer = _filled(Facts(), names[:half], chance)
    more = _filled(fewer, names[half:], chance)
    for before, after in zip(each.rule(Seen(fewer)), each.rule(Seen(more)), strict=True):
        sure = before.certainty is Certainty.CERTAIN
        if before.truth.state is not None and not (sure and _has_exceptions(each)):
            assert after.truth.state == before.truth.state


def _has_exceptions(each: Cause) -> bool:
    """Whether the rule's certain ways name exceptions (`shown`), which later reading may bring."""
    return each.id.startswith(("xtap-", "wrong-", "upn-"))
