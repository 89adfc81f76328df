"""The public pages that the app package links to: privacy and terms."""

from __future__ import annotations

import base64
import gettext
import hashlib
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.forgetting import TRACES

PAGES = ("privacy", "terms")

_STYLE = "page.css"


def page_routes(retention: timedelta) -> list[web.RouteDef]:
    """GET /privacy and GET /terms, open to everybody, the same for everybody.

    `retention`: how long a case is kept after its last change, as the deployment has it.
    """
    environment = _environment()
    headers = _headers(environment.get_template(_STYLE).render())
    return [_route(f"/{name}", _page(environment, name, retention), headers) for name in PAGES]


def _page(environment: Environment, name: str, retention: timedelta) -> str:
    template = environment.get_template(f"{name}.html.j2")
    return template.render(retention_days=retention.days, trace_days=TRACES.days)


def _route(path: str, html: str, headers: dict[str, str]) -> web.RouteDef:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html", charset="utf-8", headers=headers)

    return web.get(path, page)


def _headers(style: str) -> dict[str, str]:
    """Nothing is fetched, nothing runs, nobody frames it; only our own style is let in."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "public, max-age=3600",
    }


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    # The pages are in English, as is the bot until a catalogue is added.
    environment.install_gettext_translations(gettext.NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    return environment
