"""The second check is found in both logs by the ids that we gave it, as an attempt of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from evidence.facts import Reason, Value
from evidence.second_check import of_the_invitation
from tests.evidence.attempts import CORRELATION, complaint, tried
from tests.evidence.microsoft import NOW, SIGN_IN_CLIENT, Microsoft, reasons, values

HOST, HOME, CODE = "host.signIn.code", "home.signIn.code", "host.signIn.secondCheckCode"
OURS = {
    "host__signIn__secondCheckId": CORRELATION,
    "host__signIn__secondCheckApp": SIGN_IN_CLIENT.upper(),
}
STRANGE = "0a5f3b1c-0000-4000-8000-0000000000ff"
LONG_AGO = NOW - timedelta(hours=30)  # nobody would look there for the page's attempt
PAGES: dict[str, dict[str, Value]] = {
    "no page": {},
    "a page without ids": {"error__class": "spo.access-denied"},
    "a page the log does not know": {"error__correlationId": STRANGE},
    "an entry the log does not know": {"error__requestId": STRANGE},
}


def second(
    microsoft: Microsoft, code: int | None, host: bool = True, app: str = SIGN_IN_CLIENT, **who: str
) -> None:
    """Plays a second check that a tenant's log keeps."""
    tried(microsoft.world, code, LONG_AGO, host=host, home=not host, **who)
    last = microsoft.world.last_attempt
    assert last
    microsoft.world.last_attempt = replace(last, app=(app, "sign-in check"))


@pytest.mark.parametrize("host", [True, False])
@pytest.mark.parametrize("page", sorted(PAGES))
async def test_its_failure_is_found_beside_the_page_and_never_as_the_pages(
    microsoft: Microsoft, page: str, host: bool
) -> None:
    second(microsoft, 53003, host)
    told = complaint(microsoft, **PAGES[page])
    assert CODE not in values(await microsoft.check(microsoft.marcus, told))
    both = complaint(microsoft, **PAGES[page], **OURS)
    facts = await microsoft.check(microsoft.marcus, both)
    assert values(facts)[CODE] == 53003
    why = reasons(facts)
    assert {why[HOST], why[HOME]} <= {Reason.NOT_GIVEN, Reason.NOT_LOOKED_UP}


async def test_the_page_keeps_its_own_entry(microsoft: Microsoft) -> None:
    tried(microsoft.world, 500213, host=True)
    own, page = microsoft.world.last_attempt, "0a5f3b1c-0000-4000-8000-0000000000a1"
    assert own
    microsoft.world.sign_ins = (replace(own, correlation_id=page),)
    second(microsoft, 53003)
    told = complaint(microsoft, error__correlationId=page, **OURS)
    found = values(await microsoft.check(microsoft.marcus, told))
    assert (found[HOST], found[CODE]) == (500213, 53003)


@pytest.mark.parametrize("app", ["00000003-0000-0ff1-ce00-000000000000", STRANGE])
async def test_an_entry_of_another_application_is_not_ours(microsoft: Microsoft, app: str) -> None:
    second(microsoft, 53003, app=app)
    assert CODE not in values(await microsoft.check(microsoft.marcus, complaint(microsoft, **OURS)))


@pytest.mark.parametrize("code", [None, 65001, 50105, 700016, 90094, 50057])
async def test_getting_in_or_a_number_of_our_own_application_says_nothing(
    microsoft: Microsoft, code: int | None
) -> None:
    second(microsoft, code)
    facts = await microsoft.check(microsoft.marcus, complaint(microsoft, **OURS))
    assert CODE not in values(facts)
    assert reasons(facts)[HOST] is Reason.NOT_GIVEN


@pytest.mark.parametrize("host", [True, False])
async def test_an_id_that_somebody_else_signed_in_under_is_none_of_this_case(
    microsoft: Microsoft, host: bool
) -> None:
    second(microsoft, 50034, host, login="someone@contoso.com")
    facts = await microsoft.check(microsoft.marcus, complaint(microsoft, **OURS))
    assert CODE not in values(facts)


async def test_without_the_application_nothing_is_taken_for_it(microsoft: Microsoft) -> None:
    second(microsoft, 53003)
    told = complaint(microsoft, host__signIn__secondCheckId=CORRELATION)
    assert CODE not in values(await microsoft.check(microsoft.marcus, told))


@pytest.mark.parametrize(
    ("number", "tells"),
    [
        (50020, True),
        (53003, True),
        (500213, True),
        (500212, True),
        (None, False),
        (0, False),
        (50011, False),
        (50057, False),
        (50105, False),
        (65001, False),
        (65004, False),
        (90094, False),
        (90095, False),
        (650056, False),
        (70001, False),
        (700016, False),
        (7000112, False),
        (7000215, False),
    ],
)
def test_numbers_that_tell_of_the_invitation(number: int | None, tells: bool) -> None:
    """Not of our own application, and not of the account at home."""
    assert of_the_invitation(number) is tells
