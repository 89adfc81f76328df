"""Reads the webhooks that summaries go to, as the setting WEBHOOKS names them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from desk.hand_off_settings import Webhook, WebhookForm
from desk.web_addresses import safe

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")
_HEADER = re.compile(r"[\x20-\x7e]*")
_SHORTEST_SECRET = 16
_OF_WEBHOOK = frozenset({"url", "secret", "form", "authorization", "fields"})
_JIRA_WANTS = frozenset({"serviceDeskId", "requestTypeId"})


def webhooks(text: str) -> Mapping[str, Webhook]:
    """The webhooks by name, of the setting's text; raises ValueError or TypeError."""
    raw = json.loads(text.strip() or "{}")
    if not isinstance(raw, dict):
        raise TypeError("not webhooks by name")
    return MappingProxyType({name: _webhook(name, each) for name, each in raw.items()})


def _webhook(name: str, raw: object) -> Webhook:
    if not isinstance(raw, dict) or not raw.keys() <= _OF_WEBHOOK or not _NAME.fullmatch(name):
        raise ValueError("not a webhook")
    texts = {key: value for key, value in raw.items() if key != "fields"}
    if not all(isinstance(value, str) and _HEADER.fullmatch(value) for value in texts.values()):
        raise ValueError("not a webhook")
    form = WebhookForm(texts.get("form") or WebhookForm.PLAIN.value)
    return Webhook(
        name=name,
        url=_address(texts.get("url", "")),
        secret=_secret(texts.get("secret", "")),
        form=form,
        authorization=texts.get("authorization", ""),
        fields=_fields(raw.get("fields", {}), form),
    )


def _address(url: str) -> str:
    if safe(url).fragment:
        raise ValueError("a fragment never arrives")
    return url


def _secret(text: str) -> str:
    if len(text) < _SHORTEST_SECRET:
        raise ValueError("too short to prove anything")
    return text


def _fields(raw: object, form: WebhookForm) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise TypeError("not fields by name")
    if form is WebhookForm.PLAIN and raw:
        raise ValueError("our own form has none")
    if form is WebhookForm.JIRA and not raw.keys() >= _JIRA_WANTS:
        raise ValueError("no request type")
    return MappingProxyType(raw)
