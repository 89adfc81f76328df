"""What somebody tells in passing is taken as told: it fills gaps and never overrides."""

from __future__ import annotations

import pytest

from evidence.facts import (
    AADSTS,
    ERROR_CLASS,
    INVITED_ADDRESS,
    MAIL_ARRIVED,
    PRIVATE_WINDOW,
    SITE_LOCKED,
    WORKED_BEFORE,
    Fact,
    Trust,
)
from tests.dialogs.conftest import Talk

PAGE = "That didn't work\nIssue Type: User not in directory\n"


def _trust(talk: Talk, of: Fact) -> Trust:
    return talk.draft.complaint.answers[of.name].trust


def test_words_are_taken_as_told_and_asked_for_no_more(talk: Talk) -> None:
    talk.says("Marcus never received the invitation.")
    assert talk.told(ERROR_CLASS) == "mail.not-received"
    assert talk.told(MAIL_ARRIVED) == "no"
    assert _trust(talk, ERROR_CLASS) is Trust.TOLD
    talk.presses("intake.answer", field="reporter.side", answer="inviting")
    assert talk.asked == "case.invitedAddress"


def test_a_page_says_more_than_words_on_one(talk: Talk) -> None:
    talk.says("Marcus never received the invitation.").says(PAGE)
    assert talk.told(ERROR_CLASS) == "spo.user-not-in-directory"
    assert _trust(talk, ERROR_CLASS) is Trust.PASTED


def test_words_do_not_override_a_page(talk: Talk) -> None:
    talk.says(PAGE).says("Marcus never received the invitation.")
    assert talk.told(ERROR_CLASS) == "spo.user-not-in-directory"


def test_words_do_not_override_a_code(talk: Talk) -> None:
    talk.says("AADSTS50020").says("He never received the invitation.")
    assert talk.told(AADSTS) == 50020
    assert talk.told(ERROR_CLASS) == "aad.50020"


def test_words_do_not_override_what_was_answered(talk: Talk) -> None:
    talk.says("hello").presses("intake.answer", field="reporter.side", answer="invited")
    talk.presses("intake.answer", field=WORKED_BEFORE.name, answer="no")
    assert talk.told(WORKED_BEFORE) is False
    talk.says("By the way, it worked before.")
    assert talk.told(WORKED_BEFORE) is False


def test_an_answer_overrides_words(talk: Talk) -> None:
    talk.says("It worked before.")
    talk.presses("intake.answer", field=WORKED_BEFORE.name, answer="no")
    assert talk.told(WORKED_BEFORE) is False


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("In a private window it works.", True),
        ("Same error in incognito", False),
        # A plain yes or no is the answer to what was asked.
        ("no, the same error in incognito", False),
        ("yes", True),
    ],
)
def test_a_question_may_be_answered_in_words(talk: Talk, words: str, value: bool) -> None:
    talk.says("hello").presses("intake.answer", field="reporter.side", answer="invited")
    talk.presses("intake.answer", field=PRIVATE_WINDOW.name, answer=words)
    assert talk.told(PRIVATE_WINDOW) is value


def test_words_beside_an_address_do_not_make_it_the_invited_one_by_themselves(talk: Talk) -> None:
    talk.says("It worked before.")
    assert talk.told(INVITED_ADDRESS) == {"unknown": "not asked"}
    assert talk.asked == "reporter.side"


def test_an_administrators_listing_answers_a_question_and_more(talk: Talk) -> None:
    talk.says("hello").presses("intake.answer", field="reporter.side", answer="inviting")
    talk.presses(
        "intake.answer",
        field=SITE_LOCKED.name,
        answer="LockState : NoAccess\nSharingCapability : Disabled\n",
    )
    assert talk.told(SITE_LOCKED) is True
    assert _trust(talk, SITE_LOCKED) is Trust.PASTED
