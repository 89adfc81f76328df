"""What the sandbox runs with: its place on this machine, and secrets made once a data folder."""

from __future__ import annotations

import json
import os
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox.world import World

ROOT = Path(__file__).resolve().parent.parent
_PLAYGROUND_PORT = "56150"  # where the Microsoft 365 Agents Playground listens by default


class SettingsError(Exception):
    """A setting that cannot be; the message is one line for the console."""


@dataclass(frozen=True)
class Secrets:
    """The bot's registrations, random in each data folder: itself, its Graph reader, and the
    sign-in check's."""

    app_id: str
    app_password: str
    graph_client_id: str
    graph_client_secret: str
    sign_in_client_id: str
    sign_in_client_secret: str


@dataclass(frozen=True)
class Settings:
    """Where the sandbox listens and keeps its data."""

    host: str
    port: int
    data: Path
    secrets: Secrets
    playground: tuple[int, ...] = ()  # ports whose unsigned activities are signed by us

    @property
    def base(self) -> str:
        """The address the bot's process reaches us under."""
        return f"http://127.0.0.1:{self.port}"


def read(environment: Mapping[str, str]) -> Settings:
    """Settings of PORT, HOST, SANDBOX_DATA, SANDBOX_ALLOW_UNSIGNED, SANDBOX_PLAYGROUND_PORTS;
    raises SettingsError."""
    port = environment.get("PORT", "3978")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingsError(f"PORT must be a number from 1 to 65535, not {port!r}")
    playground = _playground(environment)
    data = Path(environment.get("SANDBOX_DATA") or ROOT / "build" / "sandbox").resolve()
    try:
        host, kept = environment.get("HOST", "127.0.0.1"), _secrets(data)
        return Settings(host, int(port), data, kept, playground)
    except (OSError, ValueError, TypeError) as reason:
        raise SettingsError(f"the data folder {data} cannot be used: {reason}") from reason


def bot_environment(settings: Settings, world: World) -> dict[str, str]:
    """The settings of the bot's process; they change with the knob for legacy invitations."""
    host, home = world.inviting, world.invited
    return {
        "MicrosoftAppId": settings.secrets.app_id,
        "MicrosoftAppPassword": settings.secrets.app_password,
        "MicrosoftAppType": "SingleTenant",
        "MicrosoftAppTenantId": host.tenant_id,
        "OWN_TENANT_ID": host.tenant_id,
        "ALLOWED_TENANT_IDS": f"{host.tenant_id},{home.tenant_id}",
        "GRAPH_CLIENT_ID": settings.secrets.graph_client_id,
        "GRAPH_CLIENT_SECRET": settings.secrets.graph_client_secret,
        "LOGIN_URL": f"{settings.base}/login",
        "GRAPH_URL": f"{settings.base}/graph",
        "BOT_OPENID_URL": f"{settings.base}/botframework/.well-known/openidconfiguration",
        "SERVICE_HOSTS": " ".join((settings.base, *_playground_hosts(settings))),
        "PUBLIC_URL": settings.base,
        "ORGANISATION_NAME": host.name,
        "DESK_CONTACT": "desk@fabrikam.com",
        "PROXY_HOPS": "1",  # we pass the partner's page on, and say for whom
        "MAIL_FROM": host.desk_mailbox,
        "SIGN_IN_CLIENT_ID": settings.secrets.sign_in_client_id,
        "SIGN_IN_CLIENT_SECRET": settings.secrets.sign_in_client_secret,
        "DESK_AGENTS": host.agents_group_id,
        "DESK_LEADS": host.leads_group_id,
        "DESK_ADMINISTRATORS": host.lead_object_id,
        "ROLES_MINUTES": "1",
        "TENANT_REGISTRATIONS": json.dumps(
            {host.tenant_id: [home.tenant_id], home.tenant_id: [host.tenant_id]}
        ),
        "LEGACY_INVITATION_TENANTS": host.tenant_id if host.legacy_honoured else "",
        "DATABASE_URL": f"sqlite+aiosqlite:///{settings.data / 'invitedesk.db'}",
    }


def _playground(environment: Mapping[str, str]) -> tuple[int, ...]:
    """The ports of SANDBOX_PLAYGROUND_PORTS; none without SANDBOX_ALLOW_UNSIGNED=1."""
    if environment.get("SANDBOX_ALLOW_UNSIGNED") != "1":
        return ()
    named = environment.get("SANDBOX_PLAYGROUND_PORTS", _PLAYGROUND_PORT).replace(",", " ").split()
    if not named or not all(p.isdecimal() and 0 < int(p) < 65536 for p in named):
        raise SettingsError("SANDBOX_PLAYGROUND_PORTS must be numbers from 1 to 65535")
    return tuple(map(int, named))


def _playground_hosts(settings: Settings) -> list[str]:
    names = ("localhost", "127.0.0.1")
    return [f"http://{name}:{port}" for port in settings.playground for name in names]


def _secrets(data: Path) -> Secrets:
    """Those of the data folder; what an older version did not know of is made and added."""
    data.mkdir(parents=True, exist_ok=True)
    kept = data / "secrets.json"
    known: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
    made = Secrets(**{**_new_secrets(), **known})
    if known != asdict(made):
        _keep(kept, json.dumps(asdict(made)))
    return made


def _new_secrets() -> dict[str, str]:
    ids = ("app_id", "graph_client_id", "sign_in_client_id")
    words = ("app_password", "graph_client_secret", "sign_in_client_secret")
    return {
        **{name: str(uuid.uuid4()) for name in ids},
        **{name: secrets.token_urlsafe(30) for name in words},
    }


def _keep(path: Path, text: str) -> None:
    """Whole or not at all, and readable by its owner only."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    beside.replace(path)
