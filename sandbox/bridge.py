"""Between Web Chat, which knows Action.Submit only, and cards that speak Action.Execute.

Going out, every Execute becomes a Submit whose data carries a hidden envelope: the card's
activity id, the verb, the title. Coming back, the envelope makes it an adaptiveCard/action
invoke again, as Teams would have sent it. Submits get the envelope too, for Teams' replyToId.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.conversations import Json
from sandbox.team import CARD, REPLY

ENVELOPE = "__sandbox"
_PRESSES = ("Action.Execute", "Action.Submit")
_MENTION = re.compile(r"<at>([^<]*)</at>")


def for_web_chat(activity: Json) -> Json:
    """The activity with its cards rewritten; the original is left as it is."""
    activity = _readable(activity)
    attachments = activity.get("attachments")
    if not isinstance(attachments, list):
        return activity
    rewritten = [_attachment(a, str(activity["id"])) for a in attachments]
    return {**activity, "attachments": rewritten}


def unwrap(value: object) -> tuple[Mapping[str, object], Json] | None:
    """The envelope of a press and its data without it; None where there is no envelope."""
    if not isinstance(value, dict) or not isinstance(value.get(ENVELOPE), dict):
        return None
    return value[ENVELOPE], {k: v for k, v in value.items() if k != ENVELOPE}


def invoke_value(envelope: Mapping[str, object], data: Json) -> Json:
    """What Teams sends as the value of an adaptiveCard/action invoke for a press."""
    action: Json = {"type": "Action.Execute", "data": data}
    action |= {key: envelope[key] for key in ("title", "id", "verb") if envelope.get(key)}
    return {"action": action, "trigger": "manual"}


def _readable(activity: Json) -> Json:
    """Its text with people named in bold and replies marked: Web Chat knows of neither."""
    text, data = activity.get("text"), activity.get("channelData")
    if not isinstance(text, str) or not text:
        return activity
    text = _MENTION.sub(r"**\1**", text)
    reply = isinstance(data, dict) and data.get(REPLY)
    return {**activity, "text": f"↳ {text}" if reply else text}


def _attachment(attachment: object, activity_id: str) -> object:
    if not isinstance(attachment, dict) or attachment.get("contentType") != CARD:
        return attachment
    return {**attachment, "content": _rewritten(attachment.get("content"), activity_id)}


def _rewritten(node: object, card: str) -> object:
    if isinstance(node, list):
        return [_rewritten(child, card) for child in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") in _PRESSES and not isinstance(node.get("data"), str):
        return _submit(node, card)
    # `refresh` holds an Execute that only Teams runs by itself.
    return {k: _rewritten(v, card) for k, v in node.items() if k != "refresh"}


def _submit(action: Json, card: str) -> Json:
    envelope: Json = {"card": card}
    if action["type"] == "Action.Execute":
        envelope |= {key: action.get(key) for key in ("verb", "title", "id")}
        envelope["execute"] = True
    data = action.get("data")
    given = data if isinstance(data, dict) else {}
    kept = {k: v for k, v in action.items() if k not in ("verb", "fallback")}
    return {**kept, "type": "Action.Submit", "data": {**given, ENVELOPE: envelope}}
