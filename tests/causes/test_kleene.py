"""Three-valued logic: more knowledge settles, it never turns what was settled."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from functools import cache

import pytest

from causes import CAUSES
from causes.attempt import CODES, INTERRUPTS, attempt
from causes.judging import judge
from causes.model import Cause, Certainty, Seen, Truth
from evidence.facts import (
    AADSTS,
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
from tests.causes.stories import CONTOSO, OF_CONTOSO, TODAY, facts

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


ADDRESSES = ["a@contoso.com", "b@contoso.com", "a@contoso.onmicrosoft.com", "info@contoso.com"]
TEXTS = [*ADDRESSES, "live.com", OF_CONTOSO, CONTOSO]
TIMES = ["2019-01-01", "2026-06-01", "2026-11-20", "2026-11-22T08:55:00Z"]


def _values(of: Fact) -> list[Value]:
    raw: dict[Kind, list[object]] = {
        Kind.TRUTH: [True, False],
        Kind.NUMBER: [*CODES, *INTERRUPTS, 7654321],
        Kind.TEXT: [*TEXTS],
        Kind.TEXTS: [["smtp:a@contoso.com"], ["SMTP:b@contoso.com", "smtp:info@contoso.com"]],
        Kind.TIME: [*TIMES],
        Kind.WORD: [*sorted(of.words)],
    }
    return [v for v in (parse(of, r) for r in raw[of.kind]) if not isinstance(v, Unknown)]


VALUES = {name: _values(of) for name, of in FACTS.items()}


def _filled(of: Facts, names: Iterable[str], chance: random.Random) -> Facts:
    for name in names:
        if name == AADSTS.name and not isinstance(of.value(ERROR_CLASS), Unknown):
            continue  # a page of another kind shows no code
        value, trust = chance.choice(VALUES[name]), chance.choice([Trust.TOLD, Trust.READ])
        of = of.with_(FACTS[name], Observation(value, "test", None, trust))
    return of


def _half_known(each: Cause, seed: int) -> tuple[Facts, Facts]:
    """Some of the facts that this rule looks at, and the same with all the others."""
    chance = random.Random(f"{each.id} {seed}")
    names = sorted(_looked_at(each))
    chance.shuffle(names)
    some = chance.randrange(len(names) + 1)
    fewer = _filled(Facts(), names[:some], chance)
    return fewer, _filled(fewer, names[some:], chance)


@cache
def _looked_at(each: Cause) -> frozenset[str]:
    """All facts that the rule ever asks for, found by asking it with ever other ones known."""
    chance = random.Random(each.id)
    known = (_filled(Facts(), chance.sample(sorted(FACTS), 60), chance) for _ in range(20))
    every = (judge(each, Seen(of)).read for of in (Facts(), *known))
    return frozenset[str]().union(*every)


def _ways(each: Cause, of: Facts) -> list[bool | None]:
    seen = Seen(of)
    return [*(way.truth.state for way in each.rule(seen)), each.out(seen).state]


SEEDS = range(40)


def test_filling_an_unknown_never_turns_a_settled_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for exceptions (`shown`): these are taken here as undecided while they are unknown."""
    monkeypatch.setattr(Truth, "shown", lambda truth: truth)
    turned = [
        (each.id, seed, before, after)
        for each, seed in itertools.product(CAUSES, SEEDS)
        for before, after in zip(*(_ways(each, of) for of in _half_known(each, seed)), strict=True)
        if before is not None and before != after
    ]
    assert not turned


def test_an_exception_that_is_unknown_counts_only_where_it_leaves_a_way_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = [
        (each, seed, of)
        for each, seed in itertools.product(CAUSES, SEEDS)
        for of in _half_known(each, seed)
    ]
    said = [_ways(each, of) for each, _, of in known]
    monkeypatch.setattr(Truth, "shown", lambda truth: truth)
    turned = [
        (each.id, seed)
        for (each, seed, of), ways in zip(known, said, strict=True)
        for way, strict in zip(ways, _ways(each, of), strict=True)
        if strict is not None and way != strict
    ]
    assert not turned


def test_what_is_certain_by_the_page_is_what_the_page_speaks_of() -> None:
    """A page that only leaves room for a cause is no evidence of it: it would come too early."""
    for each, seed in itertools.product(CAUSES, SEEDS):
        for of in _half_known(each, seed):
            seen = Seen(of)
            verdict = judge(each, seen).verdict
            page = any(name.startswith("error.") for name in verdict.because)
            if verdict.certainty is Certainty.CERTAIN and page and _certain_without(each, of):
                assert attempt(seen).speaks_of(each.id), (each.id, seed, verdict.because)


def _certain_without(each: Cause, of: Facts) -> bool:
    rest = {name: all_ for name, all_ in of.observations.items() if not name.startswith("error.")}
    return judge(each, Seen(Facts(rest))).verdict.certainty is Certainty.CERTAIN
