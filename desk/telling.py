"""What a case's reporter is told in their own chat, as a job of the same commit."""

from __future__ import annotations

import secrets
from datetime import datetime

from cards.render import card, line, summary
from cards.screens import Note, Screen, Stamp
from cases.model import Case, NewJob
from desk.delivery import Message
from desk.outbox import send_job


def told(case: Case, screen: Screen, at: datetime) -> NewJob:
    """The job that sends the screen to the reporter. `case`: as it is after what happened."""
    key = f"told-{case.number}-{len(case.history)}-{_what(screen)}"
    return send_job(case.place, [_message(case, screen)], key, at)


def told_of(happened_to: Case, case: Case, screen: Screen) -> NewJob:
    """The same for the reporter of a case that goes on as the one it happened to: only that
    one's history says what was told already."""
    now = happened_to
    key = f"told-{case.number}-of-{now.number}-{len(now.history)}-{_what(screen)}"
    return send_job(case.place, [_message(case, screen)], key, now.changed_at)


def _what(screen: Screen) -> str:
    return screen.key if isinstance(screen, Note) else type(screen).__name__


def _message(case: Case, screen: Screen) -> Message:
    locale = case.place.locale
    if isinstance(screen, Note):
        return Message(text=line(screen, locale))
    stamp = Stamp(case.number, case.complaint.revision, secrets.token_hex(8))
    return Message(card=card(screen, stamp, locale), summary=summary(screen, locale))
