"""The check packs of a partner's page: scripts to fetch, and what one printed, shown before it is
sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from desk.partner_packs import PackOffer, Printed, packs_for, printed
from desk.visiting import Visited, Visiting
from web.pages import Policy
from web.partner_door import HEADERS, ROOT, Door
from web.partner_forms import fields_of, form_id, new_id, plain

_FILE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    **HEADERS,
}
_POLICY = Policy("partner/copy.js", ("'self'",))


class Packs:
    def __init__(self, visiting: Visiting, door: Door, clock: Callable[[], datetime]) -> None:
        self._visiting, self._door, self._clock = visiting, door, clock

    def routes(self) -> list[web.RouteDef]:
        behind = self._door.behind
        return [
            web.post(f"{ROOT}/pack", behind(self._look)),
            web.get(f"{ROOT}/pack", behind(self._door.back)),
            web.post(f"{ROOT}/pack/send", behind(self._send)),
            web.get(f"{ROOT}/pack/send", behind(self._door.back)),
            web.get(ROOT + "/pack/{family:[a-z-]+}.ps1", behind(self._script)),
        ]

    def offered(self, visited: Visited) -> tuple[PackOffer, ...]:
        """Those that could answer what is not known yet on the partner's side."""
        return packs_for(visited.view, visited.hand_off.locale)

    async def _script(self, request: web.Request, visited: Visited) -> web.Response:
        wanted = request.match_info["family"]
        for pack in self.offered(visited):
            if pack.family == wanted:
                named = {"Content-Disposition": f'attachment; filename="{wanted}.ps1"'}
                # Windows PowerShell takes a file without this mark for the local code page.
                return web.Response(
                    body=pack.script.encode("utf-8-sig"),
                    content_type="text/plain",
                    charset="utf-8",
                    headers={**_FILE, **named},
                )
        return self._door.sorry(404, "ended")

    async def _look(self, request: web.Request, visited: Visited) -> web.Response:
        text = plain((await fields_of(request)).get("text", ""))
        return self._preview(request, visited, text, new_id())

    async def _send(self, request: web.Request, visited: Visited) -> web.Response:
        """Reads it anew: what the page showed and what is sent are the same text."""
        fields = await fields_of(request)
        text, form = plain(fields.get("text", "")), form_id(fields)
        found = self._printed(visited, text)
        if found.problem:
            return self._preview(request, visited, text, form)
        outcome = await self._visiting.brought(visited, form, found.facts)
        return self._door.leave(request, outcome, "pack", text)

    def _preview(
        self, request: web.Request, visited: Visited, text: str, form: str
    ) -> web.Response:
        found = self._printed(visited, text)
        return self._door.shown(
            request,
            visited,
            "partner/pack",
            _POLICY,
            422 if found.problem else 200,
            text=text,
            form=form,
            problem=found.problem,
            name=found.name,
            made=found.made,
            rows=found.rows,
        )

    def _printed(self, visited: Visited, text: str) -> Printed:
        side, locale = visited.view.side, visited.hand_off.locale
        return printed(text, side, self._clock(), locale)
