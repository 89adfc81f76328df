"""What would an answer change? Tried out on the rules themselves. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product

from evidence.facts import (
    INVITED_ADDRESS,
    NOW,
    SIGNED_IN_AS,
    Fact,
    Facts,
    Kind,
    Observation,
    Trust,
    Value,
)

# As many combinations of answers as are tried for facts that must meet.
_MOST_TRIES = 24
_LONG_AGO = datetime(2018, 12, 27, tzinfo=UTC)
_SOMEBODY = "somebody@else.example"
_SPANS = (timedelta(minutes=5), timedelta(days=30), timedelta(days=3 * 365))

Answer = tuple[object, ...]


@dataclass(frozen=True)
class Supposing:
    """`judge`: who must act and what they must do, by these facts; `now` its answer today."""

    facts: Facts
    judge: Callable[[Facts], Answer]
    now: Answer

    def changes(self, of: Sequence[Fact]) -> bool:
        """Whether some answers to these questions together change who must act or how.

        What cannot be tried out (a name, a page) counts as changing it.
        """
        values = [tuple(_values(each, self.facts)) for each in of]
        if not all(values):
            return True
        tries = islice(product(*values), _MOST_TRIES)
        return any(self.judge(self._with(of, given)) != self.now for given in tries)

    def _with(self, of: Sequence[Fact], given: Sequence[Value]) -> Facts:
        facts = self.facts
        for each, value in zip(of, given, strict=True):
            # As sure as an answer can be: what even that does not change is not worth asking.
            facts = facts.with_(each, Observation(value, "supposed", None, Trust.READ))
        return facts


def _values(of: Fact, facts: Facts) -> Iterator[Value]:
    match of.kind:
        case Kind.TRUTH:
            yield from (True, False)
        case Kind.WORD if not of.form:
            yield from sorted(of.words)
        case Kind.TIME:
            yield from (_today(facts) - span for span in _SPANS)
        case _ if of is SIGNED_IN_AS:
            yield from _accounts(facts)


def _today(facts: Facts) -> datetime:
    now = facts.value(NOW)
    return now if isinstance(now, datetime) else _LONG_AGO


def _accounts(facts: Facts) -> Iterator[Value]:
    invited = facts.value(INVITED_ADDRESS)
    yield _SOMEBODY
    if isinstance(invited, str):
        yield invited
