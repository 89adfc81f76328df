"""The pages of the sandbox's sign-in: its own look, no script, nothing from elsewhere."""

from __future__ import annotations

import functools
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none';"
    " form-action 'self'"
)


def page(name: str, back: str = "", status: int = 200, **values: object) -> web.Response:
    """The page; its form may lead on to `back`, the application's address."""
    html = _templates().get_template(f"{name}.html").render(values)
    origin = f" {urlsplit(back).scheme}://{urlsplit(back).netloc}" if back else ""
    headers = {
        "Content-Security-Policy": _POLICY + origin,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    return web.Response(text=html, content_type="text/html", status=status, headers=headers)


@functools.cache
def _templates() -> Environment:
    folder = Path(__file__).parent.parent / "templates" / "sign_in"
    return Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True)
