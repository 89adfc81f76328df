"""The question on the card of an answer, taken up: what people know, and what a command prints."""

from __future__ import annotations

import pytest

from desk.commands import KeepCase, StartCheck
from evidence.facts import fact
from tests.dialogs.conftest import Talk

PAGE = "AADSTS50020: User account 'm@contoso.com' from identity provider 'live.com' does not exist"


@pytest.fixture
def checked(talk: Talk) -> Talk:
    talk.says("hello").presses("intake.answer", field="reporter.side", answer="inviting")
    talk.says(PAGE).says("marcus.jones@contoso.com")
    talk.says("https://fabrikam.sharepoint.com/sites/x").presses("intake.check")
    assert [type(c) for c in talk.commands] == [StartCheck]
    return talk


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("history.workedBefore", "yes", True),
        ("repro.whoFails", "someOfHome", "someOfHome"),
        ("link.audience", "organisation", "organisation"),
        ("host.site.locked", "no", False),
        ("host.site.sharingCapability", "existingOnly", "existingOnly"),
        ("host.entra.allowInvitesFrom", "adminsAndGuestInviters", "adminsAndGuestInviters"),
        ("host.entra.emailOtp", "disabled", "disabled"),
        ("home.crossCloudWorkerEnabled", "True", True),
        ("host.signIn.code", "53003", 53003),
        ("guest.createdAt", "2026-05-12", "2026-05-12T00:00:00Z"),
    ],
)
@pytest.mark.parametrize("typed", [True, False], ids=["typed into the chat", "chosen on the card"])
def test_an_answer_is_kept_and_starts_the_next_check(
    checked: Talk, field: str, said: str, kept: object, typed: bool
) -> None:
    asked = checked.presses("intake.change", field=field)
    assert asked.asked == field
    if typed:
        checked.says(said)
    else:
        checked.presses("intake.answer", field=field, answer=said)
    assert checked.told(fact(field)) == kept
    assert [type(c) for c in checked.commands] == [KeepCase, StartCheck]


@pytest.mark.parametrize("field", ["history.workedBefore", "host.site.locked"])
def test_dont_know_is_kept_too_and_starts_the_next_check(checked: Talk, field: str) -> None:
    checked.presses("intake.change", field=field).presses("intake.skip", field=field)
    assert checked.told(fact(field)) == {"unknown": "not known"}
    assert [type(c) for c in checked.commands] == [KeepCase, StartCheck]


def test_what_is_no_answer_is_asked_again(checked: Talk) -> None:
    checked.presses("intake.change", field="host.site.locked").says("LockState")
    assert (checked.asked, checked.problem) == ("host.site.locked", "not-yes-or-no")
    assert checked.commands == ()
