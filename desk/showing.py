"""The desk's card of a case in its channel: one post a case, always current, and its thread.

A post that failed is tried again, then said to administrators and the reporter, then tried again
every hour: no case is silently unseen.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cards.desk_card import MOST_VIEWERS, DeskReader, desk_card
from cards.render import card, line, summary
from cards.screens import DeskCard, Note, Stamp
from cards.thread import replies
from cases.model import (
    Acquaintance,
    Case,
    Channel,
    Event,
    EventKind,
    Job,
    JobKind,
    NewJob,
    Person,
    Place,
    Post,
)
from cases.roles import Role
from cases.states import OPEN
from cases.store import CaseConflict, Store
from desk import telling
from desk.around import agents, others
from desk.delivery import DeliveryError, Mention, Message, Opens, Refusal
from desk.moves import BOT, happened
from desk.outbox import send_job
from desk.reader import agent_viewer

log = logging.getLogger(__name__)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)  # how long the card of a case that is over is owed
NO_CHANNEL, OURS = "no channel", "error"  # why a card is not shown, beside what Teams refuses
PAGE = 200  # cases
PACE = timedelta(minutes=1)  # between two pages: what happens meanwhile is shown in between


def show_job(case: Case, at: datetime) -> NewJob:
    """Brings the desk's card up to date; to be added by whoever changes a case the desk has."""
    return _show_number(case.number, at)


def unposted_job(at: datetime) -> NewJob:
    """Shows whatever the desk has and no card stands for, in a channel that is new."""
    return NewJob(JobKind.SHOW, "unposted", {"unposted": True}, at)


def _show_number(number: int, at: datetime) -> NewJob:
    return NewJob(JobKind.SHOW, f"desk-{number}", {"case": number}, at)


def shown_again(case: Case, at: datetime) -> tuple[NewJob, ...]:
    """The same for a case that the desk may not have."""
    return (show_job(case, at),) if case.triage else ()


def look_again(case: Case, at: datetime) -> NewJob:
    """Looks at that time whether there is something to do about the case."""
    return NewJob(JobKind.DUE, f"due-{case.number}", {"case": case.number}, at)


@dataclass(frozen=True)
class Shown:
    """A case that is being shown, under its job's lease."""

    job: Job
    case: Case
    post: Post


class Showing:
    """Runs show jobs."""

    def __init__(
        self, store: Store, deliver: Opens, clock: Callable[[], datetime], own_tenant: str
    ) -> None:
        self._store, self._deliver = store, deliver
        self._clock, self._own_tenant = clock, own_tenant

    async def run(self, job: Job) -> None:
        """Ends with the card as the case stands. Raises DeliveryError or LeaseLost.

        A case that changes meanwhile asked for one more run (see Store.enqueue).
        """
        if job.body.get("unposted"):
            await self._show_unposted(job)
            return
        number = int(str(job.body["case"]))
        case, channel = await self._store.case(number), await self._store.desk_channel()
        if case is None or case.triage is None:
            return
        shown = Shown(job, case, await self._store.post_of(number) or Post(number))
        if shown.post.place is None and channel is None:
            await self._keep(shown, failed=NO_CHANNEL)
            return
        try:
            await self._show(shown, channel)
        except DeliveryError as refused:
            await self._keep(await self._again(shown), failed=refused.refusal.value)
            raise

    async def gave_up(self, job: Job) -> None:
        """Says once, in plain words, that the desk has not seen the case, and asks for another
        try; for the worker."""
        if job.body.get("unposted"):
            again = NewJob(
                JobKind.SHOW, f"unposted-{job.id}", {"unposted": True}, self._in_an_hour()
            )
            await self._store.enqueue(again)
            return
        while True:
            number = int(str(job.body["case"]))
            case, post = await self._store.case(number), await self._store.post_of(number)
            if case is None or case.triage is None:
                return
            shown = Shown(job, case, post or Post(number))
            refusal = OURS if shown.post.failed in ("", NO_CHANNEL) else shown.post.failed
            try:
                await self._unseen(await self._keep(shown, failed=refusal))
            except CaseConflict:  # somebody changed it in between
                continue
            return

    async def _show_unposted(self, job: Job) -> None:
        """Asks for them page by page; a kill repeats at most a page."""
        at, after = self._clock(), int(str(job.body.get("after", 0)))
        while numbers := await self._store.unposted(PAGE, after):
            for number in numbers:
                await self._store.enqueue(_show_number(number, at))
            at, after = at + PACE, numbers[-1]
            await self._store.keep_body(job, {**job.body, "after": after})
        await self._store.keep_body(job, {"unposted": True})  # asked for again, it begins anew

    async def _show(self, shown: Shown, channel: Channel | None) -> None:
        message = await self._root(shown.case, shown.post.place or _of(channel))
        if shown.post.place is None:
            shown = await self._opened(shown, message, _of(channel))
        else:
            shown = await self._updated(shown, message, channel)
        await self._tell(shown)

    async def _opened(self, shown: Shown, message: Message, channel: Place) -> Shown:
        await self._store.begin_send(shown.job)
        try:
            thread = await self._deliver.open_thread(channel, message)
        except DeliveryError as refused:
            # What may have arrived is posted again all the same: better twice than unseen.
            if not refused.unsure:
                await self._store.end_send(shown.job, None)
            raise
        await self._store.end_send(shown.job, thread.activity_id)
        begun = shown.post.told or _passed(shown.case)
        return await self._keep(
            shown, place=thread.place, activity_id=thread.activity_id, told=begun
        )

    async def _updated(self, shown: Shown, message: Message, channel: Channel | None) -> Shown:
        place, post = _place(shown.post), str(shown.post.activity_id)
        try:
            await self._deliver.update(place, post, message)
        except DeliveryError as refused:
            if refused.refusal is not Refusal.GONE or channel is None:
                raise
            # Somebody deleted the card, or the team: the case is owed all the same.
            return await self._opened(shown, message, channel.place)
        return shown

    async def _tell(self, shown: Shown) -> None:
        """The timeline as replies, each told once; then the post has no failure any more."""
        case, place = shown.case, _place(shown.post)
        for told_now, event, text in replies(case, shown.post.told, place.locale):
            await self._reply(shown, place, self._called(case, event, text))
            shown = await self._keep(shown, told=told_now + 1)
        await self._keep(shown, told=len(shown.case.history), failed="")

    async def _reply(self, shown: Shown, place: Place, message: Message) -> None:
        await self._store.begin_send(shown.job)
        try:
            sent = await self._deliver.send(place, message)
        except DeliveryError as refused:
            # What may have arrived counts as told: the card says it anyway.
            await self._store.end_send(shown.job, "" if refused.unsure else None)
            if not refused.unsure:
                raise
        else:
            await self._store.end_send(shown.job, sent)

    def _called(self, case: Case, event: Event, text: str) -> Message:
        owner = case.triage.owner if case.triage else None
        if owner is None or not owner.teams_id or not _is_called(event, owner):
            return Message(text=text)
        mention = Mention(owner.teams_id, _plain(owner.name))
        return Message(text=f"<at>{mention.name}</at> {text}", mentions=(mention,))

    async def _root(self, case: Case, place: Place) -> Message:
        screen = await base_card(self._store, case, self._own_tenant, self._clock(), place.locale)
        stamp = Stamp(case.number, case.version, secrets.token_hex(8))
        return Message(
            card=card(screen, stamp, place.locale), summary=summary(screen, place.locale)
        )

    async def _keep(
        self,
        shown: Shown,
        *,
        place: Place | None = None,
        activity_id: str | None = None,
        told: int | None = None,
        failed: str | None = None,
    ) -> Shown:
        """With this of its post changed and kept. Raises LeaseLost."""
        before = shown.post
        post = Post(
            before.number,
            place or before.place,
            activity_id or before.activity_id,
            before.told if told is None else told,
            before.failed if failed is None else failed,
        )
        if post != before:
            await self._store.keep_post(shown.job, post)
        return replace(shown, post=post)

    async def _again(self, shown: Shown) -> Shown:
        """With the post as it was kept last."""
        post = await self._store.post_of(shown.case.number)
        return replace(shown, post=post or shown.post)

    async def _unseen(self, shown: Shown) -> None:
        case, later = shown.case, look_again(shown.case, self._in_an_hour())
        said = any(e.kind is EventKind.DESK_UNREACHED for e in case.history[shown.post.told :])
        if case.state in OPEN and not said:
            await self._say(shown, later)
        elif case.state in OPEN or later.due_at < case.changed_at + WEEK:
            await self._store.enqueue(later, case.reporter)

    async def _say(self, shown: Shown, later: NewJob) -> None:
        now, case = self._clock(), shown.case
        log.warning("the desk's card of case %s: %s", case.number, shown.post.failed)
        changed = happened(case, EventKind.DESK_UNREACHED, now, BOT, refusal=shown.post.failed)
        changed = replace(changed, changed_at=case.changed_at)  # nobody did anything about it
        note = Note("desk-unreached", {"number": str(case.number)})
        jobs = (telling.told(changed, note, now), *await self._to_administrators(shown, now), later)
        await self._store.save_under_lease(shown.job, changed, jobs)

    def _in_an_hour(self) -> datetime:
        return self._clock() + HOUR

    async def _to_administrators(self, shown: Shown, now: datetime) -> list[NewJob]:
        values = {"number": str(shown.case.number), "reason": shown.post.failed}
        note = Note("desk-unreached-admin", values)
        return [
            send_job(who.chat, [Message(text=line(note, who.chat.locale))], _key(shown, who), now)
            for who in await self._store.at_desk()
            if Role.ADMINISTRATOR.value in who.roles and who.chat
        ]


async def base_card(
    store: Store, case: Case, own_tenant: str, at: datetime, locale: str
) -> DeskCard:
    """The card everybody in the channel may see; agents' own views come by its refresh."""
    people = [who.person.teams_id for who in await agents(store)]
    reader = DeskReader(
        viewer=agent_viewer(case, own_tenant),
        others=await others(store, case),
        viewers=tuple(id_ for id_ in people if id_)[:MOST_VIEWERS],
    )
    return desk_card(case, reader, at, locale)


def _is_called(event: Event, owner: Person) -> bool:
    """Whether it is told to this owner by name; not what an earlier one was given."""
    given = event.kind is EventKind.GIVEN and event.detail.get("to") == owner.name
    return given or event.kind in (EventKind.NUDGED, EventKind.PARTNER_ANSWERED)


def _key(shown: Shown, who: Acquaintance) -> str:
    case = shown.case
    return f"unreached-{case.number}-{len(case.history)}-{who.person.object_id}"


def _passed(case: Case) -> int:
    """How many events came before the desk had the case: its thread begins there."""
    passed = [i for i, e in enumerate(case.history) if e.kind is EventKind.PASSED_TO_DESK]
    return passed[-1] + 1 if passed else 0


def _of(channel: Channel | None) -> Place:
    if channel is None:
        raise ValueError("no channel is set")
    return channel.place


def _place(post: Post) -> Place:
    if post.place is None:
        raise ValueError(f"case {post.number} has no thread")
    return post.place


def _plain(name: str) -> str:
    """A name that ends no tag and begins none."""
    return " ".join(name.translate({ord(mark): " " for mark in "<>&"}).split()) or "?"
