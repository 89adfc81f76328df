"""All that people of the other organisation reach with the link of a hand-off, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web

from desk.settings import Settings
from desk.sign_in_checks import SignInChecks
from desk.visiting import Visiting
from web.pace import Pace
from web.pages import Policy
from web.partner import PartnerPage
from web.partner_door import Door
from web.sign_in_cookie import SignInCookie
from web.sign_in_offers import SignInOffers
from web.signing_in import SigningInPages


def partner_routes(
    settings: Settings,
    visiting: Visiting,
    checks: SignInChecks | None,
    clock: Callable[[], datetime],
    pace: Pace,
) -> list[web.RouteDef]:
    """`checks`: None: the page offers no signing in."""
    public_url, setup = settings.desk.public_url, settings.hand_off
    door = Door(visiting, pace, public_url, setup.organisation, setup.contact)
    login = _origin(settings.login_url)
    offered = _sign_in_pages(settings, door, checks, login) if checks else ()
    offers, forms_to = [pages.offers for pages in offered[:1]], [login] if offered else []
    page = PartnerPage(visiting, door, clock, offers, forms_to)
    signing_in = [route for pages in offered for route in pages.routes()]
    # The door's own routes are everything else below /h/, so they come last.
    return [*page.routes(), *signing_in, *door.routes()]


def _sign_in_pages(
    settings: Settings, door: Door, checks: SignInChecks, login: str
) -> tuple[SignInOffers, SigningInPages]:
    # Browsers follow a form's redirect only where the page's policy names it.
    policy = Policy("partner/copy.js", ("'self'", login))
    cookie = SignInCookie(urlsplit(settings.desk.public_url).scheme == "https")
    releasing, client = checks.releasing, checks.client_id
    return (
        SignInOffers(door, releasing, policy, checks.reader),
        SigningInPages(door, checks.signing_in, releasing, cookie, policy, client),
    )


def _origin(url: str) -> str:
    """Scheme and host alone."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
