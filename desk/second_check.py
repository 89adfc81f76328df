"""The second check: the invited user tries to get into the inviting tenant itself. Pure."""

from __future__ import annotations

from datetime import datetime

from cases.model import Case
from evidence.account import SignInRefused
from evidence.collectors.sign_ins import OF_THE_ACCOUNT_AT_HOME
from evidence.facts import (
    AADSTS,
    CORRELATION_ID,
    ERROR_TIME,
    REQUEST_ID,
    SECOND_CHECK,
    SECOND_CHECK_ID,
    Facts,
    Observation,
    Reading,
    Trust,
    Unknown,
)

# About our own application, not about the way to SharePoint (Microsoft Entra, AADSTS codes).
_OF_OUR_APPLICATION = frozenset(
    {50011, 50105, 65001, 65004, 70011, 90094, 90095, 650052, 650056}
    | {700016, 700054, 7000112, 7000215, 7000218, 7000222, 7000229}
)
_OF_A_PAGE = (CORRELATION_ID, REQUEST_ID, ERROR_TIME)


def may_be_kept(refused: SignInRefused) -> bool:
    """Whether the number says something of the invitation. One that tells of the account at home
    is not the inviting side's to learn (catalogue 2.6, C-41)."""
    number = refused.number
    return number is not None and number not in _OF_OUR_APPLICATION | OF_THE_ACCOUNT_AT_HOME


def known_by(request_id: str, at: datetime) -> Facts:
    """The id by which the log will know it: a page that Microsoft shows instead of sending the
    person back is found by nothing else."""
    seen = Observation(request_id, SECOND_CHECK, at, Trust.SIGNED_IN)
    return Facts().with_(SECOND_CHECK_ID, seen)


def pasted(reading: Reading, case: Case, at: datetime) -> Facts:
    """What a pasted page of the second check tells: its number always, its ids only where the
    case has none of its own, which they must not displace."""
    known = [of for of in _OF_A_PAGE if not isinstance(case.complaint.value(of), Unknown)]
    wanted = (AADSTS,) if known else (AADSTS, *_OF_A_PAGE)
    facts = Facts()
    for of in wanted:
        value = reading.facts.get(of.name)
        if value is not None and (of is not AADSTS or value not in OF_THE_ACCOUNT_AT_HOME):
            facts = facts.with_(of, Observation(value, SECOND_CHECK, at, Trust.PASTED))
    return facts
