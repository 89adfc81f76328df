"""The answers to invokes, which Teams waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

from bot.answers import Answer, CardAnswer, ErrorAnswer, Nothing, TextAnswer
from bot.connector import CARD
from cases.model import Json

# Told for our information; nothing depends on the answer.
ACKNOWLEDGED = frozenset({"message/submitAction", "application/vnd.microsoft.readReceipt"})

_TEXT = "application/vnd.microsoft.activity.message"
_ERROR = "application/vnd.microsoft.error"


@dataclass(frozen=True)
class InvokeReply:
    """The HTTP status and JSON body of an invoke's response."""

    status: int
    body: Json = field(default_factory=lambda: MappingProxyType({}))


def card_reply(answer: Answer) -> InvokeReply:
    """The response to adaptiveCard/action. Always HTTP 200: the outcome is inside.

    https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model
    """
    return InvokeReply(200, _body(answer))


def bad_action() -> InvokeReply:
    """The response to an adaptiveCard/action that cannot be read."""
    return card_reply(ErrorAnswer(400, "BadRequest", "invalid action"))


def failed_action(reference: str) -> InvokeReply:
    """The response where answering failed; the person can name the reference."""
    return card_reply(ErrorAnswer(500, "InternalError", reference))


def other_reply(name: str | None) -> InvokeReply:
    """The response to any other invoke: known ones are acknowledged, the rest is 501."""
    return InvokeReply(200 if name in ACKNOWLEDGED else 501)


def _body(answer: Answer) -> dict[str, object]:
    match answer:
        case CardAnswer(card):
            return {"statusCode": 200, "type": CARD, "value": card}
        case TextAnswer(text):
            return {"statusCode": 200, "type": _TEXT, "value": text}
        case ErrorAnswer(status, code, message):
            value = {"code": code, "message": message}
            return {"statusCode": status, "type": _ERROR, "value": value}
        case Nothing():
            return {"statusCode": 200, "type": _TEXT, "value": ""}
