"""Signing in to another application: at home, and as a guest of the inviting tenant.

The gates that belong to SharePoint, its link and its site are not met there; so this may let
somebody in whom SharePoint refuses, and redeems a guest who was still waiting.
"""

from __future__ import annotations

import uuid
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from sandbox.gates import access, admission, guest, home, identity
from sandbox.gates.logs import kept_by_home, kept_by_host
from sandbox.gates.model import Gate, Opening, Stop
from sandbox.happened import Attempted
from sandbox.world import World

_AT_HOME: tuple[Gate, ...] = (
    home.account_there,
    home.somebody_may_sign_in,
    home.home_account_enabled,
    home.identity_provider_up,
    home.password_accepted,
    home.home_sees_no_risk,
)
_OF_SHAREPOINT = (access.sharepoint_app_open, access.sharepoint_licensed)
_AS_GUEST: tuple[Gate, ...] = (
    admission.domain_allowed_to_redeem,
    admission.inbound_allowed,
    admission.tenants_left_to_join,
    *guest.GATES,
    *home.GATES,
    *identity.GATES,
    *(gate for gate in access.GATES if gate not in _OF_SHAREPOINT),
)


@dataclass(frozen=True)
class Tried:
    """How far an account came. `stop`: None for who got in. `tenant_id`: where it signed in."""

    opening: Opening
    stop: Stop | None
    tenant_id: str

    def logged(self, code: int | None, correlation_id: str, app: tuple[str, str]) -> Attempted:
        """As the logs keep it; `code`: of the page, `app`: id and name."""
        stage = self.stop.stage if self.stop else "in"
        at_host = self.tenant_id == self.opening.world.inviting.tenant_id
        return Attempted(
            at=self.opening.now,
            code=code,
            correlation_id=correlation_id,
            request_id=str(uuid.uuid4()),
            got_in=self.stop is None,
            seen_by_host=at_host and kept_by_host(stage, code),
            seen_by_home=kept_by_home(stage, code, self.opening),
            login=self.opening.account.login,
            app=app,
            tenant_id=self.tenant_id,
        )


def at_home(world: World, kind: str, now: datetime) -> Tried:
    """That kind of account at its own tenant."""
    return _tried(_AT_HOME, _without_link(world, kind), now, world.invited.tenant_id)


def as_guest(world: World, kind: str, now: datetime) -> Tried:
    """It at the inviting tenant."""
    return _tried(_AS_GUEST, _without_link(world, kind), now, world.inviting.tenant_id)


def _tried(gates: tuple[Gate, ...], world: World, now: datetime, tenant_id: str) -> Tried:
    opening = Opening(world, now)
    stop = next((stop for gate in gates if (stop := gate(opening))), None)
    return Tried(opening, stop, tenant_id)


def _without_link(world: World, kind: str) -> World:
    """The same settings, as somebody meets them who comes by no link of SharePoint's."""
    played = deepcopy(world)
    played.browser.signed_in_as = kind
    played.share.link, played.share.opened = "shortShare", "shared"
    played.share.old_passcode_recipient = False
    played.inviting.domain_mode = "none"  # SharePoint's own list; Entra's stays
    return played
