"""Our pages as HTML, each with the policy that lets in what it needs and nothing else."""

from __future__ import annotations

import base64
import gettext
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cards.words import languages, words
from cases.forgetting import TRACES, Retention

PAGES = ("privacy", "terms")

_STYLE = "page.css"
_HERE = Path(__file__).parent
_CATALOGUES = _HERE.parent / "cards" / "locales"


@dataclass(frozen=True)
class Policy:
    """What a page may do besides being read. `script`: the template of the one script it runs;
    `forms_to`: where its forms may lead, also by way of a redirect."""

    script: str = ""
    forms_to: tuple[str, ...] = ()


READ_ONLY = Policy()


def page(
    name: str, policy: Policy = READ_ONLY, locale: str = "en", /, **values: object
) -> tuple[str, dict[str, str]]:
    """One of our pages as HTML, and the headers it goes with. `base`, among the values: see
    base_of."""
    language = words(locale).language
    template = _environment(language).get_template(f"{name}.html.j2")
    html = template.render(**{"base": "", **values})
    return html, _headers(policy, language)


def base_of(public_url: str) -> str:
    """What stands before the path of each page where we are reached below a path; mostly ""."""
    return urlsplit(public_url).path.rstrip("/")


def warm() -> None:
    """Compiles every page; on first use that would stop the event loop."""
    for language in languages():
        environment = _environment(language)
        for name in environment.list_templates(extensions=["j2"]):
            environment.get_template(name)


def page_routes(retention: Retention, public_url: str = "") -> list[web.RouteDef]:
    """GET /privacy and GET /terms, open to everybody, the same for everybody.

    `retention`: how long each kind of data is kept, as the deployment has it.
    """
    days = {f"{kind}_days": kept.days for kind, kept in vars(retention).items()}
    days["trace_days"] = TRACES.days
    base = base_of(public_url)
    return [_route(f"/{name}", *page(name, base=base, **days)) for name in PAGES]


def _route(path: str, html: str, headers: dict[str, str]) -> web.RouteDef:
    headers = {**headers, "Cache-Control": "public, max-age=3600"}

    async def show(request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html", charset="utf-8", headers=headers)

    return web.get(path, show)


def _headers(policy: Policy, language: str) -> dict[str, str]:
    """Nothing is fetched, nobody frames it; only our own style and script are let in."""
    script = f"script-src {_digest(policy.script, language)}; " if policy.script else ""
    forms_to = " ".join(policy.forms_to) or "'none'"
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {_digest(_STYLE, language)}; {script}"
            f"base-uri 'none'; form-action {forms_to}; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


@cache
def _digest(template: str, language: str) -> str:
    text = _environment(language).get_template(template).render()
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals["language"] = language
    # English needs no catalogue; others share the cards' one.
    catalogue = gettext.translation(
        "invitedesk", _CATALOGUES, [language.replace("-", "_")], fallback=True
    )
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    return environment
