"""No sentence escapes translation: in a language of brackets every word stands in brackets."""

from __future__ import annotations

import gettext
import re
from datetime import timedelta

import pytest

from cards.desk_card import desk_card_in, what_happened_in
from cards.desk_lists import figures_in
from cards.render import card_in, line_in
from cards.screens import Note
from cards.summaries.article import ARTICLE, ARTICLE_AT
from cards.summaries.document import Command
from cards.summaries.leaving import Around
from cards.summaries.summary import summary_in
from cards.thread import thread_line_in
from cards.verdict import admin_steps_in, verdict_in
from cards.visible import Viewer
from cards.words import Words
from cases.model import Case, CaseState, Event, EventKind, Side
from causes import CAUSES
from causes.model import Cause
from evidence.facts import FACTS, Kind, SummaryReader
from tests.cards.casebook import AT, case, diagnosis_of
from tests.cards.deskbook import AMARA, TALLIES, at_desk, reader
from tests.cards.gallery import FORM, SCREENS, STAMP
from tests.cards.linter import nodes, visible_texts
from tests.cards.strangers import filled
from tests.cards.summaries.casebook import texts
from tests.cards.test_words import DESK_NOTES, NOTES, PROBLEMS

VALUE = "◊"


class Brackets(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return f"⟦{one if count == 1 else many}⟧"


BRACKETED = Words("qps-ploc", Brackets())


def untranslated(text: str) -> str:
    """What is left of a text without what stands in brackets, and without values."""
    while (left := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = left
    return "".join(re.findall(r"[^\W\d_]+", text.replace(VALUE, "")))


# Languages and systems, as a deployment names them.
NAMES = frozenset({"en", "de", *FORM.webhooks})


@pytest.mark.parametrize("name", SCREENS)
def test_every_word_of_a_screen_is_translated(name: str) -> None:
    made = card_in(BRACKETED, filled(SCREENS[name], VALUE), STAMP)
    commands = {str(n["text"]) for n in nodes(made) if n.get("fontType") == "Monospace"}
    left = {text for text in visible_texts(made) if untranslated(_plain(text))}
    assert left - commands - NAMES == set()


@pytest.mark.parametrize("key", [*NOTES, *PROBLEMS])
@pytest.mark.parametrize("values", [{}, {"number": VALUE, "reference": VALUE}])
def test_every_word_of_a_note_is_translated(key: str, values: dict[str, str]) -> None:
    assert untranslated(line_in(BRACKETED, Note(key, values))) == ""


@pytest.mark.parametrize("key", DESK_NOTES)
def test_every_word_of_a_note_of_the_desk_is_translated(key: str) -> None:
    values = {name: "1" if name == "count" else VALUE for name in DESK_NOTES[key]}
    assert untranslated(line_in(BRACKETED, Note(key, values))) == ""


@pytest.mark.parametrize("kind", EventKind)
def test_every_word_of_what_happened_is_translated(kind: EventKind) -> None:
    keys = {"party": "inviter", "reason": "fixed", "because": "rule", "role": "agent"}
    keys |= {"reader": "partner", "way": "mail", "failed": "no recipient", "answer": "chose"}
    keys |= {"option": "accept-when-asked", "source": "the person"}
    written = dict.fromkeys(("by", "to", "text", "into", "other"), VALUE)
    for detail in ({}, {"role": "reporter"}, {**keys, **written, "refusal": "gone", "desk": True}):
        event = Event(kind, AT, "someone", detail)
        said = what_happened_in(BRACKETED, event)
        assert said
        assert untranslated(said) == ""
        assert untranslated(thread_line_in(BRACKETED, event, 12)) == ""


def test_every_word_of_the_desk_is_translated() -> None:
    of = at_desk(owner=AMARA)
    made = desk_card_in(BRACKETED, of, reader(AMARA, notice=""), AT + timedelta(hours=3))
    assert made.detail
    figures = figures_in(BRACKETED, TALLIES, "https://desk.example/chart", "", AT)
    spoken = [
        made.state, made.headline, *made.organisations, made.passed, made.age, made.due,
        *(row.text for row in made.detail.timeline),
        figures.headline, figures.chart_says,
        *(text for rows in (figures.totals, figures.acting, figures.causes, figures.partners)
          for row in rows for text in (row.label, row.value)),
    ]  # fmt: skip
    domains = r"fabrikam\.sharepoint\.com|contoso\.com|Amara Osei"
    left = {text for text in spoken if untranslated(re.sub(domains, VALUE, text))}
    assert left == set()


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
@pytest.mark.parametrize("side", Side)
def test_every_word_of_a_verdict_is_translated(cause: Cause, side: Side) -> None:
    of = case(judged=diagnosis_of(cause))
    verdict = verdict_in(BRACKETED, of, Viewer(side), AT)
    steps = admin_steps_in(BRACKETED, of, Viewer(side))
    spoken = [
        verdict.headline, verdict.why, verdict.certainty_reason, verdict.mode, verdict.state,
        *verdict.organisations, *verdict.not_read, *verdict.also_checked,
        *verdict.next_obstacles, steps.why, verdict.policy, verdict.asked, verdict.left,
        *steps.notes,
        *(row.label for row in verdict.evidence),
        *(row.value for row in verdict.evidence if FACTS[row.fact].kind in (Kind.TRUTH, Kind.WORD)),
        *(row.source for row in verdict.evidence),
        *(row.trust for row in verdict.evidence),
        *(part for option in verdict.options
          for part in (option.organisation, option.actor, option.what, option.path, option.price,
                       option.time, option.after, option.role, option.licence)),
    ]  # fmt: skip
    domains = r"fabrikam\.sharepoint\.com|contoso\.com"
    left = {text for text in spoken if untranslated(re.sub(domains, VALUE, text))}
    assert left == set()


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
@pytest.mark.parametrize("to", SummaryReader)
def test_every_word_of_a_summary_is_translated(cause: Cause, to: SummaryReader) -> None:
    for own in (*Side, None):
        viewer, judged = Viewer(own, agent=True), diagnosis_of(cause)
        around = Around(AT + timedelta(hours=3), own, viewer, others=2, judged=judged)
        assert _left_of_summary(case(judged=judged), to, around) == set()


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("to", SummaryReader)
def test_every_word_of_a_summary_is_translated_in_every_state(
    state: CaseState, to: SummaryReader
) -> None:
    for hours in (1, 5):
        around = Around(AT + timedelta(hours=hours), Side.INVITING)
        assert _left_of_summary(at_desk(state, AMARA), to, around) == set()


def _left_of_summary(of: Case, to: SummaryReader, around: Around) -> set[str]:
    """What is not translated of it, but for commands and values."""
    made = summary_in(BRACKETED, of, to, around)
    commands = {p.text for s in made.sections for p in s.parts if isinstance(p, Command)}
    values = [ARTICLE, ARTICLE_AT, "Amara Osei", "Marcus Jones", *_TEXTS_OF_MARCUS]
    known = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))
    pattern = rf"{known}|contoso\.com|\d\d:\d\d UTC|AADSTS\d+"
    said = (text for text in texts(made) if text not in commands)
    return {text for text in said if untranslated(re.sub(pattern, VALUE, text))}


_TEXTS_OF_MARCUS = [
    text
    for name, seen in case().facts.observations.items()
    for each in seen
    for text in (each.value if isinstance(each.value, frozenset) else (each.value,))
    if isinstance(text, str) and FACTS[name].kind in (Kind.TEXT, Kind.TEXTS)
]


def test_the_test_would_notice_a_forgotten_sentence() -> None:
    assert untranslated("⟦Case ◊⟧ · open") == "open"


def _plain(text: str) -> str:
    return text.replace("\u200b", "")
