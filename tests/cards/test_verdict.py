"""From a judged case to what each side reads."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.cause_words import cause_name
from cards.plain import clean
from cards.render import TARGET_BYTES, card, utf8_bytes
from cards.screens import VerdictScreen
from cards.verdict import admin_steps, case_list, understood_rows, verdict_screen
from cards.visible import Viewer
from cards.words import snake, words
from cases.model import Case, Side
from causes import CAUSES
from causes.model import (
    Act,
    Actor,
    Cause,
    Certainty,
    Diagnosis,
    Mode,
    Organisation,
    State,
    Verdict,
)
from evidence import facts as f
from evidence.facts import Answer, Complaint, Facts, Observation, Reason, Trust, Unknown
from tests.cards.casebook import AT, SECRETS, case, complaint, diagnosis_of, facts
from tests.cards.gallery import STAMP
from tests.cards.golden import differs
from tests.cards.linter import problems, visible_texts

INVITED, INVITING = Viewer(Side.INVITED), Viewer(Side.INVITING)
every_cause = pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)


def shown(of: Case, viewer: Viewer = INVITED) -> VerdictScreen:
    return verdict_screen(of, viewer, "en", AT)


def judged_case(cause: Cause) -> Case:
    return case(judged=diagnosis_of(cause))


@every_cause
def test_a_cause_makes_a_card_that_teams_takes(cause: Cause) -> None:
    assert problems(card(shown(judged_case(cause)), STAMP)) == []
    assert problems(card(admin_steps(judged_case(cause), INVITED, "en"), STAMP)) == []


@pytest.mark.parametrize("viewer", [INVITED, INVITING])
def test_a_case_the_rules_judged_makes_a_card_that_teams_takes(viewer: Viewer) -> None:
    screen = shown(case(), viewer)
    assert screen.also_checked
    assert problems(card(screen, STAMP)) == []


@every_cause
def test_a_cause_makes_the_card_that_was_reviewed(cause: Cause) -> None:
    assert differs(f"cause-{cause.id}", card(shown(judged_case(cause)), STAMP)) == ""


@every_cause
@pytest.mark.parametrize("viewer", [INVITING, Viewer(None), Viewer(Side.INVITING, agent=True)])
def test_the_sign_in_name_never_reaches_the_inviting_side(cause: Cause, viewer: Viewer) -> None:
    of = judged_case(cause)
    for screen in (shown(of, viewer), admin_steps(of, viewer, "en")):
        text = json.dumps(card(screen, STAMP), ensure_ascii=False)
        assert [secret for secret in SECRETS if secret in text] == []


@every_cause
def test_no_label_tells_the_inviting_side_what_is_kept_from_it(cause: Cause) -> None:
    hidden = [of for of in f.FACTS.values() if of.readers is not f.Audience.EVERYONE]
    english = words("en")
    labels = [english.text("words/facts.j2", snake(of.name)) for of in hidden]
    said = "\n".join(visible_texts(card(shown(judged_case(cause), INVITING), STAMP)))
    assert [label for label in labels if label in said] == []


@every_cause
def test_a_cause_has_a_name_for_lists(cause: Cause) -> None:
    assert cause_name(words("en"), cause.id) != cause.id.replace("-", " ")


@every_cause
def test_every_remedy_says_what_to_do(cause: Cause) -> None:
    screen = shown(judged_case(cause))
    assert [option.id for option in screen.options] == [remedy.id for remedy in cause.remedies]
    assert all(option.what for option in screen.options)


def test_the_invited_person_sees_their_own_sign_in_name() -> None:
    rows = {row.fact: row.value for row in shown(case()).evidence}
    assert rows["invitee.upn"] == "mj4711@contoso.com"


def test_the_inviter_learns_that_the_names_differ_and_no_more() -> None:
    rows = {row.fact: row.value for row in shown(case(), INVITING).evidence}
    assert rows["invitee.upnEqualsInvited"] == "no"
    assert "invitee.upn" not in rows
    assert "shown to the invited side only" in "\n".join(shown(case(), INVITING).not_read)


def test_evidence_carries_label_value_source_time_and_trust() -> None:
    [row] = [row for row in shown(case()).evidence if row.fact == "guest.externalUserState"]
    assert (row.label, row.value) == ("State of the guest's invitation", "not accepted yet")
    assert row.source == "guest accounts of the inviting organisation"
    assert (row.at, row.trust) == ("2026-11-22 10:43 UTC", "looked up by this bot")


def test_what_settled_it_comes_first() -> None:
    known = case()
    primary = Verdict("upn-differs-from-invited-address", State.PRESENT, Certainty.LIKELY,
                      ("invitee.upnEqualsInvited", "guest.externalUserState"))  # fmt: skip
    judged = replace(diagnosis_of(_cause(primary.cause)), verdicts=(primary,))
    rows = shown(replace(known, diagnosis=judged.to_json())).evidence
    assert [row.fact for row in rows[:2]] == list(primary.because)


def test_a_contradiction_shows_both_and_says_which_was_judged() -> None:
    told = Observation("newAndExisting", "the person", AT, Trust.TOLD)
    read = Observation("disabled", "H1", AT - timedelta(days=1), Trust.READ)
    rows = shown(case(Facts().with_(f.SPO_SHARING, told, read))).evidence
    assert [(row.value, row.trust) for row in rows] == [
        ("only people inside the organisation",
         "looked up by this bot; judged, though another source disagrees"),
        ("new and existing guests", "told; disagrees, the more trusted one was judged"),
    ]  # fmt: skip


def test_what_could_not_be_read_is_grouped_by_reason_with_its_cost() -> None:
    lines = shown(case()).not_read
    [permission] = [line for line in lines if "lacks the permission" in line]
    assert "Who may invite guests, Sign-in with a code by e-mail" in permission
    assert "less certain" in permission
    assert len(lines) == 4
    assert lines[-1] == "Lists and policies of an organisation are shown to the helpdesk only."


def test_a_fact_nobody_asked_for_is_not_called_unread() -> None:
    known = Facts().with_(
        f.GUEST_EXISTS, Observation(Unknown(Reason.NOT_ASKED), "", None, Trust.READ)
    )
    assert shown(case(known)).not_read == ()


@pytest.mark.parametrize(
    ("certainty", "trust", "unread", "reason"),
    [
        (Certainty.CERTAIN, Trust.READ, False, "no attempt can succeed"),
        (Certainty.LIKELY, Trust.READ, False, "everything that was read"),
        (Certainty.LIKELY, Trust.TOLD, False, "what we were told"),
        (Certainty.LIKELY, Trust.READ, True, "not everything"),
        (Certainty.POSSIBLE, Trust.READ, False, "so do other causes"),
        (Certainty.CANNOT_TELL, Trust.READ, True, "several causes"),
    ],
)
def test_certainty_is_a_word_with_a_reason(
    certainty: Certainty, trust: Trust, unread: bool, reason: str
) -> None:
    known = Facts().with_(f.GUEST_EXISTS, Observation(False, "H2", AT, trust))
    if unread:
        refused = Observation(Unknown(Reason.NO_PERMISSION), "H4", AT, Trust.READ)
        known = known.with_(f.ALLOW_INVITES_FROM, refused)
    verdict = Verdict("guest-missing", State.PRESENT, certainty, ("guest.exists",))
    judged = replace(
        diagnosis_of(_cause("guest-missing")), certainty=certainty, verdicts=(verdict,)
    )
    screen = shown(case(known, judged))
    assert screen.certainty == certainty.value
    assert reason in screen.certainty_reason


def test_without_a_cause_it_says_what_would_settle_it() -> None:
    of = case(Facts(), _undecided((), ("guest.exists", "invitee.upn")))
    screen = shown(replace(of, side=Side.INVITING), INVITING)
    assert screen.headline == "It is not clear yet who has to act."
    assert "Guest account exists in the inviting directory" in screen.why
    assert "sign-in name" not in screen.why
    assert screen.options == ()
    assert problems(card(screen, STAMP)) == []


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        ((Organisation.INVITING,), "the inviting organisation has to look"),
        ((Organisation.INVITED,), "the invited organisation has to look"),
        ((Organisation.INVITING, Organisation.INVITED), "not clear yet who has to act"),
        ((Organisation.UNKNOWN,), "not clear yet who has to act"),
    ],
)
def test_a_side_is_named_only_where_all_that_is_left_is_on_it(
    sides: tuple[Organisation, ...], said: str
) -> None:
    acts = tuple(Act(side, Actor.UNKNOWN) for side in sides)
    assert said in shown(case(Facts(), _undecided(acts, ()))).headline


def test_both_are_named_where_neither_can_lift_it_alone() -> None:
    acts = tuple(Act(o, Actor.UNKNOWN) for o in (Organisation.INVITING, Organisation.INVITED))
    judged = replace(_undecided(acts, ()), mode=Mode.ALL_OF)
    assert "both organisations have to look" in shown(case(Facts(), judged)).headline


def test_of_a_pair_both_act_and_both_own_a_policy() -> None:
    cause = _cause("xtap-inbound-blocked")
    partner = _cause("xtap-outbound-blocked")
    judged = replace(diagnosis_of(cause), mode=Mode.ALL_OF, acts=cause.acts + partner.acts)
    screen = shown(case(judged=judged))
    assert [o.partition(" (")[0] for o in screen.organisations] == [
        "the inviting organisation", "the invited organisation",
    ]  # fmt: skip
    assert all(organisation in screen.policy for organisation in screen.organisations)


def test_a_case_that_was_never_judged_still_has_an_answer() -> None:
    screen = shown(replace(case(), diagnosis=None, history=()))
    assert (screen.cause, screen.certainty) == (None, "cannot tell")
    assert problems(card(screen, STAMP)) == []


def test_the_card_says_as_of_when_it_was_read_not_when_it_is_shown() -> None:
    later = verdict_screen(case(), INVITED, "en", AT + timedelta(days=3))
    assert later.as_of == "2026-11-22 10:43 UTC"


@pytest.mark.parametrize(
    ("questions", "asked"),
    [
        (("repro.privateWindow",), "repro.privateWindow"),
        (("host.redemptionOrderCustom", "repro.privateWindow"), "repro.privateWindow"),
        (("repro.privateWindow", "home.xtap.outboundAllows"), "repro.privateWindow"),
        (("home.xtap.outboundAllows", "repro.privateWindow"), "home.xtap.outboundAllows"),
        (("home.xtap.outboundAllows",), "home.xtap.outboundAllows"),
        (("link.kind", "repro.privateWindow"), "repro.privateWindow"),
        (("error.signedInAs", "link.sentAt"), "link.sentAt"),
        (("host.redemptionOrderCustom",), ""),
        ((), ""),
    ],
    ids=[
        "asked", "of this side", "people first where the rules say so",
        "an administrator first where they say so", "an administrator's", "unanswered",
        "for this reader", "the other side's", "nothing to ask",
    ],
)  # fmt: skip
def test_the_first_question_this_side_can_answer_is_put(
    questions: tuple[str, ...], asked: str
) -> None:
    assert shown(case(facts(), _undecided((), questions)), INVITING).question == asked


def test_who_said_dont_know_is_asked_the_next_best_question_and_never_that_again() -> None:
    of = case(Facts(), _undecided((), ("repro.privateWindow", "repro.otherNetwork", "client")))
    told = Complaint()
    for asked in ("repro.privateWindow", "repro.otherNetwork", "client"):
        assert shown(replace(of, complaint=told)).question == asked
        told = told.with_(f.fact(asked), Answer(Unknown(Reason.NOT_KNOWN), Trust.TOLD, AT))
    screen = shown(replace(of, complaint=told))
    assert (screen.question, screen.left) == (
        "", "Everything that could change this was asked already."
    )  # fmt: skip


def test_the_card_says_what_the_question_decides() -> None:
    cause = _cause("guest-pending-acceptance")
    judged = replace(
        diagnosis_of(cause),
        questions=("repro.privateWindow",),
        verdicts=(
            *diagnosis_of(cause).verdicts,
            Verdict("wrong-account-signed-in", State.CANNOT_TELL, Certainty.CANNOT_TELL,
                    ("repro.privateWindow",)),
        ),
    )  # fmt: skip
    screen = shown(case(Facts(), judged))
    assert screen.asked == "It decides about: signed in with another account."
    assert "A private window starts without any account" in "\n".join(
        visible_texts(card(screen, STAMP))
    )


@pytest.mark.parametrize(
    ("certainty", "questions", "left"),
    [
        (Certainty.CERTAIN, (), ""),
        (Certainty.LIKELY, (), "No further answer would change who has to act."),
        (Certainty.LIKELY, ("host.otpPhase",),
         "Somebody of the inviting organisation could tell: SharePoint's own one-time passcodes."),
        (Certainty.LIKELY, ("invitee.tenantFound",), "it takes what could not be read: "),
        (Certainty.LIKELY, ("host.spo.domainMode",), "Nothing that you could answer"),
    ],
    ids=["certain", "none left", "the other side knows", "nobody knows", "kept from this reader"],
)  # fmt: skip
def test_where_nothing_is_asked_the_card_says_why(
    certainty: Certainty, questions: tuple[str, ...], left: str
) -> None:
    of = diagnosis_of(_cause("guest-missing"))
    screen = shown(case(Facts(), replace(of, certainty=certainty, questions=questions)))
    assert screen.question == ""
    assert left in screen.left if left else screen.left == ""
    assert not left or screen.left in visible_texts(card(screen, STAMP))


@every_cause
def test_who_may_want_the_block_is_asked_first(cause: Cause) -> None:
    of = judged_case(cause)
    screen, steps = shown(of), admin_steps(of, INVITED, "en")
    asked = any("this block may be intended" in note for note in steps.notes)
    assert bool(screen.policy) == asked == cause.deliberate
    assert not screen.policy or "organisation (" in screen.policy


@every_cause
def test_an_administrator_reads_alternatives_and_diagnostics_of_the_cause(cause: Cause) -> None:
    english, of = words("en"), judged_case(cause)
    extra = [b for b in ("diagnostic", "instead") if english.has(f"causes/{cause.id}.j2", b)]
    assert len(admin_steps(of, INVITED, "en").notes) == len(extra) + cause.deliberate


@every_cause
def test_what_is_copied_from_a_card_is_what_the_template_says(cause: Cause) -> None:
    for option in admin_steps(judged_case(cause), INVITED, "en").options:
        for line in (option.command, option.graph):
            assert clean(line) == line
            assert len(line) < 1500


def test_causes_are_ruled_out_or_say_what_they_miss() -> None:
    verdicts = (
        Verdict("guest-missing", State.ABSENT, Certainty.CERTAIN, ("guest.exists",)),
        Verdict("letter-case", State.ABSENT, Certainty.CERTAIN, ()),
        Verdict("xtap-outbound-blocked", State.CANNOT_TELL, Certainty.CANNOT_TELL,
                ("home.xtap.outboundAllows", "invitee.upn")),
    )  # fmt: skip
    judged = replace(_undecided((), ()), verdicts=verdicts)
    lines = shown(case(Facts(), judged), INVITING).also_checked
    assert lines[0] == "Ruled out: no guest account; capital letters in the address."
    assert lines[1].endswith(
        "Missing for it: The invited organisation lets its people go there as guests."
    )


def test_of_many_causes_ruled_out_only_near_ones_are_named() -> None:
    judged = _all_others(State.ABSENT, "guest-missing")
    [line] = shown(case(Facts(), judged)).also_checked
    named = re.fullmatch(r"Ruled out: ([^;]+(?:; [^;]+){0,4}), and \d+ more\.", line)
    assert named
    near = {cause_name(words("en"), c.id) for c in CAUSES if min(c.stages, default=0) == 3}
    assert set(named[1].split("; ")) <= near  # those that stop where this one does


def test_of_many_undecided_causes_the_best_five_are_named() -> None:
    judged = _all_others(State.CANNOT_TELL, "guest-missing")
    lines = shown(case(Facts(), judged)).also_checked
    assert [line.partition(":")[0] for line in lines[:5]] == ["Could not be ruled out"] * 5
    assert re.fullmatch(r"\d+ more could not be ruled out\.", lines[5])
    assert len(lines) == 6


def test_beside_a_certain_answer_what_is_open_matters_afterwards_only() -> None:
    judged = _all_others(State.CANNOT_TELL, "guest-missing", Certainty.CERTAIN)
    [line] = shown(case(Facts(), judged)).also_checked
    assert line.startswith("Not looked at in full, as it could only matter afterwards: ")


def test_what_the_page_has_got_past_is_not_called_open() -> None:
    judged = _all_others(State.CANNOT_TELL, None)
    denied = Observation("spo.access-denied", "the person", AT, Trust.PASTED)
    said = "\n".join(shown(case(Facts().with_(f.ERROR_CLASS, denied), judged)).also_checked)
    assert "were ruled out" in said
    assert "no guest account" not in said.partition("ruled out: ")[2]


def test_the_longest_real_case_stays_small_and_drops_its_last_evidence_first() -> None:
    longest = max((shown(judged_case(cause)) for cause in CAUSES), key=lambda s: len(repr(s)))
    padded = replace(longest, evidence=longest.evidence * 4)
    made = card(padded, STAMP)
    assert utf8_bytes(made) <= TARGET_BYTES
    texts = visible_texts(made)
    assert f"{longest.evidence[0].label}: " in texts
    assert longest.cause == "upn-differs-from-invited-address"
    [more] = [text for text in texts if re.fullmatch(r"\d+ more", text)]
    left_out = int(more.removesuffix(" more"))
    assert 0 < left_out < len(padded.evidence)


@pytest.mark.parametrize(
    "cause", [c for c in CAUSES if len(c.remedies) <= 2], ids=lambda cause: cause.id
)
def test_a_case_with_few_options_keeps_all_its_evidence(cause: Cause) -> None:
    texts = visible_texts(card(shown(judged_case(cause)), STAMP))
    assert [text for text in texts if re.fullmatch(r"\d+ more", text)] == []


def test_an_administrator_reads_commands_unfolded() -> None:
    steps = admin_steps(judged_case(_cause("legacy-account-match")), INVITED, "en")
    said = visible_texts(card(steps, STAMP))
    assert any("RequireAcceptingAccountMatchInvitedAccount $false" in text for text in said)


def test_a_list_of_cases_tells_each_answer_in_one_line() -> None:
    listed = case_list((case(), replace(case(), number=13, diagnosis=None)))
    assert [(row.number, bool(row.headline)) for row in listed.rows] == [(12, True), (13, False)]
    assert listed.rows[0].state == "open"


def test_what_was_understood_is_said_in_words() -> None:
    rows = {
        row.field: (row.value, row.pasted) for row in understood_rows(complaint(), Side.INVITED)
    }
    assert rows["error.class"] == ("sign-in error AADSTS50020", True)
    assert rows["link.kind"] == ("a sharing link", False)
    assert rows["error.signedInAs"] == ("mj4711@contoso.com", True)


@pytest.mark.parametrize("side", [Side.INVITING, None])
def test_a_pasted_user_is_not_repeated_to_the_inviting_side(side: Side | None) -> None:
    assert "error.signedInAs" not in {row.field for row in understood_rows(complaint(), side)}


def _cause(id_: str) -> Cause:
    return next(cause for cause in CAUSES if cause.id == id_)


def _undecided(acts: tuple[Act, ...], questions: tuple[str, ...]) -> Diagnosis:
    return Diagnosis(
        None, Certainty.CANNOT_TELL, Mode.ONE_OF, acts, (), (), (), questions, "2026-11-22"
    )


def _all_others(
    state: State, primary: str | None, certainty: Certainty = Certainty.LIKELY
) -> Diagnosis:
    others = (cause for cause in CAUSES if cause.id != primary)
    verdicts = tuple(Verdict(c.id, state, Certainty.CANNOT_TELL, ("client",)) for c in others)
    of = diagnosis_of(_cause(primary)) if primary else _undecided((), ())
    return replace(of, certainty=certainty if primary else of.certainty, verdicts=verdicts)
