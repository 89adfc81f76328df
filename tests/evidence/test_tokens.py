from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from evidence.facts import Reason
from evidence.refusals import Refused, of_token
from evidence.tokens import CONNECTOR_SCOPE, LoopbackHttp, Tokens
from sandbox.login import connector_token_valid
from sandbox.world import World
from tests.evidence.microsoft import CLIENT, NOW, SECRET, Microsoft, served

NOWHERE = "00000000-0000-4000-8000-00000000dead"


def roles(token: str) -> list[str]:
    found = jwt.decode(token, options={"verify_signature": False}).get("roles")
    return list(found) if isinstance(found, list) else []


def issued(microsoft: Microsoft) -> int:
    return sum(1 for request in microsoft.requests if request.startswith("POST /login"))


async def test_ten_at_once_cost_one_request_and_later_ones_none(microsoft: Microsoft) -> None:
    tokens, tenant = microsoft.tokens(), microsoft.world.inviting.tenant_id
    first = await asyncio.gather(*(tokens.token(tenant) for _ in range(10)))
    assert {*first, await tokens.token(tenant.upper())} == {first[0]}
    assert issued(microsoft) == 1


async def test_each_tenant_has_its_own_token(microsoft: Microsoft) -> None:
    tokens, world = microsoft.tokens(), microsoft.world
    one = await tokens.token(world.inviting.tenant_id)
    other = await tokens.token(world.invited.tenant_id)
    assert one != other


async def test_a_new_permission_comes_with_a_fresh_token(microsoft: Microsoft) -> None:
    knobs = microsoft.world.inviting.graph
    knobs.permissions = frozenset({"User.Read.All"})
    tokens, tenant = microsoft.tokens(), microsoft.world.inviting.tenant_id
    await tokens.token(tenant)
    knobs.permissions = frozenset({"User.Read.All", "Policy.Read.All"})
    assert roles(await tokens.token(tenant)) == ["User.Read.All"]
    assert roles(await tokens.token(tenant, fresh=True)) == ["Policy.Read.All", "User.Read.All"]


async def test_renewing_fetches_once_for_everybody_who_asks(microsoft: Microsoft) -> None:
    tokens, tenant = microsoft.tokens(), microsoft.world.inviting.tenant_id
    await tokens.token(tenant)
    since = time.monotonic()
    renewed = [await tokens.renewed(tenant, since) for _ in range(3)]
    assert len(set(renewed)) == 1
    assert issued(microsoft) == 2


@pytest.mark.parametrize("side", ["inviting", "invited"])
async def test_a_refused_consent_is_named_and_forgotten_once_given(
    microsoft: Microsoft, side: str
) -> None:
    tenant = microsoft.world.inviting if side == "inviting" else microsoft.world.invited
    tenant.graph.consented = False
    tokens = microsoft.tokens()
    with pytest.raises(Refused) as refused:
        await tokens.token(tenant.tenant_id)
    assert refused.value.reason is Reason.NO_CONSENT
    tenant.graph.consented = True
    assert await tokens.token(tenant.tenant_id)


@pytest.mark.parametrize("tenant", [NOWHERE, "contoso.com/../common", ""])
async def test_a_tenant_that_is_none_is_not_in_this_cloud(
    microsoft: Microsoft, tenant: str
) -> None:
    with pytest.raises(Refused) as refused:
        await microsoft.tokens().token(tenant)
    assert refused.value.reason is Reason.NOT_IN_CLOUD


async def test_our_own_wrong_secret_is_our_own_fault(microsoft: Microsoft) -> None:
    with pytest.raises(Refused) as refused:
        await microsoft.tokens("not the secret").token(microsoft.world.inviting.tenant_id)
    assert refused.value.reason is Reason.OWN_CREDENTIALS
    assert "not the secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "numbers", "reason"),
    [
        ("unauthorized_client", [700016], Reason.NO_CONSENT),
        ("invalid_client", [7000229], Reason.NO_CONSENT),
        ("invalid_client", [7000215], Reason.OWN_CREDENTIALS),
        ("invalid_client", [7000222], Reason.OWN_CREDENTIALS),
        ("invalid_tenant", [90002], Reason.NOT_IN_CLOUD),
        ("invalid_request", [900382], Reason.NOT_IN_CLOUD),
        ("access_denied", [53003], Reason.NO_PERMISSION),
        ("temporarily_unavailable", [90033], Reason.UNREACHABLE),
        ("temporarily_unavailable", [], Reason.UNREACHABLE),
        ("something_new", [], Reason.NOT_UNDERSTOOD),
    ],
)
def test_refusals_of_the_token_endpoint(error: str, numbers: list[int], reason: Reason) -> None:
    assert of_token(error, numbers) is reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [(429, Reason.THROTTLED), (500, Reason.UNREACHABLE), (503, Reason.UNREACHABLE)],
)
async def test_a_sign_in_in_trouble_is_a_passing_refusal(status: int, reason: Reason) -> None:
    async def trouble(request: web.Request) -> web.Response:
        return web.Response(status=status, text="busy")

    app = web.Application()
    app.router.add_route("*", "/login/{path:.*}", trouble)
    async with TestServer(app, host="127.0.0.1") as server:
        client = LoopbackHttp(f"http://127.0.0.1:{server.port}/login")
        with pytest.raises(Refused) as refused:
            await Tokens(CLIENT, SECRET, http_client=client).token(NOWHERE)
    assert refused.value.reason is reason


async def test_a_sign_in_nobody_answers_at_is_unreachable() -> None:
    client = LoopbackHttp("http://127.0.0.1:9/login", seconds=0.5)
    with pytest.raises(Refused) as refused:
        await Tokens(CLIENT, SECRET, http_client=client).token(NOWHERE)
    assert refused.value.reason is Reason.UNREACHABLE


async def test_the_connector_uses_the_same_class(microsoft: Microsoft) -> None:
    client = LoopbackHttp(f"{microsoft.base}/login")
    tokens = Tokens(CLIENT, SECRET, scope=CONNECTOR_SCOPE, http_client=client)
    token = await tokens.token(microsoft.world.inviting.tenant_id)
    assert connector_token_valid(token, NOW)
    graphs = await microsoft.tokens().token(microsoft.world.inviting.tenant_id)
    assert not connector_token_valid(graphs, NOW)
    assert not connector_token_valid(f"{token}x", NOW)
    assert not connector_token_valid(token, NOW.replace(year=NOW.year + 1))


async def test_one_who_gives_up_does_not_take_the_token_from_the_others() -> None:
    async with served(World(), token_seconds=0.3) as microsoft:
        tokens, tenant = microsoft.tokens(), microsoft.world.inviting.tenant_id
        patient = asyncio.create_task(tokens.token(tenant))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await tokens.token(tenant)
        assert await patient
        assert issued(microsoft) == 1


@pytest.mark.parametrize(
    "base",
    ["http://192.0.2.1/login", "https://login.example.com", "http://localhost.evil.example/login"],
)
def test_the_bent_wire_never_leaves_this_machine(base: str) -> None:
    with pytest.raises(ValueError, match="this machine"):
        LoopbackHttp(base)


def test_the_bent_wire_stands_in_for_microsofts_sign_in_only() -> None:
    carrier = LoopbackHttp("http://127.0.0.1:9/login")
    with pytest.raises(ValueError, match="stands in"):
        carrier.get("https://graph.microsoft.com/v1.0/me")


def test_a_secret_never_shows_in_a_representation() -> None:
    held: Mapping[str, object] = vars(Refused(Reason.OWN_CREDENTIALS, code="7000215"))
    assert SECRET not in repr(held)
    assert SECRET not in repr(Tokens(CLIENT, SECRET))
