"""Who counts as one who asks, how much they may ask, and that nobody fills the memory."""

from __future__ import annotations

import gc
import logging
import tracemalloc

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from web.pace import Pace, client

LINK, OTHER = "a-link", "another-link"


def request(*passed: str, method: str = "GET", path: str = "/h/x") -> object:
    headers = CIMultiDict([("X-Forwarded-For", one) for one in passed])
    return make_mocked_request(method, path, headers=headers)


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


def asked(pace: Pace, times: int, link: str, address: str, method: str = "GET") -> list[int]:
    one = request(address, method=method)
    return [pace.wait(one, link) for _ in range(times)]  # type: ignore[arg-type]


def test_an_address_is_slowed_down_on_all_links_together_and_others_are_not() -> None:
    pace = Pace(proxies=1)
    waits = [w for n in range(121) for w in asked(pace, 1, f"link-{n}", "203.0.113.9")]

    assert waits[:120] == [0] * 120
    assert 1 <= waits[120] <= 61
    assert asked(pace, 1, LINK, "203.0.113.10") == [0]


def test_a_link_is_slowed_down_for_all_addresses_together_and_others_are_not() -> None:
    pace = Pace(proxies=1)
    waits = [w for n in range(121) for w in asked(pace, 1, LINK, f"203.0.113.{n}")]

    assert waits[:120] == [0] * 120
    assert waits[120] > 0
    assert asked(pace, 1, OTHER, "203.0.113.1") == [0]


def test_fewer_forms_than_looks() -> None:
    pace = Pace(proxies=1)
    waits = asked(pace, 21, LINK, "203.0.113.9", "POST")

    assert waits[:20] == [0] * 20
    assert waits[20] > 0
    assert asked(pace, 1, LINK, "203.0.113.9") == [0], "reading goes on"


def test_what_has_no_link_counts_for_its_address_alone() -> None:
    pace = Pace(proxies=1)
    for n in range(200):
        assert asked(pace, 1, "", f"203.0.{n}.1") == [0]


def test_no_number_of_those_who_ask_fills_the_memory() -> None:
    pace, one = Pace(proxies=1), request("203.0.113.9")

    def flood(first: int) -> None:
        for n in range(first, first + 4_000):
            pace.wait(one, f"{n:043}")  # type: ignore[arg-type]

    flood(0)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    flood(4_000)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 1_300_000


def test_a_flood_is_one_line_in_the_log_without_whose_it_was(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    asked(Pace(proxies=1), 500, LINK, "203.0.113.9")

    [line] = caplog.messages
    assert "1 by address" in line
    assert "203.0" not in line
    assert LINK not in line
