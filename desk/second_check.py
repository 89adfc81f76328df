"""The second check: the invited user tries to get into the inviting tenant itself. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.model import Case, JobKind, NewJob
from desk.changes import brought_now
from evidence.account import SignInRefused
from evidence.facts import (
    AADSTS,
    SECOND_CHECK,
    SECOND_CHECK_APP,
    SECOND_CHECK_CODE,
    SECOND_CHECK_ID,
    Facts,
    Observation,
    Reading,
    Trust,
)
from evidence.second_check import of_the_invitation

_LOG_AFTER = timedelta(minutes=6)  # log entries come minutes late
_AT_ONCE = timedelta(minutes=5)  # sign-ins begun within share one reading of the log


def log_job(case: Case, at: datetime) -> NewJob:
    """Reads the log for the desk, after the last sign-in that could share this reading."""
    ends = at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % _AT_ONCE + _AT_ONCE
    body = {"case": case.number, "card": None, "desk": True, "log": True}
    key = f"second-check-{case.number}-{ends:%Y%m%d%H%M}"
    return NewJob(JobKind.CHECK, key, body, ends + _LOG_AFTER)


def may_be_kept(refused: SignInRefused) -> bool:
    """Whether the number says something of the invitation."""
    return of_the_invitation(refused.number)


def known_by(request_id: str, application: str, at: datetime) -> Facts:
    """The ids by which the logs will know it: a page that Microsoft shows instead of sending the
    person back is found by nothing else."""
    facts = Facts()
    for of, id_ in ((SECOND_CHECK_ID, request_id), (SECOND_CHECK_APP, application)):
        facts = facts.with_(of, Observation(id_, SECOND_CHECK, at, Trust.SIGNED_IN))
    return facts


def announced(case: Case, application: str) -> str:
    """The id that the next second check at this application uses again; empty where none was
    announced. Its newest entry counts, so that one is enough for all of them."""
    brought = brought_now(case)
    known = brought.value(SECOND_CHECK_ID)
    same = brought.value(SECOND_CHECK_APP) == application
    return known if same and isinstance(known, str) else ""


def pasted(reading: Reading, at: datetime) -> Facts:
    """The number that a pasted page of the second check shows. Neither this nor its ids are those
    of the page that the person saw before."""
    number = reading.facts.get(AADSTS.name)
    if not isinstance(number, int) or not of_the_invitation(number):
        return Facts()
    seen = Observation(number, SECOND_CHECK, at, Trust.UNCONFIRMED)
    return Facts().with_(SECOND_CHECK_CODE, seen)
