"""What sign-in knows of applications and tenants, and how it refuses."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox.discovery import LOGIN
from sandbox.world import Invited, Inviting, World

Tenant = Inviting | Invited


class LoginRefusal(Exception):  # noqa: N818 - what Entra answers instead of a token
    """An AADSTS answer."""

    def __init__(self, status: int, error: str, number: int, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.number, self.message = status, error, number, message

    def described(self, now: datetime, correlation: str = "", trace: str = "") -> str:
        """As `error_description` has it."""
        trace, correlation = trace or str(uuid.uuid4()), correlation or str(uuid.uuid4())
        return (
            f"AADSTS{self.number}: {self.message} Trace ID: {trace}"
            f" Correlation ID: {correlation} Timestamp: {now:%Y-%m-%d %H:%M:%SZ}"
        )

    def body(self, now: datetime) -> dict[str, object]:
        """As the token endpoint answers."""
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        return {
            "error": self.error,
            "error_description": self.described(now, correlation, trace),
            "error_codes": [self.number],
            "timestamp": f"{now:%Y-%m-%d %H:%M:%SZ}",
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"{LOGIN}/error?code={self.number}",
        }


@dataclass(frozen=True)
class Registrations:
    """`clients`: client id → secret; None: any will do. `returns`: the registered redirect
    addresses; None: any will do."""

    world: World
    clients: Mapping[str, str] | None = None
    returns: Collection[str] | None = None

    def tenant(self, name: str) -> Tenant:
        """The tenant of that id or domain; raises LoginRefusal where there is none."""
        for tenant in (self.world.inviting, self.world.invited):
            named = {tenant.tenant_id, tenant.domain, tenant.initial_domain}
            if tenant.exists and name.casefold() in {n.casefold() for n in named}:
                return tenant
        raise LoginRefusal(
            400,
            "invalid_tenant",
            90002,
            f"Tenant '{name}' not found. Check to make sure you have the correct tenant ID and"
            " are signing into the correct cloud.",
        )

    def check_client(self, client: str, directory: str) -> None:
        """Raises LoginRefusal for an application nobody registered."""
        if self.clients is not None and client not in self.clients:
            raise not_in_directory(client, directory)

    def check_secret(self, form: Mapping[str, str], directory: str) -> None:
        """Raises LoginRefusal unless the form proves which application is asking."""
        client, secret = form.get("client_id", ""), form.get("client_secret", "")
        self.check_client(client, directory)
        wrong = self.clients is not None and self.clients[client] != secret
        if wrong or not (secret or form.get("client_assertion")):
            raise LoginRefusal(
                401,
                "invalid_client",
                7000215,
                f"Invalid client secret provided for app '{client}'.",
            )

    def check_return(self, client: str, address: str) -> None:
        """Raises LoginRefusal for an address sign-in must not send anybody to."""
        registered = self.returns is None or address in self.returns
        if not (registered and address.startswith(("https://", "http://"))):
            raise LoginRefusal(
                400,
                "invalid_request",
                50011,
                f"The redirect URI '{address}' specified in the request does not match the"
                f" redirect URIs configured for the application '{client}'.",
            )


def not_in_directory(client: str, directory: str) -> LoginRefusal:
    """The application has nothing to do with that tenant."""
    return LoginRefusal(
        400,
        "unauthorized_client",
        700016,
        f"Application with identifier '{client}' was not found in the directory '{directory}'.",
    )
