"""What a partner's page offers beside the answer: the sign-in check, the second check through the
inviting tenant, and an administrator's consent."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from cards.values import label
from cards.words import words
from cases.hand_off import SignInPurpose
from cases.model import Side
from desk.bundles import Bundle, bundles, everything
from desk.releasing import Releasing
from desk.visiting import Outcome, Visited
from evidence.facts import HOST_DOMAIN, Unknown
from web.offer import Offer
from web.pages import Policy
from web.partner_door import ROOT, Door
from web.partner_forms import fields_of, form_id, new_id, plain

_WORDS = "words/sign_in_offers.j2"


class SignInOffers:
    """`reader`: the Graph reader's application id, empty: consent is not offered."""

    def __init__(self, door: Door, releasing: Releasing, policy: Policy, reader: str) -> None:
        self._door, self._releasing, self._policy = door, releasing, policy
        self._reader = reader

    def routes(self) -> list[web.RouteDef]:
        behind = self._door.behind
        return [
            web.get(f"{ROOT}/second-check", behind(self._second)),
            web.post(f"{ROOT}/second-check", behind(self._pasted)),
            web.get(f"{ROOT}/consent", behind(self._consent)),
        ]

    def offers(self, visited: Visited) -> tuple[Offer, ...]:
        """For the page; of the checks only where the partner's people are the invited ones."""
        spoken = visited.hand_off.locale
        invited = visited.view.side is not Side.INVITING
        found = [_sign_in(spoken)] if invited else []
        if invited and _has_site(visited):
            found.append(_offer(spoken, "second", "second-check"))
        if self._reader and visited.view.side is not None:
            found.append(_offer(spoken, "consent", "consent"))
        return tuple(found)

    async def _second(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        return self._second_page(request, visited, "")

    async def _pasted(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        fields = await fields_of(request)
        text = plain(fields.get("text", ""))
        outcome = await self._releasing.paste(visited, form_id(fields), text)
        if outcome is None or outcome in (Outcome.KEPT, Outcome.HAD):
            said = "kept" if outcome else "unread"
            return self._second_page(request, visited, said, text)
        return self._door.leave(request, outcome, "", text)

    def _second_page(
        self, request: web.Request, visited: Visited, said: str, text: str = ""
    ) -> web.StreamResponse:
        return self._door.shown(
            request,
            visited,
            "signing_in/second",
            self._policy,
            422 if said == "unread" else 200,
            said=said,
            text="" if said == "kept" else text,
            form=new_id(),
        )

    async def _consent(self, request: web.Request, visited: Visited) -> web.StreamResponse:
        if not self._reader or visited.view.side is None:
            return await self._door.back(request, visited)
        spoken = words(visited.hand_off.locale)
        offered = [
            (bundle, [label(spoken, fact.name) for fact in bundle.facts], self._script(bundle))
            for bundle in bundles(visited.view.side)
        ]
        return self._door.shown(
            request,
            visited,
            "signing_in/consent",
            self._policy,
            bundles=offered,
            everything=everything(visited.view.side),
            reader=self._reader,
        )

    def _script(self, bundle: Bundle) -> str:
        """Grants single app roles; every value in it is a GUID or a permission's name."""
        return words().text("words/grant.ps1.j2", "script", reader=self._reader, roles=bundle.roles)


def _sign_in(locale: str) -> Offer:
    offer = _offer(locale, "sign_in", "sign-in")
    purpose = {"purpose": SignInPurpose.HOME.value}
    return replace(offer, posts=True, fields=purpose)


def _offer(locale: str, name: str, path: str) -> Offer:
    spoken = words(locale)
    title, whom, text, button = (
        spoken.text(_WORDS, f"{name}_{part}") for part in ("title", "whom", "text", "button")
    )
    return Offer(title, whom, tuple(text.split("\n\n")), path, button, posts=False)


def _has_site(visited: Visited) -> bool:
    return not isinstance(visited.case.complaint.value(HOST_DOMAIN), Unknown)
