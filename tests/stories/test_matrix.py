"""A sample of the matrix: worlds of settings, played through the whole path and compared with the
gate that stopped the attempt. All of it: `python -m bench.matrix --pairs`."""

from __future__ import annotations

import pytest

from bench.matrix.rows import rows
from bench.matrix.table import Count, Result, Row

SAMPLE = 13  # every n-th world


def _counted(played: list[Row]) -> Count:
    count = Count()
    for row in played:
        count.add(row)
    return count


@pytest.mark.parametrize("permissions", ["minimum/none", "none/none"])
async def test_nobody_is_blamed_for_the_gate_of_another(permissions: str) -> None:
    played = await rows(permissions, each=SAMPLE)
    assert len(played) > 7
    assert [row for row in played if row.result is Result.WRONG] == []
    assert [row for row in played if row.certain and row.false] == []


async def test_with_all_permissions_every_cause_is_found() -> None:
    played = await rows("all/all", each=SAMPLE // 2)
    count = _counted([row for row in played if not row.blind])
    assert count.results[Result.RIGHT] == count.worlds
    assert sorted(count.asked)[len(count.asked) // 2] <= 3


async def test_two_settings_at_once_name_no_wrong_organisation() -> None:
    played = await rows("all/all", pairs=True, each=251)
    assert len(played) > 12
    assert [row for row in played if row.result is Result.WRONG] == []
    assert [row for row in played if row.certain and row.false] == []
