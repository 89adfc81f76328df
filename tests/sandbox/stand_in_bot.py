"""A stand-in for app.py: a little bot that remembers what it was told. `GET /api/seen` tells.

Texts: "card" posts a card with buttons, "die" ends the process without an
answer, the first time.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

SEEN: list[dict[str, Any]] = []
BUTTONS = [
    {"type": "Action.Execute", "title": title, "verb": title, "data": {"case": 7}}
    for title in ("renew", "say", "fail", "unheard")
]
CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "first state", "wrap": True},
        {"type": "Input.Text", "id": "note", "label": "A note"},
    ],
    "actions": [*BUTTONS, {"type": "Action.Submit", "title": "submit", "data": {"case": 8}}],
}


def attached(card: dict[str, Any]) -> dict[str, Any]:
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [content]}


async def post(activity: dict[str, Any], told: dict[str, Any]) -> None:
    url = f"{told['serviceUrl']}/v3/conversations/{told['conversation']['id']}/activities"
    headers = {"Authorization": "Bearer stand-in"}
    async with ClientSession() as session, session.post(url, json=activity, headers=headers) as r:
        r.raise_for_status()


def pressed(told: dict[str, Any]) -> web.Response:
    kind = "application/vnd.microsoft."
    body = {"statusCode": 200}
    match told["value"]["action"]["verb"]:
        case "renew":
            new = {**CARD, "body": [{"type": "TextBlock", "text": "second state", "wrap": True}]}
            return web.json_response({**body, "type": kind + "card.adaptive", "value": new})
        case "say":
            note = str(told["value"]["action"]["data"].get("note"))
            return web.json_response({**body, "type": kind + "activity.message", "value": note})
        case "fail":
            value = {"code": "Stale", "message": "this card is old"}
            return web.json_response({"statusCode": 400, "type": kind + "error", "value": value})
    return web.json_response({}, status=501)


def die_once() -> None:
    database = os.environ["DATABASE_URL"].removeprefix("sqlite+aiosqlite:///")
    mark = Path(database).with_name("died")
    if not mark.exists():
        mark.touch()
        os._exit(3)


async def messages(request: web.Request) -> web.Response:
    told = await request.json()
    SEEN.append({**told, "_authorization": request.headers.get("Authorization")})
    if told["type"] == "invoke":
        return pressed(told)
    text = told.get("text")
    if text == "die":
        die_once()
    if told["type"] == "message":
        await post(attached(CARD) if text == "card" else {"type": "message", "text": text}, told)
    return web.Response(status=201)


async def seen(request: web.Request) -> web.Response:
    return web.json_response({"pid": os.getpid(), "env": dict(os.environ), "seen": SEEN})


async def healthz(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


async def partner(request: web.Request) -> web.Response:
    headers = {"X-Asked": request.path_qs, "X-Method": request.method}
    return web.Response(text=await request.text(), status=207, headers=headers)


if __name__ == "__main__":
    if "--broken" in sys.argv:
        sys.exit("MicrosoftAppId is missing")
    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_post("/api/messages", messages)
    app.router.add_get("/api/seen", seen)
    app.router.add_route("*", "/partner/{rest:.*}", partner)
    web.run_app(app, host=os.environ["HOST"], port=int(os.environ["PORT"]), print=None)
