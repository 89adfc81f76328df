"""A case handed off at the desk: what leaves, how far it is, what the partner is answered."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from cards.desk_card import what_happened
from cards.hand_off_lists import can_go_again
from cards.plain import LONGEST_EDITED
from cards.render import summary
from cards.screens import Note
from cases.hand_off import Delivery, DeliveryState, HandOff, Way
from cases.model import EventKind, Scope
from cases.roles import Action
from cases.store import Store
from desk import commands
from desk.acting import kept, notice
from desk.asked import Asked, Done
from desk.delivering import deliver_job
from desk.hand_off_form import Drafted, Forms, Typed
from desk.hand_off_list import HandOffList
from desk.hand_off_moves import arrived, others_told, party_of
from desk.reader import side_of
from desk.recipients import Named, Recipients

Deliveries = tuple[Delivery, ...]


class Handing:
    """The steps of a hand-off at the desk; see desk/triage.py for what a step returns."""

    def __init__(
        self, store: Store, recipients: Recipients, forms: Forms, lists: HandOffList, own: str
    ) -> None:
        self._store, self._recipients, self._forms = store, recipients, forms
        self._lists, self._own_tenant = lists, own

    async def prepare(self, command: commands.PrepareHandOff, asked: Asked, done: Done) -> str:
        done.replies.append(await self._forms.form(asked, command.reader, command.language))
        return ""

    async def send(self, command: commands.SendHandOff, asked: Asked, done: Done) -> str:
        """Keeps what was typed on the form until it can leave."""
        draft = await self._forms.drafted(command, asked)
        reader, way = command.reader, command.way
        named = await self._recipients.named(way, command.to, reader, asked.case)
        if problem := await self._problem(command, draft, named, asked):
            text = draft.text if draft.changed else draft.shows
            typed = Typed(text, command.to if way is Way.MAIL else "")
            form = self._forms.form(asked, reader, command.language, problem, typed)
            done.replies.append(await form)
            return ""
        hand_off = self._handed(command, draft, asked)
        done.hand_offs.append(hand_off)
        deliveries = tuple(_delivery(hand_off, way, each) for each in named.to)
        done.deliveries.extend(deliveries)
        done.jobs.extend(deliver_job(each, asked.at) for each in deliveries if way is not Way.FILE)
        await self._told(hand_off, deliveries, asked, done)
        said = notice(asked, "handed-off", way=way.value, cut=str(draft.secrets))
        await self._lists.show(asked, done, said, hand_off if _stays(way, asked) else None)
        return ""

    async def _problem(
        self, command: commands.SendHandOff, draft: Drafted, named: Named, asked: Asked
    ) -> str:
        """Why it cannot leave like this, as a sentence for the form; empty where it can."""
        if command.version not in (commands.TYPED, asked.case.version):
            last = what_happened(asked.case.history[-1], asked.request.place.locale)
            return notice(asked, "hand-off-case-changed", last=last)
        if not draft.text.strip():
            return notice(asked, "text-missing")
        if draft.changed and len(draft.text) > LONGEST_EDITED:
            return notice(asked, "hand-off-too-long", longest=str(LONGEST_EDITED))
        if facts := await self._forms.unreleased(draft, command.reader, asked):
            return notice(asked, "hand-off-unreleased", facts=facts)
        if command.way not in self._forms.ways():
            return notice(asked, "hand-off-no-such-way")
        return summary(named.refused, asked.request.place.locale) if named.refused else ""

    def _handed(self, command: commands.SendHandOff, draft: Drafted, asked: Asked) -> HandOff:
        page_for = self._forms.page_for(command.reader, command.way)
        return HandOff(
            id=secrets.token_hex(16),
            case_number=asked.case.number,
            reader=command.reader,
            locale=draft.language,
            generated=draft.generated,
            sent=draft.text,
            by=asked.person,
            at=asked.at,
            expires_at=asked.at + page_for if page_for else None,
        )

    async def _told(
        self, hand_off: HandOff, deliveries: Deliveries, asked: Asked, done: Done
    ) -> None:
        """What happened, in the case. What is there at once, as a file is, counts at once."""
        own = side_of(asked.case, self._own_tenant)
        party = party_of(hand_off.reader, own)
        way = deliveries[0].way.value
        said = {"hand_off": hand_off.id, "reader": hand_off.reader.value, "way": way}
        if party:
            said["party"] = party.value
        before = kept(asked.case, EventKind.HANDED_OFF, asked, done, **said)
        case, jobs = arrived(before, hand_off, deliveries[0], asked.at, asked.patience)
        done.cases[case.number] = case
        others = await others_told(self._store, before, case, hand_off, deliveries[0])
        done.jobs.extend((*jobs, *others))

    async def show(self, command: commands.ShowHandOffs, asked: Asked, done: Done) -> str:
        await self._lists.show(asked, done)
        return ""

    async def again(self, command: commands.DeliverAgain, asked: Asked, done: Done) -> str:
        delivery = await self._store.delivery(command.delivery)
        hand_off = await self._store.hand_off(delivery.hand_off) if delivery else None
        if delivery is None or hand_off is None or hand_off.case_number != asked.case.number:
            await self._lists.show(asked, done, notice(asked, "nothing-found"))
        elif not can_go_again(delivery, hand_off, asked.at):
            await self._lists.show(asked, done, notice(asked, "hand-off-not-again"))
        elif delivery.way is Way.FILE:
            await self._lists.show(asked, done, file_of=hand_off)
        else:
            await self._on_its_way(delivery, hand_off, asked, done)
        return ""

    async def _on_its_way(
        self, delivery: Delivery, hand_off: HandOff, asked: Asked, done: Done
    ) -> None:
        way, to = delivery.way, delivery.to
        named = await self._recipients.named(way, to, hand_off.reader, asked.case)
        if named.to:
            waits = replace(delivery, state=DeliveryState.WAITING, failed="", ended_at=None)
            done.deliveries.append(waits)
            done.jobs.append(deliver_job(waits, asked.at))
        said = named.refused or Note("handed-off", {"way": way.value, "cut": "0"})
        await self._lists.show(asked, done, summary(said, asked.request.place.locale))

    async def revoke(self, command: commands.RevokeLink, asked: Asked, done: Done) -> str:
        hand_off = await self._store.hand_off(command.hand_off)
        if hand_off is None or hand_off.case_number != asked.case.number:
            await self._lists.show(asked, done, notice(asked, "nothing-found"))
            return ""
        if hand_off.opens(asked.at):
            done.hand_offs.append(replace(hand_off, revoked_at=asked.at))
            kept(asked.case, EventKind.LINK_REVOKED, asked, done, hand_off=hand_off.id)
        await self._lists.show(asked, done, notice(asked, "link-revoked"))
        return ""


def _stays(way: Way, asked: Asked) -> bool:
    """Whether links to files can be answered at once. Not in the channel: there the case's card
    is about to be brought up to date, and would take them away again."""
    return way is Way.FILE and asked.request.place.scope is Scope.PERSONAL


def _delivery(hand_off: HandOff, way: Way, to: str) -> Delivery:
    """A file is there as soon as somebody asks for it."""
    id_, number, at = secrets.token_hex(16), hand_off.case_number, hand_off.at
    delivery = Delivery(id_, hand_off.id, number, way, to, at)
    if way is not Way.FILE:
        return delivery
    return replace(delivery, state=DeliveryState.DELIVERED, ended_at=at)


Step = Callable[[Handing, Any, Asked, Done], Awaitable[str]]
STEPS: Mapping[type[commands.AboutCase], tuple[Action, Step]] = MappingProxyType(
    {
        commands.PrepareHandOff: (Action.HAND_OFF, Handing.prepare),
        commands.SendHandOff: (Action.HAND_OFF, Handing.send),
        commands.ShowHandOffs: (Action.SEE_AS_DESK, Handing.show),
        commands.DeliverAgain: (Action.HAND_OFF, Handing.again),
        commands.RevokeLink: (Action.REVOKE, Handing.revoke),
    }
)
# What does not mind an old card. Sending does, but says so on the form: see _problem.
ANY_VERSION = frozenset(STEPS)
