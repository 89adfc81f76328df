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
    """The bot's two registrations, random in each data folder."""

    app_id: str
    app_password: str
    graph_client_id: str
    graph_client_secret: str


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
    data.mkdir(parents=True, exist_ok=True)
    kept = data / "secrets.json"
    if kept.exists():
        return Secrets(**json.loads(kept.read_text()))
    made = Secrets(
        str(uuid.uuid4()), secrets.token_urlsafe(30), str(uuid.uuid4()), secrets.token_urlsafe(30)
    )
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(asdict(made), out)
    return made
