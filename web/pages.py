"""The public pages that the app package links to: privacy and terms."""

from __future__ import annotations

import base64
import gettext
import hashlib
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.forgetting import TRACES, Retention

PAGES = ("privacy", "terms")

_STYLE = "page.css"


def page(name: str, **values: object) -> tuple[str, dict[str, str]]:
    """One of our pages as HTML, and the headers it goes with."""
    environment = _environment()
    html = environment.get_template(f"{name}.html.j2").render(**values)
    return html, _headers(environment.get_template(_STYLE).render())


def page_routes(retention: Retention) -> list[web.RouteDef]:
    """GET /privacy and GET /terms, open to everybody, the same for everybody.

    `retention`: how long each kind of data is kept, as the deployment has it.
    """
    days = {f"{kind}_days": kept.days for kind, kept in vars(retention).items()}
    days["trace_days"] = TRACES.days
    return [_route(f"/{name}", *page(name, **days)) for name in PAGES]


def _route(path: str, html: str, headers: dict[str, str]) -> web.RouteDef:
    headers = {**headers, "Cache-Control": "public, max-age=3600"}

    async def show(request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html", charset="utf-8", headers=headers)

    return web.get(path, show)


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
