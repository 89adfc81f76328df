"""What was handed off of a case, read and shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from cards.hand_off_lists import Left, hand_offs_screen
from cards.screens import Download
from cards.values import moment
from cases.hand_off import Delivery, HandOff
from cases.model import BOT, Case, EventKind, Person
from cases.roles import Action
from cases.states import fits
from cases.store import Store
from desk.asked import Asked, Done
from desk.files import LASTS, Files
from evidence.facts import SummaryReader

_LISTED = frozenset({EventKind.HANDED_OFF, EventKind.LINK_REVOKED})
_READS = timedelta(minutes=2)  # how long the list stays, though the card below it changes
T = TypeVar("T", bound=HandOff | Delivery)


class HandOffList:
    def __init__(self, store: Store, files: Files) -> None:
        self._store, self._files = store, files

    async def show(
        self, asked: Asked, done: Done, said: str = "", file_of: HandOff | None = None
    ) -> None:
        """Answers with what left, this turn's own included. `file_of`: to be fetched as a file."""
        number, case = asked.case.number, done.cases.get(asked.case.number, asked.case)
        left = Left(
            number,
            _newest(await self._store.hand_offs(number), done.hand_offs),
            _newest(await self._store.deliveries(number), done.deliveries),
            {who.person.object_id: who.person.name for who in await self._store.at_desk()},
            case,
        )
        may_go_on = fits(Action.HAND_OFF, case.state)
        readers = tuple(reader.value for reader in SummaryReader) if may_go_on else ()
        files = await self._fetched(file_of, asked) if file_of else ()
        locale = asked.request.place.locale
        done.replies.append(hand_offs_screen(left, asked.at, locale, readers, said, files))

    async def _fetched(self, hand_off: HandOff, asked: Asked) -> tuple[Download, ...]:
        files = await self._files.files_of(hand_off, asked.person, asked.at)
        return tuple(Download(key, url, moment(asked.at + LASTS)) for key, url in files)


def goes_on(case: Case, person: Person, at: datetime) -> bool:
    """Whether the list is what this person was just answered: the newest that anybody did with
    the case is their hand-off."""
    acts = [event for event in case.history if event.by != BOT]
    if not acts or acts[-1].kind not in _LISTED or at - acts[-1].at > _READS:
        return False
    return bool(person.object_id) and acts[-1].by == person.object_id


def _newest(kept: Iterable[T], changed: Iterable[T]) -> tuple[T, ...]:
    """Those kept, as they will be once this turn's are; the newest first."""
    every = {each.id: each for each in (*kept, *changed)}
    return tuple(sorted(every.values(), key=lambda each: each.at, reverse=True))
