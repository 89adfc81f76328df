"""A desk with any number of cases, written straight into its tables."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

import asyncpg
from sqlalchemy import Table
from sqlalchemy.engine.interfaces import Dialect

from cases import rows, tallies
from cases.database import parse
from cases.lists import Tally
from cases.model import (
    Case,
    CaseState,
    EventKind,
    Party,
    PassedBecause,
    Person,
    Place,
    Side,
    Triage,
)
from cases.search import terms_of
from cases.states import OPEN
from cases.tables import CASES, EVENTS, TALLIES, TERMS
from evidence.facts import (
    HOST_DOMAIN,
    INVITED_ADDRESS,
    SITE_PATH,
    UPN,
    Answer,
    Complaint,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = timedelta(days=1000)  # the first case
BATCH = 20_000
FAST = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000")  # while it is filled
LOCAL = "p0"  # stands for the local part of each address until the case is numbered
FIRST = "Ann Bob Cem Dana Eva Finn Gul Hana Ivo Jana Kim Lea Max Nora Olu Pia Rui Sam Tea".split()
LAST = [one + two for one in ("Nov", "Kov", "Sil", "Mar", "Ber") for two in ("ak", "ova", "er")]
PARTNERS = [f"partner{n}.example" for n in range(500)]
CAUSES = [f"cause-{n}" for n in range(60)]
AGENTS = [Person(f"29:agent{n}", f"agent-{n}", "own", f"Agent{n} Desk") for n in range(20)]
ENDED = (CaseState.CLOSED, CaseState.SOLVED, CaseState.WITHDRAWN)
Row = tuple[object, ...]


@dataclass(frozen=True)
class Mould:
    """A case of which many are made: its rows as the store writes them."""

    case: Case
    values: dict[str, object]
    terms: tuple[str, ...]

    @classmethod
    def of(cls, case: Case) -> Mould:
        return cls(case, rows._values(case), tuple(terms_of(case)))


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same desk every time, no secrets


def moulds(
    chance: random.Random, how_many: int, states: Sequence[CaseState], desk: bool
) -> list[Mould]:
    return [Mould.of(_case(chance, chance.choice(states), desk)) for _ in range(how_many)]


def _case(chance: random.Random, state: CaseState, desk: bool) -> Case:
    partner = PARTNERS[int(len(PARTNERS) * chance.random() ** 3)]  # a few have many cases
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}{chance.randrange(200)}"
    owner = chance.choice([None, *AGENTS])
    person = Person("29:someone", "someone", "tenant", name)
    triage = Triage(NOW, PassedBecause.ASKED, owner, NOW) if desk else None
    hidden = Observation(Unknown(Reason.NO_CONSENT, "H3"), "graph H3", None, Trust.READ)
    answered = NOW + timedelta(seconds=chance.choice([20, 500, 5000]))
    return Case(
        number=0,
        version=2,
        state=state,
        reporter=person,
        side=Side.INVITED,
        place=Place("a:chat", "https://smba.example/", "tenant", "28:bot"),
        complaint=_told(f"{LOCAL}@{partner}", f"/sites/Project{chance.randrange(300)}"),
        opened_at=NOW,
        changed_at=NOW,
        facts=Facts().with_(UPN, hidden),
        diagnosis={"primary": "twin", "also": ["a", "b"]},
        card_id="1:card",
        cause=chance.choice(CAUSES),
        acting=chance.choice(list(Party)),
        partner=partner,
        answered_at=answered,
        solved_at=None if state in OPEN else answered + timedelta(days=1),
        triage=triage,
    )


def _told(address: str, path: str) -> Complaint:
    told = {INVITED_ADDRESS: address, HOST_DOMAIN: "fabrikam.sharepoint.com", SITE_PATH: path}
    complaint = Complaint()
    for of, value in told.items():
        complaint = complaint.with_(of, Answer(value, Trust.TOLD, NOW))
    return complaint


class Desk:
    """That many cases, made of moulds, always the same; the newest are the ones still open."""

    def __init__(self, size: int) -> None:
        self.size = size
        chance = _chance(size)
        self._open = moulds(chance, 500, list(OPEN), desk=True)
        self._ended = moulds(chance, 1000, ENDED, desk=True)
        self._alone = moulds(chance, 500, [*ENDED, CaseState.WAITING_INVITED], desk=False)
        self._drafts = moulds(chance, 50, [CaseState.DRAFT], desk=False)
        self._counts: Counter[tuple[str, int]] = Counter()
        self._moulds: dict[int, Mould] = {}

    def numbered(self) -> Iterator[tuple[int, datetime, Mould]]:
        """Number, time of opening, mould."""
        chance = _chance(self.size + 1)
        for number in range(1, self.size + 1):
            opened = NOW - SINCE * (1 - number / self.size)
            mould = chance.choice(self._pool(number, chance.random()))
            yield number, opened, mould

    def _pool(self, number: int, drawn: float) -> list[Mould]:
        newest = number > self.size * 0.9
        if drawn < (0.22 if newest else 0.003):
            return self._open
        if drawn < 0.5:
            return self._ended
        return self._alone if drawn < 0.95 else self._drafts

    def cases(self, dialect: Dialect) -> Iterator[Row]:
        """As the columns stand in the table. Counts on the way what they add to the figures."""
        chance = _chance(self.size + 2)
        keep = {c.name: c.type.dialect_impl(dialect).bind_processor(dialect) for c in CASES.columns}
        written = {
            id(m): {n: _kept(keep[n], v) for n, v in m.values.items()}
            for pool in (self._open, self._ended, self._alone, self._drafts)
            for m in pool
        }
        for number, opened, mould in self.numbered():
            self._moulds[id(mould)] = mould
            self._counts[opened.strftime("%Y-%m"), id(mould)] += 1
            values = dict(written[id(mould)])
            complaint = str(values["complaint"]).replace(f"{LOCAL}@", f"p{number}@")
            due = NOW + timedelta(seconds=chance.randrange(-100_000, 900_000))
            values |= {"number": number, "complaint": complaint}
            values |= {name: _kept(keep[name], opened) for name in ("opened_at", "changed_at")}
            if mould.case.triage:
                values["due_at"] = _kept(keep["due_at"], due)
            yield tuple(values[c.name] for c in CASES.columns)

    def terms(self, dialect: Dialect) -> Iterator[Row]:
        for number, _, mould in self.numbered():
            for term in mould.terms:
                yield (
                    term.replace(LOCAL, f"p{number}", 1) if term.startswith(LOCAL) else term,
                    number,
                )

    def events(self, dialect: Dialect) -> Iterator[Row]:
        keep = EVENTS.c.at.type.dialect_impl(dialect).bind_processor(dialect)
        for number, opened, _ in self.numbered():
            at = _kept(keep, opened)
            yield number, 0, EventKind.OPENED.value, at, "someone", "{}"
            yield number, 1, EventKind.CHECKED.value, at, "bot", "{}"

    def sums(self, dialect: Dialect) -> Iterator[Row]:
        """What the cases add up to; after all of `cases` were taken."""
        found: dict[tuple[str, str, str], list[int]] = {}
        for (month, mould), count in self._counts.items():
            for (_, dimension, key), tally in tallies.counted(self._moulds[mould].case).items():
                sums = found.setdefault((month, dimension, key), [0] * len(Tally.__match_args__))
                for at, value in enumerate(vars(tally).values()):
                    sums[at] += value * count
        yield from ((*key, *sums) for key, sums in found.items())


def _dialect(url: str) -> Dialect:
    return parse(url).get_dialect()()


def _kept(process: Callable[[object], object] | None, value: object) -> object:
    return process(value) if process and value is not None else value


def made(desk: Desk, dialect: Dialect) -> Iterator[tuple[Table, Iterable[Row]]]:
    """Each table with its rows."""
    yield CASES, desk.cases(dialect)
    yield TERMS, desk.terms(dialect)
    yield EVENTS, desk.events(dialect)
    yield TALLIES, desk.sums(dialect)


def fill_sqlite(file: str, desk: Desk) -> None:
    """Writes the desk into an empty, migrated file."""
    with sqlite3.connect(file) as plain:
        for pragma in FAST:
            plain.execute(f"PRAGMA {pragma}")
        for table, rows_ in made(desk, _dialect(f"sqlite:///{file}")):
            names = ",".join(column.name for column in table.columns)
            marks = ",".join("?" * len(table.columns))
            plain.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows_)  # noqa: S608
        plain.commit()
        plain.execute("PRAGMA journal_mode=WAL")
    plain.close()


async def fill_postgres(url: str, desk: Desk) -> None:
    """Writes the desk into an empty, migrated database, and lets PostgreSQL look at it once."""
    plain = await asyncpg.connect(url)
    await plain.execute("SET session_replication_role = replica")  # no reference is looked up
    for table, rows_ in made(desk, _dialect(url)):
        names = [column.name for column in table.columns]
        left = iter(rows_)
        while batch := list(islice(left, BATCH)):
            await plain.copy_records_to_table(table.name, records=batch, columns=names)
    await plain.execute("VACUUM ANALYZE")
    await plain.close()
