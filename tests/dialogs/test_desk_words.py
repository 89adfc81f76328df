"""What is typed or pressed at the desk, and in places that others see."""

from __future__ import annotations

import pytest

from cards.screens import Elsewhere
from cases.hand_off import Way
from cases.lists import View
from cases.model import CloseReason, Party
from desk.commands import (
    NEWEST,
    TYPED,
    AskReporter,
    Close,
    Command,
    DeliverAgain,
    EraseAddress,
    ExportAddress,
    ExportMine,
    ForGroup,
    Give,
    GroupStep,
    HandTo,
    LinkWith,
    MergeInto,
    PrepareHandOff,
    ReadRolesAgain,
    ReopenOwn,
    Reply,
    ReplyToPartner,
    RevokeLink,
    SendHandOff,
    SetChannel,
    ShowAsDesk,
    ShowFigures,
    ShowHandOffs,
    ShowQueue,
    Take,
    TellWorksNot,
    Withdraw,
)
from evidence.facts import SummaryReader
from tests.cases.made import NOON
from tests.dialogs.conftest import Talk

TYPED_WORDS: dict[str, Command] = {
    "queue": ShowQueue(),
    "My queue!": ShowQueue(),
    "desk": ShowQueue(),
    "search contoso.com waiting": ShowQueue(search="contoso.com waiting"),
    "case 12": ShowAsDesk(12, TYPED),
    "Case #12": ShowAsDesk(12, TYPED),
    "figures": ShowFigures(),
    "read roles again": ReadRolesAgain(),
    "forget ann@contoso.com": EraseAddress("ann@contoso.com"),
    "export ann@contoso.com": ExportAddress("ann@contoso.com"),
    "export my data": ExportMine(),
    "withdraw": Withdraw(NEWEST),
    "reopen": ReopenOwn(NEWEST),
    "it does not work": TellWorksNot(NEWEST),
    "desk here": SetChannel(),
}


@pytest.mark.parametrize("words", TYPED_WORDS)
def test_words_that_are_a_command(talk: Talk, words: str) -> None:
    talk.says(words)
    assert talk.commands == (TYPED_WORDS[words],)
    assert talk.replies == ()


def test_a_command_leaves_the_open_question_open(talk: Talk) -> None:
    asked = talk.says("hello").asked
    assert asked
    assert talk.says("case 12").commands == (ShowAsDesk(12, TYPED),)
    assert talk.draft.asking == asked


@pytest.mark.parametrize(
    "words",
    [
        "search",
        "case closed",
        "case 12 and 13",
        "forget it",
        "forget ann@contoso.com and bob@contoso.com",
        "search results show me this page\nThat didn't work",
        "search is what I tried first but then the page said I had no access",
    ],
)
def test_words_that_only_begin_like_a_command_are_heard_as_ever(talk: Talk, words: str) -> None:
    assert not any(type(c) in map(type, TYPED_WORDS.values()) for c in talk.says(words).commands)


PRESSED: list[tuple[str, dict[str, str], Command]] = [
    ("desk.take", {}, Take(12, 3)),
    ("desk.give", {"to": "0bj-ben"}, Give(12, 3, "0bj-ben")),
    ("desk.ask", {"text": "Which one?"}, AskReporter(12, 3, "Which one?")),
    ("desk.hand", {"party": "inviter"}, HandTo(12, 3, Party.INVITER)),
    ("desk.close", {"reason": "intended", "closing": "x"}, Close(12, 3, CloseReason.INTENDED, "x")),
    ("desk.merge", {"number": " #13 "}, MergeInto(12, 3, 13)),
    ("desk.link", {"number": "thirteen"}, LinkWith(12, 3, -1)),
    ("desk.group-fixed", {}, ForGroup(12, 3, GroupStep.FIXED)),
    ("desk.show", {}, ShowAsDesk(12, TYPED)),
    (
        "desk.queue",
        {"view": "overdue", "search": "", "after": "x"},
        ShowQueue(View.OVERDUE, "", "x"),
    ),
    ("desk.queue", {"view": "nonsense"}, ShowQueue()),
    ("desk.figures", {"month": "2026-11"}, ShowFigures("2026-11")),
    ("handoff.prepare", {"reader": "partner"}, PrepareHandOff(12, 3, SummaryReader.PARTNER)),
    (
        "handoff.prepare",
        {"reader": "desk", "locale": "de"},
        PrepareHandOff(12, 3, SummaryReader.DESK, "de"),
    ),
    (
        "handoff.send",
        {
            "reader": "partner",
            "way": "mail",
            "address": "a@b.example",
            "person": "0bj-ben",
            "summary": "# x",
            "language": "en",
            "made": "2026-11-22T12:00:00+00:00",
        },
        SendHandOff(12, 3, SummaryReader.PARTNER, Way.MAIL, "a@b.example", "# x", "en", NOON),
    ),
    (
        "handoff.send",
        {
            "reader": "desk",
            "way": "card",
            "address": "a@b.example",
            "person": "0bj-ben",
            "summary": "# x",
            "made": "2026-11-22T12:00:00",
        },
        SendHandOff(12, 3, SummaryReader.DESK, Way.CARD, "0bj-ben", "# x"),
    ),
    (
        "handoff.send",
        {"reader": "desk", "way": "webhook", "webhook": "tickets", "made": "soon"},
        SendHandOff(12, 3, SummaryReader.DESK, Way.WEBHOOK, "tickets"),
    ),
    (
        "handoff.send",
        {"reader": "desk", "way": "file", "address": "a@b.example"},
        SendHandOff(12, 3, SummaryReader.DESK, Way.FILE, ""),
    ),
    ("handoff.list", {}, ShowHandOffs(12, 3)),
    ("handoff.again", {"delivery": "1a"}, DeliverAgain(12, 3, "1a")),
    (
        "handoff.reply",
        {"hand_off": "0f", "reply": "Yes, both."},
        ReplyToPartner(12, 3, "0f", "Yes, both."),
    ),
    ("handoff.revoke", {"hand_off": "0f"}, RevokeLink(12, 3, "0f")),
    ("case.reply", {"text": "the second"}, Reply(12, "the second")),
    ("case.withdraw", {}, Withdraw(12)),
    ("case.works-not", {}, TellWorksNot(12)),
]


@pytest.mark.parametrize(("verb", "data", "command"), PRESSED)
def test_a_press_is_its_command_and_leaves_the_draft(
    talk: Talk, verb: str, data: dict[str, str], command: Command
) -> None:
    talk.says("hello")
    before = talk.draft
    assert talk.presses(verb, case="12", rev="3", **data).commands == (command,)
    assert talk.draft == before


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("desk.hand", {"party": "me"}),
        ("desk.close", {"reason": ""}),
        ("handoff.prepare", {"reader": "everybody"}),
        ("handoff.send", {"reader": "partner", "way": "fax"}),
        ("handoff.send", {"way": "mail"}),
    ],
)
def test_a_choice_that_is_none_is_said(talk: Talk, verb: str, data: dict[str, str]) -> None:
    talk.presses(verb, case="12", rev="3", **data)
    assert (talk.commands, talk.notes) == ((), ["pick-one"])


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 30, "１２"])
def test_a_forged_number_is_no_case(talk: Talk, number: str) -> None:
    (command,) = talk.presses("desk.take", case=number, rev="3").commands
    assert isinstance(command, Take)
    assert command.number < 0
    assert TYPED != command.version


@pytest.mark.parametrize("rev", ["", "-1", "x"])
def test_a_forged_version_is_an_old_one(talk: Talk, rev: str) -> None:
    (command,) = talk.presses("desk.take", case="12", rev=rev).commands
    assert isinstance(command, Take)
    assert command.version not in (TYPED, 0)


def test_in_a_channel_only_the_desk_is_served(talk: Talk) -> None:
    assert talk.in_a_channel().says("desk here").commands == (SetChannel(),)
    assert talk.presses("desk.take", case="12", rev="3").commands == (Take(12, 3),)
    for turn in (talk.says("my cases"), talk.says("queue"), talk.presses("case.show", case="12")):
        assert turn.commands == ()
        assert turn.replies == (Elsewhere("https://teams.microsoft.com/l/chat/0/0?users=28:bot"),)


def test_words_that_mean_nothing_else_answer_the_desk(talk: Talk) -> None:
    talk.desk_asks = 12
    assert talk.says("It was the second one").commands == (Reply(12, "It was the second one"),)
    assert talk.says("my cases").commands != (Reply(12, "my cases"),)


def test_an_open_question_of_our_own_comes_first(talk: Talk) -> None:
    talk.says("hello")
    talk.desk_asks = 12
    assert talk.says("It was the second one").commands == ()
    assert talk.asked == "reporter.side"


def test_hand_off_typed_says_what_there_is(talk: Talk) -> None:
    assert talk.says("hand off").replies == talk.says("help").replies
