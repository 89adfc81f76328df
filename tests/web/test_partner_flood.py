"""A minute of a flood at the door of the partner's page, in played time."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import timedelta

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from cards.partner_options import partner_view
from cases.hand_off import HandOff
from desk.visiting import Visited
from evidence.facts import SummaryReader
from tests.cases import made
from web.pace import Of, Pace
from web.pages import warm
from web.partner_door import Door

TOKEN = "the-one-link-that-opens"
A_SECOND = 600  # requests


class Lobby:
    """Opens one link, and counts who had it looked up."""

    def __init__(self) -> None:
        expires = made.NOON + timedelta(days=14)
        hand_off = HandOff(
            "h" * 32, 1, SummaryReader.PARTNER, "en", "x", "x", made.ANN, made.NOON, expires
        )
        case = made.case(1)
        self.visited = Visited(hand_off, case, partner_view(case, None, "en"), case)
        self.looked_up = 0

    async def opened(self, token: str) -> Visited | None:
        self.looked_up += 1
        return self.visited if token == TOKEN else None


async def test_another_address_has_its_form_taken_all_the_while() -> None:
    warm()
    now, lobby, taken = [0.0], Lobby(), Counter[str]()
    door = Door(lobby, Pace(1, lambda: now[0]), "https://desk.example")

    async def take(request: web.Request, visited: Visited) -> web.StreamResponse:
        taken[request.headers["X-Forwarded-For"]] += 1
        return web.Response()

    answer = door.behind(take)

    def from_(address: str, token: str) -> web.Request:
        headers = {"X-Forwarded-For": address}
        return make_mocked_request("POST", "/h/x/answer", headers, match_info={"token": token})

    flood, admin = from_("203.0.113.66", ""), from_("198.51.100.7", TOKEN)

    came = Counter[int]()
    for n in range(60 * A_SECOND):
        now[0] = n / A_SECOND
        flood.match_info["token"] = secrets.token_urlsafe(32)
        came[(await answer(flood)).status] += 1
        if n % (5 * A_SECOND) == 0:
            assert (await answer(admin)).status == 200

    assert came == {404: Of.MISS.most, 429: 60 * A_SECOND - Of.MISS.most}
    assert taken == {"198.51.100.7": 12}
    assert lobby.looked_up == Of.ADDRESS.most + 12, "what is refused costs the database nothing"
