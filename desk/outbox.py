"""Sends what a turn owed: its messages, in order, each recorded before it goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cases.model import Job, JobKind, Json, NewJob, Place
from cases.store import Store
from desk.delivery import Deliver, DeliveryError, Mention, Message


def send_job(place: Place, messages: Sequence[Message], key: str, at: datetime) -> NewJob:
    """The job that sends these messages one after the other."""
    listed = [_listed(message) for message in messages]
    body = {"place": place.to_json(), "messages": listed, "sent": 0}
    return NewJob(JobKind.SEND, key, body, at)


def _listed(message: Message) -> dict[str, object]:
    mentions = [asdict(mention) for mention in message.mentions]
    named = {"mentions": mentions} if mentions else {}
    return {"text": message.text, "card": message.card, "summary": message.summary, **named}


class Outbox:
    def __init__(self, store: Store, deliver: Deliver) -> None:
        self._store, self._deliver = store, deliver

    async def run(self, job: Job) -> None:
        """Sends what is still owed. Raises DeliveryError for one that may be tried again."""
        place, messages = _read(job.body)
        for index in range(int(str(job.body["sent"])), len(messages)):
            await self._send(job, place, messages[index])
            if index + 1 < len(messages):  # after the last one the job ends anyway
                job = await self._store.keep_body(job, {**job.body, "sent": index + 1})

    async def _send(self, job: Job, place: Place, message: Message) -> None:
        await self._store.begin_send(job)
        try:
            sent = await self._deliver.send(place, message)
        except DeliveryError as refused:
            # What may have arrived counts as sent: sending again could post twice.
            await self._store.end_send(job, "" if refused.unsure else None)
            if not refused.unsure:
                raise
        else:
            await self._store.end_send(job, sent)


def _read(body: Json) -> tuple[Place, list[Message]]:
    place, messages = body["place"], body["messages"]
    if not isinstance(place, dict) or not isinstance(messages, list):
        raise TypeError("a send job holds a place and messages")
    return Place.from_json(place), [_message(m) for m in messages]


def _message(raw: Mapping[str, Any]) -> Message:
    mentions = tuple(Mention(**mention) for mention in raw.get("mentions", ()))
    return Message(str(raw["text"]), raw["card"], str(raw["summary"]), mentions)
