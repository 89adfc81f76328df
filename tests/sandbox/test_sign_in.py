"""People's sign-in as msal meets it: pages without script, codes, id tokens, and refusals."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import aiohttp
import jwt
import msal
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from evidence.tokens import LoopbackHttp
from sandbox.bearer import GRAPH, sealed
from sandbox.discovery import CONSUMERS, LOGIN
from sandbox.graph import graph_routes
from sandbox.login import login_routes
from sandbox.oidc.signers import GLOBAL_ADMINISTRATOR
from sandbox.world import World

CLIENT, SECRET = "51691100-0000-4000-8000-000000000001", "a secret of the tests"
OTHER_CLIENT = "51691100-0000-4000-8000-000000000002"
BACK = "http://127.0.0.1:9/signed-in"
CONSENTED = "http://127.0.0.1:9/consented"
SCOPES = "openid profile email"
VERIFIER = "a verifier of at least forty-three characters, as the RFC wants it"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())[:-1].decode()
CORRELATION = "0f2d1c1a-7d8e-4b8e-9d57-6c1f6a8e2b11"
HOST, HOME = World().inviting.tenant_id, World().invited.tenant_id
Json = dict[str, Any]


@dataclass
class Browser:
    """A person's browser at the sandbox's sign-in; the clock stands until it is moved."""

    base: str
    session: aiohttp.ClientSession
    world: World
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def address(self, authority: str, **changed: str) -> str:
        asked = {
            "client_id": CLIENT,
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": SCOPES,
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "client-request-id": CORRELATION,
        }
        query = urlencode({k: v for k, v in (asked | changed).items() if v})
        return f"{self.base}/login/{authority}/oauth2/v2.0/authorize?{query}"

    async def opens(self, url: str) -> tuple[int, str]:
        async with self.session.get(url, allow_redirects=False) as answer:
            return answer.status, await answer.text()

    async def presses(self, url: str, person: str) -> tuple[str, str]:
        """Returns where the person is sent, or "" and the page that came instead."""
        async with self.session.post(url, data={"person": person}, allow_redirects=False) as answer:
            return answer.headers.get("Location", ""), await answer.text()

    async def signs_in(self, person: str, authority: str = HOME, **changed: str) -> Json:
        """What the application hears."""
        location, page = await self.presses(self.address(authority, **changed), person)
        assert location.startswith(f"{BACK}?"), page
        return dict(parse_qsl(urlsplit(location).query))

    async def token(self, code: str, authority: str = HOME, **changed: str) -> tuple[int, Json]:
        form = {
            "grant_type": "authorization_code",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
            "code": code,
        }
        url = f"{self.base}/login/{authority}/oauth2/v2.0/token"
        async with self.session.post(url, data=form | changed) as answer:
            return answer.status, await answer.json()

    async def claims(self, person: str, authority: str = HOME, **changed: str) -> Json:
        """The id token's, checked by the published key."""
        heard = await self.signs_in(person, authority, **changed)
        status, body = await self.token(heard["code"], authority)
        assert status == 200, body
        async with self.session.get(f"{self.base}/login/{authority}/discovery/v2.0/keys") as answer:
            keys = {k["kid"]: jwt.PyJWK(k) for k in (await answer.json())["keys"]}
        key = keys[jwt.get_unverified_header(body["id_token"])["kid"]]
        read: Json = jwt.decode(body["id_token"], key, ["RS256"], audience=CLIENT)
        return read

    async def me(self, token: str, query: str = "") -> tuple[int, Json]:
        bearer = {"Authorization": f"Bearer {token}"}
        async with self.session.get(f"{self.base}/graph/v1.0/me{query}", headers=bearer) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    held: list[Browser] = []
    world, app = World(), web.Application()
    clients = {CLIENT: SECRET, OTHER_CLIENT: SECRET}
    app.add_routes(login_routes(world, lambda: held[0].now, clients, returns=(BACK, CONSENTED)))
    app.add_routes(graph_routes(world, lambda: held[0].now))
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:
        held.append(Browser(f"http://127.0.0.1:{server.port}", session, world))
        yield held[0]


def number(told: str) -> int:
    found = re.search(r"AADSTS(\d+)", told)
    return int(found[1]) if found else 0


async def test_msal_takes_a_person_through_to_a_token_it_believes(browser: Browser) -> None:
    made = partial(
        msal.ConfidentialClientApplication,
        CLIENT,
        client_credential=SECRET,
        authority=f"{LOGIN}/organizations",
        instance_discovery=False,
        http_client=LoopbackHttp(f"{browser.base}/login"),
    )
    app = await asyncio.to_thread(made)
    flow = await asyncio.to_thread(app.initiate_auth_code_flow, ["email"], BACK)
    url = flow["auth_uri"].replace(LOGIN, f"{browser.base}/login")
    location, _ = await browser.presses(url, "work")
    heard = dict(parse_qsl(urlsplit(location).query))
    result = await asyncio.to_thread(app.acquire_token_by_auth_code_flow, flow, heard)
    assert result["id_token_claims"]["tid"] == HOME
    assert result["id_token_claims"]["preferred_username"] == "mj4711@contoso.com"


async def test_an_id_token_says_who_signed_in_and_at_which_tenant(browser: Browser) -> None:
    claims = await browser.claims("work", "organizations")
    assert (claims["tid"], claims["iss"]) == (HOME, f"{LOGIN}/{HOME}/v2.0")
    assert (claims["ver"], claims["nonce"]) == ("2.0", "a nonce")
    assert claims["oid"] == browser.world.invited.user_object_id
    assert claims["preferred_username"] == "mj4711@contoso.com"
    assert claims["email"] == "marcus.jones@contoso.com"
    assert GLOBAL_ADMINISTRATOR not in claims["wids"]
    assert GLOBAL_ADMINISTRATOR in (await browser.claims("it", "organizations"))["wids"]
    assert (await browser.claims("personal", "common"))["tid"] == CONSUMERS


async def test_what_was_not_asked_for_is_not_told(browser: Browser) -> None:
    claims = await browser.claims("work", scope="openid")
    assert not {"email", "preferred_username", "name", "oid"} & claims.keys()


@pytest.mark.parametrize(("name", "issuer"), [("organizations", "{tenantid}"), (HOME, HOME)])
async def test_discovery_names_the_issuer_and_the_keys(
    browser: Browser, name: str, issuer: str
) -> None:
    url = f"{browser.base}/login/{name}/v2.0/.well-known/openid-configuration"
    async with browser.session.get(url) as answer:
        told = await answer.json()
    assert told["issuer"] == f"{LOGIN}/{issuer}/v2.0"
    assert told["jwks_uri"] == f"{LOGIN}/{name}/discovery/v2.0/keys"
    assert told["authorization_endpoint"] == f"{LOGIN}/{name}/oauth2/v2.0/authorize"
    assert told["id_token_signing_alg_values_supported"] == ["RS256"]


async def test_the_page_works_without_script_and_leads_nowhere_else(browser: Browser) -> None:
    async with browser.session.get(
        browser.address("organizations", login_hint="IT@contoso.com")
    ) as a:
        html, policy = await a.text(), a.headers["Content-Security-Policy"]
    assert "<script" not in html
    assert "script-src" not in policy
    assert policy.endswith("form-action 'self' http://127.0.0.1:9")
    assert html.index("it@contoso.com") < html.index("mj4711@contoso.com")  # whom the hint names


async def test_opening_the_page_signs_nobody_in(browser: Browser) -> None:
    before = repr(browser.world)
    assert (await browser.opens(browser.address(HOST)))[0] == 200
    assert repr(browser.world) == before


WRONG = [
    ({"client_id": "somebody-else"}, 700016),
    ({"redirect_uri": "https://attacker.example/"}, 50011),
    ({"redirect_uri": f"{BACK}/further"}, 50011),
]


@pytest.mark.parametrize(("changed", "expected"), WRONG)
async def test_a_stranger_gets_nobody_sent_anywhere(
    browser: Browser, changed: dict[str, str], expected: int
) -> None:
    status, page = await browser.opens(browser.address(HOME, **changed))
    assert (status, number(page)) == (400, expected)
    assert (await browser.presses(browser.address(HOME, **changed), "work"))[0] == ""


UNFIT = [
    {"response_type": "token"},
    {"response_mode": "fragment"},
    {"scope": "profile"},
    {"code_challenge": ""},
    {"code_challenge": "short"},
    {"code_challenge_method": "plain"},
]


@pytest.mark.parametrize("changed", UNFIT, ids=str)
async def test_a_request_without_proof_or_openid_comes_back_refused(
    browser: Browser, changed: dict[str, str]
) -> None:
    heard = await browser.signs_in("work", **changed)
    assert "code" not in heard
    assert heard["state"] == "a state"


async def test_whoever_declines_sends_65004_back(browser: Browser) -> None:
    heard = await browser.signs_in("decline")
    assert (heard["error"], number(heard["error_description"])) == ("access_denied", 65004)
    assert CORRELATION in heard["error_description"]


FORGED = [
    ({"code": "never given"}, 70000),
    ({"code_verifier": "another verifier"}, 501481),
    ({"redirect_uri": CONSENTED}, 500112),
    ({"client_id": OTHER_CLIENT}, 70000),
    ({"client_secret": "guessed"}, 7000215),
]


@pytest.mark.parametrize(("changed", "expected"), FORGED, ids=str)
async def test_a_code_is_good_for_its_own_asker_only(
    browser: Browser, changed: dict[str, str], expected: int
) -> None:
    heard = await browser.signs_in("work")
    status, body = await browser.token(**({"code": heard["code"]} | changed))
    assert status in (400, 401)
    assert body["error_codes"] == [expected]


async def test_a_code_is_good_once_at_its_tenant_for_five_minutes(browser: Browser) -> None:
    heard = await browser.signs_in("work")
    assert (await browser.token(heard["code"], "organizations"))[1]["error_codes"] == [700005]
    assert (await browser.token(heard["code"]))[0] == 200
    assert (await browser.token(heard["code"]))[1]["error_codes"] == [54005]
    heard = await browser.signs_in("work")
    browser.now += timedelta(minutes=5)
    assert (await browser.token(heard["code"]))[1]["error_codes"] == [70008]


async def test_a_waiting_guest_who_signs_in_at_the_host_has_accepted(browser: Browser) -> None:
    browser.world.invited.upn = "marcus.jones@contoso.com"
    claims = await browser.claims("work", HOST)
    assert (claims["tid"], claims["oid"]) == (HOST, browser.world.share.guest_object_id)
    assert claims["idp"] == f"https://sts.windows.net/{HOME}/"
    assert browser.world.share.guest == "accepted"
    assert [(one.code, one.correlation_id) for one in browser.world.sign_ins] == [
        (None, CORRELATION)
    ]


# setting of the world → the number on the page Microsoft shows, at the inviting tenant
BLOCKED: list[tuple[str, object, int]] = [
    ("invited.upn", "mj4711@contoso.com", 50020),
    ("share.guest", "missing", 50020),
    ("share.guest", "disabled", 500571),
    ("invited.outbound", "blocked", 500212),
    ("inviting.inbound", "blocked", 500213),
    ("inviting.guest_policy", "block", 53003),
    ("invited.account_enabled", False, 50057),
]


@pytest.mark.parametrize(("setting", "value", "expected"), BLOCKED, ids=str)
async def test_what_blocks_the_guest_shows_its_number_and_can_be_sent_back(
    browser: Browser, setting: str, value: object, expected: int
) -> None:
    browser.world.invited.upn = "marcus.jones@contoso.com"
    owner, _, name = setting.partition(".")
    setattr(getattr(browser.world, owner), name, value)
    location, page = await browser.presses(browser.address(HOST), "work")
    assert (location, number(page)) == ("", expected)
    assert CORRELATION in page
    assert "InviteDesk" in page or expected not in (50020, 53003)
    back = re.search(r'href="(http[^"]*error=[^"]*)"', page)
    assert back
    heard = parse_qs(urlsplit(back[1].replace("&amp;", "&")).query)
    assert (number(heard["error_description"][0]), heard["state"]) == (expected, ["a state"])
    assert browser.world.share.guest == ("pending" if owner != "share" else value)


async def test_what_belongs_to_sharepoint_stops_nobody_elsewhere(browser: Browser) -> None:
    browser.world.invited.upn = "marcus.jones@contoso.com"
    browser.world.inviting.sharing = "disabled"
    browser.world.inviting.site_access = "locked"
    browser.world.share.link_expired = True
    assert "code" in await browser.signs_in("work", HOST)


async def test_who_is_no_guest_is_not_in_the_host(browser: Browser) -> None:
    for person in ("it", "personal"):
        location, page = await browser.presses(browser.address(HOST), person)
        assert (location, number(page)) == ("", 50020), person


async def test_work_accounts_only_where_organisations_are_asked(browser: Browser) -> None:
    _, page = await browser.presses(browser.address("organizations"), "personal")
    assert number(page) == 500200
    _, page = await browser.presses(browser.address(HOME), "personal")
    assert number(page) == 50020


async def test_where_people_may_not_consent_an_administrator_must(browser: Browser) -> None:
    browser.world.invited.users_consent = False
    location, page = await browser.presses(browser.address("organizations"), "work")
    assert (location, number(page)) == ("", 90094)
    assert "Need admin approval" in page
    assert "code" in await browser.signs_in("it", "organizations")


async def test_me_needs_the_second_request(browser: Browser) -> None:
    _, plain = await browser.token((await browser.signs_in("work"))["code"])
    status, body = await browser.me(plain["access_token"])
    assert (status, body["error"]["code"]) == (403, "Authorization_RequestDenied")
    heard = await browser.signs_in("work", scope="openid User.Read")
    _, wide = await browser.token(heard["code"])
    query = "?$select=userPrincipalName,mail,proxyAddresses"
    status, body = await browser.me(wide["access_token"], query)
    assert status == 200
    assert (
        body.items()
        >= {
            "userPrincipalName": "mj4711@contoso.com",
            "mail": "marcus.jones@contoso.com",
            "proxyAddresses": ["SMTP:marcus.jones@contoso.com"],
        }.items()
    )


async def test_a_persons_token_reads_nothing_but_themselves(browser: Browser) -> None:
    browser.world.invited.graph.consented = False
    heard = await browser.signs_in("work", scope="openid User.Read")
    _, body = await browser.token(heard["code"])
    assert (await browser.me(body["access_token"]))[0] == 200
    bearer = {"Authorization": f"Bearer {body['access_token']}"}
    async with browser.session.get(f"{browser.base}/graph/v1.0/users", headers=bearer) as answer:
        assert answer.status == 403


def consent_url(browser: Browser, **changed: str) -> str:
    asked = {
        "client_id": CLIENT,
        "redirect_uri": CONSENTED,
        "scope": "https://graph.microsoft.com/.default",
        "state": "a state",
    }
    return f"{browser.base}/login/organizations/v2.0/adminconsent?{urlencode(asked | changed)}"


async def test_an_administrator_consents_for_the_organisation(browser: Browser) -> None:
    browser.world.invited.graph.consented = False
    url = consent_url(browser)
    assert "User.Read.All" in (await browser.opens(url))[1]
    assert "is no administrator" in (await browser.presses(url, "work"))[1]
    assert browser.world.invited.graph.consented is False
    location, _ = await browser.presses(url, "it")
    heard = dict(parse_qsl(urlsplit(location).query))
    assert location.startswith(f"{CONSENTED}?")
    assert (heard["admin_consent"], heard["tenant"], heard["state"]) == ("True", HOME, "a state")
    assert browser.world.invited.graph.consented is True


async def test_a_consent_declined_changes_nothing(browser: Browser) -> None:
    browser.world.invited.graph.consented = False
    location, _ = await browser.presses(consent_url(browser), "decline")
    assert number(dict(parse_qsl(urlsplit(location).query))["error_description"]) == 65004
    assert browser.world.invited.graph.consented is False
    foreign = consent_url(browser, redirect_uri="https://attacker.example/")
    assert (await browser.presses(foreign, "it"))[0] == ""
    assert browser.world.invited.graph.consented is False


async def test_a_sign_in_is_found_in_the_hosts_log_by_the_id_that_was_asked_for(
    browser: Browser,
) -> None:
    browser.world.invited.upn = "marcus.jones@contoso.com"
    browser.world.inviting.guest_policy = "block"
    await browser.presses(browser.address(HOST), "work")
    claims = {"aud": GRAPH, "tid": HOST, "roles": ["AuditLog.Read.All"]}
    bearer = {"Authorization": f"Bearer {sealed(claims, browser.now)}"}
    since = f"{browser.now - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    asked = {"$filter": f"createdDateTime ge {since} and correlationId eq '{CORRELATION}'"}
    url = f"{browser.base}/graph/v1.0/auditLogs/signIns"
    async with browser.session.get(url, params=asked, headers=bearer) as answer:
        (entry,) = (await answer.json())["value"]
    assert (entry["status"]["errorCode"], entry["appId"]) == (53003, CLIENT)
    assert entry["userPrincipalName"] == "marcus.jones@contoso.com"
