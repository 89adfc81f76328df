"""A stand-in for app.py: a little bot that remembers what it was told. `GET /api/seen` tells.

Texts: "card" posts a card with buttons, "die" ends the process without an
answer, the first time. Said in a channel, "case" begins a thread with a card of which the
person has a view of their own; "rename" updates it, "note" replies below it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

SEEN: list[dict[str, Any]] = []
VIEWS: list[dict[str, Any]] = []
CASE: dict[str, Any] = {}
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


def case_card(text: str, viewer: str) -> dict[str, Any]:
    action = {"type": "Action.Execute", "verb": "view", "data": {"case": 7}}
    take = {"type": "Action.Execute", "title": "take", "verb": "take", "data": {"case": 7}}
    more = {"type": "Action.ShowCard", "title": "more", "card": {**CARD, "actions": [take]}}
    return {
        **CARD,
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
        "actions": [take, more],
        "refresh": {"action": action, "userIds": [viewer]},
    }


async def ask(told: dict[str, Any], method: str, path: str, body: dict[str, Any]) -> Any:
    url = f"{told['serviceUrl']}/v3/conversations{path}"
    headers = {"Authorization": "Bearer stand-in"}
    async with (
        ClientSession() as session,
        session.request(method, url, json=body, headers=headers) as answer,
    ):
        return await answer.json()


async def in_channel(text: str, told: dict[str, Any]) -> None:
    viewer = told["from"]["id"]
    if text == "case":
        data = {"channel": {"id": told["channelData"]["teamsChannelId"]}}
        card = attached(case_card("everybody", viewer))
        made = await ask(told, "POST", "", {"isGroup": True, "channelData": data, "activity": card})
        CASE.update(made)
    elif text == "rename":
        new = attached(case_card("renamed", viewer))
        await ask(told, "PUT", f"/{CASE['id']}/activities/{CASE['activityId']}", new)
    elif text == "note":
        said = {"type": "message", "text": "<at>Amara Osei</at> it is yours"}
        await ask(told, "POST", f"/{CASE['id']}/activities", said)


def pressed(told: dict[str, Any]) -> web.Response:
    kind = "application/vnd.microsoft."
    body = {"statusCode": 200}
    match told["value"]["action"]["verb"]:
        case "view":
            VIEWS.append(told)
            own = case_card(f"for {told['from']['name']}, view {len(VIEWS)}", told["from"]["id"])
            return web.json_response({**body, "type": kind + "card.adaptive", "value": own})
        case "take":
            own = case_card(f"taken by {told['from']['name']}", told["from"]["id"])
            return web.json_response({**body, "type": kind + "card.adaptive", "value": own})
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
    if told["type"] == "message" and told["conversation"].get("isGroup"):
        await in_channel(str(text).partition("</at> ")[2], told)
    elif told["type"] == "message":
        await post(attached(CARD) if text == "card" else {"type": "message", "text": text}, told)
    return web.Response(status=201)


async def seen(request: web.Request) -> web.Response:
    return web.json_response({"pid": os.getpid(), "env": dict(os.environ), "seen": SEEN})


async def healthz(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


async def partner(request: web.Request) -> web.Response:
    headers = {"X-Asked": request.path_qs, "X-Method": request.method}
    headers["X-For"] = request.headers.get("X-Forwarded-For", "")
    headers["Content-Security-Policy"] = "default-src 'none'"
    return web.Response(text=await request.text(), status=207, headers=headers)


async def answered(request: web.Request) -> web.Response:
    return web.Response(status=303, headers={"Location": request.path.removesuffix("/answer")})


if __name__ == "__main__":
    if "--broken" in sys.argv:
        sys.exit("MicrosoftAppId is missing")
    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_post("/api/messages", messages)
    app.router.add_get("/api/seen", seen)
    app.router.add_post("/h/{token}/answer", answered)
    app.router.add_route("*", "/{rest:(partner|h|downloads|signed-in|consented).*}", partner)
    web.run_app(app, host=os.environ["HOST"], port=int(os.environ["PORT"]), print=None)
