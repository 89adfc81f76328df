"""What a fact's value may be, as JSON brings it: one line says what is wrong, nothing crashes."""

from __future__ import annotations

import io
import json
import sys

import pytest

from causes.__main__ import main
from evidence.facts import FactError, Reason, Unknown, fact, parse, to_json


@pytest.mark.parametrize(
    "raw",
    [
        {"unknown": ["a"]},
        {"unknown": {}},
        {"unknown": None},
        {"unknown": 5},
        {"unknown": "dunno"},
        {"unknown": "no permission", "detail": 5},
        {"unknown": "no permission", "detail": None},
        {"unknown": "no permission", "because": "x"},
        {},
    ],
    ids=json.dumps,
)
def test_an_unknown_that_names_no_reason_is_refused_in_one_line(
    raw: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = json.dumps({"facts": {"guest.exists": raw}})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(case.encode())))
    assert main(()) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "guest.exists: an unknown fact is" in said.err


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_read_back_as_written(reason: Reason) -> None:
    unknown = Unknown(reason, "User.Read.All")
    assert parse(fact("guest.exists"), to_json(unknown)) == unknown


@pytest.mark.parametrize("page", ["aad.50020", "aad.16", "none"])
def test_pages_are_listed_words_or_numbered_codes(page: str) -> None:
    assert parse(fact("error.class"), page) == page


@pytest.mark.parametrize(
    "page", ["aad.٥٠٠٢٠", "aad.５００２０", "aad.5", "aad.500200000", "aad.50020\n", "AAD.50020"]
)
def test_a_code_is_made_of_plain_digits(page: str) -> None:
    with pytest.raises(FactError):
        parse(fact("error.class"), page)


def test_only_a_guests_state_and_a_page_have_forms_of_their_own() -> None:
    """A state may be null in its own right; elsewhere null is unknown and aad.N no word."""
    assert parse(fact("guest.externalUserState"), None) == "null"
    assert parse(fact("guest.issuer"), None) == Unknown(Reason.NOT_KNOWN)
    with pytest.raises(FactError):
        parse(fact("guest.issuer"), "aad.50020")
