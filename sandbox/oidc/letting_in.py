"""Whether an account gets in at an authority, or which page it is shown instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sandbox.accounts import accounts
from sandbox.gates.sign_in import Tried, as_guest, at_home
from sandbox.oidc.asking import Asking
from sandbox.oidc.signers import Signer
from sandbox.oidc.signers import as_guest as guest_of
from sandbox.pages import Page, show
from sandbox.redemption import redeem
from sandbox.registrations import LoginRefusal, Tenant
from sandbox.world import Inviting, World

APP_NAME = "InviteDesk"
_KEPT = 20  # sign-ins the logs remember
_MESSAGE = re.compile(r"AADSTS(\d+): (.*)")


@dataclass(frozen=True)
class Away:
    """A page instead of an answer. `refusal`: what the application hears, if the person goes
    back to it."""

    page: Page
    refusal: LoginRefusal


@dataclass(frozen=True)
class Authority:
    """`tenant`: None for `organizations` and `common`. `name`: as the address has it."""

    name: str
    tenant: Tenant | None

    @property
    def shown(self) -> str:
        return self.tenant.name if self.tenant else "any organisation"


@dataclass(frozen=True)
class Door:
    """One request for a code, at one authority."""

    world: World
    authority: Authority
    asking: Asking
    now: datetime

    def let_in(self, signer: Signer) -> Signer | Away:
        """Who signed in, as that tenant knows them. The logs keep it; a waiting guest is
        redeemed."""
        if isinstance(self.authority.tenant, Inviting):
            return self._at_host(signer)
        if signer.personal:
            return signer if self.authority.name == "common" else self._not_here(signer)
        tried = at_home(self.world, "work", self.now) if signer.kind else None
        if tried and (away := self._noted(tried)):
            return away
        if not self.world.invited.users_consent and not signer.administrator:
            return self._away("entra/admin-approval")
        return signer

    def _at_host(self, signer: Signer) -> Signer | Away:
        if not signer.kind:
            return self._unknown(signer)
        if away := self._noted(as_guest(self.world, signer.kind, self.now)):
            return away
        redeem(self.world, accounts(self.world)[signer.kind])
        return guest_of(signer, self.world)

    def _noted(self, tried: Tried) -> Away | None:
        """The page that is shown, if any; either way the logs have it."""
        away = self._away(tried.stop.page) if tried.stop else None
        number = (away.refusal.number or None) if away else None
        entry = tried.logged(number, self.asking.request_id, (self.asking.client, APP_NAME))
        self.world.sign_ins = (*self.world.sign_ins, entry)[-_KEPT:]
        return away

    def _not_here(self, signer: Signer) -> Away:
        """A personal account where work accounts are wanted."""
        if self.authority.tenant:
            return self._unknown(signer)
        return self._away("entra/personal-account", user=signer.login)

    def _unknown(self, signer: Signer) -> Away:
        return self._away(
            "entra/account-not-in-tenant",
            user=signer.login,
            identity_provider=signer.home,
            tenant=self.authority.shown,
        )

    def _away(self, name: str, **values: str) -> Away:
        about = {"app_id": self.asking.client, "app_name": APP_NAME}
        ids = {"correlation_id": self.asking.request_id}
        page = show(name, self.world, self.now, **about, **ids, **values)
        told = _MESSAGE.search(page.text)
        number, message = (int(told[1]), told[2]) if told else (0, page.heading)
        return Away(page, LoginRefusal(400, "access_denied", number, message))
