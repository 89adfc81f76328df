"""To whom a summary can go: what was typed, chosen, and is allowed for its reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from cards.hand_off_lists import PLACES
from cards.screens import Somebody
from cases.hand_off import Way
from cases.model import Case
from cases.store import Store
from desk.around import agent_now, agents
from desk.asked import KnowsRoles
from desk.hand_off_settings import Webhook
from evidence.facts import SummaryReader
from evidence.facts.addresses import folded
from evidence.reading.addresses import found_in, typed

MOST = 5  # mails of one hand-off
_BETWEEN = re.compile(r"[,;\n]")
# Where a card may go besides people at the desk: everybody in the channel reads along, and what
# the second-level desk gets is for agents alone.
_PLACES: Mapping[SummaryReader, tuple[str, ...]] = MappingProxyType(
    {
        SummaryReader.DESK: (),
        SummaryReader.PARTNER: ("channel", "reporter"),
        SummaryReader.REPORTER: ("reporter",),
        SummaryReader.MANAGEMENT: ("channel",),
    }
)


class Recipients:
    def __init__(
        self,
        store: Store,
        members: KnowsRoles,
        webhooks: Mapping[str, Webhook],
        own_tenant: str,
    ) -> None:
        self._store, self._members = store, members
        self._webhooks, self._own_tenant = webhooks, own_tenant

    async def named(self, way: Way, to: str, reader: SummaryReader, case: Case) -> tuple[str, ...]:
        """Whom these words name, one delivery each; nobody where one of them may not get it.
        Raises RolesUnknownError."""
        match way:
            case Way.MAIL:
                return addresses(to)
            case Way.WEBHOOK:
                return (to,) if to in self._webhooks else ()
            case Way.CARD:
                return (to,) if await self._gets_card(to, reader, case) else ()
            case Way.FILE:
                return ("",)

    async def places(self, case: Case, reader: SummaryReader) -> tuple[str, ...]:
        """Where a card for this reader may go besides people, as far as it is there."""
        post = await self._store.post_of(case.number)
        there = {
            "channel": post is not None and post.place is not None,
            "reporter": bool(case.place.conversation_id),
        }
        return tuple(place for place in _PLACES[reader] if there[place])

    async def people(self, reader: SummaryReader) -> tuple[Somebody, ...]:
        """Who at the desk may get a card for this reader, as far as is known."""
        if reader is SummaryReader.REPORTER:
            return ()
        people = [who.person for who in await agents(self._store)]
        return tuple(Somebody(each.object_id, each.teams_id, each.name) for each in people)

    async def _gets_card(self, to: str, reader: SummaryReader, case: Case) -> bool:
        if to in PLACES:
            return to in await self.places(case, reader)
        if reader is SummaryReader.REPORTER or not to:
            return False
        # Whatever the card offered: who left the desk since gets nothing.
        return await agent_now(self._store, self._members, to, self._own_tenant) is not None


def addresses(text: str) -> tuple[str, ...]:
    """The addresses, each once; none where there are too many, or something is no address.
    A name beside an address is let go."""
    pieces = [_read(piece) for piece in _BETWEEN.split(text) if piece.strip()]
    found = {folded(address): address for piece in pieces for address in piece}
    return tuple(found.values()) if all(pieces) and len(found) <= MOST else ()


def _read(piece: str) -> tuple[str, ...]:
    """The addresses of a piece such as `Bea <bea@contoso.com>`; none where one is not whole."""
    alone = typed(piece) if len(piece.split()) == 1 and "<" not in piece else None
    found = (alone,) if alone else tuple(each.text for each in found_in(piece))
    return found if len(found) == piece.count("@") else ()
