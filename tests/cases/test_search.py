"""Which words lead to a case, and what a search asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.model import CaseState
from cases.search import (
    LONGEST_QUERY,
    MOST_TERMS,
    MOST_WORDS,
    Wanted,
    address_term,
    parsed,
    terms_of,
)
from evidence.facts import INVITED_ADDRESS, Facts, Observation, Trust
from tests.cases.desk_cases import AMARA, at_desk
from tests.cases.made import ANN, NOON, case


def words(*terms: str, beginning: str | None = None, overdue: bool = False) -> Wanted:
    last = terms[-1] if beginning is None else beginning
    return Wanted(terms=terms, beginning=last, overdue=overdue)


ASKED: list[tuple[str, Wanted]] = [
    ("12", Wanted(number=12)),
    (" #12 ", Wanted(number=12)),
    ("Case 12", Wanted(number=12)),
    ("case #0012", Wanted(number=12)),
    ("9" * 19, Wanted(number=2**63 - 1)),
    ("Contoso.COM", words("contoso.com")),
    ("<Ann.Novak@Contoso.com>", words("ann.novak@contoso.com")),
    ("Jörg@Müller.example", words("jörg@xn--mller-kva.example")),
    ("Müller.example", words("xn--mller-kva.example")),
    ("Zofie Z\u030ci\u017ekova\u0301", words("zofie", "žižková")),
    ("ann an", words("ann", "an", beginning="")),
    ("ann ann ann", words("ann")),
    (
        "https://fabrikam.sharepoint.com/sites/Project-X",
        words("fabrikam.sharepoint.com", "project-x"),
    ),
    ("waiting contoso", words("=waiting", "contoso")),
    ("contoso closed", words("contoso", "=closed", beginning="")),
    ("overdue", words("=open", beginning="", overdue=True)),
    ("overdue open", words("=open", beginning="", overdue=True)),
    ("=open", words("=open", beginning="")),
    ("100%_\\ or", words("100%_\\", "or", beginning="")),
    ("a\0b half\ud83d", words("a\0b", "half\ud83d")),
    ("12 contoso", words("12", "contoso")),
    ("", Wanted()),
    (" ?! ... ", Wanted()),
]


@pytest.mark.parametrize(("said", "expected"), ASKED, ids=[said[:30] for said, _ in ASKED])
def test_what_a_search_asks_for(said: str, expected: Wanted) -> None:
    assert parsed(said) == expected


def test_a_search_has_an_end() -> None:
    assert len(parsed(" ".join(f"w{n}" for n in range(5000))).terms) == MOST_WORDS
    [long] = parsed("x" * 10_000).terms
    assert len(long) == LONGEST_QUERY
    assert parsed("9" * 10_000).number is None


LEADING = [
    "ann.novak@contoso.com",
    "Ann.Novak@CONTOSO.com",
    "ann.novak",
    "novak",
    "contoso.com",
    "partner.example",
    "fabrikam.sharepoint.com",
    "Project-X",
    "project",
    "Ann",
    "Žižková",
    "Z\u030ciz\u030ckova\u0301",
    "okafor",
    "legacy-account-match",
    "waiting",
    "open",
]
NOT_LEADING = ["sites", "x", "closed", "ended", "legacy", "nov", "contoso", "0bj-ann"]


def asked_case() -> frozenset[str]:
    return terms_of(
        at_desk(
            1,
            address="Ann.Novak@Contoso.com",
            owner=AMARA,
            partner="partner.example",
            state=CaseState.WAITING_INVITING,
        )
    )


@pytest.mark.parametrize("word", LEADING)
def test_a_word_that_leads_to_the_case(word: str) -> None:
    assert set(parsed(word).terms) <= asked_case()


@pytest.mark.parametrize("word", NOT_LEADING)
def test_a_word_that_does_not(word: str) -> None:
    assert not set(parsed(word).terms) & asked_case()


def test_a_case_the_desk_never_had_is_kept_under_its_addresses_alone() -> None:
    assert terms_of(case(1, address="Ann@Contoso.com")) == {"ann@contoso.com"}


def test_every_address_a_case_names_is_a_term_wherever_it_was_seen() -> None:
    def saw(address: str) -> Facts:
        seen = Observation(address, "graph H2", NOON, Trust.READ)
        return Facts().with_(INVITED_ADDRESS, seen)

    one = replace(case(1), facts=saw("SMTP:Read@one.example"), desk_facts=saw("desk@two.example"))
    assert terms_of(one) == {"ann@contoso.com", "read@one.example", "desk@two.example"}
    assert address_term(" smtp:DESK@Two.example") in terms_of(one)


def test_a_case_without_an_address_has_no_empty_term() -> None:
    bare = at_desk(1, replace(ANN, name=""), "", partner=None, cause=None, site="", path="")
    assert terms_of(bare) == {"=new", "=open"}


def test_whoever_writes_a_book_into_a_name_gets_a_few_terms_and_keeps_the_address() -> None:
    loud = at_desk(1, replace(ANN, name=" ".join(f"name{n}" for n in range(5000))))
    assert len(terms_of(loud)) == MOST_TERMS
    assert {"ann@contoso.com", "=open", "contoso.com"} <= terms_of(loud)
