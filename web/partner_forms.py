"""The forms of the partner's page: read, bounded, and said back where something is wrong."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from cases.hand_off import PartnerAnswer
from desk.visiting import LONGEST, Answer

LARGEST = 64 * 1024  # bytes of a body
_FORM = "application/x-www-form-urlencoded"
_BODY_SECONDS = 10.0
_READ = web.RequestKey("partner_form", Mapping[str, str])
_MOST_FIELDS = 20
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
# Control characters but tab and line feed; lone surrogates cannot arrive in UTF-8.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NEEDS_TEXT = frozenset({PartnerAnswer.CANNOT, PartnerAnswer.SEEN, PartnerAnswer.QUESTION})


class Wrong(Enum):
    """Why a body is no form, and what it is answered with."""

    TOO_LARGE = 413
    TOO_SLOW = 408
    NOT_A_FORM = 415
    BROKEN = 400


class FormError(Exception):
    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.name)
        self.wrong = wrong


@dataclass(frozen=True)
class AnswerForm:
    """The answer's form as it was filled in. `id`: of this form; the same when it is sent twice.
    `problems`: field → what is wrong with it, a key of the template's sentences."""

    id: str
    answer: str = ""
    option: str = ""
    text: str = ""
    problems: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def said(self) -> Answer:
        """To be asked only of a form without problems."""
        kind = PartnerAnswer(self.answer)
        return Answer(kind, self.option if kind is PartnerAnswer.CHOSE else "", self.text)


def new_form() -> AnswerForm:
    return AnswerForm(new_id())


def new_id() -> str:
    return secrets.token_urlsafe(16)


async def fields_of(request: web.Request) -> Mapping[str, str]:
    """The fields of a form, each once; the same however often they are asked for. Raises
    FormError."""
    if _READ not in request:
        request[_READ] = await _fields(request)
    return request[_READ]


async def _fields(request: web.Request) -> Mapping[str, str]:
    if request.content_type != _FORM or request.headers.get("Content-Encoding"):
        raise FormError(Wrong.NOT_A_FORM)
    try:
        whole = (await _body(request)).decode("utf-8")
        return dict(parse_qsl(whole, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise FormError(Wrong.BROKEN) from None


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise FormError(Wrong.TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.content.iter_chunked(LARGEST):
                body += chunk
                if len(body) > LARGEST:
                    raise FormError(Wrong.TOO_LARGE)
    except TimeoutError:
        raise FormError(Wrong.TOO_SLOW) from None
    except (web.RequestPayloadError, aiohttp.ClientPayloadError, ConnectionError):
        raise FormError(Wrong.BROKEN) from None
    return bytes(body)


def answer_form(fields: Mapping[str, str], options: Collection[str]) -> AnswerForm:
    """The form with what is wrong with it. `options`: the ids that can be chosen."""
    answer, option = fields.get("answer", ""), fields.get("option", "")
    text, chose = plain(fields.get("text", "")), answer == PartnerAnswer.CHOSE
    found = {
        "answer": "" if answer in set(PartnerAnswer) else "answer-missing",
        "option": "option-missing" if chose and option not in options else "",
        "text": _text_problem(answer, text),
    }
    problems = {name: problem for name, problem in found.items() if problem}
    return AnswerForm(form_id(fields), answer, option, text, MappingProxyType(problems))


def form_id(fields: Mapping[str, str]) -> str:
    """The form's own id. Raises FormError for one that no page of ours gave out."""
    found = fields.get("form", "")
    if not _ID.fullmatch(found):
        raise FormError(Wrong.BROKEN)
    return found


def plain(text: str) -> str:
    """What was typed, with the line ends every browser should have sent."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _text_problem(answer: str, text: str) -> str:
    if len(text) > LONGEST:
        return "text-too-long"
    missing = not text and answer in _NEEDS_TEXT
    return f"text-missing-{answer}" if missing else ""
