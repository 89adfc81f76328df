"""A summary before it leaves: the form an agent reads and changes it in, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cards.plain import LONGEST_EDITED, come_back
from cards.screens import HandOffForm
from cards.summaries import markdown
from cards.words import languages, words
from cases.hand_off import Way
from desk.asked import Asked
from desk.commands import SendHandOff
from desk.hand_off_settings import HandOffSettings
from desk.recipients import Recipients
from desk.summing_up import SummingUp
from evidence.facts import SummaryReader
from evidence.reading.redaction import cut

STALE = timedelta(days=1)  # a form that is older is written anew
_LINKED = frozenset({Way.CARD, Way.MAIL, Way.FILE})  # a webhook's receiver gets no link


@dataclass(frozen=True)
class Typed:
    """What stands in the form's inputs when it comes back."""

    text: str = ""
    to: str = ""


@dataclass(frozen=True)
class Drafted:
    """A summary as it is `generated`, as much of it as the form `shows`, and as it is to leave.
    `changed`: somebody wrote in it; `secrets`: how many parts of links were cut out of that."""

    generated: str
    shows: str
    text: str
    language: str
    made: datetime
    changed: bool = False
    secrets: int = 0


class Forms:
    """`reachable`: whether this process has a public address, for files and the partner's page."""

    def __init__(
        self,
        recipients: Recipients,
        summing_up: SummingUp,
        settings: HandOffSettings,
        *,
        reachable: bool,
    ) -> None:
        self._recipients, self._summing_up = recipients, summing_up
        self._settings, self._reachable = settings, reachable

    async def drafted(self, command: SendHandOff, asked: Asked) -> Drafted:
        """What came back with the form, beside the summary as it was written then."""
        made = command.made
        if made is None or not timedelta() <= asked.at - made < STALE:
            made = asked.at
        draft = await self._written(asked, command.reader, command.language, made)
        typed = come_back(command.text).strip("\n")
        if _lines(typed) != _lines(draft.shows):
            text, secrets = cut(typed)
            return replace(draft, text=text, changed=True, secrets=secrets)
        # Only a file takes more than what was there to be read.
        whole = command.way is Way.FILE or draft.shows == draft.generated
        return replace(draft, text=draft.generated if whole else draft.shows)

    async def unreleased(self, draft: Drafted, reader: SummaryReader, asked: Asked) -> str:
        """What stands in a changed text although it may not reach this reader; empty: nothing."""
        if not draft.changed:
            return ""
        text, at = draft.text, draft.made
        look = self._summing_up.unreleased(text, asked.case, reader, at, draft.language)
        return ", ".join(await look)

    async def form(
        self,
        asked: Asked,
        reader: SummaryReader,
        language: str,
        notice: str = "",
        typed: Typed | None = None,
    ) -> HandOffForm:
        """The form with a fresh summary, or with what was typed into it."""
        draft = await self._written(asked, reader, language, asked.at)
        places = await self._recipients.places(asked.case, reader)
        people = await self._recipients.people(reader)
        return HandOffForm(
            number=asked.case.number,
            reader=reader.value,
            text=typed.text if typed else draft.shows,
            ways=tuple(way.value for way in self.ways(cards=bool(places or people))),
            webhooks=tuple(self._settings.webhooks),
            places=places,
            people=people,
            link_days=self.page_for(reader).days,
            notice=notice,
            cut=draft.shows != draft.generated,
            made=draft.made.isoformat(),
            language=draft.language,
            languages=languages(),
            to=typed.to if typed else "",
        )

    def ways(self, *, cards: bool = True) -> tuple[Way, ...]:
        """How a summary can leave here; `cards`: whether there is anybody to get one."""
        there = {
            Way.MAIL: self._settings.mail is not None,
            Way.CARD: cards,
            Way.WEBHOOK: bool(self._settings.webhooks),
            Way.FILE: self._reachable,
        }
        return tuple(way for way, is_there in there.items() if is_there)

    def page_for(self, reader: SummaryReader, way: Way = Way.MAIL) -> timedelta:
        """How long the partner's page opens; nothing where there is none."""
        has = reader is SummaryReader.PARTNER and self._reachable and way in _LINKED
        return self._settings.page_for if has else timedelta()

    async def _written(
        self, asked: Asked, reader: SummaryReader, language: str, at: datetime
    ) -> Drafted:
        language = language if language in languages() else _language(asked, reader)
        document = await self._summing_up.document(asked.case, reader, at, language)
        generated = markdown.write(document)
        shows = _fitting(generated)
        return Drafted(generated, shows, shows, language, at)


def _language(asked: Asked, reader: SummaryReader) -> str:
    """The reader's own where it is known, else that of whoever writes to them."""
    of_reporter = reader is SummaryReader.REPORTER
    place = asked.case.place if of_reporter else asked.request.place
    return words(place.locale).language


def _fitting(text: str) -> str:
    """As many whole paragraphs as the form's input holds; the text itself where it fits."""
    if len(text) <= LONGEST_EDITED:
        return text
    room = text[:LONGEST_EDITED]
    return room[: room.rfind("\n\n") + 1 or LONGEST_EDITED]


def _lines(text: str) -> list[str]:
    """What counts of a text: clients add and drop blanks and blank lines at its end."""
    return [line.rstrip() for line in text.strip().splitlines()]
