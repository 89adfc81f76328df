"""A changed text is looked through for what must not leave to its reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards.summaries import markdown
from cards.summaries.unreleased import unreleased
from cards.visible import Viewer
from cases.model import Side
from evidence import facts as f
from evidence.facts import Complaint, Observation, SummaryReader, Trust
from tests.cards.casebook import AT, SIGN_IN_NAME, case, facts
from tests.cards.summaries.casebook import handed, released, summed

DESK, PARTNER = SummaryReader.DESK, SummaryReader.PARTNER
REPORTER, MANAGEMENT = SummaryReader.REPORTER, SummaryReader.MANAGEMENT
NAME = "Invited person's sign-in name"


@pytest.mark.parametrize(
    "typed",
    [
        f"He signs in as {SIGN_IN_NAME}.",
        "He signs in as MJ4711@Contoso.COM",
        "His name there is mj4711, by the way.",
        "mj4711\u200b@contoso.com",
        "mj47\u00ad11",
        "\uff4d\uff4a4711@contoso.com",
        "(mj4711)",
        "mj4711\\@contoso.com",
    ],
)
@pytest.mark.parametrize("to", [PARTNER, MANAGEMENT])
def test_the_sign_in_name_is_found_however_it_is_written(typed: str, to: SummaryReader) -> None:
    assert NAME in unreleased(typed, handed(), to)


@pytest.mark.parametrize(
    "typed",
    [
        "Marcus Jones, marcus.jones@contoso.com, of contoso.com",
        "5d1f1a4e-0000-4000-8000-00000000c0de, 50020, fabrikam.sharepoint.com",
        "yes, no, PendingAcceptance, managed, browser, Accepted, allowList",
        "xmj4711x",
        "",
    ],
)
def test_what_may_leave_and_plain_words_are_let_through(typed: str) -> None:
    assert unreleased(typed, handed(), PARTNER) == ()


@pytest.mark.parametrize("to", SummaryReader)
def test_a_text_that_nobody_changed_may_always_leave(to: SummaryReader) -> None:
    for known in (facts(), released()):
        for own in Side:
            text = markdown.write(summed(handed(known), to, own))
            desk = Viewer(own, agent=True)
            assert unreleased(text, handed(known), to, desk=desk) == ()


def test_a_released_name_may_leave() -> None:
    known = released()
    assert NAME in unreleased(SIGN_IN_NAME, handed(), PARTNER)
    assert NAME not in unreleased(
        SIGN_IN_NAME, replace(handed(known), complaint=Complaint()), PARTNER
    )


def test_the_desk_of_the_inviting_side_may_not_pass_on_what_it_may_not_see() -> None:
    desks = [Viewer(side, agent=True) for side in Side]
    found = {desk.side: unreleased(SIGN_IN_NAME, handed(), DESK, desk=desk) for desk in desks}
    assert NAME in found[Side.INVITING]
    assert found[Side.INVITED] == ()


def test_management_gets_no_address_of_a_person() -> None:
    assert unreleased("It is marcus.jones@contoso.com.", handed(), MANAGEMENT) != ()
    assert unreleased("It is somebody of contoso.com.", handed(), MANAGEMENT) == ()


def test_paths_and_names_of_policies_are_found() -> None:
    known = facts().with_(f.SITE_PATH, Observation("/sites/takeover", "the person", AT, Trust.TOLD))
    assert unreleased("The site is /sites/Takeover", handed(known), PARTNER) == (
        "Path of the site",
    )


@pytest.mark.parametrize("field", ["facts", "desk_facts", "brought"])
def test_every_place_where_a_case_keeps_values_is_looked_at(field: str) -> None:
    known = f.Facts().with_(f.MAIL, Observation("other@contoso.com", "G1", AT, Trust.READ))
    of = replace(case(f.Facts()), complaint=Complaint(), **{field: known})  # type: ignore[arg-type]
    assert len(unreleased("Try other@contoso.com", of, PARTNER)) == 1


def test_a_word_of_ours_is_no_name_of_theirs() -> None:
    """A sign-in name may read like a word that every summary holds."""
    known = f.Facts().with_(f.UPN, Observation("admin@contoso.com", "G1", AT, Trust.READ))
    of = replace(handed(), facts=known, complaint=Complaint())
    assert unreleased("Entra admin centre", of, PARTNER, generated="Entra admin centre") == ()
    assert NAME in unreleased("It is admin", of, PARTNER, generated="Entra centre")
