"""The words a case is found by, and what somebody searches for. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cases.model import Case, CaseState
from cases.states import OPEN, WAITS
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS, SITE_PATH, Fact
from evidence.facts.addresses import domain_of, normal

MOST_TERMS = 60  # a case; the addresses come first
MOST_WORDS = 6  # of a search; the others are not looked at
LONGEST_QUERY = 400  # characters
SHORTEST_BEGINNING = 3  # letters
_LARGEST = 2**63 - 1  # a number that a database still takes

_NUMBER = re.compile(r"(?:case\s*)?#?\s*(\d{1,19})", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"[\s/,;:()\[\]<>\"'!?]+")
_INSIDE = re.compile(r"[^\w]+|_+")
_NOWHERE = frozenset({"https", "http", "sites", "teams", "personal"})  # of every site
_STATE = "="  # no word begins with it: a state is another thing than somebody's name
_OPEN = _STATE + "open"
_WAITING = _STATE + "waiting"
_ENDED = _STATE + "ended"
_STATES: Mapping[str, str] = MappingProxyType(
    {
        "open": _OPEN,
        "overdue": _OPEN,
        "waiting": _WAITING,
        "ended": _ENDED,
        **{
            state.value: _STATE + state.value
            for state in CaseState
            if state not in WAITS | {CaseState.DRAFT}
        },
    }
)


@dataclass(frozen=True)
class Wanted:
    """What a search asks for: one case by its number, or every case with all of these.

    `terms`: as the store keeps them. `beginning`: the last word, which may also be the start of
    a longer one; empty where it is too short for that. `overdue`: due before now.
    """

    number: int | None = None
    terms: tuple[str, ...] = ()
    beginning: str = ""
    overdue: bool = False


def parsed(words: str) -> Wanted:
    """What the words ask for; an empty Wanted where they ask for nothing."""
    text = words[:LONGEST_QUERY].strip()
    number = _NUMBER.fullmatch(text)
    if number:
        return Wanted(number=min(int(number[1]), _LARGEST))
    asked = list(dict.fromkeys(_asked(text)))
    # What a copied address of a site has around its names leads to no case, or to all.
    found = ([word for word in asked if word not in _NOWHERE] or asked)[:MOST_WORDS]
    overdue = any(word == "overdue" for word in found)
    terms = tuple(dict.fromkeys(_STATES.get(word, word) for word in found))
    return Wanted(terms=terms, beginning=_beginning(found), overdue=overdue)


def address_term(address: str) -> str:
    """The term of every case about this address."""
    return _composed(normal(_composed(address)))


def terms_of(case: Case) -> frozenset[str]:
    """The words that lead to the case.

    One the desk never had is found by its addresses alone, and only to be erased.
    """
    addresses = sorted(_addresses(case))
    terms = [address_term(address) for address in addresses]
    if case.triage is not None:
        terms += [*_states(case.state), *_of_desk(case, addresses)]
    return frozenset([term for term in dict.fromkeys(terms) if term][:MOST_TERMS])


def _addresses(case: Case) -> frozenset[str]:
    name = INVITED_ADDRESS.name
    seen = (
        observation.value
        for facts in (case.complaint.facts(), case.facts, case.desk_facts, case.brought)
        for observation in facts.observations.get(name, ())
    )
    return frozenset(value for value in seen if isinstance(value, str))


def _of_desk(case: Case, addresses: Iterable[str]) -> Iterator[str]:
    owner = case.triage.owner if case.triage else None
    for address in addresses:
        yield domain_of(_composed(address))
    yield from filter(
        None, (case.cause, _host(case.partner or ""), _host(_told(case, HOST_DOMAIN)))
    )
    yield from _words(_told(case, SITE_PATH))
    for address in addresses:
        yield from _words(address.rpartition("@")[0])
    for name in (case.reporter.name, owner.name if owner else ""):
        yield from _words(name)


def _states(state: CaseState) -> Iterator[str]:
    yield _STATE + state.value
    if state in OPEN:
        yield _OPEN
    else:
        yield _ENDED
    if state in WAITS:
        yield _WAITING


def _told(case: Case, of: Fact) -> str:
    value = case.complaint.value(of)
    return value if isinstance(value, str) else ""


def _words(text: str) -> Iterator[str]:
    """Each word whole, then its parts: "project-x" also as "project"."""
    whole = [word for word in _asked(text) if word not in _NOWHERE]
    yield from whole
    for word in whole:
        yield from (part for part in _INSIDE.split(word) if len(part) > 1)


def _asked(text: str) -> Iterator[str]:
    for word in _BETWEEN.split(text):
        bare = word.strip(".=-_")
        if bare:
            yield _term(bare)


def _term(word: str) -> str:
    if "@" in word:
        return address_term(word)
    return _host(word) if "." in word else _composed(word)


def _host(name: str) -> str:
    return domain_of("@" + _composed(name))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def _beginning(words: list[str]) -> str:
    last = words[-1] if words else ""
    return last if len(last) >= SHORTEST_BEGINNING and last not in _STATES else ""
