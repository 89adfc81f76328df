"""What an erasing is about, and how it is recognised in what is kept. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cases.search import address_term


@dataclass(frozen=True)
class About:
    """What is to be erased: cases by number, chats by conversation id, an address."""

    numbers: frozenset[int] = frozenset()
    chats: frozenset[str] = frozenset()
    address: str = ""

    def within(self, value: object) -> bool:
        """Whether stored JSON names any of it, however deep."""
        match value:
            case str():
                return value in self.chats or self._addressed(value)
            case Mapping():
                # A button's data has the number as text.
                case = str(value.get("case"))
                return case in self._cases or any(map(self.within, value.values()))
            case list() | tuple():
                return any(map(self.within, value))
        return False

    def _addressed(self, text: str) -> bool:
        return self._spelled is not None and self._spelled.search(folded(text)) is not None

    @cached_property
    def fragment(self) -> str:
        """What is in every spelling of the address, also where JSON escapes its letters."""
        term = address_term(self.address)
        # Of a domain in another script there are two spellings.
        same = term if len(_spellings(term)) == 1 else term.rpartition("@")[0]
        return max(re.findall(r"[a-z0-9.+@-]+", same), key=len, default="@")

    @cached_property
    def _cases(self) -> frozenset[str]:
        return frozenset(map(str, self.numbers))

    @cached_property
    def _spelled(self) -> re.Pattern[str] | None:
        if not self.address:
            return None
        spellings = "|".join(map(re.escape, sorted(_spellings(self.address))))
        # Not the end of a longer name, not the beginning of a longer domain.
        return re.compile(rf"(?<![\w.+-])(?:{spellings})(?![\w-])(?!\.\w)")


def _spellings(address: str) -> frozenset[str]:
    term = address_term(address)
    local, at, domain = term.rpartition("@")
    try:
        return frozenset({term, local + at + folded(domain.encode().decode("idna"))})
    except UnicodeError:
        return frozenset({term})


def folded(text: str) -> str:
    """The text as addresses in it are compared."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
