"""The data files hold together: every class has its sentence, every language its words."""

from __future__ import annotations

import pytest

from evidence.facts import ERROR_CLASS
from evidence.reading import sentences
from evidence.reading.data_files import rows, section, table, texts

LANGUAGES = {"en", "de", "fr", "es", "it", "nl", "ja"}
# Nobody has published the words of a refusal by domain; "none" is no error at all.
WITHOUT_SENTENCE = {"inviter.blocked-domain", "none"}


def test_every_class_of_error_has_a_sentence_and_no_other_has() -> None:
    listed = {sentence.error_class for sentence in sentences.sentences()}
    assert listed == ERROR_CLASS.words - WITHOUT_SENTENCE


def test_each_sentence_is_recognised_as_its_own_class() -> None:
    for row in rows("sentences", "sentence"):
        needed = " ".join(texts(row.get("needs", [])))
        for shown in texts(row["shows"]):
            text = f"{shown.replace('...', 'fabrikam')}. {needed}"
            assert sentences.error_class(text) == row["class"], shown


def test_the_heading_alone_comes_last() -> None:
    assert sentences.sentences()[-1].error_class == "spo.generic-didnt-work"


@pytest.mark.parametrize("name", ["sentences", "labels", "links", "answers", "dates"])
def test_each_file_says_its_version(name: str) -> None:
    assert str(table(name)["version"]) >= "2026-11-22"


@pytest.mark.parametrize("key", ["yes", "no", "unknown"])
def test_every_language_can_answer(key: str) -> None:
    assert set(section("answers", key)) == LANGUAGES


@pytest.mark.parametrize("key", ["correlation", "request", "timestamp", "date_time", "user"])
def test_every_language_has_its_labels(key: str) -> None:
    assert set(section("labels", key)) == LANGUAGES


def test_every_language_but_japanese_names_twelve_months() -> None:
    months = section("dates", "months")
    assert set(months) == LANGUAGES - {"ja"}
    assert all(len(texts(names)) == 12 for names in months.values())
