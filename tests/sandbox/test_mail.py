"""sendMail as Exchange answers it, and the mailbox in which everything sent is read."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph.generated.models.message import Message
from msgraph.generated.models.o_data_errors.o_data_error import ODataError

from sandbox.bearer import GRAPH, sealed
from sandbox.graph import graph_routes
from sandbox.mailbox import Mailbox
from sandbox.world import World

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DESK = "desk@fabrikam.com"
JSON_BODY = {
    "message": {
        "subject": "A summary",
        "body": {"contentType": "HTML", "content": "<p>Hello</p>"},
        "toRecipients": [{"emailAddress": {"address": "it@contoso.com"}}],
    },
    "saveToSentItems": False,
}


def mime(to: str = "it@contoso.com", html: str = "<html><head></head><p>Hello</p></html>") -> str:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = DESK, to, "[InviteDesk 12] A summary"
    message["Message-ID"] = "<an-id@fabrikam.com>"
    message.set_content("Hello\nhttp://127.0.0.1/h/abc\n")
    message.add_alternative(html, subtype="html")
    return b64encode(message.as_bytes()).decode()


@dataclass
class Post:
    world: World
    base: str
    session: aiohttp.ClientSession

    async def send(self, mailbox: str = DESK, **body: Any) -> tuple[int, str, str]:
        """Status, body, and Retry-After."""
        token = sealed({"aud": GRAPH, "tid": self.world.inviting.tenant_id}, NOW)
        given: dict[str, Any] = body or {
            "data": mime(),
            "headers": {"Content-Type": "text/plain"},
        }
        given["headers"] = {**given.get("headers", {}), "Authorization": f"Bearer {token}"}
        url = f"{self.base}/graph/v1.0/users/{mailbox}/sendMail"
        async with self.session.post(url, **given) as answer:
            return answer.status, await answer.text(), answer.headers.get("Retry-After", "")

    async def mails(self) -> list[dict[str, Any]]:
        async with self.session.get(f"{self.base}/mail") as answer:
            listed: list[dict[str, Any]] = (await answer.json())["mails"]
            return listed

    async def shown(self, id_: str, query: str = "") -> tuple[str, str]:
        async with self.session.get(f"{self.base}/mail/{id_}{query}") as answer:
            return await answer.text(), answer.headers.get("Content-Security-Policy", "")


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    world, app = World(), web.Application()
    app.add_routes(graph_routes(world, lambda: NOW, hang_seconds=0.3))
    app.add_routes(Mailbox(world).routes())
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:
        yield Post(world, f"http://127.0.0.1:{server.port}", session)


async def test_a_whole_message_arrives_with_its_own_message_id(post: Post) -> None:
    assert (await post.send())[:2] == (202, "")
    kept = post.world.mails[0]
    assert kept.message_id == "<an-id@fabrikam.com>"
    assert (kept.sender, kept.to) == (DESK, ("it@contoso.com",))
    assert kept.subject == "[InviteDesk 12] A summary"
    assert ("Hello" in kept.text, "<p>Hello</p>" in kept.html) == (True, True)


async def test_the_documented_json_arrives_too(post: Post) -> None:
    assert (await post.send(json=JSON_BODY))[:2] == (202, "")
    kept = post.world.mails[0]
    assert (kept.subject, kept.html, kept.to) == ("A summary", "<p>Hello</p>", ("it@contoso.com",))
    text = json.dumps(JSON_BODY["message"]).encode()
    node = JsonParseNodeFactory().get_root_parse_node("application/json", text)
    read = node.get_object_value(Message)
    assert isinstance(read, Message)
    assert read.body
    assert (read.subject, read.body.content) == (kept.subject, kept.html)


# mailbox, what its knob says, what is sent → status and code
REFUSED: list[tuple[str, str, dict[str, Any], tuple[int, str]]] = [
    ("denise.smith@fabrikam.com", "works", {}, (403, "ErrorAccessDenied")),
    (DESK, "refused", {}, (403, "ErrorAccessDenied")),
    ("nobody@fabrikam.com", "works", {}, (404, "ErrorInvalidUser")),
    (DESK, "throttled", {}, (429, "TooManyRequests")),
    (
        DESK,
        "works",
        {"data": "no base64 at all!", "headers": {"Content-Type": "text/plain"}},
        (400, "ErrorMimeContentInvalidBase64String"),
    ),
    (DESK, "works", {"json": {"message": {"body": {}}}}, (400, "ErrorInvalidRecipients")),
    (DESK, "works", {"json": {}}, (400, "RequestBodyRead")),
]


@pytest.mark.parametrize(("mailbox", "state", "body", "expected"), REFUSED)
async def test_a_refusal_is_one_microsofts_models_read(
    post: Post, mailbox: str, state: str, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    post.world.inviting.desk_mail = state
    status, text, wait = await post.send(mailbox, **body)
    node = JsonParseNodeFactory().get_root_parse_node("application/json", text.encode())
    read = node.get_object_value(ODataError)
    assert isinstance(read, ODataError)
    assert read.error
    assert (status, read.error.code) == expected
    assert (wait != "") == (status == 429)
    assert post.world.mails == ()


async def test_a_mail_that_hangs_has_arrived_all_the_same(post: Post) -> None:
    post.world.inviting.desk_mail = "hangs"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await post.send()
    assert len(post.world.mails) == 1


async def test_the_mailbox_lists_the_newest_first_and_opens_one(post: Post) -> None:
    await post.send()
    await post.send(data=mime("boss@fabrikam.com"), headers={"Content-Type": "text/plain"})
    newest, oldest = await post.mails()
    assert (newest["to"], oldest["to"]) == (["boss@fabrikam.com"], ["it@contoso.com"])
    html, policy = await post.shown(oldest["id"])
    assert '<head><base target="_blank">' in html
    assert "script-src" not in policy
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox;")
    async with post.session.get(f"{post.base}/mail/{'0' * 32}") as answer:
        assert answer.status == 404


async def test_plain_text_is_shown_as_text_with_its_links(post: Post) -> None:
    body = {**JSON_BODY["message"], "body": {"content": "<b> http://127.0.0.1/h/abc </b>"}}  # type: ignore[dict-item]
    await post.send(json={"message": body})
    html, _ = await post.shown((await post.mails())[0]["id"])
    assert "&lt;b&gt;" in html
    assert 'href="http://127.0.0.1/h/abc' in html


async def test_the_text_of_a_formatted_mail_can_be_asked_for(post: Post) -> None:
    await post.send()
    html, _ = await post.shown((await post.mails())[0]["id"], "?as=text")
    assert "<p>Hello</p>" not in html
    assert 'href="http://127.0.0.1/h/abc"' in html
