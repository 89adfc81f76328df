"""The channel's signing keys: read once, kept fresh, never in the way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import aiohttp
import pytest

from bot.keys import SigningKeys
from bot.rejections import KeysUnavailable, NotAuthentic
from tests.bot.conftest import Channel, Door


async def test_a_rotated_key_is_accepted_without_a_restart(door: Door) -> None:
    assert (await door.deliver(door.activity())).status == 200
    door.channel.rotate()

    assert (await door.deliver(door.activity())).status == 200
    assert door.channel.key_readings == 2


async def test_known_keys_are_not_read_again(door: Door) -> None:
    for _ in range(5):
        await door.deliver(door.activity())
    assert door.channel.key_readings == 1


async def test_a_slow_key_service_stops_nobody_else(
    door: Door, longest_pause: Callable[[], float]
) -> None:
    door.channel.key_delay = 2.0
    door.channel.rotate()
    rotated = asyncio.create_task(door.deliver(door.activity()))
    await asyncio.sleep(0.1)

    started = time.monotonic()
    known = await door.deliver(door.activity(), door.channel.token(pair=0))
    waited = time.monotonic() - started

    assert known.status == 200
    assert waited < 1.0
    assert (await rotated).status == 200
    assert longest_pause() < 0.25


async def test_many_with_an_unknown_key_share_one_reading(door: Door) -> None:
    door.channel.key_delay = 0.2
    door.channel.rotate()
    replies = await asyncio.gather(*(door.deliver(door.activity()) for _ in range(10)))

    assert {reply.status for reply in replies} == {200}
    assert door.channel.key_readings == 2


async def test_forged_key_ids_cause_one_reading_a_minute(
    channel: Channel, session: aiohttp.ClientSession
) -> None:
    now = 1000.0
    keys = SigningKeys(session, f"{channel.url}/openid", clock=lambda: now)
    await keys.start()
    for kid in ("a", "b", "c"):
        with pytest.raises(NotAuthentic):
            await keys.find(kid)
    assert channel.key_readings == 2

    now += 60
    channel.rotate()
    assert await keys.find("key-1")
    assert channel.key_readings == 3
    await keys.close()


async def test_a_waiter_that_gives_up_leaves_the_reading_to_the_others(
    door: Door, keys: SigningKeys
) -> None:
    door.channel.key_delay = 0.3
    door.channel.rotate()
    impatient = asyncio.create_task(keys.find("key-1"))
    patient = asyncio.create_task(keys.find("key-1"))
    await asyncio.sleep(0.05)
    impatient.cancel()

    assert (await patient).endorsements == {"msteams", "webchat"}


async def test_keys_are_read_again_after_a_day(
    channel: Channel, session: aiohttp.ClientSession
) -> None:
    keys = SigningKeys(session, f"{channel.url}/openid", every=0.05)
    await keys.start()
    channel.keys.clear()
    channel.rotate()
    await asyncio.sleep(0.3)

    channel.keys_down = True  # so that only the daily reading can have brought it
    assert await keys.find("key-0")
    await keys.close()


async def test_while_the_service_is_down_known_keys_stay_in_use(door: Door) -> None:
    door.channel.keys_down = True
    door.channel.rotate()

    unknown = await door.deliver(door.activity())
    known = await door.deliver(door.activity(), door.channel.token(pair=0))

    assert unknown.status == 503, "nobody can tell, so the sender may try again"
    assert known.status == 200


async def test_a_service_down_at_start_is_asked_again(
    channel: Channel, session: aiohttp.ClientSession
) -> None:
    channel.keys_down = True
    keys = SigningKeys(session, f"{channel.url}/openid", at_most_every=0)
    await keys.start()
    with pytest.raises(KeysUnavailable):
        await keys.find("first")

    channel.keys_down = False
    assert await keys.find("first")
    await keys.close()


async def test_a_key_that_cannot_be_read_spoils_no_other(
    channel: Channel, session: aiohttp.ClientSession
) -> None:
    broken = channel.keys[0].published() | {"kid": "broken", "n": "!"}

    class Odd:
        def published(self) -> dict[str, object]:
            return broken

    channel.keys.insert(0, Odd())  # type: ignore[arg-type]
    keys = SigningKeys(session, f"{channel.url}/openid")
    await keys.start()

    assert await keys.find("first")
    with pytest.raises(NotAuthentic):
        await keys.find("broken")
    await keys.close()
