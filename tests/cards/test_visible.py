"""Nobody learns what they may not: facts as each reader may see them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cards.visible import COMPARISONS, Viewer, known_to, visible
from cases.model import Side
from evidence.facts import (
    ACCOUNT_ENABLED,
    ACCOUNT_FOUND,
    CHECK_PACK,
    FACTS,
    GUEST_EXISTS,
    PARTNER_PAGE,
    SECOND_CHECK,
    SIGN_IN_CHECK,
    SIGNED_IN_AS,
    SPO_DOMAIN_MODE,
    UPN,
    UPN_EQUALS_INVITED,
    Audience,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
    Value,
)

AT = datetime(2026, 11, 22, 10, 43, tzinfo=UTC)
HIDDEN = Observation(Unknown(Reason.NOT_RELEASED), "", None, Trust.TOLD)


def _read(value: Value | Unknown) -> Observation:
    return Observation(value, "G1", AT, Trust.READ)


@pytest.mark.parametrize(
    ("readers", "viewer", "sees"),
    [
        (Audience.EVERYONE, Viewer(None), True),
        (Audience.EVERYONE, Viewer(Side.INVITING), True),
        (Audience.AGENTS, Viewer(Side.INVITING), False),
        (Audience.AGENTS, Viewer(Side.INVITED), False),
        (Audience.AGENTS, Viewer(None, agent=True), True),
        (Audience.INVITED_SIDE, Viewer(Side.INVITED), True),
        (Audience.INVITED_SIDE, Viewer(Side.INVITED, agent=True), True),
        (Audience.INVITED_SIDE, Viewer(Side.INVITING), False),
        (Audience.INVITED_SIDE, Viewer(Side.INVITING, agent=True), False),
        (Audience.INVITED_SIDE, Viewer(None), False),
        (Audience.INVITED_SIDE, Viewer(None, agent=True), False),
    ],
)
def test_each_fact_names_its_readers(readers: Audience, viewer: Viewer, sees: bool) -> None:
    plain = (f for f in FACTS.values() if f.name not in COMPARISONS)
    for of in (f for f in plain if f.readers is readers):
        shown = visible(Facts().with_(of, _read(Unknown(Reason.AMBIGUOUS))), viewer)
        assert shown.judged(of) == (_read(Unknown(Reason.AMBIGUOUS)) if sees else HIDDEN)


def test_the_sign_in_name_goes_but_whether_it_differs_stays() -> None:
    facts = (
        Facts()
        .with_(UPN, _read("mj4711@contoso.com"))
        .with_(SIGNED_IN_AS, _read("mj4711@contoso.com"))
        .with_(UPN_EQUALS_INVITED, _read(False))
        .with_(SPO_DOMAIN_MODE, _read("allowList"))
    )
    shown = visible(facts, Viewer(Side.INVITING))
    assert "mj4711" not in repr(shown)
    assert shown.value(UPN_EQUALS_INVITED) is False
    assert visible(facts, Viewer(Side.INVITED)).value(UPN) == "mj4711@contoso.com"


def test_every_observation_of_a_hidden_fact_goes_told_ones_too() -> None:
    facts = Facts().with_(UPN, _read("one@contoso.com"), _read("two@contoso.com"))
    assert visible(facts, Viewer(Side.INVITING)).observations[UPN.name] == (HIDDEN,)


@pytest.mark.parametrize(
    "answer", [True, False, Unknown(Reason.NOT_GIVEN), Unknown(Reason.AMBIGUOUS)]
)
def test_what_is_left_does_not_tell_whether_the_account_exists(answer: Value | Unknown) -> None:
    shown = visible(Facts().with_(ACCOUNT_FOUND, _read(answer)), Viewer(Side.INVITING))
    assert shown.judged(ACCOUNT_FOUND) == HIDDEN


def test_a_missing_consent_is_no_secret() -> None:
    refused = _read(Unknown(Reason.NO_CONSENT, "tenant of mj4711@contoso.com"))
    shown = visible(Facts().with_(UPN, refused), Viewer(Side.INVITING))
    assert shown.value(UPN) == Unknown(Reason.NO_CONSENT)


def test_what_everybody_may_see_is_left_alone() -> None:
    facts = Facts().with_(GUEST_EXISTS, _read(True))
    assert visible(facts, Viewer(None)).observations == facts.observations


def test_an_answer_for_the_inviting_side_rests_on_nothing_private_that_was_read() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    facts = Facts().with_(UPN, Observation("mj@contoso.com", "G1", at, Trust.READ))
    facts = facts.with_(SIGNED_IN_AS, Observation("guess@contoso.com", "x", at, Trust.TOLD))
    known = known_to(facts, Viewer(Side.INVITING))
    assert known.value(UPN) == Unknown(Reason.NOT_RELEASED)
    assert known.value(SIGNED_IN_AS) == "guess@contoso.com"
    assert known_to(facts, Viewer(Side.INVITED)) == facts


def test_why_a_comparison_failed_does_not_tell_whether_there_is_an_account() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    absent = Observation(Unknown(Reason.NOT_GIVEN), "G1", at, Trust.READ)
    facts = Facts().with_(UPN_EQUALS_INVITED, absent)
    hidden = visible(facts, Viewer(Side.INVITING)).judged(UPN_EQUALS_INVITED)
    assert hidden == Observation(Unknown(Reason.NOT_RELEASED), "", None, Trust.TOLD)


INVITER = Viewer(Side.INVITING)
READ_TRUE = Observation(True, "G1", AT, Trust.READ)
TOLD_TRUE = Observation(True, "the person", AT, Trust.TOLD)
PACK_FALSE = Observation(False, CHECK_PACK, AT, Trust.PASTED)
PACK_NOTHING = Observation(Unknown(Reason.NOT_KNOWN), CHECK_PACK, AT, Trust.PASTED)
SIGNED_IN_FALSE = Observation(False, SIGN_IN_CHECK, AT, Trust.SIGNED_IN)
PAGE_FALSE = Observation(False, PARTNER_PAGE, AT, Trust.TOLD)
SECOND_FALSE = Observation(False, SECOND_CHECK, AT, Trust.PASTED)


@pytest.mark.parametrize(
    ("seen", "shown", "rests_on"),
    [
        pytest.param((PACK_FALSE,), (PACK_FALSE,), False, id="their IT sent it"),
        pytest.param((SIGNED_IN_FALSE,), (SIGNED_IN_FALSE,), False, id="the person released it"),
        pytest.param((READ_TRUE,), (HIDDEN,), None, id="only read"),
        pytest.param((READ_TRUE, PACK_FALSE), (PACK_FALSE,), False, id="released, and read too"),
        pytest.param((PACK_NOTHING,), (HIDDEN,), None, id="a pack that could not read it"),
        pytest.param((TOLD_TRUE,), (HIDDEN,), True, id="the reporter's own words are not shown"),
        pytest.param((TOLD_TRUE, PACK_FALSE), (PACK_FALSE,), False, id="released beats told"),
        pytest.param((PAGE_FALSE,), (HIDDEN,), None, id="only told on the page"),
        pytest.param((SECOND_FALSE,), (HIDDEN,), None, id="learned at the inviting tenant"),
    ],
)
def test_of_what_was_released_everybody_sees_that_and_nothing_else(
    seen: tuple[Observation, ...], shown: tuple[Observation, ...], rests_on: bool | None
) -> None:
    facts = Facts().with_(ACCOUNT_ENABLED, *seen)
    assert visible(facts, INVITER).observations[ACCOUNT_ENABLED.name] == shown
    judged = known_to(facts, INVITER).value(ACCOUNT_ENABLED)
    assert judged is rests_on if rests_on is not None else isinstance(judged, Unknown)
    assert visible(facts, Viewer(Side.INVITED)) == facts


def test_the_invited_side_releases_nothing_of_what_is_for_agents() -> None:
    facts = Facts().with_(SPO_DOMAIN_MODE, Observation("allowList", CHECK_PACK, AT, Trust.PASTED))
    assert visible(facts, INVITER).judged(SPO_DOMAIN_MODE) == HIDDEN
