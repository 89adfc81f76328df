"""Reads the settings of hand-offs from the environment (docs/operations.md lists them)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from desk.desk_settings import Reading, named
from desk.hand_off_settings import (
    HandOffSettings,
    Mail,
    SignInSettings,
    Smtp,
    Tls,
    Webhook,
    WebhookForm,
)
from desk.mailboxes import is_mailbox
from desk.web_addresses import is_loopback, safe
from evidence.tokens import is_guid

Env = Mapping[str, str]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")
_HEADER = re.compile(r"[\x20-\x7e]*")
_SHORTEST_SECRET = 16
_OF_WEBHOOK = frozenset({"url", "secret", "form", "authorization", "fields"})
_JIRA_WANTS = frozenset({"serviceDeskId", "requestTypeId"})
_PORTS = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 25}
_MOST_DAYS, _MOST_PROXIES, _LAST_PORT = 90, 5, 65535


def hand_off_settings(env: Env) -> HandOffSettings:
    """Returns the settings of hand-offs; raises what `hand_off_problems` would have named."""
    return HandOffSettings(
        mail=_mail(env),
        webhooks=_webhooks(env),
        sign_in=_sign_in(env),
        page_for=timedelta(days=_days(env)),
        proxies=_proxies(env),
    )


def hand_off_problems(env: Env) -> tuple[str, ...]:
    """One line for each setting that does not fit."""
    return named(_READINGS, env)


def _said(env: Env, name: str) -> str:
    return env.get(name, "").strip()


def _mail(env: Env) -> Mail | None:
    sender = _sender(env)
    return Mail(sender, _smtp(env)) if sender else None


def _sender(env: Env) -> str:
    sender = _said(env, "MAIL_FROM")
    if sender and not is_mailbox(sender):
        raise ValueError("not an address")
    return sender


def _smtp(env: Env) -> Smtp | None:
    host = _host(env)
    if not host:
        return None
    tls = _tls(env)
    return Smtp(host, _port(env, tls), _user(env), _password(env), tls)


def _host(env: Env) -> str:
    host = _said(env, "SMTP_HOST")
    if host and not _said(env, "MAIL_FROM"):
        raise ValueError("mail comes from somebody")
    # The same rules as for a host in an address: no blank, no slash, no port.
    if host and (safe(f"https://{host}").hostname != host.lower() or ":" in host):
        raise ValueError("not a host")
    return host


def _tls(env: Env) -> Tls:
    tls = Tls(_said(env, "SMTP_TLS") or Tls.STARTTLS.value)
    if tls is Tls.NONE and not is_loopback(_said(env, "SMTP_HOST")):
        raise ValueError("everybody on the way could read along")
    return tls


def _port(env: Env, tls: Tls) -> int:
    return _number(env, "SMTP_PORT", _PORTS[tls], 1, _LAST_PORT)


def _user(env: Env) -> str:
    user = _said(env, "SMTP_USER")
    if bool(user) != bool(env.get("SMTP_PASSWORD")):
        raise ValueError("one without the other")
    return user


def _password(env: Env) -> str:
    return env.get("SMTP_PASSWORD", "")


def _number(env: Env, name: str, usual: int, least: int, most: int) -> int:
    given = _said(env, name) or str(usual)
    plain = given.isascii() and given.isdigit() and len(given) <= len(str(most))
    if not plain or not least <= int(given) <= most:
        raise ValueError("not such a number")
    return int(given)


def _days(env: Env) -> int:
    return _number(env, "HAND_OFF_DAYS", 14, 1, _MOST_DAYS)


def _proxies(env: Env) -> int:
    return _number(env, "PROXY_HOPS", 0, 0, _MOST_PROXIES)


def _webhooks(env: Env) -> Mapping[str, Webhook]:
    raw = json.loads(_said(env, "WEBHOOKS") or "{}")
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


def _sign_in(env: Env) -> SignInSettings | None:
    client = _client(env)
    return SignInSettings(client, _credential(env)) if client else None


def _client(env: Env) -> str:
    client, credential = _said(env, "SIGN_IN_CLIENT_ID").lower(), _has_credential(env)
    if bool(client) != credential:
        raise ValueError("one without the other")
    if client and not is_guid(client):
        raise ValueError("not an id")
    if client and not _said(env, "PUBLIC_URL"):
        raise ValueError("nobody would come back")
    return client


def _has_credential(env: Env) -> bool:
    return bool(env.get("SIGN_IN_CLIENT_SECRET") or env.get("SIGN_IN_CLIENT_CERTIFICATE"))


def _credential(env: Env) -> str | Mapping[str, object]:
    certificate = _certificate(env)
    if not certificate:
        return env["SIGN_IN_CLIENT_SECRET"]
    return {
        "private_key_pfx_path": certificate,
        "passphrase": env.get("SIGN_IN_CLIENT_CERTIFICATE_PASSWORD"),
        "public_certificate": True,
    }


def _certificate(env: Env) -> str:
    path = env.get("SIGN_IN_CLIENT_CERTIFICATE", "")
    if path and not Path(path).is_file():
        raise ValueError("no such file")
    return path


_READINGS = (
    Reading("MAIL_FROM", _sender, "the address of one mailbox"),
    Reading("SMTP_HOST", _host, "the name of a mail server, with MAIL_FROM set"),
    Reading(
        "SMTP_TLS", _tls, 'one of "starttls", "tls", or "none" where SMTP_HOST is this machine'
    ),
    Reading(
        "SMTP_PORT",
        lambda env: _port(env, Tls.STARTTLS),
        f"a whole number from 1 to {_LAST_PORT}",
    ),
    Reading("SMTP_USER", _user, "a name together with SMTP_PASSWORD, or neither"),
    Reading(
        "WEBHOOKS",
        _webhooks,
        '{"name": {"url": "https://...", "secret": "16 characters or more", ...}} '
        "(docs/webhooks.md)",
    ),
    Reading(
        "SIGN_IN_CLIENT_ID",
        _client,
        "a GUID, with SIGN_IN_CLIENT_SECRET or SIGN_IN_CLIENT_CERTIFICATE and PUBLIC_URL set",
    ),
    Reading("SIGN_IN_CLIENT_CERTIFICATE", _certificate, "the path of a PFX file"),
    Reading("HAND_OFF_DAYS", _days, f"a whole number from 1 to {_MOST_DAYS}"),
    Reading("PROXY_HOPS", _proxies, f"a whole number from 0 to {_MOST_PROXIES}"),
)
