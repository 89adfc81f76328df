"""The mailbox of whoever the bot writes to: nothing it sends leaves this machine."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.happened import Mail
from sandbox.wire import refusal
from sandbox.world import World

# Shown in a frame: no script, nothing from elsewhere; its links open a window of their own.
_HEADERS = {
    "Content-Security-Policy": (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
        " style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_HEAD = re.compile(r"<head(\s[^>]*)?>", re.IGNORECASE)
_OUTSIDE = '<base target="_blank">'


@dataclass(frozen=True)
class Mailbox:
    """The routes and what they read."""

    world: World

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/mail", self.list),
            web.get("/mail/{id:[0-9a-f]{32}}", self.show),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """All mails, newest first."""
        return web.json_response({"mails": [_row(mail) for mail in reversed(self.world.mails)]})

    async def show(self, request: web.Request) -> web.Response:
        """One mail as a page; `?as=text`: its plain text, also where it has no other."""
        wanted = request.match_info["id"]
        mail = next((one for one in self.world.mails if one.id == wanted), None)
        if mail is None:
            return refusal(404, "NoMail", "There is no such mail any more.")
        plain = request.query.get("as") == "text" or not mail.html
        html = _templates().get_template("text.html").render(text=mail.text) if plain else mail.html
        return web.Response(text=_outward(html), content_type="text/html", headers=_HEADERS)


def _row(mail: Mail) -> dict[str, object]:
    return {
        "id": mail.id,
        "at": mail.at.isoformat(),
        "from": mail.sender,
        "to": list(mail.to),
        "subject": mail.subject,
        "html": bool(mail.html),
    }


def _outward(html: str) -> str:
    """With links that do not lead on inside the frame."""
    head = _HEAD.search(html)
    at = head.end() if head else 0
    return f"{html[:at]}{_OUTSIDE}{html[at:]}"


@functools.cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates" / "mail"
    return Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True)
