"""Links to the partner's page: long, new each time, never kept in plain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.hand_off import HandOff
from desk.links import Links
from evidence.facts import SummaryReader
from tests.cases.made import ANN

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HAND_OFF = HandOff(
    "a" * 32, 1, SummaryReader.PARTNER, "en", "made", "sent", ANN, NOON, NOON + timedelta(days=14)
)


class Kept:
    """A store that keeps tokens, of hand-offs that are still there."""

    def __init__(self, there: bool = True) -> None:
        self.there = there
        self.tokens: list[str] = []

    async def keep_link(self, token: str, hand_off_id: str, at: datetime) -> bool:
        self.tokens.append(token)
        return self.there


async def test_a_link_is_new_each_time_and_as_long_as_nobody_guesses() -> None:
    kept = Kept()
    links = Links(kept, "https://desk.example/")
    made = {await links.mint(HAND_OFF, NOON) for _ in range(50)}

    assert len(made) == 50
    assert made == {f"https://desk.example/h/{token}" for token in kept.tokens}
    assert {len(token) for token in kept.tokens} == {43}


async def test_a_file_has_one_link_of_its_own_that_does_not_tell_the_files_token() -> None:
    kept = Kept()
    links, other = Links(kept, "https://desk.example"), replace(HAND_OFF, id="b" * 32)
    made = [await links.of_file(HAND_OFF, "file-token", NOON) for _ in range(3)]
    made.append(await links.of_file(HAND_OFF, "another-token", NOON))
    made.append(await links.of_file(other, "file-token", NOON))

    assert [made.count(link) for link in made] == [3, 3, 3, 1, 1]
    assert {len(token) for token in kept.tokens} == {43}
    assert "file-token" not in str(kept.tokens)


@pytest.mark.parametrize(
    "hand_off",
    [
        replace(HAND_OFF, expires_at=None),
        replace(HAND_OFF, expires_at=NOON),
        replace(HAND_OFF, revoked_at=NOON),
    ],
    ids=["no page", "expired", "revoked"],
)
async def test_a_page_that_does_not_open_gets_no_link(hand_off: HandOff) -> None:
    kept = Kept()
    links = Links(kept, "https://desk.example")
    assert await links.mint(hand_off, NOON) == ""
    assert await links.of_file(hand_off, "file-token", NOON) == ""
    assert kept.tokens == []


async def test_without_a_public_address_or_a_hand_off_there_is_none() -> None:
    assert await Links(Kept(), "").mint(HAND_OFF, NOON) == ""
    assert await Links(Kept(there=False), "https://desk.example").mint(HAND_OFF, NOON) == ""
