"""The administrator's consent: what the Graph reader may then read in that tenant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from sandbox.oidc.asking import Asking, read_asking
from sandbox.oidc.html import page
from sandbox.oidc.letting_in import APP_NAME
from sandbox.oidc.signers import Signer, signers
from sandbox.registrations import LoginRefusal, Registrations
from sandbox.world import World

_DECLINED = LoginRefusal(400, "access_denied", 65004, "User declined to consent to access the app.")


class Consent:
    """`/{tenant}/v2.0/adminconsent`. What is granted is what the tenant's knob lists."""

    def __init__(self, world: World, known: Registrations, clock: Callable[[], datetime]) -> None:
        self._world, self._known, self._clock = world, known, clock

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        path = "/login/{tenant}/v2.0/adminconsent"
        return [web.get(path, self.show), web.post(path, self.pressed)]

    async def show(self, request: web.Request) -> web.Response:
        """Who may consent; opening it changes nothing."""
        try:
            asking = self._asking(request)
        except LoginRefusal as refusal:
            return self._refused(refusal)
        return self._choices(asking)

    async def pressed(self, request: web.Request) -> web.Response:
        """An administrator accepted, or somebody declined or may not."""
        who = str((await request.post()).get("person", ""))
        try:
            asking = self._asking(request)
        except LoginRefusal as refusal:
            return self._refused(refusal)
        if who == "decline":
            raise web.HTTPFound(asking.refused(_DECLINED, self._clock()))
        signer = self._people().get(who)
        if signer is None or not signer.administrator:
            return self._choices(asking, refused=signer)
        self._world.invited.graph.consented = True
        given = {"admin_consent": "True", "tenant": signer.tenant_id}
        raise web.HTTPFound(asking.returned(**given, scope=" ".join(sorted(asking.scopes))))

    def _asking(self, request: web.Request) -> Asking:
        name = request.match_info["tenant"]
        if name != "organizations":
            self._known.tenant(name)
        return read_asking(request.query, self._known, name)

    def _people(self) -> dict[str, Signer]:
        return {key: one for key, one in signers(self._world).items() if not one.personal}

    def _choices(self, asking: Asking, refused: Signer | None = None) -> web.Response:
        rights = sorted(self._world.invited.graph.permissions)
        people = list(self._people().values())
        return page(
            "consent", asking.back, people=people, rights=rights, refused=refused, app=APP_NAME
        )

    def _refused(self, refusal: LoginRefusal) -> web.Response:
        return page("refused", status=refusal.status, message=refusal.described(self._clock()))
