"""Reads the settings of hand-offs from the environment (docs/operations.md lists them)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from cards.summaries.tidy import one_line
from desk.desk_settings import Reading, named
from desk.hand_off_settings import (
    HandOffSettings,
    Mail,
    SignInSettings,
    Smtp,
    Tls,
)
from desk.mailboxes import domain_in, is_mailbox
from desk.web_addresses import is_loopback, safe
from desk.webhook_reading import webhooks
from evidence.tokens import is_guid

Env = Mapping[str, str]
_PORTS = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 25}
_MOST_DAYS, _MOST_PROXIES, _LAST_PORT = 90, 5, 65535
_LONGEST_NAME, _LONGEST_CONTACT = 80, 200


def hand_off_settings(env: Env) -> HandOffSettings:
    """Returns the settings of hand-offs; raises what `hand_off_problems` would have named."""
    return HandOffSettings(
        mail=_mail(env),
        webhooks=webhooks(env.get("WEBHOOKS", "")),
        sign_in=_sign_in(env),
        page_for=timedelta(days=_days(env)),
        proxies=_proxies(env),
        organisation=_organisation(env),
        own_domains=_own_domains(env),
        contact=_contact(env),
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


def _organisation(env: Env) -> str:
    name = _said(env, "ORGANISATION_NAME")
    if len(name) > _LONGEST_NAME or one_line(name) != name:
        raise ValueError("not one short line")
    return name


def _own_domains(env: Env) -> frozenset[str]:
    domains = [domain_in(each) for each in _said(env, "OWN_DOMAINS").replace(",", " ").split()]
    if not all(domains):
        raise ValueError("not a domain")
    return frozenset(domains)


def _contact(env: Env) -> str:
    contact = _said(env, "DESK_CONTACT")
    if len(contact) > _LONGEST_CONTACT or one_line(contact) != contact:
        raise ValueError("not one short line")
    if contact and not is_mailbox(contact) and safe(contact).scheme != "https":
        raise ValueError("everybody on the way could read along")
    return contact


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
    if path and env.get("SIGN_IN_CLIENT_SECRET"):
        raise ValueError("which of the two?")
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
        lambda env: webhooks(env.get("WEBHOOKS", "")),
        '{"name": {"url": "https://...", "secret": "16 characters or more", ...}} '
        "(docs/webhooks.md)",
    ),
    Reading(
        "SIGN_IN_CLIENT_ID",
        _client,
        "a GUID, with SIGN_IN_CLIENT_SECRET or SIGN_IN_CLIENT_CERTIFICATE and PUBLIC_URL set",
    ),
    Reading(
        "SIGN_IN_CLIENT_CERTIFICATE",
        _certificate,
        "the path of a PFX file, or SIGN_IN_CLIENT_SECRET instead",
    ),
    Reading("HAND_OFF_DAYS", _days, f"a whole number from 1 to {_MOST_DAYS}"),
    Reading(
        "ORGANISATION_NAME",
        _organisation,
        f"your organisation's name in one line of at most {_LONGEST_NAME} characters",
    ),
    Reading("OWN_DOMAINS", _own_domains, "domains of mail addresses, with commas between them"),
    Reading(
        "DESK_CONTACT",
        _contact,
        f"a mail address or one with https, of at most {_LONGEST_CONTACT} characters",
    ),
    Reading("PROXY_HOPS", _proxies, f"a whole number from 0 to {_MOST_PROXIES}"),
)
