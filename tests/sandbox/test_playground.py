"""Unsigned activities: for the Microsoft 365 Agents Playground on this machine, and nobody else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, make_mocked_request

from sandbox import settings
from sandbox.people import seats
from sandbox.playground import Playground
from sandbox.server import Plan, running
from sandbox.world import World
from tests.sandbox.conftest import STAND_IN, Visitor, free_port, no_microsoft

CONFIG = Path(__file__).parents[2] / ".m365agentsplayground.yml"
HERE = "http://localhost:56150/_connector"
Starts = Callable[..., Awaitable[Visitor]]


def said(service: object = HERE) -> dict[str, Any]:
    """A message as the Playground writes it."""
    return {
        "type": "message",
        "id": "1",
        "text": "hello",
        "channelId": "msteams",
        "serviceUrl": service,
        "from": {"id": "29:x", "aadObjectId": "x"},
        "conversation": {"conversationType": "personal", "id": "a:x"},
    }


@pytest.fixture
async def starts(tmp_path: Path) -> AsyncIterator[Starts]:
    async with AsyncExitStack() as stack:

        async def start(**environment: str) -> Visitor:
            given = {"PORT": str(free_port()), "SANDBOX_DATA": str(tmp_path), **environment}
            planned = Plan(settings.read(given), STAND_IN, tmp_path, no_microsoft, opens_desk=False)
            child = await stack.enter_async_context(running(planned))
            session = await stack.enter_async_context(aiohttp.ClientSession())
            assert await child.wait_ready(10)
            return Visitor(planned.settings.base, child, planned, session)

        yield start


async def refusal(visitor: Visitor, activity: object, **more: Any) -> tuple[int, str]:
    status, body = await visitor.ask("POST", "/api/messages", json=activity, **more)
    assert await visitor.seen("message") == []
    return status, body["error"]["message"]


async def test_it_is_off_unless_somebody_turned_it_on(starts: Starts) -> None:
    visitor = await starts(SANDBOX_PLAYGROUND_PORTS="56150")
    status, why = await refusal(visitor, said())
    assert status == 401
    assert "SANDBOX_ALLOW_UNSIGNED=1" in why
    assert "56150" not in (await visitor.ask("GET", "/api/seen"))[1]["env"]["SERVICE_HOSTS"]


async def test_it_is_signed_here_and_answered_there(starts: Starts) -> None:
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def hear(request: web.Request) -> web.Response:
        await heard.put(await request.json())
        return web.json_response({"id": "2"})

    app = web.Application()
    app.router.add_post("/_connector/v3/conversations/{id}/activities", hear)
    async with TestServer(app, host="127.0.0.1") as there:
        ports = f"56150, {there.port}"
        visitor = await starts(SANDBOX_ALLOW_UNSIGNED="1", SANDBOX_PLAYGROUND_PORTS=ports)
        service = f"http://127.0.0.1:{there.port}/_connector"
        assert (await visitor.ask("POST", "/api/messages", json=said(service)))[0] == 201
        assert (await asyncio.wait_for(heard.get(), 5))["text"] == "hello"
    told = (await visitor.seen("message"))[0]
    token = told["_authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["serviceurl"], told["serviceUrl"]) == (service, service)
    environment = (await visitor.ask("GET", "/api/seen"))[1]["env"]
    assert service.removesuffix("/_connector") in environment["SERVICE_HOSTS"].split()


@pytest.mark.parametrize(
    "service",
    [
        "http://localhost:1/_connector",
        "http://localhost/_connector",
        "https://localhost:56150/_connector",
        "http://attacker.example:56150/",
        "http://localhost:56150@attacker.example/",
        "http://localhost.attacker.example:56150/",
        "http://localhost:99999/",
        "",
        None,
        5,
    ],
)
def test_answers_never_leave_this_machine(tmp_path: Path, service: object) -> None:
    assert not playground(tmp_path).leads_here(service)
    assert playground(tmp_path).leads_here(HERE)


async def test_another_service_address_is_refused_with_a_line(starts: Starts) -> None:
    visitor = await starts(SANDBOX_ALLOW_UNSIGNED="1")
    status, why = await refusal(visitor, said("https://smba.trafficmanager.net/emea"))
    assert status == 403
    assert "56150" in why
    assert (await visitor.ask("POST", "/api/messages", json=[]))[0] == 400


async def test_what_is_signed_goes_on_as_it_is(starts: Starts) -> None:
    visitor = await starts()
    headers = {"Authorization": "Bearer theirs"}
    own = f"{visitor.base}/connector"
    await visitor.ask("POST", "/api/messages", json=said(own) | {"type": "event"}, headers=headers)
    assert (await visitor.seen("event"))[0]["_authorization"] == "Bearer theirs"


@pytest.mark.parametrize(
    ("host", "peer", "line"),
    [
        ("127.0.0.1", "192.168.1.7", "only from this machine"),
        ("127.0.0.1", "", "only from this machine"),
        ("0.0.0.0", "127.0.0.1", "loopback"),
        ("192.168.1.5", "127.0.0.1", "loopback"),
        ("127.0.0.1", "127.0.0.1", ""),
        ("localhost", "::1", ""),
    ],
)
def test_only_this_machine_may(tmp_path: Path, host: str, peer: str, line: str) -> None:
    request = make_mocked_request("POST", "/api/messages").clone(remote=peer)
    assert re.search(line, playground(tmp_path, host).refused(request))
    assert bool(line) == bool(playground(tmp_path, host).refused(request))


def playground(data: Path, host: str = "127.0.0.1") -> Playground:
    given = {"SANDBOX_ALLOW_UNSIGNED": "1", "SANDBOX_DATA": str(data), "HOST": host}
    return Playground(settings.read(given), None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("ports", ["", "x", "0", "56150 70000"])
def test_a_port_that_cannot_be_is_named_at_start(tmp_path: Path, ports: str) -> None:
    given = {"SANDBOX_ALLOW_UNSIGNED": "1", "SANDBOX_PLAYGROUND_PORTS": ports}
    with pytest.raises(settings.SettingsError, match="SANDBOX_PLAYGROUND_PORTS"):
        settings.read({**given, "SANDBOX_DATA": str(tmp_path)})


def test_the_committed_file_names_the_sandboxs_own_people() -> None:
    text, world = CONFIG.read_text(), World()
    assert f"tenantId: {world.inviting.tenant_id}" in text
    ids = re.findall(r"aadObjectId: (\S+)", text)
    assert len(set(ids)) >= 5
    for seat in ("inviter", "agent", "lead"):
        person = seats(world)[seat]
        assert person.object_id in ids
        assert f'id: "{person.teams_id}"' in text
        assert f"name: {person.name}" in text
