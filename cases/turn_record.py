"""What one turn, or one answer on a partner's page, changes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.hand_off import Delivery, HandOff
from cases.model import Acquaintance, Case, Json, NewJob, Owner, TurnKey


@dataclass(frozen=True)
class TurnRecord:
    """All that one turn changes, committed together or not at all.

    `draft`: the new body; None erases it. `response`: the body of an invoke's answer, given
    again should the same delivery come twice. `cases`: whole cases, compare-and-set on
    version (0 = new). `jobs`: made due with the same commit; the turn's own answers are
    `send` jobs, so that a kill between commit and send loses nothing. `seen`: who spoke in
    their own chat, to be found there later. `hand_offs`, `deliveries`: put in, or in place of
    those of the same id.
    """

    key: TurnKey
    owner: Owner
    at: datetime
    read_version: int
    draft: Json | None
    response: Json | None = None
    cases: tuple[Case, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    seen: Acquaintance | None = None
    hand_offs: tuple[HandOff, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True)
class Consent:
    """An administrator's word on whether people of tenant `asking` may read of theirs; withdrawn
    it is for whoever asks."""

    tenant: str
    asking: str
    granted: bool


@dataclass(frozen=True)
class Visit:
    """All that one answer on a partner's page changes, kept together or not at all. `key`: the
    page's own id of that form, so that a form sent twice counts once. `learned`: id of a Learned
    that is used up by it, or empty."""

    key: TurnKey
    at: datetime
    cases: tuple[Case, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    learned: str = ""
    consent: Consent | None = None
