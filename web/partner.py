"""/h/{token}: the page of a hand-off, for somebody with no account here.

Reading it changes nothing, however often: mail scanners open every link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from cards.partner_options import PartnerView, remedies
from cards.summaries import html, markdown
from cards.summaries.on_page import OnPage, on_page
from cards.values import moment
from cases.hand_off import PartnerAnswer
from cases.model import EventKind
from desk.visiting import LONGEST, Outcome, Visited, Visiting
from web.offer import Offer, Offers
from web.pages import Policy
from web.partner_door import ROOT, Door
from web.partner_forms import AnswerForm, answer_form, fields_of, new_form
from web.partner_packs import Packs


@dataclass(frozen=True)
class SentRow:
    """Something that was sent from this page, or to it. `kind`: of Earlier."""

    kind: str
    at: str
    option: str
    text: str


class PartnerPage:
    """`forms_to`: hosts to which an offer's form may lead on: browsers refuse a redirect that
    the policy does not name."""

    def __init__(
        self,
        visiting: Visiting,
        door: Door,
        clock: Callable[[], datetime],
        offers: Iterable[Offers] = (),
        forms_to: Iterable[str] = (),
    ) -> None:
        self._visiting, self._door, self._offers = visiting, door, tuple(offers)
        self._policy = Policy("partner/copy.js", ("'self'", *forms_to))
        self._packs = Packs(visiting, door, clock)

    def routes(self) -> list[web.RouteDef]:
        behind = self._door.behind
        return [
            web.get(ROOT, behind(self._show)),
            web.post(f"{ROOT}/answer", behind(self._answer)),
            web.get(f"{ROOT}/answer", behind(self._door.back)),
            *self._packs.routes(),
        ]

    async def _show(self, request: web.Request, visited: Visited) -> web.Response:
        return self._page(request, visited, new_form())

    async def _answer(self, request: web.Request, visited: Visited) -> web.Response:
        form = answer_form(await fields_of(request), remedies())
        if form.problems and visited.closed:
            return self._door.leave(request, Outcome.CLOSED, "", form.text)
        if form.problems:
            return self._page(request, visited, form, 422)
        outcome = await self._visiting.answered(visited, form.id, form.said)
        return self._door.leave(request, outcome, form.answer, form.text)

    def _page(
        self, request: web.Request, visited: Visited, form: AnswerForm, status: int = 200
    ) -> web.Response:
        of = visited.hand_off
        sent, generated = markdown.read(of.sent), markdown.read(of.generated)
        shown = on_page(sent, generated, of.locale)
        return self._door.shown(
            request,
            visited,
            "partner/page",
            self._policy,
            status,
            title=shown.title,
            # Escaped where it is made.
            before=Markup(html.on_page(shown.before)),  # noqa: S704
            after=Markup(html.on_page(shown.after)) if shown.after else "",  # noqa: S704
            until=moment(of.expires_at) if of.expires_at else "",
            written=moment(of.at),
            newer=_came_since(visited),
            answers=_answers(visited.view, shown),
            form=form,
            longest=LONGEST,
            rows=_rows(visited),
            sent=_arrived(visited, request.query.get("sent", "")),
            had=_arrived(visited, request.query.get("had", "")),
            offers=() if visited.over else self._offered(visited),
            packs=() if visited.over else self._packs.offered(visited),
        )

    def _offered(self, visited: Visited) -> tuple[Offer, ...]:
        return tuple(offer for offers in self._offers for offer in offers(visited))


def _arrived(visited: Visited, kind: str) -> str:
    """Whatever an address says, it is thanked only for what did arrive."""
    return kind if any(one.kind == kind for one in visited.earlier) else ""


def _answers(view: PartnerView, shown: OnPage) -> tuple[PartnerAnswer, ...]:
    """Those that fit what is known now, and what the summary asked for when it was sent."""
    asked = any(section.folds for section in shown.before)
    too = (PartnerAnswer.DONE, PartnerAnswer.CANNOT) if asked else ()
    return tuple(answer for answer in PartnerAnswer if answer in (*view.answers, *too))


def _came_since(visited: Visited) -> bool:
    """Whether the case holds evidence that the summary cannot hold."""
    return any(
        event.kind is EventKind.BROUGHT and event.at > visited.hand_off.at
        for event in visited.case.history
    )


def _rows(visited: Visited) -> tuple[SentRow, ...]:
    names = {option.id: option.what for option in visited.view.options}
    return tuple(
        SentRow(one.kind, moment(one.at), names.get(one.option, ""), one.text)
        for one in visited.earlier
    )
