"""What is asked next: only what could change who must act, and how."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from causes import classify
from causes.attempt import PAGES
from causes.model import Certainty
from evidence.facts import ERROR_CLASS, FACTS, Fact, Facts, Kind, Observation, Trust, Unknown, parse
from tests.causes.stories import (
    CONTOSO,
    INVITED,
    NAMES_READ,
    OF_ANOTHER,
    OF_CONTOSO,
    SIGN_IN_NAME,
    Known,
    facts,
)


def _asked(read: Known | None = None, told: Known | None = None) -> tuple[str, ...]:
    return classify(facts(read, told)).questions


def test_of_nothing_the_page_comes_first_and_every_name_is_a_fact() -> None:
    asked = _asked()
    assert asked[0] == "error.class"
    assert set(asked) <= set(FACTS)
    assert {"case.invitedAddress", "guest.exists"} <= set(asked)


@pytest.mark.parametrize(
    "told",
    [
        {"error.aadsts": 500212},
        {"error.aadsts": 53003},
        {"error.class": "spo.guest-settings-updated"},
    ],
    ids=["outbound", "conditional access", "passcode gone"],
)
def test_a_page_that_names_its_cause_leaves_nothing_to_ask(told: Known) -> None:
    assert _asked(told=told) == ()


def test_what_is_known_is_not_asked_again() -> None:
    known = {"case.invitedAddress": INVITED, "guest.exists": True, "link.kind": "shortShare"}
    asked = _asked(known, {"error.aadsts": 50020})
    assert not set(known) & set(asked)
    assert "error.class" not in asked


def test_a_derived_fact_is_asked_for_by_its_parts() -> None:
    asked = _asked(
        {"guest.exists": True}, {"error.aadsts": 50020, "error.signedInAs": SIGN_IN_NAME}
    )
    assert "usedUpn" not in asked
    assert asked[0] == "case.invitedAddress"


def test_a_stage_the_attempt_got_past_is_not_asked_about() -> None:
    asked = _asked(told={"error.class": "spo.access-denied"})
    assert "home.xtap.outboundAllows" not in asked
    assert "invitee.upnEqualsInvited" not in asked


def test_what_would_come_later_anyway_is_not_asked_about() -> None:
    asked = _asked({"host.spo.sharingCapability": "disabled"})
    assert "home.xtap.outboundAllows" not in asked
    assert "guest.externalUserState" not in asked


def test_the_unread_half_of_a_pair_is_asked_about() -> None:
    asked = _asked(told={"error.class": "inviter.xtap"})
    assert "host.xtap.inboundAllows" in asked
    assert "home.xtap.outboundAllows" in asked


def test_of_a_refusal_the_account_and_the_name_come_first() -> None:
    asked = _asked(told={"error.aadsts": 50020})
    first = ["error.signedInAs", "case.invitedAddress", "invitee.upnEqualsInvited"]
    assert [of for of in asked if of != "link.kind"][:3] == first


@pytest.mark.parametrize(
    "told",
    [{}, {"error.aadsts": 50020}, {"link.sentAt": "2023-05-02", "error.aadsts": 50020}],
    ids=["nothing", "a refusal", "a refusal and an old mail"],
)
def test_a_link_that_would_be_dead_is_asked_for(told: Known) -> None:
    assert "link.kind" in _asked(told=told)[:3]


def test_behind_a_page_that_says_nothing_no_setting_is_asked_for_before_the_account() -> None:
    asked = _asked(told={"error.class": "spo.generic-didnt-work"})
    before = asked[: asked.index("error.signedInAs")]
    assert not [name for name in before if name.startswith("host.")]


@pytest.mark.parametrize("page", [{"error.aadsts": 50020}, {"error.class": "picker.not-in-tenant"}])
def test_what_an_administrator_must_look_up_comes_after_what_people_know(page: Known) -> None:
    asked = _asked(told=page)
    looked_up = [name.startswith(("guest.", "siteuser.")) for name in asked]
    assert any(looked_up)
    assert looked_up == sorted(looked_up)


def test_the_age_of_the_mail_is_of_no_consequence_where_entra_refused() -> None:
    code = {"error.aadsts": 50020}
    assert "link.sentAt" not in _asked({"guest.exists": True}, code)


def test_another_address_on_the_page_is_first_a_matter_of_names() -> None:
    asked = _asked(
        told={
            "error.class": "spo.user-not-in-directory",
            "error.signedInAs": "mj@corp.example",
            "case.invitedAddress": INVITED,
            "link.kind": "shortShare",
        }
    )
    assert asked[0] == "invitee.upnEqualsInvited"


def test_one_answer_that_decides_comes_before_two_that_must_meet() -> None:
    asked = _asked(told={"error.aadsts": 50020})
    assert asked.index("invitee.accountKind") < asked.index("error.idp")


def test_after_the_retirement_the_requirement_is_of_no_consequence() -> None:
    asked = _asked({**NAMES_READ, "link.kind": "acceptInvite"})
    assert "host.requireMatch" not in asked


def test_a_missing_guest_may_be_a_deleted_one() -> None:
    asked = _asked({"guest.exists": False, "link.kind": "shortShare"}, {"error.aadsts": 50020})
    assert "guest.softDeleted" in asked


_OTHERS, _PRIVATE, _ODD = "somebody@else.example", "mj@outlook.com", "info+mj'@contoso.com"
_KINDS: dict[Kind, list[object]] = {
    Kind.TRUTH: [True, False],
    Kind.NUMBER: [50020, 500212, 500213, 53003, 50126],
    Kind.TEXT: [INVITED, SIGN_IN_NAME, _OTHERS, _PRIVATE, _ODD, OF_CONTOSO, OF_ANOTHER, CONTOSO],
    Kind.TEXTS: [[f"SMTP:{INVITED}"], [f"smtp:{INVITED}", f"SMTP:{_OTHERS}"]],
    Kind.TIME: ["2018-12-01", "2026-01-01", "2026-11-20", "2026-11-22T08:55:00Z"],
}
_PAGES = (*PAGES, "spo.generic-didnt-work", "aad.50020", "aad.50034", "aad.90072", "aad.500212")
# The clock, the law of the day, and what the page already gives.
_GIVEN = {"now", "host.legacyInvitationsHonoured", "error.class", "error.aadsts"}
_GUESSES = sorted(FACTS.keys() - _GIVEN)


def _answers(of: Fact) -> list[object]:
    raw = _PAGES if of is ERROR_CLASS else _KINDS.get(of.kind, sorted(of.words))
    return [each for each in raw if not isinstance(parse(of, each), Unknown)]


def _with(known: Facts, of: Fact, answer: object, trust: Trust = Trust.READ) -> Facts:
    return known.with_(of, Observation(parse(of, answer), "test", None, trust))


def _some_facts(seed: int) -> Facts:
    chance = random.Random(seed)
    known = facts()
    if chance.random() < 0.8:
        known = _with(known, ERROR_CLASS, chance.choice(_PAGES), Trust.PASTED)
    for name in chance.sample(_GUESSES, chance.randrange(7)):
        if answers := _answers(FACTS[name]):
            trust = chance.choice([Trust.TOLD, Trust.READ])
            known = _with(known, FACTS[name], chance.choice(answers), trust)
    return known


def _told(known: Facts) -> tuple[object, ...]:
    diagnosis = classify(known, ask=False)
    return diagnosis.cause, diagnosis.mode, diagnosis.acts, diagnosis.remedies


def _moves(known: Facts, name: str) -> bool:
    """Whether some answer to this question changes what a person is told."""
    now, of = _told(known), FACTS[name]
    return any(_told(_with(known, of, answer)) != now for answer in _answers(of))


def _matters(known: Facts, name: str, others: Sequence[str], chance: random.Random) -> bool:
    """The same, at once or after some of the other questions were answered."""
    return _moves(known, name) or any(
        _moves(_answered(known, others, chance), name) for _ in range(60)
    )


def _answered(known: Facts, names: Sequence[str], chance: random.Random) -> Facts:
    for name in chance.sample(names, chance.randint(1, len(names))) if names else ():
        known = _with(known, FACTS[name], chance.choice(_answers(FACTS[name])))
    return known


SEEDS = range(100, 160)


def test_some_answer_to_the_first_question_changes_what_a_person_is_told() -> None:
    """Of many things that may be known, at random; names cannot be tried out beforehand."""
    for seed in SEEDS:
        known = _some_facts(seed)
        diagnosis = classify(known)
        asked = [name for name in diagnosis.questions if FACTS[name].kind is not Kind.TEXT]
        for name in asked[:1]:
            others = [other for other in diagnosis.questions[:6] if other != name]
            assert _matters(known, name, others, random.Random(seed)), (seed, name)
        if diagnosis.certainty is Certainty.CANNOT_TELL and not diagnosis.beyond:
            assert diagnosis.questions, seed


def test_after_a_certain_answer_nothing_is_asked_that_cannot_shake_it() -> None:
    half_read = facts({"host.xtap.inboundAllows": False}, {"error.class": "inviter.xtap"})
    known = [half_read, *map(_some_facts, SEEDS)]
    certain = [of for of in known if classify(of, ask=False).certainty is Certainty.CERTAIN]
    assert len(certain) > len(known) / 10
    asked = [(of, name) for of in certain for name in classify(of).questions]
    assert (half_read, "home.xtap.outboundAllows") in asked
    assert [name for of, name in asked if not _moves(of, name)] == []
