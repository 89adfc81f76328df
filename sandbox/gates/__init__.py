"""One attempt to open the invitation, through both tenants' gates, one after the other.

Written from the model of how Microsoft checks an invitation (catalogue, sections 0 to 2), not
from the bot's rules: it imports nothing of causes/ or evidence/, so it can contradict them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.gates import access, admission, guest, home, identity, link, sharing, site
from sandbox.gates.logs import kept_by_home, kept_by_host
from sandbox.gates.model import Gate, Opening, Stop
from sandbox.happened import Attempted
from sandbox.pages import Page, code_of, show, sign_in_ids
from sandbox.world import World

__all__ = ["GATES", "Gate", "Opening", "Outcome", "Stop", "attempt"]

GATES: tuple[Gate, ...] = (
    *link.GATES,
    *sharing.GATES,
    *admission.GATES,
    *guest.GATES,
    *home.GATES,
    *identity.GATES,
    *access.GATES,
    *site.GATES,
)
# Whoever needs no account (an Anyone link, SharePoint's own code) meets these only.
WITHOUT_ACCOUNT: tuple[Gate, ...] = (
    link.service_up,
    link.old_link_still_works,
    link.passcode_still_works,
    link.item_still_there,
    link.link_in_time,
    admission.without_account_allowed,
    site.site_open,
    site.network_allowed,
)


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. `guest_after`: the guest's state from now on.

    `setting`, `owner`, `seen_by`: as Stop says them, empty or "invited" for who got in.
    `code`: the AADSTS number of the page.
    """

    stage: str
    got_in: bool
    page: Page
    guest_after: str
    setting: str = ""
    owner: str = ""
    code: int | None = None
    seen_by: str = "invited"
    seen_by_host_log: bool = False
    seen_by_home_log: bool = False

    def attempted(self, world: World, now: datetime) -> Attempted:
        """The attempt as the two tenants' logs keep it."""
        correlation, request = sign_in_ids(world, now, of_page=self.page.kind == "entra")
        return Attempted(
            at=now,
            code=self.code,
            correlation_id=correlation,
            request_id=request,
            got_in=self.got_in,
            seen_by_host=self.seen_by_host_log,
            seen_by_home=self.seen_by_home_log,
            login=Opening(world, now).account.login,
        )


def attempt(world: World, now: datetime) -> Outcome:
    """Plays one attempt; changes nothing of the world."""
    opening = Opening(world, now)
    for gate in _gates(opening):
        if stop := gate(opening):
            return _stopped(stop, opening)
    return _got_in(opening)


def _gates(opening: Opening) -> tuple[Gate, ...]:
    anyone = opening.world.share.audience == "anyone"
    no_account = anyone or opening.by_passcode
    return WITHOUT_ACCOUNT if no_account and not opening.old_link else GATES


def _stopped(stop: Stop, opening: Opening) -> Outcome:
    page = show(stop.page, opening.world, opening.now)
    code = code_of(page)
    return Outcome(
        stop.stage,
        False,
        page,
        opening.world.share.guest,
        stop.setting,
        stop.owner,
        code,
        stop.seen_by,
        kept_by_host(stop.stage, code),
        kept_by_home(stop.stage, code, opening),
    )


def _got_in(opening: Opening) -> Outcome:
    as_guest = _gates(opening) is GATES
    return Outcome(
        "in",
        True,
        show("in", opening.world, opening.now),
        "accepted" if as_guest else opening.world.share.guest,
        seen_by_host_log=as_guest,
        seen_by_home_log=as_guest and opening.from_partner,
    )
