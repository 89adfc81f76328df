"""The settings of a deployment, read once from the environment. Names are Microsoft's where
Microsoft has one (docs/operations.md lists them all)."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from desk.desk_settings import DeskSettings, desk_problems, desk_settings


class SettingsError(ValueError):
    """Settings that are missing or do not fit; `problems` has one line for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """`graph_credential`: the secret, or msal's certificate form."""

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


def from_env(env: Mapping[str, str]) -> Settings:
    """Returns the settings; raises SettingsError that names everything missing or wrong."""
    problems = (*_missing(env), *_misfits(env), *desk_problems(env))
    if problems:
        raise SettingsError(problems)
    own = env["OWN_TENANT_ID"]
    return Settings(
        app_id=env["MicrosoftAppId"],
        app_password=env["MicrosoftAppPassword"],
        app_tenant=env["MicrosoftAppTenantId"],
        own_tenant=own,
        allowed_tenants=_words(env, "ALLOWED_TENANT_IDS") | {own},
        graph_client_id=env["GRAPH_CLIENT_ID"],
        graph_credential=_credential(env),
        registrations=_registrations(env),
        legacy_tenants=_words(env, "LEGACY_INVITATION_TENANTS"),
        database_url=env.get("DATABASE_URL", DATABASE_URL),
        host=env.get("HOST", "127.0.0.1"),
        port=int(env.get("PORT", "3978")),
        login_url=env.get("LOGIN_URL", LOGIN_URL),
        graph_url=env.get("GRAPH_URL", GRAPH_URL),
        openid_url=env.get("BOT_OPENID_URL", OPENID_URL),
        service_hosts=_words(env, "SERVICE_HOSTS"),
        desk=desk_settings(env),
    )


def _missing(env: Mapping[str, str]) -> tuple[str, ...]:
    names = [name for name in REQUIRED if not env.get(name, "").strip()]
    if not (env.get("GRAPH_CLIENT_SECRET") or env.get("GRAPH_CLIENT_CERTIFICATE")):
        names.append("GRAPH_CLIENT_SECRET or GRAPH_CLIENT_CERTIFICATE")
    return tuple(f"missing setting: {name}" for name in names)


def _misfits(env: Mapping[str, str]) -> tuple[str, ...]:
    problems = []
    if env.get("MicrosoftAppType", "SingleTenant") != "SingleTenant":
        problems.append("MicrosoftAppType: only SingleTenant is supported")
    if "PORT" in env and not env["PORT"].isdigit():
        problems.append("PORT: not a whole number")
    for name in ("LOGIN_URL", "GRAPH_URL", "BOT_OPENID_URL"):
        if not _https_or_loopback(env.get(name, LOGIN_URL)):
            problems.append(f"{name}: must be https, or http on a loopback address")
    certificate = env.get("GRAPH_CLIENT_CERTIFICATE")
    if certificate and not Path(certificate).is_file():
        problems.append("GRAPH_CLIENT_CERTIFICATE: no such file")
    try:
        _registrations(env)
    except (ValueError, AttributeError, TypeError):
        problems.append('TENANT_REGISTRATIONS: expected {"tenant id": ["asking tenant id"]}')
    return tuple(problems)


def _https_or_loopback(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether the host is this machine and nothing else."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _words(env: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(env.get(name, "").replace(",", " ").split())


def _registrations(env: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    raw = json.loads(env.get("TENANT_REGISTRATIONS") or "{}")
    return {str(tenant): frozenset(map(str, asking)) for tenant, asking in raw.items()}


def _credential(env: Mapping[str, str]) -> str | Mapping[str, object]:
    certificate = env.get("GRAPH_CLIENT_CERTIFICATE")
    if not certificate:
        return env["GRAPH_CLIENT_SECRET"]
    return {
        "private_key_pfx_path": certificate,
        "passphrase": env.get("GRAPH_CLIENT_CERTIFICATE_PASSWORD"),
        "public_certificate": True,
    }
