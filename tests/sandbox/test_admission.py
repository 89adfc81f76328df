"""Who may talk to the sandbox: its own pages and programs on this machine, not any web page."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from sandbox import settings
from sandbox.admission import admission
from tests.bomb import statuses_of_bomb
from tests.sandbox.conftest import Visitor

JSON = {"Content-Type": "application/json"}
OPENING = b'{"user": {"id": "inviter"}}'


OWN_NAMES = ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LocalHost:{port}"]
OTHER_NAMES = [
    "attacker.example:{port}",
    "localhost.attacker.example:{port}",
    "attacker.example",
    "localhost",
    "localhost:1",
    "localhost:{port}0",
    "localhost:{port}@attacker.example",
    "user@localhost:{port}",
    "192.168.1.5:{port}",
    "[::2]:{port}",
    "",
]
FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://attacker.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Origin": "https://localhost:{port}"},
    {"Origin": "http://localhost:{port}.attacker.example"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
]


async def test_the_sandbox_answers_under_its_own_names(visitor: Visitor) -> None:
    for name in OWN_NAMES:
        own = name.format(port=visitor.plan.settings.port)
        headers = {"Host": own, "Origin": f"http://{own.lower()}", "Sec-Fetch-Site": "same-origin"}
        assert (await visitor.ask("GET", "/knobs", headers=headers))[0] == 200, name
        assert (await visitor.ask("POST", "/try", headers=headers))[0] == 200, name


@pytest.mark.parametrize("path", ["/", "/knobs", "/healthz", "/connector/v3/conversations"])
async def test_a_name_that_was_made_to_point_here_is_403(visitor: Visitor, path: str) -> None:
    port = visitor.plan.settings.port
    for name in OTHER_NAMES:
        headers = {"Host": name.format(port=port)}
        status, said = await visitor.ask("GET", path, headers=headers)
        assert status == 403, name
        assert f"http://localhost:{port}" in said["error"]["message"]
        assert "\n" not in said["error"]["message"]


async def test_what_another_page_sends_is_403_and_changes_nothing(visitor: Visitor) -> None:
    port = visitor.plan.settings.port
    before = (await visitor.ask("GET", "/knobs"))[1]
    for headers in FOREIGN:
        foreign = JSON | {name: value.format(port=port) for name, value in headers.items()}
        for method, path, body in (
            ("PATCH", "/knobs", b'{"share.guest": "accepted"}'),
            ("POST", "/stories/article", None),
            ("POST", "/directline/conversations", OPENING),
            ("OPTIONS", "/knobs", None),
        ):
            status, _ = await visitor.ask(method, path, data=body, headers=foreign)
            assert status == 403, (headers, path)
    assert (await visitor.ask("GET", "/knobs"))[1] == before


async def test_a_form_of_a_page_that_does_not_say_where_it_is_is_admitted(visitor: Visitor) -> None:
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    for url in ("/h/a-token/answer", "/h/a-token/pack"):
        form = visitor.session.post(
            visitor.base + url, data={"text": "done"}, headers=headers, allow_redirects=False
        )
        async with form as answer:
            assert answer.status in (207, 303), url
    for site in ("cross-site", "same-site", "none"):
        foreign = {"Origin": "null", "Sec-Fetch-Site": site}
        assert (await visitor.ask("POST", "/h/a-token/answer", headers=foreign))[0] == 403, site


async def test_a_link_on_another_page_may_lead_here_but_nothing_may_be_embedded(
    visitor: Visitor,
) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    for dest, wanted in (("document", 200), ("iframe", 403)):
        headers = link | {"Sec-Fetch-Dest": dest}
        async with visitor.session.get(visitor.base + "/", headers=headers) as answer:
            assert answer.status == wanted, dest


async def test_a_body_that_a_form_could_send_is_415(visitor: Visitor) -> None:
    asked = [("PATCH", "/knobs"), ("POST", "/directline/conversations"), ("POST", "/api/messages")]
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"Content-Type": kind}
        for method, path in asked:
            status, said = await visitor.ask(method, path, data=OPENING, headers=headers)
            assert status == 415, (kind, path)
            assert "application/json" in said["error"]["message"]


@pytest.mark.parametrize("charset", ["utf-8", "nonsense"])
async def test_json_is_json_whatever_charset_is_named(visitor: Visitor, charset: str) -> None:
    headers = {"Content-Type": f"application/json; charset={charset}"}
    path = "/directline/conversations"
    assert (await visitor.ask("POST", path, data=OPENING, headers=headers))[0] == 201


async def test_a_compressed_body_is_415(visitor: Visitor) -> None:
    for encoding in ("gzip", "deflate", "br", "identity, gzip", "nonsense"):
        for path in ("/api/messages", "/directline/conversations", "/partner/x"):
            headers, packed = JSON | {"Content-Encoding": encoding}, zlib.compress(OPENING)
            status, said = await visitor.ask("POST", path, data=packed, headers=headers)
            assert (status, said["error"]["code"]) == (415, "Compressed"), (encoding, path)


@pytest.mark.parametrize(
    ("path", "then"), [("/api/messages", 405), ("/directline/conversations", 405), ("/knobs", 200)]
)
async def test_a_bomb_does_not_stop_the_sandbox(
    visitor: Visitor, longest_pause: Callable[[], float], path: str, then: int
) -> None:
    assert await statuses_of_bomb(visitor.base + path) == [415, then]
    assert longest_pause() < 0.25, f"the loop stood still for {longest_pause():.3f} s"


DEEP = [
    b"[" * 100_000,
    b'{"user": ' * 100_000,
    b'{"user": ' + b"[" * 400 + b"]" * 400 + b"}",
    b'{"user": ' + b"9" * 5000 + b"}",
    b'{"user": "\xff"}',
]


async def test_json_that_nobody_can_read_is_400(visitor: Visitor) -> None:
    chat = await visitor.open()
    for body in DEEP:
        for method, path in (
            ("PATCH", "/knobs"),
            ("POST", "/directline/conversations"),
            ("POST", f"/directline/conversations/{chat}/activities"),
        ):
            status, _ = await visitor.ask(method, path, data=body, headers=JSON)
            assert status == 400, (body[:20], path)
    assert (await visitor.read(chat))["watermark"] == "0"


Asked = Callable[[str], Awaitable[int]]


@pytest.fixture
async def bound_to(tmp_path: Path) -> AsyncIterator[Callable[[str], Awaitable[Asked]]]:
    """A server with the admission that a HOST setting brings about; itself on loopback."""
    servers: list[TestServer] = []
    async with ClientSession() as session:

        async def bound(host: str) -> Asked:
            read = settings.read({"HOST": host, "PORT": "80", "SANDBOX_DATA": str(tmp_path)})
            app = web.Application(middlewares=[admission(read)])
            server = TestServer(app, host="127.0.0.1")
            servers.append(server)
            await server.start_server()

            async def asked(name: str) -> int:
                async with session.get(server.make_url("/"), headers={"Host": name}) as answer:
                    return answer.status

            return asked

        yield bound
        for server in servers:
            await server.close()


@pytest.mark.parametrize(
    ("host", "name", "admitted"),
    [
        ("desk.fabrikam.test", "desk.fabrikam.test", True),
        ("desk.fabrikam.test", "desk.fabrikam.test:80", True),
        ("desk.fabrikam.test", "localhost", True),
        ("desk.fabrikam.test", "192.168.1.5", False),
        ("fd00::5", "[fd00::5]", True),
        # It listens at every address of the machine; a name may still be made to point there.
        ("0.0.0.0", "192.168.1.5:80", True),
        ("::", "[fd00::5]:80", True),
        ("0.0.0.0", "attacker.example", False),
        ("0.0.0.0", "192.168.1.5:81", False),
        ("0.0.0.0", "192.168.1.5.attacker.example", False),
    ],
)
async def test_host_adds_the_name_it_sets(
    bound_to: Callable[[str], Awaitable[Asked]], host: str, name: str, admitted: bool
) -> None:
    asked = await bound_to(host)
    assert await asked(name) == (404 if admitted else 403)
