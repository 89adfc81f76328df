"""Access tokens of the two tenants' sign-in: sealed here, and read again by Graph and Teams.

They are opaque to the bot, so they need no key that anybody could look up.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

GRAPH = "https://graph.microsoft.com"
CONNECTOR = "https://api.botframework.com"
LIFETIME = timedelta(minutes=60)
_ALGORITHM = "HS256"
# What this sign-in signs with: new with each start, never leaves the process.
_KEY = secrets.token_bytes(32)


@dataclass(frozen=True)
class Bearer:
    """What a token of this sign-in says. `roles`: of an application. `user`, `scopes`: of a
    person who signed in; empty for an application."""

    audience: str
    tenant_id: str
    roles: frozenset[str]
    user: str = ""
    scopes: frozenset[str] = frozenset()


def sealed(claims: Mapping[str, object], now: datetime) -> str:
    """A token that says these things for the next hour."""
    times = {"iat": int(now.timestamp()), "exp": int((now + LIFETIME).timestamp())}
    unique = {"uti": secrets.token_urlsafe(8)}
    return jwt.encode({**claims, **times, **unique}, _KEY, _ALGORITHM)


def read_bearer(authorization: str, now: datetime) -> Bearer | None:
    """What a header `Bearer …` of ours says; None where it is not ours, spoilt or expired."""
    kind, _, token = authorization.partition(" ")
    claims = _claims(token) if kind.lower() == "bearer" else None
    if claims is None or not _in_time(claims, now):
        return None
    roles, scopes = claims.get("roles"), str(claims.get("scp", "")).split()
    return Bearer(
        str(claims.get("aud")),
        str(claims.get("tid")),
        frozenset(map(str, roles)) if isinstance(roles, list) else frozenset(),
        str(claims["oid"]) if scopes else "",
        frozenset(scopes),
    )


def connector_token_valid(token: str, now: datetime | None = None) -> bool:
    """Whether the token is one this sign-in issued for the Bot Connector, still in time."""
    bearer = read_bearer(f"Bearer {token}", now or datetime.now(UTC))
    return bearer is not None and bearer.audience == CONNECTOR


def _claims(token: str) -> dict[str, object] | None:
    """Times are checked against the sandbox's clock, not here."""
    checks = {"verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
    try:
        claims: dict[str, object] = jwt.decode(token, _KEY, [_ALGORITHM], options=checks)  # type: ignore[arg-type]
    except jwt.PyJWTError:
        return None
    return claims


def _in_time(claims: Mapping[str, object], now: datetime) -> bool:
    expires = claims.get("exp")
    return isinstance(expires, int) and now.timestamp() < expires
