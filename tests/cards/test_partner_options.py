"""What the partner's page may know of a case: the ways of their side, and no secret of anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards.partner_options import partner_view, remedies, view_as_judged
from cards.summaries.document import Document, Paragraph
from cards.summaries.on_page import Place, place_of
from cases.model import Side
from causes import CAUSES, classify
from causes.model import Cause
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
    SummaryReader,
    Trust,
    Value,
)
from tests.cards.casebook import diagnosis_of
from tests.cards.summaries.casebook import as_named, handed
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


def ways(of: Document) -> list[str]:
    """What the summary says can be done by its reader, first sentence by first sentence."""
    found = [s.parts[0] for s in of.sections if place_of(s.heading, "en") is Place.WAY]
    return [part.text for part in found if isinstance(part, Paragraph)]


@pytest.mark.parametrize("own", [*Side, None])
@pytest.mark.parametrize("of", CAUSES, ids=lambda cause: cause.id)
def test_the_page_lets_choose_the_ways_that_the_summary_shows_in_their_order(
    of: Cause, own: Side | None
) -> None:
    case = handed(cause=of)
    view = view_as_judged(case, diagnosis_of(of), own, "en")
    assert [option.what for option in view.options] == ways(
        as_named(case, SummaryReader.PARTNER, of, own)
    )


def asked(cause: Cause | None, own: Side | None) -> tuple[str, ...]:
    case = replace(made.case(1), facts=FACTS)
    judged = diagnosis_of(cause) if cause else classify(Facts())
    return tuple(a.value for a in view_as_judged(case, judged, own, "en").answers)


def test_where_nobody_can_tell_they_are_asked_what_they_see() -> None:
    assert asked(None, Side.INVITING) == ("seen", "question")


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: str(cause.id))
@pytest.mark.parametrize("own", sorted(Side))
def test_the_answers_fit_what_can_be_done(cause: Cause, own: Side) -> None:
    case = replace(made.case(1), facts=FACTS)
    view = view_as_judged(case, diagnosis_of(cause), own, "en")
    answers = {a.value for a in view.answers}

    assert "question" in answers
    assert ({"done", "chose", "cannot"} <= answers) == bool(view.options)
    assert ("intended" in answers) == (cause.deliberate and bool(view.options))
    assert "seen" not in answers
