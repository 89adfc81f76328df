"""Deliveries as durable jobs: a summary goes out under one id until its reader has it or it is
given up; what became of it stands in the case."""

from __future__ import annotations

import contextlib
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from cards.render import line
from cards.screens import Note
from cards.summaries import markdown
from cases.due import Patience
from cases.hand_off import Delivery, DeliveryState, HandOff, Way
from cases.model import Case, EventKind, Job, JobKind, NewJob
from cases.store import CaseConflict, Store, StoreUnavailableError
from desk.carrying.carrier import Carrier, CarryError, Failed, Parcel
from desk.delivery import Message
from desk.hand_off_moves import arrived, others_told
from desk.moves import BOT, happened
from desk.outbox import send_job
from desk.showing import shown_again
from evidence.facts import SummaryReader

log = logging.getLogger(__name__)
_WITH_LINK = frozenset({Way.CARD, Way.MAIL})  # a webhook's receiver never gets one
_EVENTS = {
    DeliveryState.DELIVERED: EventKind.DELIVERED,
    DeliveryState.UNDELIVERED: EventKind.UNDELIVERED,
}


class Mints(Protocol):
    async def mint(self, hand_off: HandOff, at: datetime) -> str:
        """A new link to the partner's page; empty where there is no public address."""
        ...


def deliver_job(delivery: Delivery, at: datetime) -> NewJob:
    """The job that takes the summary to its reader."""
    body = {"delivery": delivery.id, "case": delivery.case_number}
    kind = JobKind.MAIL if delivery.way is Way.MAIL else JobKind.DELIVER
    return NewJob(kind, delivery.id, body, at)


@dataclass(frozen=True)
class Going:
    """A delivery under its job's lease."""

    job: Job
    delivery: Delivery
    hand_off: HandOff
    case: Case


class Delivering:
    """Runs deliver jobs. `carriers`: the ways that are set up."""

    def __init__(
        self,
        store: Store,
        carriers: Mapping[Way, Carrier],
        links: Mints,
        clock: Callable[[], datetime],
        patience: Patience,
    ) -> None:
        self._store, self._carriers = store, carriers
        self._links, self._clock, self._patience = links, clock, patience

    async def run(self, job: Job) -> None:
        """Ends with the summary at its reader's, and the case saying so. Raises CarryError or
        LeaseLost. What was erased meanwhile is let go."""
        going = await self._going(job)
        if going is None:
            return
        if going.delivery.state is DeliveryState.WAITING:
            going = await self._carry(going)
        await self._tell(going)

    async def gave_up(self, job: Job) -> None:
        """Keeps that it did not arrive, and says so to whoever sent it; for the worker."""
        going = await self._going(job)
        if going is None:
            return
        if going.delivery.state is DeliveryState.WAITING:
            failed = going.delivery.failed or Failed.DEFECT.value
            ended = {"state": DeliveryState.UNDELIVERED, "ended_at": self._clock()}
            going = await self._keep(going, failed=failed, **ended)
            log.warning("delivery %s of case %s given up: %s", job.key, going.case.number, failed)
        await self._tell(going)

    async def _going(self, job: Job) -> Going | None:
        delivery = await self._store.delivery(str(job.body["delivery"]))
        hand_off = await self._store.hand_off(delivery.hand_off) if delivery else None
        case = await self._store.case(hand_off.case_number) if hand_off else None
        if delivery is None or hand_off is None or case is None:
            return None
        return Going(job, delivery, hand_off, case)

    async def _carry(self, going: Going) -> Going:
        try:
            await self._send(going)
        except CarryError as refused:
            tries = going.delivery.tries + 1
            # Why it failed is worth less than that it did: the worker has to hear of that.
            with contextlib.suppress(StoreUnavailableError):
                await self._keep(going, tries=tries, failed=refused.reason)
            raise
        return await self._arrived(going)

    async def _send(self, going: Going) -> None:
        carrier, parcel = self._carrier(going), await self._parcel(going)
        await self._store.begin_send(going.job)
        try:
            await _carried(carrier, parcel)
        except CarryError as refused:
            # Unsure: the begun send stays open, and the next one counts as repeated.
            if not refused.unsure:
                await self._store.end_send(going.job, None)
            raise

    async def _arrived(self, going: Going) -> Going:
        """Kept before the send is closed: a kill in between counts one repetition too many
        rather than hides one."""
        changes = {"state": DeliveryState.DELIVERED, "failed": "", "ended_at": self._clock()}
        try:
            going = await self._keep(going, tries=going.delivery.tries + 1, **changes)
            await self._store.end_send(going.job, going.delivery.id)
        except StoreUnavailableError as away:
            raise CarryError(Failed.DEFECT, unsure=True) from away
        return going

    def _carrier(self, going: Going) -> Carrier:
        """What takes it, if it may still leave. Raises CarryError."""
        hand_off, carrier = going.hand_off, self._carriers.get(going.delivery.way)
        if hand_off.revoked_at is not None:
            raise CarryError(Failed.REVOKED, final=True)
        if hand_off.expires_at is not None and not hand_off.opens(self._clock()):
            raise CarryError(Failed.EXPIRED, final=True)
        if not hand_off.sent:  # its words named somebody who is forgotten
            raise CarryError(Failed.ERASED, final=True)
        if carrier is None:
            raise CarryError(Failed.NOT_SET_UP, final=True)
        return carrier

    async def _parcel(self, going: Going) -> Parcel:
        at, way = self._clock(), going.delivery.way
        linked = going.hand_off.reader is SummaryReader.PARTNER and way in _WITH_LINK
        # A new link at each try: of the one before only a digest is kept.
        link = await self._links.mint(going.hand_off, at) if linked else ""
        document = markdown.read(going.hand_off.sent)
        return Parcel(going.delivery, going.hand_off, going.case, document, at, link)

    async def _keep(self, going: Going, **changes: Any) -> Going:
        """With this of its delivery changed and kept. Raises LeaseLost."""
        delivery = replace(going.delivery, **changes)
        await self._store.keep_delivery(going.job, delivery)
        return replace(going, delivery=delivery)

    async def _tell(self, going: Going) -> None:
        """Writes into the case what became of it, once. Raises LeaseLost."""
        job, outcome = going.job, _outcome(going.delivery)
        while job.body.get("told") != outcome:
            case = await self._store.case(going.case.number)
            if case is None:
                return
            changed, jobs = await self._changed(case, going)
            jobs = (*jobs, *await self._word_to_sender(going))
            body = {**job.body, "told": outcome}
            try:
                await self._store.save_under_lease(job, changed, jobs, body=body)
            except CaseConflict:  # somebody changed it in between
                continue
            job = replace(job, body=body)

    async def _changed(self, case: Case, going: Going) -> tuple[Case, tuple[NewJob, ...]]:
        """The case that says so, and what follows: once it is there somebody waits for it."""
        delivery, at = going.delivery, self._clock()
        moved, jobs = arrived(case, going.hand_off, delivery, at, self._patience)
        others = await others_told(self._store, case, moved, going.hand_off, delivery)
        changed = replace(_with_outcome(moved, going, at), changed_at=moved.changed_at)
        return changed, (*jobs, *others, *shown_again(changed, at))

    async def _word_to_sender(self, going: Going) -> tuple[NewJob, ...]:
        """Whoever sent it hears in their own chat that it did not arrive."""
        delivery, sender = going.delivery, going.hand_off.by
        if delivery.state is not DeliveryState.UNDELIVERED or not sender.object_id:
            return ()
        met = await self._store.acquaintance(sender)
        if met is None or met.chat is None:
            return ()
        values = {"number": str(going.case.number), "reason": delivery.failed}
        text = line(Note("undelivered", values), met.chat.locale)
        key = f"undelivered-{delivery.id}-{delivery.tries}"
        return (send_job(met.chat, [Message(text=text)], key, self._clock()),)


async def _carried(carrier: Carrier, parcel: Parcel) -> None:
    """Comes back once the receiver has it. Raises CarryError, whatever went wrong."""
    try:
        await carrier.carry(parcel)
    except CarryError:
        raise
    except Exception as defect:  # of whatever kind: it may have come after the receiver took it
        # Where, not what: the text of an error often holds an address.
        where = "".join(traceback.format_tb(defect.__traceback__))
        log.error("delivery %s: %s\n%s", parcel.delivery.id, type(defect).__name__, where)
        raise CarryError(Failed.DEFECT, unsure=True) from defect


def _outcome(delivery: Delivery) -> str:
    """What became of it, unlike any other time it ended: asked for again it ends once more."""
    ended = delivery.ended_at.isoformat() if delivery.ended_at else ""
    return f"{delivery.state.value} {ended}"


def _with_outcome(case: Case, going: Going, at: datetime) -> Case:
    delivery = going.delivery
    detail = {
        "hand_off": delivery.hand_off,
        "delivery": delivery.id,
        "reader": going.hand_off.reader.value,
        "way": delivery.way.value,
        "failed": delivery.failed,
    }
    return happened(case, _EVENTS[delivery.state], at, BOT, **detail)
