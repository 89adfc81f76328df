"""Gather: all probes at once under one deadline; what cannot be read is Unknown with its reason."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from evidence.access import Asker, Registrations
from evidence.board import Board, ProbeState, Progress
from evidence.check import Check
from evidence.collectors.probe import INVITED, INVITING
from evidence.facts import (
    HOME_VISIBLE,
    HOST_VISIBLE,
    INVITED_ADDRESS,
    OWNS_INVITED_ADDRESS,
    Complaint,
    Facts,
    Observation,
    Trust,
    Unknown,
)
from evidence.graph import Graph
from evidence.probes import PROBES

__all__ = ["PROBES", "Asker", "Gatherer", "ProbeState", "Progress"]

log = logging.getLogger(__name__)

# Readers give up by themselves, with the better reason; this is for one that does not.
_GRACE_SECONDS = 0.25


class Gatherer:
    """Reads for one deployment. `own_tenant`: whose consent H12 uses. `deadline`: seconds."""

    def __init__(
        self, graph: Graph, registrations: Registrations, own_tenant: str, deadline: float = 12.0
    ) -> None:
        self._graph, self._registrations = graph, registrations
        self._own_tenant, self._deadline = own_tenant, deadline

    async def gather(
        self, complaint: Complaint, asker: Asker, now: datetime, progress: Progress
    ) -> Facts:
        """What Graph says of the case, as observations made `now`; what was told is not repeated.

        `progress` gets every probe's state at each change. Raises nothing but cancellation.
        """
        until = asyncio.get_running_loop().time() + self._deadline
        board = Board(PROBES, progress)
        check = Check(
            self._graph, self._registrations, self._own_tenant, complaint, asker, board, until, now
        )
        board.tell()
        try:
            async with asyncio.timeout_at(until + _GRACE_SECONDS):
                await check.run()
        except TimeoutError:
            log.info("a check reached its deadline of %s s", self._deadline)
        board.close()
        facts = _with_visibility(board.facts(now), board, now)
        if isinstance(complaint.value(INVITED_ADDRESS), Unknown):
            return facts
        own = Observation(check.owner, "own object", now, Trust.READ)
        return facts.with_(OWNS_INVITED_ADDRESS, own)


def _with_visibility(facts: Facts, board: Board, now: datetime) -> Facts:
    for fact, side in ((HOST_VISIBLE, INVITING), (HOME_VISIBLE, INVITED)):
        seen = Observation(board.visible(side), "derived", now, Trust.READ)
        facts = facts.with_(fact, seen)
    return facts
