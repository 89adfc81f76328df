"""What every request to a partner's page passes: the pace, the link, and what may go wrong."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from cases.store import StoreError
from desk.visiting import Outcome, Visited
from web.pace import Of, Pace
from web.pages import Policy, base_of, page
from web.partner_forms import FormError, fields_of

# Nobody on the way keeps the page, no search engine lists it, no other window reaches into it.
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_LATER = {"Retry-After": "60"}
_UNSEEN = {"Referrer-Policy": "no-referrer"}
ROOT = "/h/{token:[^/]+}"
_OWN = frozenset({"same-origin", "none"})

log = logging.getLogger(__name__)

Page = Callable[[web.Request, Visited], Awaitable[web.StreamResponse]]


class Opens(Protocol):
    async def opened(self, token: str) -> Visited | None: ...


class Door:
    """`public_url`: the address under which people reach this process. `organisation`: the name of
    the one that hands off; empty: pages name its domain. `contact`: how its helpdesk is reached,
    a mail or web address; empty: pages do not say."""

    def __init__(
        self,
        visiting: Opens,
        pace: Pace,
        public_url: str,
        organisation: str = "",
        contact: str = "",
    ) -> None:
        self._visiting, self._pace, self._organisation = visiting, pace, organisation
        self.contact = contact
        self._own_host, self.base = urlsplit(public_url).netloc, base_of(public_url)
        # In a flood the page that refuses it is most of what it costs.
        self._refusal = lru_cache(maxsize=64)(lambda wait: self._said("too_many", wait=wait))

    def behind(self, shown: Page) -> Handler:
        """The handler of a route below /h/{token}. Without an open link it is the same page for
        everybody, and nothing reaches the log but what kind of thing went wrong."""

        async def enter(request: web.Request) -> web.StreamResponse:
            return await self._enter(request, shown)

        return enter

    def routes(self) -> list[web.RouteDef]:
        """Whatever else is asked for below /h/; to be added after all other routes there."""
        return [web.route("*", "/h{rest:(/.*)?}", self.behind(self._nowhere))]

    def at(self, request: web.Request) -> str:
        """The path of the page that the request is about."""
        return f"{self.base}/h/{quote(request.match_info['token'], safe='')}"

    async def back(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        """To the page, for whoever comes to where only a form is taken."""
        return self._moved(self.at(request))

    def leave(
        self, request: web.Request, outcome: Outcome, kind: str, typed: str = ""
    ) -> web.Response:
        """What follows a form: the page anew, which says that it arrived, or why it did not.
        `kind`: what was sent, a word of partner/page.html.j2."""
        match outcome:
            case Outcome.KEPT | Outcome.HAD:
                arrived = "sent" if outcome is Outcome.KEPT else "had"
                return self._moved(f"{self.at(request)}?{arrived}={quote(kind)}")
            case Outcome.GONE:
                return self.sorry(404, "ended")
            case Outcome.CLOSED | Outcome.FULL:
                return self.sorry(409, outcome.value, typed=typed, back=self.at(request))

    def shown(
        self,
        request: web.Request,
        visited: Visited,
        template: str,
        policy: Policy,
        status: int = 200,
        /,
        **values: object,
    ) -> web.Response:
        """A page about the hand-off, in its language."""
        about = {
            "case": visited.case.number,
            "closed": visited.closed,
            "view": visited.view,
            "writes": self._organisation or visited.view.writes,
            "until": "",
            "written": "",
            "base": self.base,
            "contact": self.contact,
        }
        locale, here = visited.hand_off.locale, self.at(request)
        html, headers = page(template, policy, locale, here=here, **{**about, **values})
        return _html(html, status, headers)

    def sorry(
        self, status: int, reason: str, headers: dict[str, str] | None = None, **values: object
    ) -> web.Response:
        """A page that says why there is none. `reason`: of partner/sorry.html.j2."""
        html, policy = self._said(reason, **values)
        return _html(html, status, {**policy, **(headers or {})})

    def _said(self, reason: str, **values: object) -> tuple[str, dict[str, str]]:
        named: dict[str, object] = {"reference": "", "wait": 0, "typed": "", "back": "", **values}
        about = {"base": self.base, "contact": self.contact, "reason": reason}
        return page("partner/sorry", **about, **named)

    def _too_many(self, wait: int) -> web.Response:
        """`wait`: seconds until it would be answered."""
        html, policy = self._refusal(wait)
        return _html(html, 429, {**policy, "Retry-After": str(wait)})

    def _moved(self, to: str) -> web.Response:
        return web.Response(status=303, headers={"Location": to, **HEADERS, **_UNSEEN})

    async def _nowhere(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        return self.sorry(404, "ended")

    async def _enter(self, request: web.Request, shown: Page) -> web.StreamResponse:
        token = request.match_info.get("token", "")
        if wait := self._pace.wait(request, Of.ADDRESS):
            return self._too_many(wait)
        if request.method == "POST" and not self._from_here(request):
            log.info("partner page: a form from another site was refused")
            return self.sorry(403, "elsewhere")
        try:
            visited = await self._visiting.opened(token) if token else None
            if visited is None:
                return self._missed(request)
            wait = self._pace.wait_at(request, visited.hand_off.id)
            return self._too_many(wait) if wait else await shown(request, visited)
        except FormError as failed:
            wrong, back = failed.wrong, self.at(request)
            return self.sorry(wrong.value, wrong.name.lower(), back=back)
        except StoreError as failed:
            log.warning("partner page: %s", type(failed).__name__)
            return self.sorry(503, "away", _LATER, typed=await _typed(request))
        except Exception as failed:  # noqa: BLE001  the last line: no stack and no words leave
            return self.sorry(500, "failed", reference=_logged(failed))

    def _missed(self, request: web.Request) -> web.StreamResponse:
        wait = self._pace.wait(request, Of.MISS)
        return self._too_many(wait) if wait else self.sorry(404, "ended")

    def _from_here(self, request: web.Request) -> bool:
        """Whether our own page sent the form. Its Origin is "null", as it tells nobody where it
        is; then only newer browsers say from which site."""
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site is not None:
            return site in _OWN
        own = (self._own_host, request.host)
        return origin in (None, "null") or urlsplit(str(origin)).netloc in own


def _html(html: str, status: int, headers: Mapping[str, str]) -> web.Response:
    return web.Response(
        status=status,
        text=html,
        content_type="text/html",
        charset="utf-8",
        headers={**headers, **HEADERS},
    )


async def _typed(request: web.Request) -> str:
    """What was written in the form, so that it is not lost with the request."""
    if request.method != "POST":
        return ""
    try:
        return (await fields_of(request)).get("text", "")
    except FormError:
        return ""


def _logged(failure: Exception) -> str:
    """Writes where it failed to the log, never an exception's own text: it may quote what
    somebody wrote. Returns the reference under which it is found."""
    reference = uuid.uuid4().hex[:12]
    frames = reversed(traceback.extract_tb(failure.__traceback__))
    where = " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in frames)
    log.error("reference %s: %s at %s", reference, type(failure).__name__, where)
    return reference
