"""The data files hold together: every class has its sentence, every language its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from html import escape
from textwrap import wrap

import pytest

from evidence.facts import ERROR_CLASS
from evidence.reading import sentences, told
from evidence.reading.cleaning import clean
from evidence.reading.data_files import rows, section, table, texts

LANGUAGES = set(sentences.LANGUAGES)
# "none" is no error at all; that no mail came is only ever told.
WITHOUT_SENTENCE = {"none", "mail.not-received"}
GENERIC = "spo.generic-didnt-work"


def _shown(language: str) -> list[tuple[str, str]]:
    """Each sentence of a language as a page may show it, with its class."""
    listed = table(f"sentences/{language}")
    found = []
    for key in ("shows", "alone"):
        for name, written in section(f"sentences/{language}", key).items() if key in listed else ():
            needs = (
                section(f"sentences/{language}", "needs").get(name, []) if key == "shows" else []
            )
            heading = next(iter(texts(needs)), "")
            found += [(name, f"{heading}\n{_filled(text)}.".strip()) for text in texts(written)]
    return found


def _filled(sentence: str) -> str:
    return sentence.replace(" ... ", " fabrikam ").replace("...", "fabrikam")


def _class(text: str) -> str | None:
    return sentences.error_class(sentences.heard(clean(text).text))


def test_every_class_of_error_has_a_sentence_and_no_other_has() -> None:
    assert set(sentences.classes()) == ERROR_CLASS.words - WITHOUT_SENTENCE


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_sentences_for_every_class_in_the_order(language: str) -> None:
    assert {name for name, _ in _shown(language)} == set(sentences.classes())


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_sentence_is_recognised_as_its_own_class(language: str) -> None:
    wrong = [(name, text) for name, text in _shown(language) if _class(text) != name]
    assert wrong == []


def _in_lines(text: str, between: str) -> str:
    """Broken at 40 characters, as mail programs do, and put together with `between`."""
    lines = [line for part in text.split("\n") for line in wrap(part, 40, break_long_words=False)]
    return between.join(lines)


def _without_accents(text: str) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFD", text) if not "\u0300" <= char <= "\u036f"
    )


MANGLED: dict[str, Callable[[str], str]] = {
    "smart quotes": lambda text: text.replace("'", "’"),
    "upper case": str.upper,
    "without accents": _without_accents,
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "zero-width characters": lambda text: "\u200b".join(text),
    "HTML": lambda text: f"<div><p><b>{escape(text).replace(chr(10), '</b><br>')}</p></div>",
    "forwarded": lambda text: "> " + _in_lines(text, "\n> "),
    "quoted twice": lambda text: ">> " + _in_lines(text, "\n>> "),
    "in the middle of a mail": lambda text: f"Hello,\nthis is what I see:\n“{text}”\nRegards",
}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("mangled", MANGLED)
def test_copying_may_damage_any_sentence(language: str, mangled: str) -> None:
    wrong = [
        (name, text) for name, text in _shown(language) if _class(MANGLED[mangled](text)) != name
    ]
    assert wrong == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_long_sentence_may_lose_the_blanks_where_its_lines_broke(language: str) -> None:
    long = [
        (name, text)
        for name, written in section(f"sentences/{language}", "shows").items()
        for text in texts(written)
        if name not in section(f"sentences/{language}", "needs") and sentences.sentence(text).bare
    ]
    wrong = [(name, text) for name, text in long if _class(_in_lines(_filled(text), "")) != name]
    assert len(long) > 60
    assert wrong == []


def test_the_heading_alone_comes_last() -> None:
    assert list(sentences.classes())[-1] == GENERIC


@pytest.mark.parametrize("name", ["labels", "links", "answers", "dates", "mails", "powershell"])
def test_each_file_says_its_version(name: str) -> None:
    assert str(table(name)["version"]) >= "2026-11-22"


@pytest.mark.parametrize("folder", ["sentences", "told"])
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_language_says_its_version(folder: str, language: str) -> None:
    assert str(table(f"{folder}/{language}")["version"]) >= "2026-11-22"


@pytest.mark.parametrize("key", ["yes", "no", "unknown"])
def test_every_language_can_answer(key: str) -> None:
    assert set(section("answers", key)) == LANGUAGES


@pytest.mark.parametrize("key", ["correlation", "request", "timestamp", "date_time", "user"])
def test_every_language_has_its_labels(key: str) -> None:
    assert set(section("labels", key)) == LANGUAGES


@pytest.mark.parametrize("key", ["from", "to", "sent", "subject", "copy"])
def test_every_language_has_its_mail_headers(key: str) -> None:
    assert set(section("mails", key)) == LANGUAGES


def test_every_language_but_japanese_names_twelve_months() -> None:
    months = section("dates", "months")
    assert set(months) == LANGUAGES - {"ja"}
    assert all(len(texts(names)) == 12 for names in months.values())


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_tells_the_commonest_things(language: str) -> None:
    said = {name for row in rows(f"told/{language}", "told") for name in dict(_says(row))}
    assert said >= {
        "history.workedBefore",
        "repro.whoFails",
        "repro.otherHostsWork",
        "repro.retryWorks",
        "repro.privateWindow",
        "product",
        "mail.arrived",
        "link.audience",
    }


def _says(row: object) -> dict[str, object]:
    assert isinstance(row, dict)
    says = row["says"]
    assert isinstance(says, dict)
    return says


def test_no_phrase_says_two_things() -> None:
    listed = [phrase for known in told.phrases().values() for phrase in known]
    said = {(phrase.pieces, phrase.grammar.language): set[object]() for phrase in listed}
    for phrase in listed:
        said[phrase.pieces, phrase.grammar.language].add(phrase.says)
    assert [pieces for pieces, says in said.items() if len(says) > 1] == []
