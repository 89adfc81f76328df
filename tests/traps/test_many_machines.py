"""Three processes on one database: every delivery reaches all of them, one is killed on the way."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cases.model import CaseState, EventKind
from tests.bot.conftest import Json, Reply
from tests.databases import Postgres
from tests.living_sandbox import text_of
from tests.traps.deployment import CASES, CREATES, MAIL, PAGE
from tests.traps.fleet import Everywhere, Fleet, fleet

REPORTERS = 6
ONCE = (EventKind.OPENED, EventKind.PASSED_TO_DESK, EventKind.TAKEN)


@pytest.fixture
async def machines(
    postgres: Postgres, tmp_path: Path, pair: rsa.RSAPrivateKey
) -> AsyncIterator[Fleet]:
    async with fleet(await postgres.create(), tmp_path, pair) as made:
        await made.starts(3)
        yield made


async def _reports(person: Everywhere) -> None:
    await person.says(PAGE)
    await person.presses("intake.answer", field="reporter.side", answer="invited")
    await person.presses("intake.answer", field="case.invitedAddress", answer=MAIL)
    await person.presses("intake.check")


async def _passes(person: Everywhere) -> None:
    await person.card_with("case.pass")
    await person.presses("case.pass")


async def _set_up(machines: Fleet) -> None:
    administrator = _in_channel(machines, "ada")
    await administrator.says("desk here")
    await machines.settled()


def _in_channel(machines: Fleet, name: str) -> Everywhere:
    person = machines.in_channel(name)
    everywhere = machines.everywhere(person)
    everywhere.message = person.message  # type: ignore[method-assign]  # with the mention
    return everywhere


async def _both_take(one: Everywhere, other: Everywhere, card: Json) -> list[Reply]:
    return await asyncio.gather(
        *(person.tells(person.press(card, "desk.take")) for person in (one, other))
    )


async def test_every_case_is_there_once_and_whole(machines: Fleet) -> None:
    await _set_up(machines)
    people = [machines.reporter() for _ in range(REPORTERS)]
    await asyncio.gather(*(_reports(person) for person in people))
    await machines.kills(machines.machines[0])  # while the checks run
    await machines.settled()  # a lease has to end before another machine goes on
    await asyncio.gather(*(_passes(person) for person in people))
    await machines.settled()

    amara, ben = _in_channel(machines, "amara"), _in_channel(machines, "ben")
    cards = [c for c in amara.cards() if "desk.take" in json.dumps(c)]
    assert len(cards) >= REPORTERS
    for both in await asyncio.gather(*(_both_take(amara, ben, card) for card in cards)):
        told = [text_of(reply.json["value"]) for reply in both]
        winners = [
            name
            for name in ("Amara", "Ben")
            if all(f"Has it: {name}" in " ".join(t.split()) for t in told)
        ]
        assert len(winners) == 1, "both see who has it"
    await machines.settled()

    await _every_case_is_whole(machines)
    await _what_happened_twice_is_counted(machines)


async def _every_case_is_whole(machines: Fleet) -> None:
    rows = await machines.asked("SELECT number, state, triage, diagnosis FROM cases")
    assert len(rows) == REPORTERS
    owners = {json.loads(triage)["owner"]["name"] for _, _, triage, _ in rows}
    assert owners <= {"Amara", "Ben"}
    assert all(json.loads(diagnosis)["cause"] for *_, diagnosis in rows)
    assert all(
        CaseState(state) not in (CaseState.DRAFT, CaseState.DIAGNOSING) for _, state, *_ in rows
    )
    events = await machines.asked("SELECT case_number, kind FROM events")
    for number, *_ in rows:
        happened = Counter(kind for case, kind in events if case == number)
        assert {kind: happened[kind.value] for kind in ONCE} == dict.fromkeys(ONCE, 1)
        assert happened[EventKind.CHECKED.value] == 1


async def _what_happened_twice_is_counted(machines: Fleet) -> None:
    """Design, 8: a kill between send and record may repeat that one message."""
    repeated = "SELECT value FROM counters WHERE name = 'repeated sends'"
    [[counted]] = await machines.asked(repeated)
    begun = [p for p in machines.channel.posted if p.path.endswith(CREATES)]
    threads = [p for p in begun if p.body["channelData"]["channel"]["id"] == CASES]
    assert REPORTERS <= len(threads) <= REPORTERS + counted
    checks = [
        p for p in machines.channel.posted if p.method == "POST" and "Checking" in str(p.body)
    ]
    assert len(checks) <= counted
