"""To whom a summary can go: what was typed, chosen, and is allowed for its reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cards.hand_off_lists import PLACES
from cards.screens import Note, Somebody
from cases.hand_off import Way
from cases.model import Case
from cases.store import Store
from desk.around import agent_now, agents
from desk.asked import KnowsRoles
from desk.hand_off_settings import HandOffSettings
from desk.mailboxes import mailbox_in
from evidence.facts import SummaryReader
from evidence.facts.addresses import domain_of, folded

MOST = 5  # mails of one hand-off
_SHOWN = 80  # characters of a piece that is no address
_PIECES = re.compile(r'(?:"[^"\n]*"|[^,;\n])+')
_NAMED = re.compile(r"(?P<name>[^<>]*)<\s*(?P<address>[^<>]*?)\s*>")
# Who gets what no partner may read: from a mailbox outside nobody takes it back.
_OWN_PEOPLE = frozenset({SummaryReader.DESK, SummaryReader.MANAGEMENT})
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


class NoAddressError(Exception):
    """`piece`: what stands where an address should, as it was typed."""

    def __init__(self, piece: str) -> None:
        super().__init__("something that was typed is no address")
        self.piece = piece


@dataclass(frozen=True)
class Named:
    """`to`: one delivery each. `refused`: why there is none, as one of them may not get it."""

    to: tuple[str, ...] = ()
    refused: Note | None = None


class Recipients:
    def __init__(
        self, store: Store, members: KnowsRoles, settings: HandOffSettings, own_tenant: str
    ) -> None:
        self._store, self._members, self._own_tenant = store, members, own_tenant
        self._webhooks, self._own_domains = settings.webhooks, settings.ours

    async def named(self, way: Way, to: str, reader: SummaryReader, case: Case) -> Named:
        """Whom these words name. Raises RolesUnknownError."""
        match way:
            case Way.MAIL:
                return self._mailed(to, reader)
            case Way.WEBHOOK:
                there = to in self._webhooks
                return Named((to,)) if there else Named(refused=Note("hand-off-no-webhook"))
            case Way.CARD:
                gets = await self._gets_card(to, reader, case)
                return Named((to,)) if gets else Named(refused=Note("hand-off-no-card"))
            case Way.FILE:
                return Named(("",))

    def _mailed(self, text: str, reader: SummaryReader) -> Named:
        try:
            to = addresses(text)
        except NoAddressError as no:
            return Named(refused=Note("hand-off-no-address", {"piece": no.piece[:_SHOWN]}))
        if not to:
            return Named(refused=Note("hand-off-no-mail", {"most": str(MOST)}))
        outside = [each for each in to if domain_of(each) not in self._own_domains]
        if outside and reader in _OWN_PEOPLE:
            ours = ", ".join(sorted(self._own_domains))
            values = {"address": outside[0][:_SHOWN], "domains": ours}
            return Named(refused=Note("hand-off-not-ours", values))
        return Named(to)

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
    """The addresses, each once; none where there are none, or too many. A name beside an address
    is let go. Raises NoAddressError."""
    pieces = [piece.strip() for piece in _PIECES.findall(text)]
    found = {folded(address): address for piece in pieces for address in _read(piece)}
    return tuple(found.values()) if len(found) <= MOST else ()


def _read(piece: str) -> tuple[str, ...]:
    """The addresses that the whole piece is: `Bea <bea@contoso.com>`, or some with blanks."""
    named = _NAMED.fullmatch(piece)
    words = [named["address"]] if named else piece.split()
    found = tuple(mailbox_in(word.removeprefix("mailto:")) for word in words)
    if not all(found) or (named and not _harmless(named["name"], found[0])):
        raise NoAddressError(piece)
    return found


def _harmless(name: str, address: str) -> bool:
    """Whether it names nobody else: some programs write the address itself as the name."""
    return "@" not in name or folded(name.strip(" \"'")) == folded(address)
