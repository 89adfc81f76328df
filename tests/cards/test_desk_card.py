"""A case as the desk sees it: what everybody in the channel may read, and what an agent may do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cards.ages import span
from cards.cause_words import CauseWords
from cards.desk_card import (
    MOST_VIEWERS,
    DeskReader,
    case_glimpse,
    desk_card,
    did_it_work,
    what_happened,
)
from cards.plain import clean, escape
from cards.render import TARGET_BYTES, card, summary, utf8_bytes
from cards.screens import DeskCard, DeskDetail, Stamp
from cards.thread import in_short, replies, thread_line
from cards.verdict import verdict_screen
from cards.visible import Viewer
from cards.words import words
from cases.model import (
    Case,
    CaseState,
    CloseReason,
    Event,
    EventKind,
    Party,
    Person,
    Side,
)
from cases.roles import NONE, Held
from cases.states import ENDED
from causes import CAUSES
from causes.model import Cause
from evidence.facts import Facts
from tests.cards.casebook import AT, SECRETS, case, diagnosis_of
from tests.cards.deskbook import AGENT, AMARA, LEAD, LENA, at_desk, reader, said
from tests.cards.gallery import SCREENS
from tests.cards.linter import nodes, problems, visible_texts

LATER = AT + timedelta(hours=3)
STAMP = Stamp(12, 4, "a1b2c3d4e5f60718")
WRITTEN = "My password is hunter2, call 0151 1234"
PERSONAL = ("Marcus", "marcus.jones", "sites/projects", WRITTEN, *SECRETS)


def seen(of: Case, by: DeskReader | None = None) -> DeskCard:
    return desk_card(of, by or reader(AMARA), LATER, "en")


def detail(of: Case, by: DeskReader | None = None) -> DeskDetail:
    found = seen(of, by).detail
    assert found is not None
    return found


def made(of: Case, by: DeskReader | None = None) -> dict[str, object]:
    return card(seen(of, by), STAMP)


def busy() -> Case:
    """With everything that has words of a person in it."""
    of = at_desk(
        owner=AMARA,
        history=(
            said(EventKind.TAKEN, AMARA),
            said(EventKind.ASKED, AMARA, text=WRITTEN),
            Event(EventKind.REPLIED, AT, "3a5c0500", {"text": WRITTEN}),
            said(EventKind.NOTED, AMARA, text=WRITTEN),
        ),
    )
    triage = of.triage
    assert triage is not None
    return replace(of, triage=replace(triage, question=WRITTEN))


def test_the_card_in_the_channel_holds_nothing_personal() -> None:
    text = json.dumps(made(busy(), reader(None)), ensure_ascii=False)
    assert [word for word in PERSONAL if word in text] == []
    assert "Amara Osei" in text


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_no_cause_says_anything_personal_in_the_channel_or_in_a_glimpse(cause: object) -> None:
    judged = diagnosis_of(cause).to_json()  # type: ignore[arg-type]
    of = replace(busy(), diagnosis=judged, desk_diagnosis=judged, desk_facts=busy().facts)
    glimpse = card(case_glimpse(of, "https://teams.microsoft.com/l/chat", "en"), STAMP)
    text = json.dumps([made(of, reader(None)), glimpse], ensure_ascii=False)
    assert [word for word in PERSONAL if word in text] == []


def test_a_glimpse_says_what_the_reporter_was_told() -> None:
    [missing] = [c for c in CAUSES if c.id == "guest-missing"]
    of = replace(busy(), desk_diagnosis=diagnosis_of(missing).to_json())
    assert case_glimpse(of, "", "en") == case_glimpse(busy(), "", "en")


def test_an_agent_sees_whose_it_is_and_what_was_written() -> None:
    text = json.dumps(made(busy()), ensure_ascii=False)
    for word in ("Marcus Jones", "marcus.jones@contoso.com", WRITTEN):
        assert word.replace(".", ".\u200b") in text or word in text


def test_an_agent_of_the_inviting_side_never_learns_the_sign_in_name() -> None:
    text = json.dumps(made(busy()), ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in text] == []


def test_an_agent_can_act_from_the_own_card() -> None:
    texts = visible_texts(made(busy()))
    assert any(t.strip().startswith("Certain. ") or t.strip().startswith("Likely. ") for t in texts)
    assert "Show the steps" in texts
    assert {"Where:", "Works after:"} <= set(texts)
    [settings] = [c for c in CAUSES if c.id == "guest-invite-settings"]
    theirs = visible_texts(made(replace(busy(), diagnosis=diagnosis_of(settings).to_json())))
    assert "Role:" in theirs, "in an administrator's words"
    base = visible_texts(made(busy(), reader(None)))
    assert "Ways to solve it" not in base


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_every_way_of_a_cause_stands_on_the_own_card_and_keeps_secrets(cause: Cause) -> None:
    of = replace(busy(), diagnosis=diagnosis_of(cause).to_json())
    card_of = made(of, reader(AMARA, LEAD, others=3))
    assert problems(card_of) == []
    assert utf8_bytes(card_of) <= TARGET_BYTES
    texts = visible_texts(card_of)
    assert len(detail(of).options) == len(cause.remedies)
    assert all(clean(way.what).split("\n")[0] in texts for way in detail(of).options)
    assert [secret for secret in SECRETS if secret in json.dumps(card_of)] == []
    assert "your own organisation" not in detail(of).why


@pytest.mark.parametrize("state", [CaseState.VERIFYING, CaseState.SOLVED, *sorted(ENDED)])
def test_where_nobody_must_act_any_more_nobody_is_named(state: CaseState) -> None:
    of = replace(at_desk(state), cause="guest-missing")
    assert seen(of).headline == "It was about: no guest account."
    assert seen(replace(of, cause=None, diagnosis=None)).headline.startswith("It is not known")
    for texts in (visible_texts(made(of)), visible_texts(made(of, reader(None)))):
        assert "Who acts:" not in texts
    theirs = verdict_screen(of, Viewer(Side.INVITED), "en", AT)
    assert theirs.organisations == ()
    assert theirs.headline.startswith("It was about: ")
    assert theirs.headline == case_glimpse(of, "", "en").headline
    assert theirs.headline != seen(of).headline, "the reporter never reads the desk's own cause"


@pytest.mark.parametrize(
    ("state", "named"),
    [
        (CaseState.NEW, True),
        (CaseState.DIAGNOSING, True),
        (CaseState.WAITING_USER, True),
        (CaseState.WAITING_INVITER, False),
        (CaseState.WAITING_INVITING, False),
    ],
)
def test_who_acts_is_not_said_where_the_case_waits_for_somebody_else(
    state: CaseState, *, named: bool
) -> None:
    # By the verdict that is shown, the invited user; what the desk found itself is no matter.
    of = replace(at_desk(state), acting=Party.INVITER)
    assert ("Who acts:" in visible_texts(made(of))) is named
    assert bool(verdict_screen(of, Viewer(Side.INVITED), "en", AT).organisations) is named


def test_the_answer_stands_where_the_question_stood() -> None:
    asked = said(EventKind.ASKED, AMARA, text="Which browser?")
    replied = Event(EventKind.REPLIED, AT, "3a5c0500", {"text": "Edge"})
    told = visible_texts(made(at_desk(history=(asked, replied))))
    at = told.index("Asked:")
    assert [text.strip() for text in told[at : at + 4]] == [
        "Asked:", "Which browser?", "Answered:", "Edge",
    ]  # fmt: skip
    for history in ((asked,), (asked, replied, asked)):
        assert "Answered:" not in visible_texts(made(at_desk(history=history)))


def test_the_desk_goes_by_its_own_check_and_the_reporter_by_theirs() -> None:
    [missing] = [c for c in CAUSES if c.id == "guest-missing"]
    of = replace(busy(), desk_diagnosis=diagnosis_of(missing).to_json())
    assert seen(of).headline != seen(busy()).headline
    assert did_it_work(of, Viewer(Side.INVITED), "en").headline == (
        did_it_work(busy(), Viewer(Side.INVITED), "en").headline
    )


@pytest.mark.parametrize(
    ("state", "owner", "by", "held", "first", "never"),
    [
        (CaseState.NEW, None, AMARA, AGENT, "take", {"release", "give", "reopen"}),
        (CaseState.NEW, AMARA, AMARA, AGENT, "ask", {"take", "reopen"}),
        (CaseState.NEW, LENA, AMARA, AGENT, "ask", {"take", "release", "give"}),
        (CaseState.NEW, AMARA, LENA, LEAD, "ask", {"reopen"}),
        (CaseState.VERIFYING, AMARA, AMARA, AGENT, "ask", {"fix"}),
        (CaseState.SOLVED, AMARA, AMARA, AGENT, "note", {"ask", "hand", "fix"}),
        (CaseState.CLOSED, AMARA, AMARA, AGENT, "reopen", {"note", "link", "close"}),
    ],
)  # fmt: skip
def test_the_buttons_follow_role_and_state(
    state: CaseState, owner: Person | None, by: Person, held: Held, first: str, never: set[str]
) -> None:
    actions = seen(at_desk(state, owner), reader(by, held)).actions
    assert actions[0] == first
    assert not never & set(actions)


def test_a_lead_may_take_a_case_from_somebody() -> None:
    assert {"take", "give", "release"} <= set(
        seen(at_desk(owner=AMARA), reader(LENA, LEAD)).actions
    )


def test_whoever_has_no_role_gets_no_button_but_their_own_view() -> None:
    stranger = replace(AMARA, object_id="someone-else")
    assert seen(at_desk(), reader(stranger, NONE)).actions == ()


def test_the_channel_offers_to_take_what_nobody_has() -> None:
    assert seen(at_desk(), reader(None)).actions == ("take",)
    assert seen(at_desk(owner=AMARA), reader(None)).actions == ()
    assert seen(at_desk(CaseState.CLOSED), reader(None)).actions == ()


@pytest.mark.parametrize("held", [AGENT, LEAD])
@pytest.mark.parametrize(
    "state", [CaseState.NEW, CaseState.VERIFYING, CaseState.SOLVED, CaseState.WITHDRAWN]
)
@pytest.mark.parametrize("owner", [None, AMARA, LENA])
def test_every_card_of_the_desk_is_one_that_teams_takes(
    state: CaseState, owner: Person | None, held: Held
) -> None:
    of = at_desk(state, owner, history=busy().history)
    for by in (reader(None), reader(AMARA, held, others=3, notice="Lena took it.")):
        assert problems(made(of, by)) == []


def test_a_form_sends_what_its_command_asks_for() -> None:
    pressed = _presses(made(at_desk(owner=AMARA), reader(AMARA, LEAD)))
    assert {verb: ids for verb, ids in pressed.items() if ids} == {
        "desk.ask": ["text"],
        "desk.note": ["text"],
        "desk.hand": ["party"],
        "desk.close": ["reason", "closing"],
        "desk.give": ["to"],
        "desk.merge": ["number"],
        "desk.link": ["number"],
        "handoff.prepare": ["reader"],
    }


def test_a_summary_goes_with_the_recipient_of_its_way_and_the_text() -> None:
    form = card(SCREENS["hand-off-form"], STAMP)
    [text] = [n["id"] for n in form["body"] if n.get("type") == "Input.Text"]  # type: ignore[attr-defined]
    inputs = {
        str(a["data"]["way"]): [str(n["id"]) for n in nodes(a.get("form", {})) if "label" in n]
        for a in _sends(form)
    }
    assert text == "summary"
    assert inputs == {"mail": ["address"], "card": ["person"], "webhook": ["webhook"], "file": []}
    assert not [a for a in _sends(form) if a.get("associatedInputs") == "none"]


def _sends(form: Mapping[str, object]) -> list[dict[str, Any]]:
    """Every button that sends, with the form it stands in."""
    found: list[dict[str, Any]] = []
    for action in form["actions"]:  # type: ignore[attr-defined]
        inner = action.get("card", {})
        for button in inner.get("actions", [action]):
            if button.get("verb") == "handoff.send":
                found.append({**button, "form": inner})
    return found


def _presses(of: Mapping[str, object]) -> dict[str, list[str]]:
    """The inputs that stand in the form of each button."""
    found: dict[str, list[str]] = {
        str(n["verb"]): [] for n in nodes(of) if n.get("type") == "Action.Execute"
    }
    for form in (n["card"] for n in nodes(of) if n.get("type") == "Action.ShowCard"):
        ids = [str(n["id"]) for n in nodes(form) if str(n.get("type")).startswith("Input.")]
        verbs = [str(n["verb"]) for n in nodes(form) if n.get("type") == "Action.Execute"]
        found.update(dict.fromkeys(verbs, ids))
    return found


def test_teams_asks_for_the_own_view_of_at_most_sixty_until_the_case_ends() -> None:
    many = replace(reader(None), viewers=tuple(f"29:{n}" for n in range(80)))
    refresh = made(at_desk(), many)["refresh"]
    assert isinstance(refresh, dict)
    assert len(refresh["userIds"]) == MOST_VIEWERS
    assert refresh["action"]["data"] == {
        "verb": "desk.view", "case": "12", "rev": "4", "nonce": STAMP.nonce,
    }  # fmt: skip
    assert "refresh" not in made(at_desk(CaseState.CLOSED), many)


def test_what_is_overdue_is_said_in_that_word() -> None:
    soon, late = at_desk(due_at=LATER + timedelta(hours=5)), at_desk(due_at=AT)
    assert (seen(soon).due, seen(soon).overdue) == ("in 5 hours", False)
    assert (seen(late).due, seen(late).overdue) == ("overdue by 3 hours", True)
    assert "overdue" in summary(seen(late))
    assert seen(replace(late, state=CaseState.CLOSED)).due == ""


def test_an_ended_case_says_how_and_when() -> None:
    closed = at_desk(CaseState.CLOSED, history=(said(EventKind.CLOSED, AMARA, 5),))
    triage = closed.triage
    assert triage is not None
    intended = replace(closed, triage=replace(triage, closed_because=CloseReason.INTENDED))
    merged = replace(closed, triage=replace(triage, merged_into=7))
    assert seen(intended).ended == "Closed 2026-11-22 10:48 UTC: it is meant to be so."
    assert seen(merged).ended == "Closed 2026-11-22 10:48 UTC: case 7 goes on instead."
    assert seen(closed).ended == "Closed 2026-11-22 10:48 UTC."
    withdrawn = replace(closed, state=CaseState.WITHDRAWN)
    assert seen(withdrawn).ended.startswith("Withdrawn by the reporter")


def test_the_newest_twelve_events_stand_there_and_the_rest_is_counted() -> None:
    of = at_desk(history=tuple(said(EventKind.NOTED, AMARA, n, text=f"no {n}") for n in range(20)))
    assert detail(of).timeline[0].text == "Amara Osei noted: no 19"
    assert (len(detail(of).timeline), detail(of).older) == (12, 10)


def test_what_does_not_stand_there_is_not_even_put_into_words() -> None:
    class Unread(dict[str, object]):
        def get(self, *_: object) -> object:
            raise AssertionError("the event was read")

    old = Event(EventKind.NOTED, AT, AMARA.object_id, Unread())
    newest = tuple(said(EventKind.NOTED, AMARA, n, text=f"no {n}") for n in range(12))
    assert detail(at_desk(history=(old, *newest))).timeline[-1].text == "Amara Osei noted: no 0"


def test_the_busiest_card_stays_light_and_drops_evidence_first() -> None:
    notes = tuple(said(EventKind.NOTED, AMARA, n, text="Ä" * 2000) for n in range(40))
    of = replace(at_desk(owner=AMARA, history=notes))
    small = made(of, reader(AMARA, LEAD, others=9))
    assert utf8_bytes(small) <= TARGET_BYTES
    assert any(text.endswith(" more") for text in visible_texts(small))


def test_a_case_that_is_not_with_the_desk_has_no_card_there() -> None:
    with pytest.raises(ValueError, match="not with the desk"):
        desk_card(case(), reader(AMARA), AT, "en")


@pytest.mark.parametrize(
    ("event", "desk", "thread"),
    [
        (said(EventKind.TAKEN, AMARA), "Amara Osei took the case.",
         "Case 12: Amara Osei took the case."),
        (said(EventKind.GIVEN, AMARA, to="Lena Brandt"), "Amara Osei gave the case to Lena Brandt.",
         "Case 12: Amara Osei gave the case to Lena Brandt."),
        (said(EventKind.NOTED, AMARA, text=WRITTEN), f"Amara Osei noted: {WRITTEN}",
         "Case 12: Amara Osei wrote a note."),
        (said(EventKind.ASKED, AMARA, text=WRITTEN), f"Amara Osei asked the reporter: {WRITTEN}",
         "Case 12: Amara Osei asked the reporter something."),
        (Event(EventKind.REPLIED, AT, "3a5c0500", {"text": WRITTEN}),
         f"The reporter answered: {WRITTEN}",
         "Case 12: The reporter answered; only the desk's own view shows the words."),
        (said(EventKind.HANDED, AMARA, party="inviter"),
         "Amara Osei: the case waits for the person who invited.",
         "Case 12: Amara Osei: the case waits for the person who invited."),
        (said(EventKind.HANDED_OFF, AMARA, reader="partner", way="mail", hand_off="0f"),
         "Amara Osei handed the case off to the partner's IT, by mail.",
         "Case 12: Amara Osei handed the case off to the partner's IT, by mail."),
        (Event(EventKind.DELIVERED, AT, "bot", {"reader": "partner", "way": "mail"}),
         "The summary for the partner's IT was delivered, by mail.", ""),
        (Event(EventKind.UNDELIVERED, AT, "bot",
               {"reader": "desk", "way": "webhook", "failed": "no permission"}),
         "The summary for the second-level desk was not delivered, by webhook: we are not allowed "
         "to send this way.",
         "Case 12: The summary for the second-level desk was not delivered, by webhook: we are not "
         "allowed to send this way."),
        (said(EventKind.LINK_REVOKED, AMARA, hand_off="0f"),
         "Amara Osei closed the partner's page.",
         "Case 12: Amara Osei closed the partner's page."),
        (Event(EventKind.PARTNER_ANSWERED, AT, "bot", {"answer": "cannot", "text": WRITTEN}),
         f"The partner answered: they cannot do it. In their words: {WRITTEN}",
         "Case 12: The partner answered: they cannot do it."),
        (Event(EventKind.FIXED, AT, "bot", {"role": "partner"}),
         "The partner says that it is fixed.", ""),
        (Event(EventKind.BROUGHT, AT, "bot", {"source": "the person"}),
         "The partner's page brought new evidence: what was told here.",
         "Case 12: The partner's page brought new evidence: what was told here."),
        (Event(EventKind.CONSENTED, AT, "bot", {"granted": True}),
         "An administrator of the partner allowed us to read more.",
         "Case 12: An administrator of the partner allowed us to read more."),
        (Event(EventKind.CONSENTED, AT, "bot", {"granted": False}),
         "An administrator of the partner no longer allows us to read there.",
         "Case 12: An administrator of the partner no longer allows us to read there."),
        (said(EventKind.CLOSED, AMARA, reason="other", text=WRITTEN),
         f"Amara Osei closed the case: another reason. In their words: {WRITTEN}",
         "Case 12: Amara Osei closed the case: another reason."),
        (Event(EventKind.CLOSED, AT, "bot", {"reason": "no answer"}),
         "The case was closed: no answer came.", "Case 12: The case was closed: no answer came."),
        (Event(EventKind.REOPENED, AT, "3a5c0500", {"role": "reporter", "by": "Marcus Jones"}),
         "The reporter opened the case again.", "Case 12: The reporter opened the case again."),
        (said(EventKind.MERGED, AMARA, into=15), "Amara Osei merged the case into case 15.",
         "Case 12: Amara Osei merged the case into case 15."),
        (said(EventKind.MERGED, AMARA, into=12), "Amara Osei merged the case into case 12.",
         "Case 12: Another case was merged into this one."),
        (said(EventKind.LINKED, AMARA, other=7), "Amara Osei linked the case with case 7.", ""),
        (Event(EventKind.PASSED_TO_DESK, AT, "bot", {"because": "rule"}),
         "The case was passed to the desk: a rule of the desk asks for it.",
         "Case 12: The case was passed to the desk: a rule of the desk asks for it."),
        (Event(EventKind.DESK_UNREACHED, AT, "bot", {"refusal": "unreachable"}),
         "The desk's channel could not be reached: Teams did not answer.", ""),
        (Event(EventKind.CHECK_STARTED, AT, "bot"), "A check was started.", ""),
        (Event(EventKind.NUDGED, AT, "bot"), "Its time had come: the desk was reminded.",
         "Case 12: It is overdue."),
    ],
)  # fmt: skip
def test_an_event_is_told_in_full_to_the_desk_and_in_short_in_the_thread(
    event: Event, desk: str, thread: str
) -> None:
    assert " ".join(what_happened(event, "en").split()) == desk
    assert " ".join(thread_line(event, 12, "en").split()) == thread


@pytest.mark.parametrize(
    ("kind", "detail", "says"),
    [
        (EventKind.PARTNER_ANSWERED, {"answer": "later", "option": "by-then", "cause": "new"},
         "The partner answered."),
        (EventKind.HANDED_OFF, {"reader": "auditor", "way": "fax"},
         "The case was handed off, with a summary."),
        (EventKind.DELIVERED, {"reader": "auditor", "way": "mail"}, "A summary was delivered."),
        (EventKind.UNDELIVERED, {"reader": "desk", "way": "fax", "failed": "no paper"},
         "A summary was not delivered."),
        (EventKind.UNDELIVERED, {"reader": "desk", "way": "mail", "failed": "no paper"},
         "The summary for the second-level desk was not delivered, by mail: something went wrong "
         "on the way."),
        (EventKind.BROUGHT, {"source": "telescope"},
         "The partner's page brought new evidence: telescope."),
        (EventKind.PASSED_TO_DESK, {"because": "a hunch"}, "The case was passed to the desk."),
        (EventKind.HANDED, {"party": "neighbour"}, "The case waits for somebody else."),
        (EventKind.CLOSED, {"reason": "boredom"}, "The case was closed."),
    ],
)  # fmt: skip
def test_what_a_later_release_wrote_breaks_no_timeline(
    kind: EventKind, detail: Mapping[str, str], says: str
) -> None:
    event = Event(kind, AT, "bot", detail)
    assert " ".join(what_happened(event, "en").split()) == says
    thread_line(event, 12, "en")
    assert made(at_desk(history=(event,)))


@pytest.mark.parametrize(
    ("one", "remedy"), [(one, remedy.id) for one in CAUSES for remedy in one.remedies]
)
def test_the_thread_names_a_chosen_way_in_whole_sentences_and_the_card_all_of_it(
    one: Cause, remedy: str
) -> None:
    detail = {"answer": "chose", "option": remedy, "cause": one.id}
    event = Event(EventKind.PARTNER_ANSWERED, AT, "bot", detail)
    [option] = CauseWords(words(), one, Facts()).options((remedy,))
    whole = " ".join(option.what.split())
    assert what_happened(event, "en").endswith(whole)
    short = in_short(whole)
    assert escape(clean(short)) in thread_line(event, 12, "en")
    assert whole.startswith(short)
    assert short[-1] in ".?"
    assert 30 < len(short) < 240
    assert "e.g." not in short
    assert "i.e." not in short


CHECKED = Event(EventKind.CHECKED, AT, "bot", {"desk": True})
SAME = Event(EventKind.CHECKED, AT, "bot", {"desk": True, "unchanged": True})
STARTED = Event(EventKind.CHECK_STARTED, AT, "bot", {"desk": True})
NOTED = said(EventKind.NOTED, AMARA, text=WRITTEN)
BY_REPORTER = Event(EventKind.CHECKED, AT, "bot")


@pytest.mark.parametrize(
    ("history", "told"),
    [
        ((STARTED, CHECKED, STARTED, SAME), [1]),
        ((CHECKED, BY_REPORTER, SAME, SAME), [0]),
        ((STARTED, SAME), [1]),
        ((CHECKED, CHECKED), [0, 1]),
        ((CHECKED, NOTED, SAME), [0, 1, 2]),
    ],
    ids=["twice", "three times", "the first one told", "another verdict", "a note in between"],
)
def test_checks_that_come_to_the_same_are_told_once_in_a_row(
    history: tuple[Event, ...], told: list[int]
) -> None:
    of = replace(at_desk(), history=history)
    assert [at for at, _, _ in replies(of, 0, "en")] == told
    # A thread that is told piece by piece says no more than one that is told at once.
    pieces = [at for n in range(len(history)) for at, _, _ in replies(of, n, "en") if at == n]
    assert pieces == told


def test_an_agent_reads_the_partners_newest_answer_and_the_channel_does_not() -> None:
    older = Event(EventKind.PARTNER_ANSWERED, AT, "bot", {"answer": "question", "text": "Which?"})
    newest = replace(older, detail={"answer": "cannot", "text": WRITTEN})
    of = at_desk(owner=AMARA, history=(older, newest))
    assert "they cannot do it" in detail(of).partner_said
    assert WRITTEN not in detail(of).partner_said
    assert detail(of).partner_wrote == WRITTEN
    assert WRITTEN not in json.dumps(made(of, reader(None)))
    assert detail(at_desk()).partner_said == ""


def test_what_was_handed_off_is_listed_for_agents_in_any_state() -> None:
    handed = said(EventKind.HANDED_OFF, AMARA, reader="desk", way="file")
    for state in CaseState:
        of = at_desk(state, history=(handed, handed))
        titles = [n.get("title") for n in nodes(made(of)) if n.get("verb") == "handoff.list"]
        assert titles == ["Handed off (2)"], state
        assert "handoff.list" not in json.dumps(made(of, reader(None)))


@pytest.mark.parametrize("kind", EventKind)
def test_a_thread_never_repeats_a_text_or_names_the_reporter(kind: EventKind) -> None:
    own = {"role": "reporter", "by": "Marcus Jones", "text": WRITTEN, "reason": "fixed"}
    for event in (Event(kind, AT, "3a5c0500", own), said(kind, AMARA, text=WRITTEN)):
        told = thread_line(event, 12, "en")
        assert "Marcus" not in told
        assert WRITTEN not in told


def test_a_name_in_a_thread_is_no_markup() -> None:
    named = Person("29:x", "x", "t", "[Amara](https://evil.example) <at>all</at>")
    told = thread_line(said(EventKind.TAKEN, named), 12, "en")
    assert "](" not in told.replace("\\]", "")
    assert "<at>" not in told.replace("\\<", "")
    assert "://" not in told


@pytest.mark.parametrize(
    ("seconds", "said_"),
    [
        (-5, "less than a minute"), (59, "less than a minute"), (60, "1 minute"),
        (119 * 60, "119 minutes"), (7200, "2 hours"), (47 * 3600, "47 hours"),
        (48 * 3600, "2 days"), (90 * 86400, "90 days"),
    ],
)  # fmt: skip
def test_an_age_is_said_in_its_largest_fitting_unit(seconds: int, said_: str) -> None:
    assert span(words("en"), timedelta(seconds=seconds)) == said_


def test_checks_in_a_row_that_began_by_themselves_are_one_row() -> None:
    checks = [Event(k, AT, "bot") for k in (EventKind.CHECK_STARTED, EventKind.CHECKED)] * 20
    asked = said(EventKind.CHECK_STARTED, AMARA)
    noted = said(EventKind.NOTED, AMARA, text="called")
    shown = detail(at_desk(history=(noted, *checks, asked, *checks)))
    told = [row.text for row in shown.timeline][:4]
    read = "The evidence was read and judged."
    assert told == [read, "A check was started.", read, "Amara Osei noted: called"]
    assert shown.older == 0


@pytest.mark.parametrize(
    ("ends", "said_so"),
    [
        ("u", True),
        ("du", True),
        ("ud", True),
        ("uu again", False),
        ("u anew", False),
        ("d", False),
    ],
    ids=["one", "one of two", "the other of two", "tried again", "handed off anew", "none"],
)
def test_what_did_not_arrive_stands_on_the_card(ends: str, said_so: bool) -> None:
    kinds = {"u": EventKind.UNDELIVERED, "d": EventKind.DELIVERED}
    of = {"reader": "partner", "way": "mail"}
    events = [Event(EventKind.HANDED_OFF, AT, AMARA.object_id, {"hand_off": "1", **of})]
    for n, end in enumerate(ends.split()[0]):
        which = "0" if "again" in ends else str(n)
        events.append(Event(kinds[end], AT, "bot", {"hand_off": "1", "delivery": which, **of}))
    if " " in ends:
        last = {"hand_off": "2" if "anew" in ends else "1", "delivery": "0", **of}
        events.append(Event(EventKind.DELIVERED, AT, "bot", last))
    texts = visible_texts(made(at_desk(history=tuple(events)), reader(None)))
    assert ("not delivered" in " ".join(texts)) is said_so


def test_a_partners_answer_makes_it_the_desks_turn_until_somebody_acts() -> None:
    told = Event(EventKind.PARTNER_ANSWERED, AT, "bot", {"answer": "question", "hand_off": "0f"})
    of = at_desk(CaseState.NEW, owner=AMARA, history=(told,))
    card = made(of)
    assert "the desk's turn" in " ".join(visible_texts(card))
    assert "Answer the partner" in json.dumps(card)
    assert "Answer the partner" not in json.dumps(made(of, reader(None)))
    noted = replace(of, history=(told, said(EventKind.NOTED, AMARA, text="called")))
    assert "the desk's turn" not in " ".join(visible_texts(made(noted)))
