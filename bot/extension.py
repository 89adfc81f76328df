"""The message extension on the wire: composeExtension invokes in, their answers out.

https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/what-are-messaging-extensions
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from botbuilder.schema import Activity

from bot import hearing
from bot.answers import Dialog, Extension, ExtensionAnswer, Result, Results, TextAnswer
from bot.connector import CARD
from bot.invokes import InvokeReply
from bot.plain_text import written
from bot.rejections import Malformed
from cases.model import Json

QUERY = "composeExtension/query"
FETCH = "composeExtension/fetchTask"
SUBMIT = "composeExtension/submitAction"
INVOKES = frozenset({QUERY, FETCH, SUBMIT})

# The commands of manifest/manifest.json.
SEARCH = "searchCases"
FROM_MESSAGE = "caseFromMessage"
WORDS = "words"

PAGE = 25  # Teams asks for as many at once; the same is the most it shows
FARTHEST = 200  # who scrolls on gets no more: more words find better

_THUMBNAIL = "application/vnd.microsoft.card.thumbnail"


async def answered(extension: Extension, activity: Activity, at: datetime) -> InvokeReply:
    """The response to one of INVOKES. Raises Malformed for a command that is not ours, or
    without what it needs."""
    value = activity.value if isinstance(activity.value, Mapping) else {}
    command = activity.name, value.get("commandId")
    if command == (QUERY, SEARCH):
        return _listed(await _found(extension, activity, value, at))
    if command == (FETCH, FROM_MESSAGE):
        said = hearing.asked(activity, at, _message(value))
        return _formed(await extension.offer(said))
    if command == (SUBMIT, FROM_MESSAGE):
        said = hearing.submitted(activity, at, _filled_in(value))
        return _formed(await extension.make(said))
    raise Malformed("no command of ours")


def failed(name: str, text: str) -> InvokeReply:
    """The response where answering failed, in words."""
    return _listed(TextAnswer(text)) if name == QUERY else _formed(TextAnswer(text))


async def _found(
    extension: Extension, activity: Activity, value: Json, at: datetime
) -> ExtensionAnswer:
    options = value.get("queryOptions")
    skip, count = _number(options, "skip", 0), _number(options, "count", PAGE)
    if skip >= FARTHEST:
        return Results(())
    said = hearing.asked(activity, at, _words(value))
    return await extension.find(said, skip, min(max(count, 1), PAGE))


def _words(value: Json) -> str:
    """What was typed; "" on the first run, which has another parameter instead."""
    parameters = value.get("parameters")
    for parameter in parameters if isinstance(parameters, list) else ():
        if isinstance(parameter, Mapping) and parameter.get("name") == WORDS:
            return str(parameter.get("value") or "").strip()
    return ""


def _number(options: object, name: str, default: int) -> int:
    given = options.get(name) if isinstance(options, Mapping) else None
    whole = isinstance(given, int) and not isinstance(given, bool)
    return max(0, given) if whole and isinstance(given, int) else default


def _message(value: Json) -> str:
    payload = value.get("messagePayload")
    body = payload.get("body") if isinstance(payload, Mapping) else None
    return written(body) if isinstance(body, Mapping) else ""


def _filled_in(value: Json) -> Mapping[str, Any]:
    data = value.get("data")
    if not isinstance(data, Mapping):
        raise Malformed("nothing was filled in")
    return data


def _listed(answer: ExtensionAnswer) -> InvokeReply:
    """As the answer to a search."""
    match answer:
        case TextAnswer(text):
            return InvokeReply(200, {"composeExtension": {"type": "message", "text": text}})
        case _:
            return _formed(answer)


def _formed(answer: ExtensionAnswer) -> InvokeReply:
    """As the answer to a form, or to the wish for one."""
    match answer:
        case Results(found):
            attachments = [_attachment(result) for result in found]
            shown = {"type": "result", "attachmentLayout": "list", "attachments": attachments}
            return InvokeReply(200, {"composeExtension": shown})
        case Dialog(title, card):
            form = {"contentType": CARD, "content": card}
            value = {"title": title, "width": "medium", "height": "medium", "card": form}
            return InvokeReply(200, {"task": {"type": "continue", "value": value}})
        case TextAnswer(text):
            return InvokeReply(200, {"task": {"type": "message", "value": text}})


def _attachment(result: Result) -> Json:
    # Teams reads the text of a preview as markup.
    preview = {"title": result.title, "text": escape(result.text)}
    return {
        "contentType": CARD,
        "content": result.card,
        "preview": {"contentType": _THUMBNAIL, "content": preview},
    }
