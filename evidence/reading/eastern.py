"""Phrases of a language written without blanks, and the endings that take them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.reading.data_files import rows, section, texts
from evidence.reading.sentences import words

_GAP = 20  # characters that may stand between two pieces of a phrase


@dataclass(frozen=True)
class Eastern:
    """Phrases with what they say, and what must not follow them."""

    phrases: tuple[tuple[tuple[str, ...], object], ...]
    taken_back_by: tuple[str, ...]

    @classmethod
    def read(cls, language: str) -> Eastern:
        """The phrases of `data/told/<language>.toml`."""
        phrases = tuple(
            (tuple(_bare(piece) for piece in written.split("...")), row["says"])
            for row in rows(f"told/{language}", "told")
            for written in texts(row["phrases"])
        )
        return cls(phrases, texts(section(f"told/{language}", "grammar")["endings"]))

    def found_in(self, sentences: Iterable[str]) -> Iterator[object]:
        """What each phrase of the sentences says, as the data file has it."""
        said = [_bare(sentence) for sentence in sentences if not sentence.isascii()]
        whole = "\n".join(said)
        for pieces, says in self.phrases:
            # Most phrases are nowhere in the text, which one look tells.
            here = all(piece in whole for piece in pieces)
            if here and any(self._tells(sentence, pieces) for sentence in said):
                yield says

    def _tells(self, said: str, pieces: tuple[str, ...]) -> bool:
        end = _end(said, pieces)
        return end is not None and not said.startswith(self.taken_back_by, end)


def _bare(text: str) -> str:
    return words(text).replace(" ", "")


def _end(said: str, pieces: tuple[str, ...]) -> int | None:
    first, *others = pieces
    end = said.find(first)
    if end < 0:
        return None
    end += len(first)
    for piece in others:
        at = said.find(piece, end, end + _GAP + len(piece))
        if at < 0:
            return None
        end = at + len(piece)
    return end
