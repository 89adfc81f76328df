"""What each reader is told, as somebody reviewed it and as stories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.summaries import markdown
from cards.summaries.document import Command, Document, Paragraph, Rows
from cards.summaries.summary import summary
from cases.model import CaseState, Event, EventKind, Side
from causes import CAUSES, cause
from causes.model import Cause
from evidence import facts as f
from evidence.facts import Facts, SummaryReader
from tests.cards.casebook import AT, SECRETS, SIGN_IN_NAME, diagnosis_of, facts
from tests.cards.golden import differs
from tests.cards.summaries.casebook import (
    around,
    as_named,
    disabled,
    handed,
    legacy,
    outbound,
    released,
    summed,
    texts,
    untold,
)

DESK, PARTNER = SummaryReader.DESK, SummaryReader.PARTNER
REPORTER, MANAGEMENT = SummaryReader.REPORTER, SummaryReader.MANAGEMENT
STORIES: dict[str, tuple[Callable[[], Facts], Side]] = {
    "twin-of-today": (facts, Side.INVITING),
    "twin-of-the-article": (legacy, Side.INVITING),
    "outbound-blocked": (outbound, Side.INVITING),
    "guest-disabled": (disabled, Side.INVITING),
    "cannot-tell": (untold, Side.INVITING),
    "name-released": (released, Side.INVITING),
    "we-are-invited": (facts, Side.INVITED),
}
every_cause = pytest.mark.parametrize("of", CAUSES, ids=lambda cause: cause.id)
every_reader = pytest.mark.parametrize("to", SummaryReader)


@pytest.mark.parametrize("story", STORIES)
@every_reader
def test_a_summary_is_the_one_that_was_reviewed(story: str, to: SummaryReader) -> None:
    known, own = STORIES[story]
    made = markdown.write(summed(handed(known()), to, own))
    assert differs(f"summaries/{story}-{to.value}", made.splitlines()) == ""


def headings(of: Document) -> list[str]:
    return [section.heading for section in of.sections]


def said(of: Document) -> str:
    return "\n".join(texts(of))


def test_the_partner_reads_first_that_the_cure_is_theirs_and_finds_it_with_each_step() -> None:
    made = summed(handed(outbound()), PARTNER)
    assert "The cure is on your side: one way" in next(
        text for text in texts(made) if "We," in text
    )
    assert headings(made)[2] == "What your side can do: an administrator"
    for step in ("Security Administrator", "Outbound access", "-B2BCollaborationOutbound",
                 "Entra ID P1", "two hours", "Have the invitation sent again"):  # fmt: skip
        assert step in said(made)


def test_the_partner_hears_of_our_ways_in_one_line_each_and_without_commands() -> None:
    made = summed(handed(), PARTNER)
    [ours] = [section for section in made.sections if section.heading == "What our side can do"]
    assert "Set-SPOTenant" not in str(ours)
    assert "Add the sign-in name to the guest's addresses" in str(ours)
    assert "The invited side must tell the inviting side the sign-in name" in str(ours)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (CaseState.NEW, "None of these is decided yet."),
        (CaseState.WAITING_INVITED, "we wait for your answer"),
        (CaseState.WAITING_INVITING, "Our side was asked to act."),
    ],
)
def test_the_partner_hears_what_is_decided_on_our_side(state: CaseState, says: str) -> None:
    assert says in said(summed(handed(state=state), PARTNER))


@pytest.mark.parametrize("state", [CaseState.VERIFYING, CaseState.SOLVED, CaseState.CLOSED])
def test_of_a_settled_case_nobody_is_asked_for_anything(state: CaseState) -> None:
    made = summed(handed(state=state), PARTNER)
    assert "You need to change nothing now." in said(made)
    assert not [name for name in headings(made) if name.startswith("Your way")]


def test_the_partner_of_an_inviting_side_finds_its_own_ways_and_sharepoints_id() -> None:
    known = facts().with_(
        f.SHAREPOINT_CORRELATION_ID, f.Observation("sp-id", "the person", AT, f.Trust.PASTED)
    )
    theirs, ours = (said(summed(handed(known), PARTNER, own)) for own in Side)
    assert "Set-SPOTenant" in ours
    assert "Set-SPOTenant" not in theirs
    assert "sp-id" in ours
    assert "sp-id" not in theirs


@pytest.mark.parametrize("own", [*Side, None])
@every_cause
def test_the_sign_in_name_reaches_no_partner(of: Cause, own: Side | None) -> None:
    text = said(as_named(handed(cause=of), PARTNER, of, own))
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_released_sign_in_name_stands_in_the_commands() -> None:
    made = said(summed(handed(released()), PARTNER))
    assert f"Set-Mailbox '{SIGN_IN_NAME}'" in made
    assert "SIGN-IN-NAME" not in made


def test_whoever_cannot_tell_asks_the_partner_what_only_they_can_see() -> None:
    made = summed(handed(untold()), PARTNER)
    assert "please look at the points below" in said(made)
    [look] = [section for section in made.sections if section.heading == "What would settle it"]
    asked = [part.text for part in look.parts if isinstance(part, Paragraph)]
    assert all(text.count("?") == 1 and text.startswith("Question ") for text in asked)
    assert "sign in at work with exactly the address that was invited?" in asked[0]
    assert asked[0].endswith("Users > the person > Properties.")
    assert "Invited person's sign-in name" not in str(look), "theirs to release, not ours to ask"


def test_the_article_goes_along_where_the_conflict_is_its_own() -> None:
    article = "error message “That Didn’t Work”"
    assert article in said(summed(handed(), PARTNER))
    assert article in said(summed(handed(legacy()), PARTNER))
    assert article not in said(summed(handed(outbound()), PARTNER))


def test_option_one_is_never_said_to_cure_an_entra_share() -> None:
    for to in (DESK, PARTNER):
        assert "does not help here" in said(summed(handed(), to))


def test_the_second_level_gets_everything_an_escalation_needs() -> None:
    made = summed(handed(), DESK)
    assert headings(made)[-6:] == [
        "To find the attempt in logs", "What happened", "Evidence", "What could not be read",
        "Rules that hold", "Also checked",
    ]  # fmt: skip
    text = said(made)
    for part in ("Marcus Jones", "Amara Osei", "5d1f1a4e-0000-4000-8000-00000000c0de",
                 "looked up by this bot", "Judged with the rules of version",
                 "lacks the permission to read", "2 more open cases"):  # fmt: skip
        assert part in text


def test_each_correlation_id_stands_with_its_origin() -> None:
    known = facts()
    for of, value in ((f.SHAREPOINT_CORRELATION_ID, "sp-id"), (f.REQUEST_ID, "rq-id"),
                      (f.SECOND_CHECK_ID, "our-id")):  # fmt: skip
        known = known.with_(of, f.Observation(value, "the person", AT, f.Trust.PASTED))
    rows = markdown.write(summed(handed(known), DESK)).splitlines()
    for origin in ("SharePoint; only in its audit log and with Microsoft Support): sp-id",
                   "Microsoft's sign-in page; in the sign-in logs): rq-id",
                   "ours, of the second check): our-id"):  # fmt: skip
        assert [row for row in rows if row.endswith(origin)], origin


def test_contradictions_are_shown_to_the_desk() -> None:
    known = facts().with_(f.GUEST_EXISTS, f.Observation(False, "the person", AT, f.Trust.TOLD))
    text = said(summed(handed(known), DESK))
    assert "disagrees, the more trusted one was judged" in text


@pytest.mark.parametrize(
    ("state", "hours", "says"),
    [
        (CaseState.NEW, 3, "Expect to hear from the helpdesk in 60 minutes."),
        (CaseState.NEW, 5, "You should have heard from the helpdesk by now."),
        (CaseState.WAITING_INVITED, 3, "the helpdesk asks again in 60 minutes"),
        (CaseState.VERIFYING, 3, "you are asked again after 2 days"),
        (CaseState.SOLVED, 3, "The case closes by itself within 3 days."),
        (CaseState.CLOSED, 3, "You can open it again."),
    ],
)
def test_the_reporter_hears_when_to_expect_something(
    state: CaseState, hours: int, says: str
) -> None:
    of = handed(state=state)
    made = summary(of, REPORTER, replace(around(of), now=AT + timedelta(hours=hours)), "en")
    assert says in said(made)


def test_the_reporter_hears_what_they_can_do_themselves_and_no_command() -> None:
    made = summed(handed(), REPORTER)
    assert "Accept invitation > Use another account" in said(made)
    assert "```" not in markdown.write(made)


def test_who_can_do_nothing_is_told_so() -> None:
    assert "Trying again does not help until somebody has acted" in said(
        summed(handed(disabled()), REPORTER)
    )


def test_an_open_question_to_the_reporter_stands_in_their_summary() -> None:
    of = handed()
    assert of.triage
    asked = replace(of, triage=replace(of.triage, question="Which browser?"))
    assert "waits for your answer to: Which browser?" in said(summed(asked, REPORTER))


def test_the_reporter_reads_the_verdict_they_were_told_not_the_desks() -> None:
    of = handed()
    desks = replace(
        of, desk_facts=disabled(), desk_diagnosis=diagnosis_of(cause("guest-disabled")).to_json()
    )
    assert summed(desks, REPORTER) == summed(of, REPORTER)
    assert "guest account blocked" in said(summed(desks, DESK))


def test_management_gets_one_paragraph_with_cause_holder_age_and_impact() -> None:
    made = summed(handed(state=CaseState.WAITING_INVITED), MANAGEMENT)
    assert len(made.sections) == 1
    assert len(made.sections[0].parts) == 1
    for part in ("sign-in name differs", "waits for the invited organisation (contoso.com)",
                 "3 hours ago", "2 more open cases"):  # fmt: skip
        assert part in said(made)
    assert "Marcus" not in said(made)
    assert "marcus" not in said(made)


@pytest.mark.parametrize("state", CaseState)
@every_reader
@pytest.mark.parametrize("own", [*Side, None])
def test_there_is_a_summary_in_every_state(
    state: CaseState, to: SummaryReader, own: Side | None
) -> None:
    for of in (handed(state=state), handed(untold(), state=state)):
        for triage in (of.triage, None):
            made = summed(replace(of, triage=triage), to, own)
            assert markdown.read(markdown.write(made)) == made


@every_reader
@every_cause
def test_the_same_case_gives_the_same_summary(of: Cause, to: SummaryReader) -> None:
    assert as_named(handed(cause=of), to, of) == as_named(handed(cause=of), to, of)


@every_cause
@pytest.mark.parametrize("own", [*Side, None])
def test_what_stands_in_one_block_is_never_a_choice(of: Cause, own: Side | None) -> None:
    made = [as_named(handed(cause=of), to, of, own) for to in (DESK, PARTNER)]
    for each in made:
        sections = [part for section in each.sections for part in section.parts]
        commands = [part.text for part in sections if isinstance(part, Command)]
        assert not [text for text in commands if "# or" in text]
        assert not [text for text in commands if "SITE-ADDRESS" in text] or (
            "Replace the words in capitals before you run it." in said(each)
        )


def test_the_two_ways_to_align_names_are_two_blocks() -> None:
    made = summed(handed(), PARTNER)
    [way] = [s for s in made.sections if "The lasting cure" in str(s)]
    commands = [part.text for part in way.parts if isinstance(part, Command)]
    assert len(commands) == 4
    assert not [text for text in commands if "\n" in text]


@pytest.mark.parametrize("own", Side)
def test_what_cures_nothing_alone_stands_last_and_is_no_way(own: Side) -> None:
    made = summed(handed(), PARTNER, own)
    [old] = [s for s in made.sections if s.heading.startswith("From the old article")]
    assert "Option 1" in str(old)
    assert "Option 2" in str(old)
    rest = [s for s in made.sections if s is not old]
    assert "Option 1" not in str(rest)
    assert "Option 2" not in str(rest)


def test_where_the_old_invitations_work_the_articles_options_are_ways() -> None:
    made = summed(handed(legacy()), PARTNER, Side.INVITED)
    assert not [s for s in made.sections if s.heading.startswith("From the old article")]
    assert "Set-SPOTenant -RequireAccepting" in said(made)


@pytest.mark.parametrize(
    ("known", "starts"),
    [(facts, "Probably this is the reason: "), (disabled, "The reason: ")],
)
def test_the_partner_reads_the_reason_no_surer_than_it_is(
    known: Callable[[], Facts], starts: str
) -> None:
    of = handed(known())
    made = summed(of, PARTNER)
    lead, rows = made.sections[0].parts[:2]
    assert isinstance(lead, Paragraph)
    assert starts in lead.text
    assert isinstance(rows, Rows)
    assert rows.rows[0][0] == "How sure"
    assert ("As of", "2026-11-22 13:43 UTC") in rows.rows


@every_cause
@pytest.mark.parametrize("own", Side)
def test_nobody_speaks_of_themselves_as_of_others_who_must_act(of: Cause, own: Side) -> None:
    made = as_named(handed(cause=of), PARTNER, of, own)
    assert f"the {own.value} organisation must act" not in said(made)


def test_how_we_are_set_up_leaves_only_where_it_explains_something() -> None:
    known = facts().with_(f.REQUIRE_MATCH, f.Observation(True, "H1", AT, f.Trust.READ))
    for own in Side:
        assert "RequireAcceptingAccountMatchInvitedAccount is" not in said(
            summed(handed(known), PARTNER, own)
        )


def test_who_can_act_is_told_that_it_is_them() -> None:
    assert "That is you: what to do stands below." in said(summed(handed(), REPORTER))
    assert "That is you" not in said(summed(handed(disabled()), REPORTER))


def test_the_wrong_account_is_for_the_invited_person_and_not_for_their_it() -> None:
    made = as_named(
        handed(cause=cause("wrong-account-signed-in")),
        PARTNER,
        cause("wrong-account-signed-in"),
        Side.INVITING,
    )
    assert made.title.endswith("what the invited person can do")
    assert "ask marcus.jones@contoso.com to do this" in "".join(headings(made))


def test_management_reads_what_was_done_and_what_comes_next() -> None:
    of = handed(state=CaseState.WAITING_INVITED)
    went = Event(EventKind.HANDED_OFF, AT, "agent", detail={"reader": "partner"})
    came = Event(
        EventKind.PARTNER_ANSWERED, AT, "bot", detail={"answer": "chose", "text": "a secret"}
    )
    text = said(summed(replace(of, history=(*of.history, went, came)), MANAGEMENT))
    for part in ("handed to the other organisation's IT on 2026-11-22 10:43 UTC",
                 "They answered on 2026-11-22 10:43 UTC: they have chosen a way.",
                 "Our helpdesk looks at it again in 60 minutes."):  # fmt: skip
        assert part in text
    assert "secret" not in text
