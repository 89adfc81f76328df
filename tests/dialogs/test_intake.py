"""The guided intake, as conversations."""

from __future__ import annotations

import pytest

from cards.screens import Elsewhere, Hello, Help, Understood
from cases.model import Person
from desk.commands import NEWEST, ForgetMe, KeepCase, StartCheck, Withdraw
from dialogs.draft import Draft, parse_draft
from evidence.facts import (
    ERROR_CLASS,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    LINK_KIND,
    REPORTER_SIDE,
    SIGNED_IN_AS,
)
from tests.dialogs.conftest import Talk

PAGE = """That didn't work
We're sorry, but mj4711@contoso.com can't be found in the fabrikam.sharepoint.com directory.
If that doesn't help, contact your support team and include these technical details:
Correlation ID: 5d8f1ba0-0000-4000-8000-1234567890ab
Date and Time: 11/20/2026 9:14:03 AM
URL: https://fabrikam.sharepoint.com/sites/project-x
User: mj4711@contoso.com
Issue Type: User not in directory
"""
LEGACY = (
    "https://fabrikam.sharepoint.com/sites/x/_layouts/15/acceptinvite.aspx?invitation=%7B5d8f%7D"
)


def _to_the_overview(talk: Talk) -> Talk:
    talk.says("hello").presses("intake.answer", field="reporter.side", answer="invited")
    talk.says(PAGE).says("marcus.jones@contoso.com")
    return talk


def test_hello_introduces_and_asks_the_first_question(talk: Talk) -> None:
    talk.says("Hello!")
    assert isinstance(talk.replies[0], Hello)
    assert talk.asked == "reporter.side"


def test_a_pasted_page_starts_it_and_only_what_is_missing_is_asked(talk: Talk) -> None:
    talk.says(PAGE)
    assert talk.told(ERROR_CLASS) == "spo.user-not-in-directory"
    assert talk.told(SIGNED_IN_AS) == "mj4711@contoso.com"
    assert any(isinstance(r, Understood) for r in talk.replies)
    assert talk.asked == "reporter.side"
    assert talk.presses("intake.answer", field="reporter.side", answer="invited").asked == (
        "case.invitedAddress"
    )
    talk.says("It went to marcus.jones@contoso.com")
    assert talk.told(INVITED_ADDRESS) == "marcus.jones@contoso.com"
    assert isinstance(talk.replies[-1], Understood)
    assert talk.replies[-1].missing == ()


def test_a_bare_link_starts_it(talk: Talk) -> None:
    talk.says(LEGACY)
    assert talk.told(LINK_KIND) == "acceptInvite"
    assert talk.told(HOST_DOMAIN) == "fabrikam.sharepoint.com"
    assert "5d8f" not in str(talk.draft.to_json())


def test_each_question_takes_typed_text_as_well_as_a_press(talk: Talk) -> None:
    talk.says("hi").says("invited")
    assert talk.told(REPORTER_SIDE) == "invited"
    assert talk.asked == "error.class"


def test_the_check_starts_when_nothing_is_missing(talk: Talk) -> None:
    _to_the_overview(talk).presses("intake.check")
    assert isinstance(talk.commands[-1], StartCheck)
    assert talk.commands[-1].number == 7
    assert talk.draft.checked


def test_the_check_asks_on_where_something_is_missing(talk: Talk) -> None:
    talk.says(PAGE).says("check")
    assert talk.asked == "reporter.side"
    assert not talk.commands


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        pytest.param("case.invitedAddress", "Marcus", "no-address", id="no address"),
        pytest.param("link.kind", "https:///x", "link-without-host", id="a link without a host"),
        pytest.param("link.sentAt", "2031-01-01", "time-in-future", id="a date to come"),
        pytest.param("link.sentAt", "03/04/2024", "ambiguous-date", id="a date of two readings"),
        pytest.param("reporter.side", "neither", "pick-one", id="a word that is no choice"),
        pytest.param(
            "invitee.upnEqualsInvited", "perhaps", "not-yes-or-no", id="neither yes nor no"
        ),
        pytest.param("case.invitedAddress", "", "empty", id="nothing at all"),
    ],
)
def test_bad_input_is_told_what_is_wrong_and_loses_nothing(
    talk: Talk, field: str, text: str, problem: str
) -> None:
    _to_the_overview(talk)
    before = talk.draft.complaint
    talk.presses("intake.change", field=field).presses("intake.answer", field=field, answer=text)
    assert (talk.asked, talk.problem) == (field, problem)
    assert talk.draft.complaint == before
    if field == "case.invitedAddress":
        talk.says("other@contoso.com")
        assert talk.told(INVITED_ADDRESS) == "other@contoso.com"


def test_thirty_kilobytes_are_read_as_far_as_they_go_and_said_so(talk: Talk) -> None:
    talk.says(PAGE + "x " * 15_000)
    assert "too-long" in talk.notes
    assert talk.told(ERROR_CLASS) == "spo.user-not-in-directory"


def test_i_dont_know_is_an_answer_and_is_not_asked_twice(talk: Talk) -> None:
    talk.says("hi").says("invited").says("I don't know")
    assert talk.told(ERROR_CLASS) == {"unknown": "not known"}
    assert talk.asked == "case.invitedAddress"


def test_a_page_pasted_to_another_question_is_taken_and_the_question_stays(talk: Talk) -> None:
    talk.says("hi").says("invited").says("I don't know")
    assert talk.asked == "case.invitedAddress"
    talk.says(PAGE)
    assert talk.told(SIGNED_IN_AS) == "mj4711@contoso.com"
    assert talk.told(INVITED_ADDRESS) == {"unknown": "not asked"}
    assert talk.asked == "case.invitedAddress"


@pytest.mark.parametrize("text", ["fabrikam", "fabrikam.sharepoint.com"])
def test_the_name_of_the_site_is_enough_for_the_link(talk: Talk, text: str) -> None:
    talk.says("hi").says("invited").says("I don't know").says("a@contoso.com")
    assert talk.asked == "link.kind"
    talk.says(text)
    assert talk.told(HOST_DOMAIN) == "fabrikam.sharepoint.com"
    assert isinstance(talk.replies[-1], Understood)


def test_back_asks_the_last_question_again_with_everything_kept(talk: Talk) -> None:
    _to_the_overview(talk).says("back")
    assert talk.asked == "case.invitedAddress"
    assert talk.told(INVITED_ADDRESS) == "marcus.jones@contoso.com"
    assert talk.says("back").asked == "error.class"
    assert talk.says("back").asked == "reporter.side"
    assert "nothing-to-go-back-to" in talk.says("back").notes


def test_help_works_at_every_point_and_changes_nothing(talk: Talk) -> None:
    for text in ("help", "hi", "invited", PAGE, "marcus.jones@contoso.com"):
        talk.says(text)
        before = talk.draft
        talk.says("help")
        assert isinstance(talk.replies[0], Help)
        assert talk.draft == before


def test_cancel_withdraws_the_unfinished_case_and_forgets_the_conversation(talk: Talk) -> None:
    _to_the_overview(talk).says("cancel")
    assert talk.commands == (Withdraw(7),)
    assert not talk.draft.begun


def test_start_again_begins_at_the_first_question(talk: Talk) -> None:
    _to_the_overview(talk).says("start again")
    assert talk.asked == "reporter.side"
    assert not talk.draft.begun


def test_a_corrected_answer_replaces_the_pasted_one_and_a_later_paste_does_not(talk: Talk) -> None:
    _to_the_overview(talk)
    talk.presses("intake.change", field="error.class")
    talk.presses("intake.answer", field="error.class", answer="AADSTS500212: blocked")
    assert talk.told(ERROR_CLASS) == "aad.500212"
    talk.presses("intake.change", field="case.invitedAddress").says("b@contoso.com")
    talk.says("The invitation was sent to c@contoso.com. AADSTS500213")
    assert talk.told(INVITED_ADDRESS) == "b@contoso.com"


def test_a_card_of_an_earlier_step_is_answered_with_the_current_one(talk: Talk) -> None:
    talk.says("hi")
    old = str(talk.draft.complaint.revision)
    talk.says("invited")
    talk.presses("intake.answer", field="reporter.side", answer="inviting", rev=old)
    assert talk.notes == ["stale-card"]
    assert talk.asked == "error.class"
    assert talk.told(REPORTER_SIDE) == "invited"


def test_an_answer_after_a_check_starts_the_next_one(talk: Talk) -> None:
    _to_the_overview(talk).presses("intake.check")
    talk.presses("intake.change", field="invitee.upnEqualsInvited")
    talk.presses("intake.answer", field="invitee.upnEqualsInvited", answer="no")
    assert [type(c) for c in talk.commands] == [KeepCase, StartCheck]


@pytest.mark.parametrize("rev", ["²", "9" * 5000, "-1", "", "1.0"])
def test_a_forged_revision_is_a_stale_card(talk: Talk, rev: str) -> None:
    talk.says("hi").presses("intake.answer", field="reporter.side", answer="invited", rev=rev)
    assert talk.notes == ["stale-card"]
    assert talk.asked == "reporter.side"


@pytest.mark.parametrize("number", ["9" * 5000, "٥٠٠٢٠"])
def test_a_forged_number_is_no_answer(talk: Talk, number: str) -> None:
    talk.says("hi").presses("intake.change", field="error.aadsts")
    assert talk.presses("intake.answer", field="error.aadsts", answer=number).problem == "pick-one"


def test_what_is_shown_again_has_lost_its_secrets(talk: Talk) -> None:
    talk.says("hi").presses("intake.change", field="case.invitedAddress")
    talk.says("https://onedrive.live.com/?authkey=SECRETSECRET12345")
    assert "SECRETSECRET12345" not in str(talk.replies)


def test_without_an_identity_nothing_is_opened(talk: Talk) -> None:
    talk.person = Person("29:nobody", "", "tenant-contoso")
    talk.says(PAGE)
    assert talk.notes == ["no-identity"]
    assert not talk.draft.begun


def test_of_two_addresses_none_is_taken_silently(talk: Talk) -> None:
    talk.says("hi").presses("intake.change", field="case.invitedAddress")
    talk.says("sent by denise@fabrikam.com to marcus@contoso.com")
    assert talk.problem == "several-addresses"
    assert talk.told(INVITED_ADDRESS) == {"unknown": "not asked"}


def test_a_page_in_an_unknown_language_is_asked_for_once(talk: Talk) -> None:
    talk.says("hi").says("invited")
    talk.says("Das hat nicht geklappt\nKorrelations-ID: 5d8f1ba0-0000-4000-8000-1234567890ab\n"
              "URL: https://fabrikam.sharepoint.com/sites/x")  # fmt: skip
    assert talk.asked == "case.invitedAddress"
    assert talk.told(HOST_DOMAIN) == "fabrikam.sharepoint.com"


def test_a_second_page_replaces_what_the_first_one_showed(talk: Talk) -> None:
    _to_the_overview(talk)
    talk.later().says("AADSTS500212: blocked")
    assert talk.told(ERROR_CLASS) == "aad.500212"
    assert talk.told(SIGNED_IN_AS) == {"unknown": "not asked"}
    assert talk.told(INVITED_ADDRESS) == "marcus.jones@contoso.com"


@pytest.mark.parametrize(
    ("text", "forgets"), [("yes", True), ("Ja!", True), ("no", False), ("AADSTS50020", False)]
)
def test_forgetting_can_be_confirmed_by_typing(talk: Talk, text: str, forgets: bool) -> None:
    _to_the_overview(talk).says("forget me").says(text)
    assert (ForgetMe() in talk.commands) is forgets
    assert talk.draft.begun is not forgets


def test_yes_means_nothing_where_nothing_is_to_be_confirmed(talk: Talk) -> None:
    _to_the_overview(talk).says("yes")
    assert talk.commands == ()


@pytest.mark.parametrize("text", ["status", "check again", "it works now"])
def test_without_an_open_case_the_newest_is_meant(talk: Talk, text: str) -> None:
    talk.says(text)
    [command] = talk.commands
    assert getattr(command, "number", None) == NEWEST


def test_in_a_channel_nothing_personal_is_asked(talk: Talk) -> None:
    talk.in_a_channel().says(PAGE)
    assert [type(r) for r in talk.replies] == [Elsewhere]
    assert not talk.draft.begun


def test_an_unknown_button_shows_where_things_stand(talk: Talk) -> None:
    talk.says("hi").presses("case.explode")
    assert talk.asked == "reporter.side"
    assert talk.notes == ["stale-card"]


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"schema": 99, "asking": "gone.fact", "case": "x"}, id="a later schema"),
        pytest.param({"schema": 1, "complaint": [], "path": {}}, id="wrong shapes"),
    ],
)
def test_a_draft_of_another_release_never_breaks_the_conversation(
    stored: dict[str, object],
) -> None:
    assert parse_draft(stored).complaint.answers == {}


def test_a_draft_that_asks_for_a_fact_that_left_starts_over_with_the_answers() -> None:
    talk = _to_the_overview(Talk())
    stored = {**talk.draft.to_json(), "schema": 0, "asking": "gone.fact"}
    kept = parse_draft(stored)
    assert kept.asking is None
    assert kept.complaint == talk.draft.complaint


def test_a_draft_survives_its_stored_form() -> None:
    talk = _to_the_overview(Talk(Draft(case=7)))
    assert parse_draft(talk.draft.to_json()) == talk.draft
