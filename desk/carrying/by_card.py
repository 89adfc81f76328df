"""Takes a summary to somebody in Teams: the case's thread, its reporter, a person at the desk."""

from __future__ import annotations

import secrets

from cards.mail import Page, with_page
from cards.render import card, summary
from cards.screens import Stamp, SummaryCard
from cases.model import Person, Place
from cases.roles import AT_DESK
from cases.store import Store
from desk.asked import KnowsRoles
from desk.carrying.carrier import CarryError, Failed, Parcel
from desk.delivery import DeliveryError, Message, Opens, Refusal
from desk.members import RolesUnknownError

_FAILED = {
    Refusal.BLOCKED: Failed.BLOCKED,
    Refusal.GONE: Failed.GONE,
    Refusal.THROTTLED: Failed.THROTTLED,
    Refusal.TOO_LARGE: Failed.TOO_LARGE,
    Refusal.REFUSED: Failed.REFUSED,
    Refusal.UNREACHABLE: Failed.UNREACHABLE,
}


class ByCard:
    """`own_tenant`: whose people are at the desk."""

    def __init__(self, store: Store, members: KnowsRoles, deliver: Opens, own_tenant: str) -> None:
        self._store, self._members = store, members
        self._deliver, self._own_tenant = deliver, own_tenant

    async def carry(self, parcel: Parcel) -> None:
        """See Carrier."""
        try:
            place = await self._place(parcel)
            await self._deliver.send(place, _message(parcel))
        except DeliveryError as refused:
            failed = _FAILED[refused.refusal]
            raise CarryError(failed, final=refused.final, unsure=refused.unsure) from refused

    async def _place(self, parcel: Parcel) -> Place:
        match parcel.delivery.to:
            case "channel":
                return await self._thread(parcel.case.number)
            case "reporter":
                return _reached(parcel.case.place)
            case object_id:
                return await self._chat(object_id, parcel.case.place)

    async def _thread(self, number: int) -> Place:
        post = await self._store.post_of(number)
        if post is None or post.place is None:
            raise CarryError(Failed.NO_THREAD)  # the desk's card may be on its way
        return post.place

    async def _chat(self, object_id: str, like: Place) -> Place:
        met = await self._store.acquaintance(Person("", object_id, self._own_tenant))
        if met is None:
            raise CarryError(Failed.NO_CHAT, final=True)
        await self._still_there(met.person)
        if met.chat is not None:
            return met.chat
        channel = await self._store.desk_channel()
        return await self._deliver.open_chat(met.person, channel.place if channel else like)

    async def _still_there(self, person: Person) -> None:
        """At each try: a night may lie between them. Raises CarryError."""
        try:
            held = await self._members.roles(person)
        except RolesUnknownError as unknown:
            raise CarryError(Failed.ROLES_UNKNOWN) from unknown
        if not held & AT_DESK:
            raise CarryError(Failed.NOT_AT_DESK, final=True)


def _reached(place: Place) -> Place:
    if not place.conversation_id:  # a case made of a message: the reporter has no chat yet
        raise CarryError(Failed.NO_CHAT, final=True)
    return place


def _message(parcel: Parcel) -> Message:
    locale, page = parcel.hand_off.locale, Page(parcel.link, parcel.hand_off.expires_at)
    screen = SummaryCard(with_page(parcel.document, page, locale), parcel.link)
    stamp = Stamp(parcel.case.number, parcel.case.version, secrets.token_hex(8))
    return Message(card=card(screen, stamp, locale), summary=summary(screen, locale))
