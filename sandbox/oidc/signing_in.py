"""The addresses of people's sign-in: the page, the keys, codes for tokens, consent.

Nothing is kept between page and press: the form comes back to the same address.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from aiohttp import web

from sandbox.oidc.asking import Asking, check, read_asking
from sandbox.oidc.codes import Codes
from sandbox.oidc.consenting import Consent
from sandbox.oidc.html import page
from sandbox.oidc.id_tokens import IdTokens
from sandbox.oidc.letting_in import APP_NAME, Authority, Away, Door
from sandbox.oidc.signers import signers
from sandbox.registrations import LoginRefusal, Registrations
from sandbox.world import World

SHARED = ("organizations", "common")
_DECLINED = LoginRefusal(400, "access_denied", 65004, "User declined to consent to access the app.")


class SignIn:
    """One sign-in for both tenants."""

    def __init__(self, world: World, clock: Callable[[], datetime], known: Registrations) -> None:
        self._world, self._clock, self._known = world, clock, known
        self._codes, self._keys = Codes(clock), IdTokens(uuid.uuid4().hex)

    def routes(self) -> list[web.AbstractRouteDef]:
        """The routes."""
        consent = Consent(self._world, self._known, self._clock)
        return [
            web.get("/login/{tenant}/oauth2/v2.0/authorize", self.show),
            web.post("/login/{tenant}/oauth2/v2.0/authorize", self.pressed),
            web.get("/login/{tenant}/discovery/v2.0/keys", self.keys),
            *consent.routes(),
        ]

    async def keys(self, request: web.Request) -> web.Response:
        return web.json_response(self._keys.jwks())

    async def show(self, request: web.Request) -> web.Response:
        """Who may sign in; opening it changes nothing."""
        return self._answered(request, self._choices)

    async def pressed(self, request: web.Request) -> web.Response:
        """Somebody chose an account, or declined."""
        who = str((await request.post()).get("person", ""))
        return self._answered(
            request, lambda authority, asking: self._chosen(authority, asking, who)
        )

    def redeemed(self, authority: str, form: Mapping[str, str]) -> dict[str, object]:
        """The tokens for a code. Raises LoginRefusal."""
        self._known.check_secret(form, authority)
        granted = self._codes.redeem(authority, form)
        return self._keys.answer(granted.asking, granted.signer, self._clock())

    def _answered(
        self, request: web.Request, answer: Callable[[Authority, Asking], web.Response]
    ) -> web.Response:
        try:
            authority = self._authority(request.match_info["tenant"])
            asking = read_asking(request.query, self._known, authority.shown)
        except LoginRefusal as refusal:
            told = refusal.described(self._clock())
            return page("refused", status=refusal.status, message=told)
        try:
            check(request.query, asking)
        except LoginRefusal as refusal:
            raise web.HTTPFound(asking.refused(refusal, self._clock())) from refusal
        return answer(authority, asking)

    def _authority(self, name: str) -> Authority:
        return Authority(name, None if name in SHARED else self._known.tenant(name))

    def _choices(self, authority: Authority, asking: Asking) -> web.Response:
        people = sorted(
            signers(self._world).values(),
            key=lambda one: one.login.casefold() != asking.hint.casefold(),
        )
        scopes, at = sorted(asking.scopes), authority.shown
        return page("choose", asking.back, people=people, authority=at, app=APP_NAME, scopes=scopes)

    def _chosen(self, authority: Authority, asking: Asking, who: str) -> web.Response:
        now = self._clock()
        if who == "decline":
            raise web.HTTPFound(asking.refused(_DECLINED, now))
        signer = signers(self._world).get(who)
        if signer is None:
            return self._choices(authority, asking)
        outcome = Door(self._world, authority, asking, now).let_in(signer)
        if isinstance(outcome, Away):
            back = asking.refused(outcome.refusal, now)
            return page("away", asking.back, shown=outcome.page, onward=back, app=APP_NAME)
        code = self._codes.issue(asking, authority.name, outcome)
        raise web.HTTPFound(asking.returned(code=code, session_state=str(uuid.uuid4())))
