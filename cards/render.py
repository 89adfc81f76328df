"""A screen becomes an Adaptive Card 1.5, a note a line of text. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from cards.desk_buttons import Buttons, buttons_of
from cards.plain import clean, escape
from cards.questions import Question, question
from cards.screens import (
    Ask,
    DeskCard,
    DeskDetail,
    EvidenceRow,
    Note,
    Option,
    Screen,
    Stamp,
    SummaryCard,
    VerdictScreen,
)
from cards.summaries.cutting import cut, lines_of
from cards.values import label, labels, moment, source_words
from cards.words import Words, snake, words

# Teams takes about 100 KB a message, counted in UTF-16; phones are glad of less.
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
TARGET_BYTES = 25_000
LIMIT_BYTES = 80_000
_TEXT_LADDER = (1500, 500, 150, 40)
_SHARES = 10  # steps in which the end of a summary is cut off
_FEW_EVENTS = 4  # that stay on a card with no room


def card(screen: Screen, stamp: Stamp, locale: str = "en") -> dict[str, object]:
    """The card as JSON: under TARGET_BYTES where leaving evidence out achieves it, always
    under LIMIT_BYTES. Raises what jinja2 or json raise for a broken template."""
    return card_in(words(locale), screen, stamp)


def line(note: Note, locale: str = "en") -> str:
    """The note as the text of a message; its values are escaped, as Teams reads Markdown."""
    return line_in(words(locale), note)


def summary(screen: Screen, locale: str = "en") -> str:
    """One sentence for notifications and screen readers; plain text."""
    return summary_in(words(locale), screen)


def card_in(spoken: Words, screen: Screen, stamp: Stamp) -> dict[str, object]:
    """`card`, in these words."""
    for longest in _TEXT_LADDER:
        made = _fitted(spoken, screen, stamp, longest)
        if utf16_bytes(made) <= LIMIT_BYTES:
            break
    return made


def line_in(spoken: Words, note: Note) -> str:
    """`line`, in these words."""
    values = {key: escape(clean(value)) for key, value in note.values.items()}
    return _note(spoken, note.key, values)


def summary_in(spoken: Words, screen: Screen) -> str:
    """`summary`, in these words."""
    if isinstance(screen, Note):
        values = {key: clean(value) for key, value in screen.values.items()}
        return _one_line(_note(spoken, screen.key, values))
    if isinstance(screen, Ask):
        return question(spoken, screen.field).ask
    text = spoken.text("words/summaries.j2", snake(type(screen).__name__), screen=screen)
    return _one_line(clean(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _note(spoken: Words, key: str, values: dict[str, str]) -> str:
    """What was wrong with an answer may stand alone, too."""
    own = spoken.has("words/notes.j2", snake(key))
    return spoken.text("words/notes.j2" if own else "words/problems.j2", snake(key), **values)


def utf16_bytes(made: object) -> int:
    """How Teams counts the size of a message."""
    return len(json.dumps(made, ensure_ascii=False).encode("utf-16-le"))


def utf8_bytes(made: object) -> int:
    """How many bytes travel."""
    return len(json.dumps(made, ensure_ascii=False).encode())


def _fitted(spoken: Words, screen: Screen, stamp: Stamp, longest: int) -> dict[str, object]:
    """Of a desk's card the evidence goes first, then old events, then the steps of the ways; of a
    summary its end."""
    for lighter in _lighter(spoken, screen):
        made = _with_evidence(spoken, lighter, stamp, longest)
        if utf8_bytes(made) <= TARGET_BYTES:
            break
    return made


def _lighter(spoken: Words, screen: Screen) -> Iterator[Screen]:
    yield screen
    if isinstance(screen, SummaryCard):
        said = spoken.text("words/summaries.j2", "summary_cut")
        lines = lines_of(screen.document)
        for left in range(_SHARES - 1, -1, -1):
            part = max(1, lines * left // _SHARES)
            yield replace(screen, document=cut(screen.document, part, said))
    if isinstance(screen, DeskCard) and screen.detail:
        calls_left_out = tuple(replace(option, graph="") for option in screen.detail.options)
        detail = replace(screen.detail, options=calls_left_out)
        yield replace(screen, detail=detail)
        detail = _newest(detail)
        for whole in range(len(detail.options), -1, -1):
            yield replace(screen, detail=_with_steps(detail, whole))


def _with_steps(detail: DeskDetail, whole: int) -> DeskDetail:
    """With the steps of as many ways, the best ones; of the others what they are."""
    rest = tuple(_what_alone(option) for option in detail.options[whole:])
    return replace(detail, options=(*detail.options[:whole], *rest))


def _newest(detail: DeskDetail) -> DeskDetail:
    left_out = len(detail.timeline[_FEW_EVENTS:])
    return replace(detail, timeline=detail.timeline[:_FEW_EVENTS], older=detail.older + left_out)


def _what_alone(option: Option) -> Option:
    return replace(option, path="", command="", role="", licence="", price="", time="", after="")


def _with_evidence(spoken: Words, screen: Screen, stamp: Stamp, longest: int) -> dict[str, object]:
    """With as many rows of evidence, first ones first, as the target leaves room for."""
    rows = len(_evidence(screen))
    if not rows:
        return _render(spoken, screen, stamp, longest, 0)
    made = _render(spoken, screen, stamp, longest, rows)
    if utf8_bytes(made) <= TARGET_BYTES:
        return made
    without = _render(spoken, screen, stamp, longest, 0)
    if (bare := utf8_bytes(without)) >= TARGET_BYTES:
        return without
    while (size := utf8_bytes(made)) > TARGET_BYTES:
        share = (TARGET_BYTES - bare) / (size - bare)
        rows = min(rows - 1, int(rows * share))
        made = _render(spoken, screen, stamp, longest, rows)
    return made


def _question(spoken: Words, screen: Screen) -> Question | None:
    match screen:
        case Ask():
            return question(spoken, screen.field, screen.choices)
        case VerdictScreen() if screen.question:
            return question(spoken, screen.question)
        case _:
            return None


def _render(
    spoken: Words, screen: Screen, stamp: Stamp, longest: int, rows: int
) -> dict[str, object]:
    text = spoken.json(
        f"screens/{snake(type(screen).__name__)}.json.j2",
        screen=screen,
        stamp=stamp,
        summary=summary_in(spoken, screen),
        question=_question(spoken, screen),
        certainty=_certainty(spoken, screen),
        label=partial(label, spoken),
        labels=partial(labels, spoken),
        source=partial(source_words, spoken),
        moment=moment,
        kind_of=lambda part: type(part).__name__,
        evidence=_grouped(_evidence(screen)[:rows]),
        buttons=_buttons(spoken, screen),
        longest=longest,
        room=rows,
    )
    made: dict[str, object] = json.loads(text)
    return made


def _evidence(screen: Screen) -> tuple[EvidenceRow, ...]:
    match screen:
        case VerdictScreen():
            return screen.evidence
        case DeskCard() if screen.detail:
            return screen.detail.evidence
        case _:
            return ()


def _buttons(spoken: Words, screen: Screen) -> Buttons | None:
    return buttons_of(spoken, screen) if isinstance(screen, DeskCard) else None


def _grouped(rows: Sequence[EvidenceRow]) -> tuple[tuple[str, list[EvidenceRow]], ...]:
    """The rows under what they have in common: source, time and trust."""
    groups: dict[str, list[EvidenceRow]] = {}
    for row in rows:
        about = " · ".join(part for part in (row.source, row.at, row.trust) if part)
        groups.setdefault(about, []).append(row)
    return tuple(groups.items())


def _certainty(spoken: Words, screen: Screen) -> str:
    match screen:
        case VerdictScreen():
            certainty = screen.certainty
        case DeskCard() if screen.detail:
            certainty = screen.detail.certainty
        case _:
            return ""
    return spoken.text("words/judgement.j2", f"certainty_{snake(certainty)}")
