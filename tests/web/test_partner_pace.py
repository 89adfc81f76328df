"""Who counts as one who asks, how much they may ask, and that nobody fills the memory."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pytest
from multidict import CIMultiDict

from web.pace import ROOM, Of, Pace, client

PAGE, OTHER = "a-hand-off", "another-one"


@dataclass
class Came:
    """What is looked at of a request; a real one takes a millisecond to make."""

    headers: CIMultiDict[str]
    method: str = "GET"
    remote: str | None = None


def request(*passed: str, method: str = "GET") -> Came:
    return Came(CIMultiDict([("X-Forwarded-For", one) for one in passed]), method)


@pytest.mark.parametrize(
    ("passed", "proxies", "who"),
    [
        (["203.0.113.9"], 0, ""),  # nobody stands before us: anybody could have written it
        (["203.0.113.9"], 1, "203.0.113.9"),
        (["10.0.0.1, 203.0.113.9"], 1, "203.0.113.9"),  # the first one is made up
        (["10.0.0.1, 203.0.113.9, 192.0.2.7"], 2, "203.0.113.9"),
        (["10.0.0.1", "203.0.113.9"], 1, "203.0.113.9"),  # two headers are one list
        (["203.0.113.9"], 2, "203.0.113.9"),
        (["203.0.113.9:50123"], 1, "203.0.113.9"),
        (["2001:db8:1:2:3:4:5:6"], 1, "2001:db8:1:2::/64"),
        (["[2001:db8:1:2:ffff::9]:50123"], 1, "2001:db8:1:2::/64"),
        (["::ffff:203.0.113.9"], 1, "203.0.113.9"),
        (["fe80::1%eth0"], 1, "fe80::/64"),
        (["unknown"], 1, ""),
        ([""], 1, ""),
        ([], 1, ""),
    ],
)
def test_whose_request_it_is(passed: list[str], proxies: int, who: str) -> None:
    assert client(request(*passed), proxies) == who  # type: ignore[arg-type]


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def asked(pace: Pace, times: int, address: str, of: Of = Of.ADDRESS) -> list[int]:
    one = request(address)
    return [pace.wait(one, of) for _ in range(times)]  # type: ignore[arg-type]


def at(pace: Pace, times: int, hand_off: str, method: str = "GET") -> list[int]:
    one = request("203.0.113.9", method=method)
    return [pace.wait_at(one, hand_off) for _ in range(times)]  # type: ignore[arg-type]


@pytest.mark.parametrize("of", [Of.ADDRESS, Of.FETCH, Of.MISS])
def test_an_address_is_slowed_down_and_others_are_not(of: Of) -> None:
    pace = Pace(proxies=1, clock=Clock())
    waits = asked(pace, of.most + 1, "203.0.113.9", of)

    assert waits == [0] * of.most + [60]
    assert asked(pace, 1, "203.0.113.10", of) == [0]


def test_after_its_minute_it_may_go_on() -> None:
    clock = Clock()
    pace = Pace(proxies=1, clock=clock)
    asked(pace, 60, "203.0.113.9")
    clock.now += 59.5
    assert asked(pace, 61, "203.0.113.9") == [0] * 60 + [1]
    clock.now += 0.5
    assert asked(pace, 121, "203.0.113.9") == [0] * 120 + [60]


def test_a_hand_off_is_slowed_down_for_all_addresses_together_and_others_are_not() -> None:
    pace = Pace(proxies=1, clock=Clock())
    assert at(pace, 121, PAGE) == [0] * 120 + [60]
    assert at(pace, 1, OTHER) == [0]


def test_fewer_forms_than_looks() -> None:
    pace = Pace(proxies=1, clock=Clock())
    assert at(pace, 21, PAGE, "POST") == [0] * 20 + [60]
    assert at(pace, 1, PAGE) == [0], "reading goes on"


def test_nobody_shares_the_fate_of_another() -> None:
    pace = Pace(proxies=1, clock=Clock())
    for n in range(6_000):
        assert asked(pace, 1, f"10.{n // 256}.{n % 256}.1") == [0]
    asked(pace, 200, "203.0.113.9")
    refused = [n for n in range(6_000) if any(asked(pace, 1, f"10.{n // 256}.{n % 256}.1"))]
    assert refused == []


def test_no_number_of_those_who_ask_fills_the_memory_or_shuts_anybody_out() -> None:
    pace = Pace(proxies=1, clock=Clock())
    assert asked(pace, 121, "203.0.113.9")[-1] == 60
    for n in range(ROOM - 1):
        assert asked(pace, 1, f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}") == [0]
    assert asked(pace, 1, "203.0.113.9") == [60], "there is room for so many"

    assert asked(pace, 1, "198.51.100.7") == [0]
    assert asked(pace, 1, "203.0.113.9") == [0], "the first of them is let go of"


def test_a_flood_is_a_line_a_minute_in_the_log_without_whose_it_was(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    clock = Clock()
    pace = Pace(proxies=1, clock=clock)
    asked(pace, 500, "203.0.113.9")
    clock.now += 60
    asked(pace, 121, "203.0.113.9")

    assert [line.rpartition(": ")[2] for line in caplog.messages] == [
        "1 by address",
        "380 by address",
    ]
    assert "203.0" not in caplog.text


def test_addresses_behind_a_proxy_that_nobody_named_are_warned_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    unnamed, named = Pace(clock=Clock()), Pace(proxies=1, clock=Clock())
    asked(named, 2, "203.0.113.9")
    unnamed.wait(request(), Of.ADDRESS)  # type: ignore[arg-type]
    assert caplog.messages == []
    asked(unnamed, 3, "203.0.113.9")
    [line] = caplog.messages
    assert "PROXY_HOPS is 0" in line
    assert "203.0" not in line
