"""The settings of a deployment, read once from the environment. Names are Microsoft's where
Microsoft has one (docs/operations.md lists them all)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cases import database
from cases.errors import DatabaseAddressError
from desk.desk_settings import DeskSettings, Reading, desk_problems, desk_settings, named
from desk.hand_off_reading import hand_off_problems, hand_off_settings
from desk.hand_off_settings import HandOffSettings
from desk.web_addresses import safe
from evidence.tokens import is_guid


class SettingsError(ValueError):
    """Settings that are missing or do not fit; `problems` has one line for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """`graph_credential`: the secret, or msal's certificate form. Ids are in lower case."""

    app_id: str
    app_password: str
    app_tenant: str
    own_tenant: str
    allowed_tenants: frozenset[str]
    graph_client_id: str
    graph_credential: str | Mapping[str, object]
    registrations: Mapping[str, frozenset[str]]
    legacy_tenants: frozenset[str]
    database_url: str
    host: str
    port: int
    login_url: str
    graph_url: str
    openid_url: str
    service_hosts: frozenset[str]
    desk: DeskSettings
    hand_off: HandOffSettings = field(default_factory=HandOffSettings)


REQUIRED = (
    "MicrosoftAppId",
    "MicrosoftAppPassword",
    "MicrosoftAppType",
    "MicrosoftAppTenantId",
    "OWN_TENANT_ID",
    "GRAPH_CLIENT_ID",
)
LOGIN_URL = "https://login.microsoftonline.com"
GRAPH_URL = "https://graph.microsoft.com"
OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
DATABASE_URL = "sqlite+aiosqlite:///invitedesk.db"
HOST, PORT, LAST_PORT = "127.0.0.1", "3978", 65535


def from_env(env: Mapping[str, str]) -> Settings:
    """Returns the settings; raises SettingsError that names everything missing or wrong."""
    problems = (*_missing(env), *_misfits(env), *desk_problems(env), *hand_off_problems(env))
    if problems:
        raise SettingsError(problems)
    own = _id(env, "OWN_TENANT_ID")
    return Settings(
        app_id=_id(env, "MicrosoftAppId"),
        app_password=env["MicrosoftAppPassword"],
        app_tenant=_id(env, "MicrosoftAppTenantId"),
        own_tenant=own,
        allowed_tenants=_tenants(env, "ALLOWED_TENANT_IDS") | {own},
        graph_client_id=env["GRAPH_CLIENT_ID"].strip(),
        graph_credential=_credential(env),
        registrations=_registrations(env),
        legacy_tenants=_tenants(env, "LEGACY_INVITATION_TENANTS"),
        database_url=_database_url(env),
        host=env.get("HOST") or HOST,
        port=_port(env),
        login_url=_url(env, "LOGIN_URL", LOGIN_URL),
        graph_url=_url(env, "GRAPH_URL", GRAPH_URL),
        openid_url=_url(env, "BOT_OPENID_URL", OPENID_URL),
        service_hosts=_words(env, "SERVICE_HOSTS"),
        desk=desk_settings(env),
        hand_off=hand_off_settings(env),
    )


def _missing(env: Mapping[str, str]) -> tuple[str, ...]:
    names = [name for name in REQUIRED if not env.get(name, "").strip()]
    if not (env.get("GRAPH_CLIENT_SECRET") or env.get("GRAPH_CLIENT_CERTIFICATE")):
        names.append("GRAPH_CLIENT_SECRET or GRAPH_CLIENT_CERTIFICATE")
    return tuple(f"missing setting: {name}" for name in names)


def _misfits(env: Mapping[str, str]) -> tuple[str, ...]:
    problems = [*named(_READINGS, env)]
    if env.get("MicrosoftAppType", "SingleTenant") != "SingleTenant":
        problems.append("MicrosoftAppType: only SingleTenant is supported")
    certificate = env.get("GRAPH_CLIENT_CERTIFICATE")
    if certificate and not Path(certificate).is_file():
        problems.append("GRAPH_CLIENT_CERTIFICATE: no such file")
    if certificate and env.get("GRAPH_CLIENT_SECRET"):
        problems.append("GRAPH_CLIENT_CERTIFICATE: not together with GRAPH_CLIENT_SECRET")
    return tuple(problems)


def _id(env: Mapping[str, str], name: str) -> str:
    given = env.get(name, "").strip()
    return _guid(given) if given else ""


def _guid(text: object) -> str:
    # The services write ids in lower case, and they are compared letter by letter.
    plain = text.strip().lower() if isinstance(text, str) else ""
    if not is_guid(plain):
        raise ValueError("not an id")
    return plain


def _tenants(env: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(map(_guid, _words(env, name)))


def _database_url(env: Mapping[str, str]) -> str:
    given = env.get("DATABASE_URL") or DATABASE_URL
    try:
        database.parse(given)
    except DatabaseAddressError as unusable:
        raise ValueError(str(unusable)) from None
    return given


def _port(env: Mapping[str, str]) -> int:
    given = env.get("PORT") or PORT
    plain = given.isascii() and given.isdigit() and len(given) <= len(str(LAST_PORT))
    if not plain or not 0 < int(given) <= LAST_PORT:
        raise ValueError("not a port")
    return int(given)


def _url(env: Mapping[str, str], name: str, usual: str) -> str:
    given = env.get(name) or usual
    safe(given)
    return given


def _words(env: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(env.get(name, "").replace(",", " ").split())


def _registrations(env: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    raw = json.loads(env.get("TENANT_REGISTRATIONS") or "{}")
    if not isinstance(raw, dict) or not all(isinstance(each, list) for each in raw.values()):
        raise TypeError("not lists by tenant")
    asking: dict[str, frozenset[str]] = {}
    for tenant, those in raw.items():
        asking[_guid(tenant)] = asking.get(_guid(tenant), frozenset()) | set(map(_guid, those))
    return asking


def _credential(env: Mapping[str, str]) -> str | Mapping[str, object]:
    certificate = env.get("GRAPH_CLIENT_CERTIFICATE")
    if not certificate:
        return env["GRAPH_CLIENT_SECRET"]
    return {
        "private_key_pfx_path": certificate,
        "passphrase": env.get("GRAPH_CLIENT_CERTIFICATE_PASSWORD"),
        "public_certificate": True,
    }


def _of_id(name: str) -> Reading:
    return Reading(name, lambda env: _id(env, name), "a GUID")


def _of_tenants(name: str) -> Reading:
    return Reading(name, lambda env: _tenants(env, name), "tenant ids, which are GUIDs")


def _of_url(name: str, usual: str) -> Reading:
    expected = "an https address, or http on a loopback address"
    return Reading(name, lambda env: _url(env, name, usual), expected)


_READINGS = (
    *map(_of_id, ("MicrosoftAppId", "MicrosoftAppTenantId", "OWN_TENANT_ID")),
    *map(_of_tenants, ("ALLOWED_TENANT_IDS", "LEGACY_INVITATION_TENANTS")),
    Reading("TENANT_REGISTRATIONS", _registrations, '{"tenant id": ["asking tenant id"]}'),
    Reading("DATABASE_URL", _database_url, "sqlite:///path/to/file.db or postgresql://..."),
    Reading("PORT", _port, f"a whole number from 1 to {LAST_PORT}"),
    _of_url("LOGIN_URL", LOGIN_URL),
    _of_url("GRAPH_URL", GRAPH_URL),
    _of_url("BOT_OPENID_URL", OPENID_URL),
)
