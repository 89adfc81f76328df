"""Every screen is a valid, readable card, and the one that was reviewed."""

from __future__ import annotations

import typing

import pytest

from cards.plain import clean
from cards.questions import command_for
from cards.render import card, line, summary
from cards.screens import Ask, Note, Screen, Stamp, VerdictScreen
from tests.cards.gallery import SCREENS, SEVEN_WAYS, STAMP, VERDICT
from tests.cards.golden import differs
from tests.cards.linter import nodes, problems, visible_texts

VERBS = {
    "intake.start", "intake.answer", "intake.change", "intake.skip", "intake.back",
    "intake.restart", "intake.cancel", "intake.help", "intake.check", "intake.paste",
    "case.show", "case.again", "case.admin", "case.pass", "case.works", "case.list",
    "case.works-not", "case.withdraw", "case.reopen", "case.reply",
    "forget.ask", "forget.yes", "forget.no",
    "desk.view", "desk.take", "desk.release", "desk.give", "desk.ask", "desk.note", "desk.hand",
    "desk.fixed", "desk.check", "desk.close", "desk.reopen", "desk.merge", "desk.link",
    "desk.group", "desk.group-check", "desk.group-fixed", "desk.group-close", "desk.queue",
    "desk.figures", "desk.show",
    "handoff.prepare", "handoff.send", "handoff.list", "handoff.again", "handoff.revoke",
   "handoff.reply",
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_a_card_that_teams_takes(name: str) -> None:
    assert problems(card(SCREENS[name], STAMP)) == []


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_the_card_that_was_reviewed(name: str) -> None:
    assert differs(name, card(SCREENS[name], STAMP)) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "TextBlock", "text": 5, "wrap": True},
        {"type": "TextBlock", "text": "again", "wrap": True, "size": "huge"},
        {"type": "TextBlock", "wrap": True},
        {"type": "Nothing"},
    ],
    ids=["not a text", "no such size", "no text", "no such element"],
)
def test_the_linter_sees_one_wrong_element_among_many(wrong: dict[str, object]) -> None:
    made = card(VERDICT, STAMP)
    fine = {"type": "TextBlock", "text": "fine", "wrap": True}
    body = typing.cast("list[object]", made["body"])
    assert problems({**made, "body": [fine, fine, *body]}) == []
    seen = problems({**made, "body": [fine, fine, *body, wrong]})
    assert [line for line in seen if line.startswith("schema: ")] != []


def test_the_gallery_shows_every_screen() -> None:
    assert {type(screen) for screen in SCREENS.values()} == set(typing.get_args(Screen))


def test_the_buttons_use_every_verb_and_no_other() -> None:
    pressed = {
        str(node["verb"])
        for screen in SCREENS.values()
        for node in nodes(card(screen, STAMP))
        if "verb" in node
    }
    assert pressed == VERBS


def test_a_button_carries_the_stamp_as_strings() -> None:
    [button] = [n for n in nodes(card(VERDICT, STAMP)) if n.get("verb") == "intake.change"]
    assert button["data"] == {
        "verb": "intake.change",
        "field": "repro.privateWindow",
        "case": "12",
        "rev": "3",
        "nonce": STAMP.nonce,
    }


def test_a_card_without_a_case_says_so_with_an_empty_string() -> None:
    made = card(SCREENS["hello"], Stamp(None, 0, "n"))
    assert {n["data"]["case"] for n in nodes(made) if "verb" in n} == {""}  # type: ignore[index]


def test_a_case_in_the_list_opens_that_case_and_not_the_stamped_one() -> None:
    made = card(SCREENS["case-list"], Stamp(99, 1, "n"))
    [button] = [n for n in nodes(made) if n.get("verb") == "case.show"]
    assert button["data"]["case"] == "12"  # type: ignore[index]


def test_only_the_answer_waits_for_the_input() -> None:
    made = card(SCREENS["ask-address"], STAMP)
    ignoring = {
        n["verb"] for n in nodes(made) if n.get("associatedInputs") == "none" and "verb" in n
    }
    assert ignoring == {
        "intake.skip", "intake.back", "intake.help", "intake.restart", "intake.cancel",
    }  # fmt: skip


def test_what_was_typed_comes_back_with_what_was_wrong() -> None:
    made = card(SCREENS["ask-address"], STAMP)
    [box] = [n for n in nodes(made) if n.get("type") == "Input.Text"]
    assert box["value"] == "marcus"
    assert any("no e-mail address" in text for text in visible_texts(made))


def test_a_typed_word_that_is_no_choice_is_not_preselected() -> None:
    made = card(Ask("reporter.side", "neither", "pick-one"), STAMP)
    [box] = [n for n in nodes(made) if n.get("type") == "Input.ChoiceSet"]
    assert "value" not in box


def test_the_page_is_pasted_into_a_box_of_many_lines() -> None:
    [box] = [n for n in nodes(card(SCREENS["ask-page"], STAMP)) if n.get("type") == "Input.Text"]
    assert (box["isMultiline"], box["maxLength"]) == (True, 20000)


def test_the_verdict_says_first_who_must_act_and_folds_the_evidence() -> None:
    made = card(VERDICT, STAMP)
    headings = [n["text"] for n in nodes(made) if n.get("style") == "heading"]
    hidden = {n["id"] for n in nodes(made) if n.get("isVisible") is False}
    assert headings[0] == "The inviting organisation has to act."
    assert hidden == {"steps-1", "steps-2", "evidence", "not-read", "also-checked"}


def test_a_command_is_monospace_and_whole() -> None:
    runs = [n["text"] for n in nodes(card(VERDICT, STAMP)) if n.get("fontType") == "Monospace"]
    assert runs == VERDICT.options[1].command.splitlines()


def test_one_option_alone_shows_its_steps_unfolded() -> None:
    alone = VerdictScreen(**{**VERDICT.__dict__, "options": VERDICT.options[:1]})
    made = card(alone, STAMP)
    assert "steps-1" not in {n.get("id") for n in nodes(made)}
    assert "One of these is enough." not in visible_texts(made)


def _open(node: object) -> list[str]:
    """The texts that stand there before anything is unfolded."""
    if isinstance(node, list):
        return [text for each in node for text in _open(each)]
    if not isinstance(node, dict) or node.get("isVisible") is False:
        return []
    if node.get("type") == "RichTextBlock":
        return ["".join(run["text"] for run in node["inlines"])]
    own = [node["text"]] if node.get("type") == "TextBlock" else []
    inner = (_open(node.get(key)) for key in ("body", "items", "columns"))
    return own + [text for each in inner for text in each]


def test_of_seven_ways_two_stand_open_and_the_rest_waits_behind_one_button() -> None:
    made = card(SCREENS["verdict-many-ways"], STAMP)
    titles = [n.get("title") for n in nodes(made) if n.get("type") == "Action.ToggleVisibility"]
    assert [text for text in _open(made) if text.startswith("Way ")] == ["Way 1 of 7", "Way 2 of 7"]
    assert titles.count("More ways (5)") == 1
    [rest] = [n for n in nodes(made) if n.get("id") == "more-ways"]
    assert [t for t in visible_texts({**rest, "fallbackText": ""}) if t.startswith("Way ")] == [
        f"Way {n} of 7" for n in range(3, 8)
    ]


def test_seven_ways_are_no_longer_on_a_phone_than_two() -> None:
    many, two = _open(card(SCREENS["verdict-many-ways"], STAMP)), _open(card(VERDICT, STAMP))
    assert len(many) - len(two) <= 4  # the policy's owner, who can tell, what it decides


def test_three_ways_stand_open() -> None:
    three = VerdictScreen(**{**VERDICT.__dict__, "options": SEVEN_WAYS[:3]})
    assert len([t for t in _open(card(three, STAMP)) if t.startswith("Way ")]) == 3


def test_an_administrator_sees_first_what_administrators_do() -> None:
    shown = _open(card(SCREENS["admin-steps-many-ways"], STAMP))
    assert [t for t in shown if t.startswith("Way ")] == ["Way 2 of 7", "Way 4 of 7", "Way 6 of 7"]


def test_steps_say_role_and_licence_and_fold_the_graph_call() -> None:
    made = card(SCREENS["admin-steps"], STAMP)
    shown = _open(made)
    assert "Role: SharePoint Administrator" in shown
    assert "Licence: None beyond SharePoint." in shown
    assert not any("graph.microsoft.com" in text for text in shown)
    assert any("graph.microsoft.com" in text for text in visible_texts(made))
    assert shown.index("Before anything is changed") < shown.index("Way 1 of 2")


def test_the_verdict_stays_free_of_roles_licences_and_calls() -> None:
    said = "\n".join(visible_texts(card(VERDICT, STAMP)))
    assert not [word for word in ("Role:", "Licence:", "graph.microsoft.com") if word in said]


def test_a_question_for_an_administrator_says_who_may_run_what() -> None:
    asked = _open(card(SCREENS["ask-command"], STAMP))
    assert any(text.startswith("Who can tell: A SharePoint Administrator") for text in asked)
    assert command_for("host.site.sharingCapability") in asked
    verdict = card(SCREENS["verdict-many-ways"], STAMP)
    assert command_for("host.site.sharingCapability") in visible_texts(verdict)
    assert command_for("host.site.sharingCapability") not in _open(verdict)


@pytest.mark.parametrize("name", SCREENS)
def test_a_summary_is_one_plain_line(name: str) -> None:
    said = summary(SCREENS[name])
    assert said
    assert "\n" not in said


def test_a_note_names_its_case() -> None:
    assert line(Note("passed-to-desk", {"number": "12"})).startswith("Case 12 ")


def test_what_is_wrong_with_an_answer_may_be_a_note_of_its_own() -> None:
    assert line(Note("too-long")).startswith("This text is very long.")


def test_a_values_markdown_does_not_work_in_a_note() -> None:
    said = line(Note("error-reference", {"reference": "[x](https://evil.example)"}))
    assert "](" not in said.replace("\\]", "").replace("\\(", "")
    assert "https://" not in clean(said)
