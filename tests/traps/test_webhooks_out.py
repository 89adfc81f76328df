"""Tickets on their way out: the receiver fails, hangs, takes it and says nothing, asks to wait,
leads elsewhere. However often it is sent, one ticket is made."""

from __future__ import annotations

import pytest

from cases.model import Case, EventKind
from tests.desk.postroom import DELIVERED, UNDELIVERED, Postroom, by_webhook
from tests.desk.receivers import DROPS, HANGS

A_DAY = 25.0  # hours: all tries


async def test_a_ticket_is_made_of_a_signed_request(room: Postroom, case: Case) -> None:
    delivery = await by_webhook(room, case)
    await room.settles()

    [post] = room.tickets.posts
    assert list(room.tickets.made) == [post.id] == [delivery.id]
    assert post.headers["Content-Type"] == "application/json"
    assert post.headers["Authorization"] == "Basic c2VjcmV0"
    assert post.headers["InviteDesk-Timestamp"] == str(int(room.now.timestamp()))
    assert (await room.now_of(delivery)).state is DELIVERED


@pytest.mark.parametrize(
    ("moods", "posts", "repeated"),
    [
        pytest.param([500, 503], 3, 1, id="fails: 500 may have taken it, 503 has not"),
        pytest.param([408, 425, 429], 4, 0, id="has no time"),
        pytest.param([502, 504], 3, 2, id="a gateway without an answer"),
        pytest.param([HANGS], 2, 1, id="takes it and hangs"),
        pytest.param([DROPS], 2, 1, id="takes it and closes"),
        pytest.param([DROPS, HANGS], 3, 2, id="both"),
    ],
)
async def test_a_ticket_system_in_trouble_ends_with_one_ticket(
    room: Postroom, case: Case, moods: list[int | str], posts: int, repeated: int
) -> None:
    room.tickets.will = list(moods)
    delivery = await by_webhook(room, case)
    await room.passes_time(hours=2)

    assert [post.id for post in room.tickets.posts] == [delivery.id] * posts
    assert len({post.body for post in room.tickets.posts}) == 1, "the same at every try"
    assert list(room.tickets.made) == [delivery.id]
    assert (await room.now_of(delivery)).state is DELIVERED
    assert (await room.events(case)).count(EventKind.DELIVERED) == 1
    assert await room.store.repeated_sends() == repeated


@pytest.mark.parametrize(
    ("status", "failed"),
    [
        (400, "refused"),
        (401, "no permission"),
        (403, "no permission"),
        (404, "gone"),
        (410, "gone"),
        (413, "too large"),
        (422, "refused"),
        (307, "moved"),
    ],
)
async def test_a_refusal_for_good_is_not_asked_again(
    room: Postroom, case: Case, status: int, failed: str
) -> None:
    room.tickets.will = [status]
    delivery = await by_webhook(room, case)
    await room.passes_time(hours=A_DAY)

    assert len(room.tickets.posts) == 1
    kept = await room.now_of(delivery)
    assert (kept.state, kept.failed) == (UNDELIVERED, failed)


async def test_nobody_is_followed_elsewhere(room: Postroom, case: Case) -> None:
    """The signed text would go to whoever the receiver names."""
    elsewhere = room.tickets.url.replace("/tickets", "/elsewhere")
    room.tickets.will = [(307, {"Location": elsewhere})]
    await by_webhook(room, case)
    await room.settles()

    assert (len(room.tickets.posts), room.tickets.strays) == (1, 0)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("90", 90), ("1", 5), ("999999999", 6 * 3600), ("no number", 5)],
    ids=["as asked", "never sooner than we would", "never longer than six hours", "nonsense"],
)
async def test_who_asks_to_wait_is_not_asked_before(
    room: Postroom, case: Case, asked: str, seconds: int
) -> None:
    room.tickets.will = [(429, {"Retry-After": asked})]
    await by_webhook(room, case)
    await room.settles()
    await room.settles(seconds=seconds - 1)
    assert len(room.tickets.posts) == 1

    await room.settles(seconds=1)
    assert len(room.tickets.made) == 1
