"""Signing in from a partner's page: begun by a press, back by Microsoft's redirect, and the
person's word on what it showed. Nothing enters a case here without that word."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from cases.hand_off import SignInPurpose
from desk.finding_out import Release
from desk.releasing import NotAllowedError, NotLetInError, NotTheirCaseError, Releasing
from desk.signing_in import LostError, NotOfferedError, Problem, SigningIn, SignInRefused
from desk.visiting import Outcome, Visited
from evidence.facts import SECOND_CHECK, SIGN_IN_CHECK
from web.pages import Policy, page
from web.partner_door import HEADERS, ROOT, Door, Page
from web.partner_forms import FormError, Wrong, fields_of
from web.sign_in_cookie import Browser, SignInCookie

_LEARNED = f"{ROOT}/learned/{{id:[A-Za-z0-9_-]{{43}}}}"
_STATUS = {Problem.AWAY: 503, Problem.SPOILT: 400}
# What was decided: a word of signing_in/kept.html.j2.
_RELEASED = (SIGN_IN_CHECK, SECOND_CHECK)
_DECISIONS = (*Release, "grant", "withdraw")


class SigningInPages:
    """`client_id`: of the sign-in check's registration, for an administrator who must allow it.
    `policy`: of pages whose forms lead on to Microsoft."""

    def __init__(
        self,
        door: Door,
        signing_in: SigningIn,
        releasing: Releasing,
        cookie: SignInCookie,
        policy: Policy,
        client_id: str,
    ) -> None:
        self._door, self._cookie, self._policy = door, cookie, policy
        self._signing_in, self._releasing, self._client_id = signing_in, releasing, client_id

    def routes(self) -> list[web.RouteDef]:
        behind = self._door.behind
        return [
            web.post(f"{ROOT}/sign-in", behind(self._saying(self._begin))),
            web.get(f"{ROOT}/sign-in", behind(self._door.back)),
            web.get(_LEARNED, behind(self._saying(self._learned))),
            web.post(_LEARNED, behind(self._saying(self._decided))),
            web.get(f"{ROOT}/kept/{{what:[a-z]{{1,20}}}}", behind(self._kept)),
            web.get("/signed-in", self._back_to(self._saying(self._returned))),
            web.get("/consented", self._back_to(self._saying(self._consented))),
        ]

    async def _begin(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        try:
            purpose = SignInPurpose((await fields_of(request)).get("purpose", ""))
        except ValueError:
            raise FormError(Wrong.BROKEN) from None
        browser = self._cookie.new(request.match_info["token"])
        url = await self._signing_in.begin(visited.hand_off, purpose, browser.binding)
        return self._leads(url, browser)

    async def _returned(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        browser = self._browser(request)
        id_ = await self._signing_in.returned(visited.hand_off, browser.binding, request.query)
        return self._leads(f"{self._door.at(request)}/learned/{quote(id_)}", browser)

    async def _consented(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        browser = self._browser(request)
        url = await self._signing_in.consented(visited.hand_off, browser.binding, request.query)
        return self._leads(url, browser)

    async def _learned(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        browser, id_ = self._browser(request), request.match_info["id"]
        finding = await self._releasing.learned(visited.hand_off, id_, browser.binding)
        if finding is None:
            raise LostError
        granted = bool(finding.tenant) and await self._releasing.may_be_read(finding)
        return self._door.shown(
            request,
            visited,
            "signing_in/learned",
            self._policy,
            finding=finding,
            granted=granted,
            id=id_,
        )

    async def _decided(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        browser, id_ = self._browser(request), request.match_info["id"]
        what = (await fields_of(request)).get("decision", "")
        if what not in _DECISIONS:
            raise FormError(Wrong.BROKEN)
        outcome = await self._carried_out(what, visited, id_, browser.binding)
        if outcome is Outcome.HAD:
            raise LostError
        if outcome is not Outcome.KEPT:
            return self._door.leave(request, outcome, what)
        response = self._moved(f"{self._door.at(request)}/kept/{what}")
        self._cookie.drop(response)
        return response

    async def _carried_out(self, what: str, visited: Visited, id_: str, binding: str) -> Outcome:
        hand_off = visited.hand_off
        if what == "grant":
            return await self._releasing.grant(hand_off, id_, binding)
        if what == "withdraw":
            return await self._releasing.withdraw(hand_off, id_, binding)
        return await self._releasing.release(hand_off, id_, binding, Release(what))

    async def _kept(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        """The same for everybody: it says nothing that is not in its address."""
        what = request.match_info["what"]
        if what not in _DECISIONS:
            return self._door.sorry(404, "ended")
        return self._door.shown(request, visited, "signing_in/kept", self._policy, what=what)

    def _saying(self, shown: Page) -> Page:
        """The page, or the one that says why there is none."""

        async def say(request: web.Request, visited: Visited) -> web.StreamResponse:
            try:
                return await shown(request, visited)
            except SignInRefused as refused:
                return self._refused(request, visited, refused.problem, refused.number)
            except NotLetInError:
                return self._said(request, visited, "not-let-in", 409)
            except NotTheirCaseError:
                return self._said(request, visited, "not-theirs", 409)
            except (LostError, NotAllowedError):
                return self._said(request, visited, "lost", 409)
            except NotOfferedError:
                return self._said(request, visited, "not-offered", 409)

        return say

    def _refused(
        self, request: web.Request, visited: Visited, problem: Problem, number: int | None
    ) -> web.StreamResponse:
        status = _STATUS.get(problem, 403)
        return self._said(request, visited, problem.value, status, number=number)

    def _said(
        self,
        request: web.Request,
        visited: Visited,
        why: str,
        status: int,
        number: int | None = None,
    ) -> web.StreamResponse:
        decided = any(one.kind in _RELEASED for one in visited.earlier)
        about = {"why": why, "number": number, "decided": decided}
        return self._door.shown(
            request,
            visited,
            "signing_in/refused",
            self._policy,
            status,
            client_id=self._client_id,
            **about,
        )

    def _back_to(self, shown: Page) -> Handler:
        """The handler of an address that Microsoft sends people back to: which page they come
        from, their browser alone knows."""
        behind = self._door.behind(shown)

        async def enter(request: web.Request) -> web.StreamResponse:
            browser = self._cookie.read(request)
            if browser is None:
                return _nobody_waits(self._door.base, self._door.contact)
            request.match_info["token"] = browser.token
            return await behind(request)

        return enter

    def _browser(self, request: web.Request) -> Browser:
        """Raises LostError where no sign-in was begun in this browser for this page."""
        browser = self._cookie.read(request)
        if browser is None or browser.token != request.match_info["token"]:
            raise LostError
        return browser

    def _leads(self, url: str, browser: Browser) -> web.Response:
        response = self._moved(url)
        self._cookie.keep(response, browser)
        return response

    def _moved(self, url: str) -> web.Response:
        unseen = {"Referrer-Policy": "no-referrer"}
        return web.Response(status=303, headers={"Location": url, **HEADERS, **unseen})


def _nobody_waits(base: str, contact: str) -> web.Response:
    """The same for everybody who comes without the cookie of a sign-in."""
    html, policy = page("signing_in/lost", base=base, contact=contact)
    return web.Response(
        status=400,
        text=html,
        content_type="text/html",
        charset="utf-8",
        headers={**policy, **HEADERS},
    )
