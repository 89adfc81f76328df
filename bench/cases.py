"""What the desk's lists cost with many cases: the same questions to a small and a large desk.

    python -m bench.cases [--small N] [--large N] [--only sqlite|postgresql] [--postgres URL]

Generates cases straight into the tables (2-3 % of them open at the desk), asks the store, and
prints the median of 50 in milliseconds with warm caches: small, large, and their ratio. It needs
about 2 KB of disk a case in the temporary folder. Without an address it starts a PostgreSQL
server of its own; on a server that is given it makes two databases and drops them afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from bench.many_cases import AGENTS, NOW, PARTNERS, Desk, fill_postgres, fill_sqlite
from cases.lists import View
from cases.model import Case, CaseState, Event, EventKind
from cases.store import Store
from evidence.facts import INVITED_ADDRESS
from tests.databases import Postgres

TIMES, WARM = 50, 5
PAGE = 5  # rows: so that also the small desk has a 50th page
Ask = Callable[[], Awaitable[object]]
Figures = dict[str, list[float]]


async def asked(store: Store) -> dict[str, Ask]:
    """What is measured, by name."""
    some = await a_case(store)
    name, address = some.reporter.name.split(), str(some.complaint.value(INVITED_ADDRESS))
    partner, cause = str(some.partner), str(some.cause)
    found = {
        f"queue {view.value}, {which}": _lists(store, view, after)
        for view in View
        for which, after in (("first", ""), ("50th", await cursor(store, view)))
    }
    searches = {
        "number": str(some.number),
        "address": address,
        "domain": PARTNERS[0],
        "name": name[1],
        "beginning": name[1][:4],
        "state": "waiting",
        "two common words": f"{PARTNERS[0]} {name[0]}",
        "two rare words": f"{name[1]} {partner}",
        "three words": f"open {partner} {cause}",
        "nothing": "nobody@nowhere.example",
    }
    found |= {f"search {of}": _search(store, words) for of, words in searches.items()}
    found["group"] = lambda: store.group(partner, cause, 0, PAGE)
    found["group size"] = lambda: store.group_size(partner, cause)
    found["figures"] = lambda: store.figures("2026-10")
    found["save a case"] = _saves(store, some)
    return found


async def a_case(store: Store) -> Case:
    """An open one in the middle of the queue."""
    page = await store.queue(View.OPEN, AGENTS[0], NOW, "", PAGE)
    case = await store.case(page.rows[-1].number)
    assert case
    return case


async def cursor(store: Store, view: View) -> str:
    """Of the 50th page, or of the last where there are fewer."""
    after = ""
    for _ in range(49):
        behind = (await store.queue(view, AGENTS[0], NOW, after, PAGE)).after
        if not behind:
            break
        after = behind
    return after


def _lists(store: Store, view: View, after: str) -> Ask:
    return lambda: store.queue(view, AGENTS[0], NOW, after, PAGE)


def _search(store: Store, words: str) -> Ask:
    return lambda: store.search(words, NOW, "", PAGE)


def _saves(store: Store, case: Case) -> Ask:
    kept = [case]

    async def save() -> None:
        one = kept[-1]
        state = CaseState.NEW if one.state is CaseState.VERIFYING else CaseState.VERIFYING
        event = Event(EventKind.NOTED, NOW, "agent-1", {"role": "agent", "text": "seen"})
        kept.append(await store.save_case(replace(one, state=state), [event]))

    return save


async def measured(urls: Sequence[str]) -> Figures:
    """Median milliseconds of each database by what was asked."""
    stores = [await Store.open(url) for url in urls]
    questions = [await asked(store) for store in stores]
    found = {name: await medians([each[name] for each in questions]) for name in questions[0]}
    for store in stores:
        await store.close()
    return found


async def medians(asks: Sequence[Ask]) -> list[float]:
    """Each in turn, so that whatever else the machine does weighs on all of them."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(WARM + TIMES):
        for ask, of in zip(asks, times, strict=True):
            began = time.perf_counter()
            await ask()
            of.append((time.perf_counter() - began) * 1000)
    return [statistics.median(of[WARM:]) for of in times]


async def on_sqlite(sizes: Sequence[int]) -> Figures:
    with folder() as there:
        return await measured([await filled(f"sqlite:///{there}/{n}.db", n) for n in sizes])


async def on_postgres(sizes: Sequence[int], url: str) -> Figures:
    """On the server at this address or, without one, on its own."""
    if url:
        async with AsyncExitStack() as made:
            databases = [await made.enter_async_context(database(url, n)) for n in sizes]
            return await measured(databases)
    with folder() as there:
        server = Postgres.start(there)
        found = await measured([await filled(await server.create(), n) for n in sizes])
        server.stop()
        return found


async def filled(url: str, size: int) -> str:
    """The address, once that many cases are in this empty database."""
    await (await Store.open(url)).close()
    began = time.perf_counter()
    if url.startswith("sqlite"):
        fill_sqlite(url.removeprefix("sqlite:///"), Desk(size))
    else:
        await fill_postgres(url, Desk(size))
    sys.stderr.write(f"{size} cases made in {time.perf_counter() - began:.0f} s\n")
    return url


@contextmanager
def folder() -> Iterator[Path]:
    there = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        yield there
    finally:
        shutil.rmtree(there)


@asynccontextmanager
async def database(url: str, size: int) -> AsyncIterator[str]:
    """The address of a new database on that server, with that many cases."""
    server, name = await asyncpg.connect(url), f"bench_{size}"
    await server.execute(f"CREATE DATABASE {name}")
    try:
        address = make_url(url).set(database=name)
        yield await filled(address.render_as_string(hide_password=False), size)
    finally:
        await server.execute(f"DROP DATABASE {name}")
        await server.close()


def table(kind: str, sizes: Sequence[int], figures: Figures) -> str:
    """A line for each question."""
    lines = [f"{kind:<26}{sizes[0]:>12}{sizes[1]:>12}{'ratio':>8}"]
    for name, (small, large) in figures.items():
        lines.append(f"{name:<26}{small:>12.2f}{large:>12.2f}{large / small:>8.2f}")
    return "\n".join([*lines, "", ""])


async def main(chosen: argparse.Namespace) -> None:
    """Prints a table for each database."""
    sizes = chosen.small, chosen.large
    if chosen.only != "postgresql":
        sys.stdout.write(table("SQLite", sizes, await on_sqlite(sizes)))
    if chosen.only != "sqlite":
        sys.stdout.write(table("PostgreSQL", sizes, await on_postgres(sizes, chosen.postgres)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.cases")
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--postgres", default="", metavar="URL")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main(arguments()))
