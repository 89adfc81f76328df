"""Lets the Microsoft 365 Agents Playground talk to the bot, which knows signed activities only.

The Playground signs nothing. With SANDBOX_ALLOW_UNSIGNED=1 the sandbox signs for it, and takes
nothing that did not begin and would not end on this machine. app.py itself never takes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.door import Door
from sandbox.pages import line
from sandbox.passing import Passing
from sandbox.settings import Settings
from sandbox.wire import json_object, refusal

_NAMES = ("localhost", "127.0.0.1")


@dataclass
class Playground:
    """The door for activities that nobody signed; whatever is signed goes on as it is."""

    settings: Settings
    door: Door
    passing: Passing

    def routes(self) -> list[web.RouteDef]:
        """The route; before those that pass everything on."""
        return [web.post("/api/messages", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if "Authorization" in request.headers:
            return await self.passing.handle(request)
        if reason := self.refused(request):
            return refusal(401, "Unsigned", reason)
        activity = await json_object(request)
        if activity is None:
            return refusal(400, "BadSyntax", "the body must be one JSON object, an activity")
        service = activity.get("serviceUrl")
        if not self.leads_here(service):
            ports = " ".join(map(str, self.settings.playground))
            return refusal(403, "Unsigned", line("unsigned-elsewhere", ports=ports))
        answer = await self.door.deliver(activity, str(service))
        return web.json_response(answer.body, status=answer.status)

    def refused(self, request: web.Request) -> str:
        """Why, in one line; empty where unsigned activities are taken."""
        if not self.settings.playground:
            return line("unsigned-off")
        if not is_loopback(self.settings.host):
            return line("unsigned-listening")
        return "" if is_loopback(request.remote or "") else line("unsigned-peer")

    def leads_here(self, service: object) -> bool:
        """Whether a serviceUrl is one of the Playground's ports on this machine."""
        if not isinstance(service, str) or any(c in service for c in "\\@?#"):
            return False
        try:
            parts = urlsplit(service)
            port = parts.port
        except ValueError:
            return False
        ours = parts.scheme == "http" and parts.hostname in _NAMES
        return ours and port in self.settings.playground


def is_loopback(host: str) -> bool:
    """Whether an address, or the name localhost, is this machine and nothing else."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
