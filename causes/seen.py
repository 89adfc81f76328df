"""Kleene's three values, and the facts as a rule sees them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.facts import AADSTS, ERROR_CLASS, Fact, Facts, Trust, Unknown, Value


@dataclass(frozen=True, slots=True)
class Truth:
    """Kleene's three values, with the facts that settled it and those that are missing."""

    state: bool | None
    because: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    def __and__(self, other: Truth) -> Truth:
        return _joined(self, other, decides=False)

    def __or__(self, other: Truth) -> Truth:
        return _joined(self, other, decides=True)

    def __invert__(self) -> Truth:
        state = None if self.state is None else not self.state
        return Truth(state, self.because, self.missing)

    def shown(self) -> Truth:
        """The same for exceptions: what is undecided counts as not so."""
        return Truth(bool(self.state), self.because)

    def unnamed(self) -> Truth:
        """The same without its facts: what only leaves room for a cause is no evidence of it."""
        return Truth(self.state, missing=self.missing)


def _joined(one: Truth, other: Truth, *, decides: bool) -> Truth:
    """One part with the deciding value settles it alone; else an open part leaves it open."""
    if one.state is decides and other.state is not decides:
        return Truth(decides, one.because)
    if other.state is decides and one.state is not decides:
        return Truth(decides, other.because)
    because = one.because | other.because
    if one.state is None or other.state is None:
        return Truth(None, because, one.missing | other.missing)
    return Truth(one.state, because)


@dataclass(frozen=True)
class Seen:
    """The facts as a rule sees them: only through questions that know unknown from false."""

    facts: Facts

    def is_(self, fact: Fact, *values: Value) -> Truth:
        """Whether the fact has one of these values; undecided while it is unknown."""
        value = self.facts.value(fact)
        name = frozenset({fact.name})
        if isinstance(value, Unknown):
            return Truth(None, missing=name)
        return Truth(value in values, because=name)

    def proven(self, fact: Fact, *values: Value) -> Truth:
        """As `is_`, but undecided where the value was only told: people swear it is right."""
        truth = self.is_(fact, *values)
        return truth & self.trusted(fact) if truth.state else truth

    def trusted(self, fact: Fact) -> Truth:
        """Whether a known value rests on more than somebody's word; undecided if it does not."""
        name = frozenset({fact.name})
        best = self.facts.judged(fact)
        if best is None or isinstance(best.value, Unknown) or best.trust is Trust.TOLD:
            return Truth(None, missing=name)
        return Truth(True, because=name)

    def told(self, fact: Fact) -> bool:
        """Whether a known value rests on somebody's word alone."""
        best = self.facts.judged(fact)
        known = best is not None and not isinstance(best.value, Unknown)
        return known and best is not None and best.trust is Trust.TOLD

    def unconfirmed(self, fact: Fact) -> bool:
        """Whether a known value is one that anybody with a link could have written."""
        best = self.facts.judged(fact)
        return best is not None and best.trust is Trust.UNCONFIRMED

    def known(self, fact: Fact) -> Truth:
        """True where the fact is known, whatever it is; undecided where it is not."""
        name = frozenset({fact.name})
        if isinstance(self.facts.value(fact), Unknown):
            return Truth(None, missing=name)
        return Truth(True, because=name)

    def shown(self, fact: Fact, *values: Value) -> Truth:
        """Whether the value is known to be one of these: for exceptions, never undecided."""
        return self.is_(fact, *values).shown()

    def code(self, *codes: int) -> Truth:
        """Whether the page showed one of these AADSTS codes; a page of another kind has none."""
        page = self.text(ERROR_CLASS) or "aad."
        if isinstance(self.facts.value(AADSTS), Unknown) and not page.startswith("aad."):
            return Truth(False, because=frozenset({ERROR_CLASS.name}))
        return self.is_(AADSTS, *codes)

    def shown_code(self, *codes: int) -> Truth:
        """Whether the page is known to show one of these codes: never undecided."""
        return self.code(*codes).shown()

    def shows_code(self) -> Truth:
        """Whether the page showed any AADSTS code."""
        number = self.facts.value(AADSTS)
        return self.code(number) if isinstance(number, int) else self.code()

    def before(self, fact: Fact, moment: datetime) -> Truth:
        """Whether a time lies before the moment."""
        value = self.facts.value(fact)
        if not isinstance(value, datetime):
            return Truth(None, missing=frozenset({fact.name}))
        return Truth(value < moment, because=frozenset({fact.name}))

    def after(self, later: Fact, earlier: Fact) -> Truth:
        """Whether one time lies after another."""
        return self._passed(earlier, later, lambda passed: passed > timedelta())

    def within(self, span: timedelta, earlier: Fact, later: Fact) -> Truth:
        """Whether less than `span` passed between two times."""
        return self._passed(earlier, later, lambda passed: passed < span)

    def _passed(self, earlier: Fact, later: Fact, test: Callable[[timedelta], bool]) -> Truth:
        first, second = self.facts.value(earlier), self.facts.value(later)
        known = (self.is_(earlier) | self.is_(later)).because
        if not isinstance(first, datetime) or not isinstance(second, datetime):
            return Truth(None, missing=frozenset({earlier.name, later.name}) - known)
        return Truth(test(second - first), because=known)

    def compared(self, one: Fact, other: Fact, test: Callable[[str, str], bool]) -> Truth:
        """Whether a test holds of two texts; undecided while one is unknown."""
        first, second = self.text(one), self.text(other)
        if first is None or second is None:
            missing = {f.name for f, t in ((one, first), (other, second)) if t is None}
            return Truth(None, missing=frozenset(missing))
        return Truth(test(first, second), because=frozenset({one.name, other.name}))

    def meets(self, fact: Fact, test: Callable[[str], bool]) -> Truth:
        """Whether a test holds of one text; undecided while it is unknown."""
        return self.compared(fact, fact, lambda text, _: test(text))

    def value(self, fact: Fact) -> Value | Unknown:
        return self.facts.value(fact)

    def text(self, fact: Fact) -> str | None:
        """The value of a text, None where unknown: for Details."""
        value = self.facts.value(fact)
        return value if isinstance(value, str) else None
