"""Keeping: everything that outlives a turn, in one database that any number of processes share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import text

from cases import (
    audits,
    database,
    downloads,
    exporting,
    finding,
    forgetting,
    grants,
    hand_offs,
    jobs,
    mentions,
    people,
    posts,
    queues,
    rows,
    sign_ins,
    tallies,
    turns,
)
from cases.about import About
from cases.columns import digest
from cases.connections import Connections
from cases.errors import (
    CaseConflict,
    DatabaseAddressError,
    DraftConflict,
    DuplicateTurn,
    LeaseLost,
    SchemaTooNewError,
    StoreError,
    StoreUnavailableError,
)
from cases.forgetting import Erased, Retention
from cases.hand_off import Delivery, HandOff, Learned, SignIn
from cases.jobs import Lease
from cases.lists import Listed, MonthTallies, Page, View
from cases.model import (
    Acquaintance,
    Case,
    Channel,
    Download,
    Event,
    Job,
    JobKind,
    Json,
    NewJob,
    Owner,
    Person,
    Post,
    StoredDraft,
    TurnKey,
)
from cases.search import address_term
from cases.turn_record import TurnRecord, Visit

__all__ = [
    "CaseConflict",
    "DatabaseAddressError",
    "DraftConflict",
    "DuplicateTurn",
    "Erased",
    "Lease",
    "LeaseLost",
    "Retention",
    "SchemaTooNewError",
    "Store",
    "StoreError",
    "StoreUnavailableError",
]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Every method is one transaction; each may raise StoreUnavailableError.

    What decides (leases, what is due, retention) gets its time from the caller; `clock` only
    dates the records of sends, ends and erasures.
    """

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections, self._clock = connections, clock
        self._read, self._change = connections.read, connections.change

    @classmethod
    async def open(cls, url: str, clock: Callable[[], datetime] = _utc_now) -> Store:
        """A store on that database, its schema brought up to date.

        Raises DatabaseAddressError, StoreUnavailableError, SchemaTooNewError.
        """
        parsed = database.parse(url)
        await asyncio.to_thread(database.migrate, parsed)
        return cls(Connections(parsed), clock)

    async def close(self) -> None:
        """Lets what is under way end, then gives the connections back."""
        await self._connections.close()

    async def ping(self) -> None:
        """Comes back if the database answers."""
        await self._read(lambda c: c.execute(text("SELECT 1")))

    # --- turns ------------------------------------------------------------------------------

    async def draft(self, owner: Owner) -> StoredDraft:
        return await self._read(lambda c: turns.draft(c, owner))

    async def answered(self, key: TurnKey) -> tuple[bool, Json | None]:
        """Whether this delivery was handled before, and what it was answered."""
        return await self._read(lambda c: turns.answered(c, key))

    async def commit_turn(self, turn: TurnRecord, lease: Lease | None = None) -> tuple[Job, ...]:
        """Keeps all of the turn or nothing. Returns the jobs that `lease` makes the caller's.

        Raises DuplicateTurn, DraftConflict, CaseConflict.
        """
        return await self._change(lambda c: turns.commit(c, turn, lease))

    async def commit_visit(self, visit: Visit) -> None:
        """Keeps all of an answer on a partner's page or nothing; its key's conversation is the
        hand-off's id.

        Raises DuplicateTurn, CaseConflict.
        """
        await self._change(lambda c: turns.commit_visit(c, visit))

    # --- cases ------------------------------------------------------------------------------

    async def next_case_number(self) -> int:
        """A number nobody else gets. Gaps are fine."""
        return await self._change(rows.next_number)

    async def case(self, number: int) -> Case | None:
        return await self._read(lambda c: rows.case(c, number))

    async def cases_of(self, person: Person, limit: int) -> tuple[Case, ...]:
        """What the person reported, newest first, each with its history."""
        return await self._read(lambda c: rows.cases_of(c, person, limit))

    async def save_case(self, case: Case, events: Iterable[Event] = ()) -> Case:
        """The case at its next version, with `events` after its history. Raises CaseConflict."""
        return await self._change(
            lambda c: rows.save(c, replace(case, history=(*case.history, *events)))
        )

    # --- the desk's lists -------------------------------------------------------------------

    async def queue(self, view: View, owner: Person, now: datetime, after: str, limit: int) -> Page:
        """At most `limit` cases of the view behind the cursor `after`: a page's own, or empty."""
        return await self._read(lambda c: queues.page(c, view, owner, now, after, limit))

    async def search(self, words: str, now: datetime, after: str, limit: int) -> Page:
        """Cases the desk has or had: the one with that number, or those with all the words, the
        newest first. A short page may still name a next one."""
        return await self._read(lambda c: finding.found(c, words, now, after, limit))

    async def group(self, partner: str, cause: str, after: int, limit: int) -> tuple[Listed, ...]:
        """Open cases at the desk with this partner and cause, the oldest first, after a number."""
        return await self._read(lambda c: queues.group(c, partner, cause, after, limit))

    async def group_size(self, partner: str, cause: str, most: int = 1000) -> int:
        """How many of them there are, counted up to `most`."""
        return await self._read(lambda c: queues.group_size(c, partner, cause, most))

    async def figures(self, month: str) -> MonthTallies:
        """Of the cases opened in that month (2026-11, UTC)."""
        return await self._read(lambda c: tallies.of_month(c, month))

    # --- jobs -------------------------------------------------------------------------------

    async def enqueue(self, new: NewJob, person: Person | None = None) -> bool:
        """Whether it is new. If one of that kind and key is open, that one stays as it is and
        only becomes due at the earlier time; one that is running runs once more when this one
        is due. `person`: whose forgetting ends the job."""
        owner = digest(person.object_id) if person else None
        return await self._change(lambda c: jobs.put(c, new, owner)) is not None

    async def claim(
        self, kinds: Collection[JobKind], worker: str, now: datetime, lease: timedelta
    ) -> Job | None:
        """The job that has been due longest and nobody holds, now leased to `worker`."""
        return await self._change(lambda c: jobs.claim(c, kinds, worker, now, lease))

    async def renew(self, job: Job, now: datetime, lease: timedelta) -> None:
        """Raises LeaseLost."""
        await self._change(lambda c: jobs.hold(c, job, leased_until=now + lease))

    async def complete(self, job: Job) -> None:
        """Ends the job and empties it of what it was about; one that was asked for again while
        it ran stays open and runs once more. Raises LeaseLost."""
        await self._change(lambda c: jobs.done(c, job, self._clock()))

    async def fail(self, job: Job) -> None:
        """Gives the job up; it can be looked into for a week. A delivery that was asked for again
        meanwhile begins anew. Raises LeaseLost."""
        await self._change(lambda c: jobs.fail(c, job, self._clock()))

    async def postpone(self, job: Job, due_at: datetime, *, unsure: bool = False) -> None:
        """Gives the lease back until `due_at`. `unsure`: the send that was begun may have
        arrived, so the next counts as repeated. Raises LeaseLost."""
        await self._change(lambda c: jobs.postpone(c, job, due_at, unsure=unsure))

    async def next_due(self, kinds: Collection[JobKind]) -> datetime | None:
        """When the next job can be claimed; None where there is none."""
        return await self._read(lambda c: jobs.next_due(c, kinds))

    async def keep_body(self, job: Job, body: Json) -> Job:
        """The job with its progress. Raises LeaseLost."""
        return await self._change(lambda c: jobs.keep_body(c, job, body))

    async def save_under_lease(
        self, job: Job, case: Case, jobs_after: tuple[NewJob, ...] = (), body: Json | None = None
    ) -> Case:
        """A result: the case at its next version, the jobs that follow, the job's progress.

        Raises LeaseLost, CaseConflict.
        """
        return await self._change(lambda c: jobs.save_result(c, job, case, jobs_after, body))

    # --- sends ------------------------------------------------------------------------------

    async def begin_send(self, job: Job) -> None:
        """To be called before every post of a new message. Raises LeaseLost."""
        await self._change(lambda c: jobs.begin_send(c, job, self._clock()))

    async def end_send(self, job: Job, activity_id: str | None) -> None:
        """None: it was refused and surely not posted. Raises LeaseLost."""
        await self._change(lambda c: jobs.end_send(c, job, activity_id))

    async def repeated_sends(self) -> int:
        """How often a send was begun again without knowing how the one before ended."""
        return await self._read(jobs.repeated_sends)

    # --- people and channel -----------------------------------------------------------------

    async def met(self, who: Acquaintance) -> None:
        """Keeps who it is; the stored chat where none is given, the stored roles where they
        were not asked for."""
        await self._change(lambda c: people.met(c, who))

    async def acquaintance(self, person: Person) -> Acquaintance | None:
        return await self._read(lambda c: people.acquaintance(c, person))

    async def at_desk(self, limit: int = 200) -> tuple[Acquaintance, ...]:
        """Whoever held a desk role when last asked, by name."""
        return await self._read(lambda c: people.at_desk(c, limit))

    async def forget_roles(self) -> int:
        """How many people's roles have to be asked for anew."""
        return await self._change(people.forget_roles)

    async def desk_channel(self) -> Channel | None:
        return await self._read(posts.desk_channel)

    async def set_desk_channel(self, channel: Channel, at: datetime) -> None:
        await self._change(lambda c: posts.set_desk_channel(c, channel, at))

    async def post_of(self, number: int) -> Post | None:
        """Where the desk's card of the case stands."""
        return await self._read(lambda c: posts.post_of(c, number))

    async def keep_post(self, job: Job, post: Post) -> None:
        """Of a case that was erased meanwhile nothing is kept. Raises LeaseLost."""
        await self._change(lambda c: posts.keep_post(c, job, post))

    async def unposted(self, limit: int, after: int = 0) -> tuple[int, ...]:
        """Open cases of the desk that have no card in its channel, the oldest first, behind a
        number."""
        return await self._read(lambda c: posts.unposted(c, limit, after))

    async def open_question(self, person: Person) -> int | None:
        """The newest own case in which the desk waits for the person's answer."""
        return await self._read(lambda c: people.open_question(c, person))

    # --- hand-offs --------------------------------------------------------------------------

    async def hand_offs(self, number: int) -> tuple[HandOff, ...]:
        """What was handed off of the case, newest first."""
        return await self._read(lambda c: hand_offs.of_case(c, number))

    async def hand_off(self, id: str) -> HandOff | None:
        return await self._read(lambda c: hand_offs.hand_off(c, id))

    async def deliveries(self, number: int) -> tuple[Delivery, ...]:
        """How each hand-off of the case left, newest first."""
        return await self._read(lambda c: hand_offs.deliveries_of(c, number))

    async def delivery(self, id: str) -> Delivery | None:
        return await self._read(lambda c: hand_offs.delivery(c, id))

    async def keep_delivery(self, job: Job, delivery: Delivery) -> None:
        """How far it is; nothing else of it changes, and of one that was erased nothing is kept.
        Raises LeaseLost."""
        await self._change(lambda c: hand_offs.keep_delivery(c, job, delivery))

    async def keep_link(self, token: str, hand_off_id: str, at: datetime) -> bool:
        """Whether the hand-off is still there; of the token only the digest is kept."""
        return await self._change(lambda c: hand_offs.keep_link(c, token, hand_off_id, at))

    async def hand_off_behind(self, token: str) -> HandOff | None:
        """What the link leads to, also where it opens nothing any more: ask HandOff.opens."""
        return await self._read(lambda c: hand_offs.behind(c, token))

    # --- sign-ins on a partner's page -------------------------------------------------------

    async def begin_sign_in(self, sign_in: SignIn, now: datetime) -> bool:
        """Whether the hand-off is still there to sign in for. What is over by now is erased."""
        begun = await self._change(lambda c: sign_ins.begin(c, sign_in, now))
        await self._connections.empty_log()
        return begun

    async def take_sign_in(self, state: str, binding: str, now: datetime) -> SignIn | None:
        """The sign-in, once: None for who comes second, from another browser, or too late."""
        return await self._change(lambda c: sign_ins.take(c, state, binding, now))

    async def keep_learned(self, learned: Learned, now: datetime) -> bool:
        """Whether the hand-off is still there to learn something for. What is over by now is
        erased."""
        kept = await self._change(lambda c: sign_ins.keep_learned(c, learned, now))
        await self._connections.empty_log()
        return kept

    async def learned(
        self, id: str, binding: str, hand_off_id: str, now: datetime
    ) -> Learned | None:
        """What was learned, for the same browser and page and while it lasts."""
        return await self._read(lambda c: sign_ins.learned(c, id, binding, hand_off_id, now))

    async def grant(self, tenant_id: str, asking_tenant_id: str, at: datetime) -> None:
        """The first tenant's administrator lets the second one ask about it."""
        await self._change(lambda c: grants.grant(c, tenant_id, asking_tenant_id, at))

    async def withdraw_grant(self, tenant_id: str) -> None:
        """Nobody may ask about this tenant any more."""
        await self._change(lambda c: grants.withdraw(c, tenant_id))

    async def grants(self) -> Mapping[str, frozenset[str]]:
        """Which tenants may ask, by the tenant that lets them; ids in small letters."""
        return await self._read(grants.grants)

    # --- downloads --------------------------------------------------------------------------

    async def keep_download(self, file: Download) -> None:
        """Raises ValueError for a file that belongs to nobody."""
        await self._change(lambda c: downloads.keep(c, file))

    async def download(self, token: str, now: datetime) -> Download | None:
        """The file of that token while its link lasts."""
        return await self._read(lambda c: downloads.find(c, token, now))

    # --- erasing ----------------------------------------------------------------------------

    async def forget(self, person: Person) -> Erased:
        """Erases what the person said and did; an audit line with counts stays.

        Somebody may have thousands of cases at the desk: they are left some at a time, each time
        in a transaction of its own, so that nobody waits long. The last one is whole.
        """
        now, after = self._clock(), 0
        names = await self._read(lambda c: people.names(c, person))
        leave = partial(mentions.leave_some, person=person, names=names)
        while left := await self._change(partial(leave, after=after)):
            after = left
        erased = await self._change(lambda c: forgetting.forget(c, person, now))
        await self._connections.empty_log()
        return erased

    async def forget_address(self, address: str) -> Erased:
        """Erases every case about this invited address, whoever reported it, and all drafts
        and jobs that name it; an audit line with counts stays.

        What was written in other cases is looked through some at a time, so that nobody waits
        long; where it names the address it is emptied.
        """
        now, about = self._clock(), About(address=address_term(address))
        texts, after = 0, 0
        while part := await self._read(partial(mentions.said, about=about, after=after)):
            after = part.last
            emptied = partial(mentions.empty_words, about=about, numbers=part.numbers)
            texts += await self._change(emptied) if part.numbers else 0
        erased = await self._change(lambda c: forgetting.forget_address(c, address, now, texts))
        await self._connections.empty_log()
        return erased

    async def export(self, person: Person) -> Json:
        """What is kept about the person, as they may read it."""
        return await self._read(lambda c: exporting.of_person(c, person))

    async def export_address(self, address: str, own_tenant: str) -> Json:
        """What is kept about an invited address: for administrators of that tenant, as far as
        its side of the invitation may read it."""
        return await self._read(lambda c: exporting.of_address(c, address, own_tenant))

    async def audit(
        self, kind: str, at: datetime, role: str = "", case_number: int | None = None
    ) -> None:
        """Keeps that this was done, in which role, never by whom."""
        await self._change(lambda c: audits.line(c, kind, at, role, case_number))

    async def sweep(self, now: datetime, retention: Retention) -> Erased:
        """Erases what is past its time, a page of each kind to a transaction."""
        erased = Erased()
        while True:
            page = await self._change(lambda c: forgetting.sweep(c, now, retention))
            erased += page
            if not page.more:
                break
        await self._connections.empty_log()
        return erased
