"""The second check is found in both logs by the id that we gave it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evidence.facts import Reason, Value
from tests.evidence.attempts import CORRELATION, complaint, tried
from tests.evidence.microsoft import NOW, Microsoft, reasons, values

HOST, HOME = "host.signIn.code", "home.signIn.code"
OURS = {"host__signIn__secondCheckId": CORRELATION}
STRANGE = "0a5f3b1c-0000-4000-8000-0000000000ff"
LONG_AGO = NOW - timedelta(hours=30)  # nobody would look there for the page's attempt
PAGES: dict[str, dict[str, Value]] = {
    "no page": {},
    "a page without ids": {"error__class": "spo.access-denied"},
    "a page the log does not know": {"error__correlationId": STRANGE},
    "an entry the log does not know": {"error__requestId": STRANGE},
}


@pytest.mark.parametrize("page", sorted(PAGES))
async def test_its_failure_is_found_where_the_page_shows_none(
    microsoft: Microsoft, page: str
) -> None:
    tried(microsoft.world, 53003, LONG_AGO, host=True, home=True)
    told = complaint(microsoft, **PAGES[page])
    before = reasons(await microsoft.check(microsoft.marcus, told))
    assert {before[HOST], before[HOME]} <= {Reason.NOT_GIVEN, Reason.NOT_LOOKED_UP}
    both = complaint(microsoft, **PAGES[page], **OURS)
    found = values(await microsoft.check(microsoft.marcus, both))
    assert (found[HOST], found[HOME]) == (53003, 53003)


async def test_getting_in_there_says_nothing_of_the_page(microsoft: Microsoft) -> None:
    tried(microsoft.world, None, LONG_AGO, host=True, home=True)
    why = reasons(await microsoft.check(microsoft.marcus, complaint(microsoft, **OURS)))
    assert (why[HOST], why[HOME]) == (Reason.NOT_GIVEN, Reason.NOT_GIVEN)


async def test_an_id_that_somebody_else_signed_in_under_is_none_of_this_case(
    microsoft: Microsoft,
) -> None:
    tried(microsoft.world, 50034, LONG_AGO, host=True, home=True, login="someone@contoso.com")
    why = reasons(await microsoft.check(microsoft.marcus, complaint(microsoft, **OURS)))
    assert (why[HOST], why[HOME]) == (Reason.NOT_GIVEN, Reason.NOT_GIVEN)
