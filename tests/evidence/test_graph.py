"""The client against servers that answer as Microsoft documents, and as it should not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from evidence.facts import Reason
from evidence.graph import Get, Graph, TenantReader, seconds_of
from evidence.refusals import MisreadError, Refused, of_graph
from evidence.tokens import LoopbackHttp, Tokens
from sandbox.login import login_routes
from sandbox.world import World
from tests.evidence.microsoft import CLIENT, NOW, SECRET

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def graph_of(handler: Handler, seconds: float = 5.0) -> AsyncIterator[TenantReader]:
    """A reader of one tenant whose Graph is `handler`; sign-in is the sandbox's."""
    world, app = World(), web.Application()
    app.add_routes(login_routes(world, lambda: NOW, {CLIENT: SECRET}))
    app.router.add_route("*", "/graph/{path:.*}", handler)
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:
        base = f"http://127.0.0.1:{server.port}"
        tokens = Tokens(CLIENT, SECRET, http_client=LoopbackHttp(f"{base}/login"))
        graph = Graph(session, tokens, f"{base}/graph", f"{base}/login")
        until = asyncio.get_running_loop().time() + seconds
        yield graph.reader(world.inviting.tenant_id, until)


def refusal(status: int, code: str, **headers: str) -> web.Response:
    body = {"error": {"code": code, "message": "words", "innerError": {"date": "2026-01-01"}}}
    return web.json_response(body, status=status, headers=headers)


@pytest.mark.parametrize(
    ("status", "codes", "reason"),
    [
        (401, ["InvalidAuthenticationToken"], Reason.OWN_CREDENTIALS),
        (401, ["Authorization_IdentityNotFound"], Reason.NO_CONSENT),
        (401, ["accessDenied"], Reason.NO_PERMISSION),
        (401, ["generalException"], Reason.NO_PERMISSION),
        (402, [""], Reason.NO_LICENCE),
        (403, ["Authorization_RequestDenied"], Reason.NO_PERMISSION),
        (403, ["Authentication_MSGraphPermissionMissing"], Reason.NO_PERMISSION),
        (
            403,
            ["Authentication_RequestFromNonPremiumTenantOrB2CTenant"],
            Reason.NO_LICENCE,
        ),
        (403, ["accessDenied"], Reason.NO_PERMISSION),
        (403, ["Forbidden"], Reason.NO_PERMISSION),
        (403, ["UnknownError", "Authorization_IdentityNotFound"], Reason.NO_CONSENT),
        (404, ["Request_ResourceNotFound"], Reason.NOT_GIVEN),
        (400, ["Request_UnsupportedQuery"], Reason.NOT_UNDERSTOOD),
        (429, ["TooManyRequests"], Reason.THROTTLED),
        (429, ["activityLimitReached"], Reason.THROTTLED),
        (509, [""], Reason.THROTTLED),
        (500, ["InternalServerError"], Reason.UNREACHABLE),
        (503, ["serviceNotAvailable"], Reason.UNREACHABLE),
    ],
)
def test_refusals_by_status_and_code(status: int, codes: list[str], reason: Reason) -> None:
    assert of_graph(status, codes) is reason


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("2", 2.0),
        ("2.128", 2.128),
        ("-1", 0.0),
        ("Fri, 20 Nov 2026 09:00:03 GMT", 3.0),
        ("Fri, 20 Nov 2020 09:00:03 GMT", 0.0),
        ("soon", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header, datetime(2026, 11, 20, 9, 0, tzinfo=UTC)) == seconds


async def test_throttled_then_answered() -> None:
    calls: list[float] = []

    async def graph(request: web.Request) -> web.Response:
        calls.append(asyncio.get_running_loop().time())
        if len(calls) < 3:
            return refusal(429, "TooManyRequests", **{"Retry-After": "0.125"})
        return web.json_response({"id": "x"})

    async with graph_of(graph) as reader:
        assert (await reader.get("/users/x"))["id"] == "x"
    assert calls[1] - calls[0] >= 0.12


@pytest.mark.parametrize("retry_after", ["60", "0.125"])
async def test_who_stays_throttled_is_told_so_within_the_deadline(retry_after: str) -> None:
    async def graph(request: web.Request) -> web.Response:
        return refusal(429, "TooManyRequests", **{"Retry-After": retry_after})

    started = asyncio.get_running_loop().time()
    async with graph_of(graph, seconds=2.0) as reader:
        with pytest.raises(Refused) as refused:
            await reader.get("/users/x")
    assert refused.value.reason is Reason.THROTTLED
    assert asyncio.get_running_loop().time() - started < 2.0


async def test_a_slow_answer_ends_with_the_deadline() -> None:
    async def graph(request: web.Request) -> web.Response:
        await asyncio.sleep(3)
        return web.json_response({})

    async with graph_of(graph, seconds=0.4) as reader:
        with pytest.raises(Refused) as refused:
            await reader.get("/users/x")
    assert refused.value.reason is Reason.TIMED_OUT


async def test_a_token_that_is_refused_is_renewed_once() -> None:
    bearers: list[str] = []

    async def graph(request: web.Request) -> web.Response:
        bearers.append(request.headers["Authorization"])
        if len(set(bearers)) < 2:
            return refusal(401, "InvalidAuthenticationToken")
        return web.json_response({"id": "x"})

    async with graph_of(graph) as reader:
        await reader.graph.tokens.token(reader.tenant)
        later = reader.graph.reader(reader.tenant, reader.until)
        assert (await later.get("/users/x"))["id"] == "x"
    assert len(bearers) == 2


async def test_a_refusal_that_stays_costs_two_calls_not_more() -> None:
    calls: list[str] = []

    async def graph(request: web.Request) -> web.Response:
        calls.append(request.path)
        return refusal(403, "Authorization_RequestDenied")

    async with graph_of(graph) as reader:
        await reader.graph.tokens.token(reader.tenant)
        later = reader.graph.reader(reader.tenant, reader.until)
        with pytest.raises(Refused) as refused:
            await later.get("/users/x")
    assert refused.value.reason is Reason.NO_PERMISSION
    assert len(calls) == 2


async def test_pages_are_followed_even_past_an_empty_one() -> None:
    pages = {"": ["a"], "1": [], "2": ["b"]}

    async def graph(request: web.Request) -> web.Response:
        page = request.query.get("$skiptoken", "")
        body: dict[str, object] = {"value": [{"id": item} for item in pages[page]]}
        if page != "2":
            following = str(int(page or "0") + 1)
            body["@odata.nextLink"] = (
                f"{request.url.origin()}/graph/v1.0/users?$skiptoken={following}"
            )
        return web.json_response(body)

    async with graph_of(graph) as reader:
        assert [user["id"] for user in await reader.values("/users")] == ["a", "b"]


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1:9/graph/v1.0/users", "https://evil.example/graph/v1.0/users"]
)
async def test_the_token_does_not_follow_a_page_to_another_host(link: str) -> None:
    async def graph(request: web.Request) -> web.Response:
        return web.json_response({"value": [], "@odata.nextLink": link})

    async with graph_of(graph) as reader:
        with pytest.raises(Refused) as refused:
            await reader.values("/users")
    assert refused.value.code == "next page on another host"


async def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    async def graph(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response(status=302, headers={"Location": "/graph/v1.0/elsewhere"})

    async with graph_of(graph) as reader:
        with pytest.raises(Refused) as refused:
            await reader.get("/users/x")
    assert refused.value.reason is Reason.NOT_UNDERSTOOD
    assert seen == ["/graph/v1.0/users/x"]


@pytest.mark.parametrize("text", ["<html>", "[]", "", "null"])
async def test_what_is_no_object_is_not_understood(text: str) -> None:
    async def graph(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    async with graph_of(graph) as reader:
        with pytest.raises(Refused) as refused:
            await reader.get("/users/x")
    assert refused.value.reason is Reason.NOT_UNDERSTOOD


async def test_a_collection_without_value_is_not_understood() -> None:
    async def graph(request: web.Request) -> web.Response:
        return web.json_response({"id": "x"})

    async with graph_of(graph) as reader:
        with pytest.raises(MisreadError):
            await reader.values("/users")


async def test_every_call_says_who_asks_and_carries_an_id() -> None:
    headers: list[str] = []

    async def graph(request: web.Request) -> web.Response:
        headers.extend([request.headers["client-request-id"], request.headers["Authorization"]])
        return web.json_response({})

    async with graph_of(graph) as reader:
        await reader.get("/users/x")
        await reader.get("/users/x")
    assert headers[0] != headers[2]
    assert headers[1].startswith("Bearer ")


async def test_batch_parts_come_back_in_our_order_and_only_throttled_ones_again() -> None:
    asked: list[list[str]] = []

    async def graph(request: web.Request) -> web.Response:
        parts = (await request.json())["requests"]
        asked.append([part["url"] for part in parts])
        return web.json_response({"responses": [_answer(part) for part in reversed(parts)]})

    def _answer(part: dict[str, str]) -> dict[str, object]:
        if part["url"] == "/b" and len(asked) == 1:
            headers = {"retry-after": "0.125"}
            error = {"error": {"code": "TooManyRequests"}}
            return {"id": part["id"], "status": 429, "headers": headers, "body": error}
        if part["url"] == "/c":
            error = {"error": {"code": "Request_ResourceNotFound"}}
            return {"id": part["id"], "status": 404, "body": error}
        return {"id": part["id"], "status": 200, "body": {"id": part["url"]}}

    async with graph_of(graph) as reader:
        answers = await reader.batch([Get("/a"), Get("/b"), Get("/c")])
    bodies = [a["id"] if not isinstance(a, Refused) else a.status for a in answers]
    assert bodies == ["/a", "/b", 404]
    assert asked == [["/a", "/b", "/c"], ["/b"]]


async def test_a_batch_of_forty_five_goes_in_three() -> None:
    sizes: list[int] = []

    async def graph(request: web.Request) -> web.Response:
        parts = (await request.json())["requests"]
        sizes.append(len(parts))
        found = [{"id": p["id"], "status": 200, "body": {"id": p["url"]}} for p in parts]
        return web.json_response({"responses": found})

    async with graph_of(graph) as reader:
        answers = await reader.batch([Get(f"/{n}") for n in range(45)])
    assert sizes == [20, 20, 5]
    assert [a["id"] for a in answers if not isinstance(a, Refused)] == [f"/{n}" for n in range(45)]


async def test_a_part_that_is_missing_is_no_answer() -> None:
    async def graph(request: web.Request) -> web.Response:
        return web.json_response({"responses": [{"id": "0", "status": 200, "body": {}}]})

    async with graph_of(graph) as reader:
        answers = await reader.batch([Get("/a"), Get("/b")])
    assert isinstance(answers[1], Refused)
    assert answers[1].reason is Reason.NOT_GIVEN


def test_the_hash_of_a_guests_name_is_escaped_in_a_batch() -> None:
    get = Get("/users", {"$filter": "startsWith(userPrincipalName,'a_b.c#EXT#')"})
    assert "#" not in get.url
    assert "%23EXT%23" in get.url


@pytest.mark.parametrize("base", ["http://graph.microsoft.com", "http://192.0.2.7/graph"])
async def test_tokens_never_travel_in_the_clear(base: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ValueError, match="https"):
            Graph(session, Tokens(CLIENT, SECRET), base)
