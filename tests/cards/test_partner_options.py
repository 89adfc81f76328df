"""What the partner's page may know of a case: the ways of their side, and no secret of anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards.partner_options import partner_view, remedies
from cases.model import Side
from evidence.facts import (
    GUEST_STATE,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    PROXY_ADDRESSES,
    SITE_PATH,
    UPN,
    UPN_EQUALS_INVITED,
    Fact,
    Facts,
    Observation,
    Trust,
    Value,
)
from tests.cases import made


def read(*seen: tuple[Fact, Value]) -> Facts:
    facts = Facts()
    for of, value in seen:
        facts = facts.with_(of, Observation(value, "graph", made.NOON, Trust.READ))
    return facts


FACTS = read(
    (INVITED_ADDRESS, "marcus.jones@contoso.com"),
    (HOST_DOMAIN, "fabrikam.sharepoint.com"),
    (SITE_PATH, "/sites/secret-plan"),
    (UPN, "mj4711@contoso.com"),
    (PROXY_ADDRESSES, frozenset({"smtp:hidden@contoso.com"})),
    (UPN_EQUALS_INVITED, False),
    (GUEST_STATE, "PendingAcceptance"),
)


@pytest.mark.parametrize("own", [Side.INVITING, Side.INVITED, None])
def test_nothing_leaves_that_the_allow_list_does_not_name(own: Side | None) -> None:
    view = partner_view(replace(made.case(1), facts=FACTS), own, "en")

    assert "mj4711" not in repr(view)
    assert "hidden@" not in repr(view)
    assert "secret-plan" not in repr(view)


@pytest.mark.parametrize(
    ("own", "writes", "side"),
    [
        (Side.INVITING, "fabrikam.sharepoint.com", Side.INVITED),
        (Side.INVITED, "contoso.com", Side.INVITING),
        (None, "", None),
    ],
)
def test_who_writes_to_whom(own: Side | None, writes: str, side: Side | None) -> None:
    view = partner_view(replace(made.case(1), facts=FACTS), own, "en")
    assert (view.writes, view.side) == (writes, side)


def test_each_side_is_offered_its_own_ways() -> None:
    case = replace(made.case(1), facts=FACTS)
    theirs = {o.id for o in partner_view(case, Side.INVITING, "en").options}
    ours = {o.id for o in partner_view(case, Side.INVITED, "en").options}

    assert theirs
    assert ours
    assert not theirs & ours
    assert theirs | ours <= remedies()
