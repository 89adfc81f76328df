"""The conditions that Graph's $filter takes."""

from __future__ import annotations

from datetime import UTC, datetime


def written(at: datetime) -> str:
    """A time as Graph's filters take it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def quoted(value: str) -> str:
    """A text as Graph's filters take it."""
    return "'" + value.replace("'", "''") + "'"


def by_mail(address: str) -> tuple[str, str]:
    """By the mail address, and by any other e-mail address of the object."""
    primary, other = quoted(f"SMTP:{address}"), quoted(f"smtp:{address}")
    return f"mail eq {quoted(address)}", f"proxyAddresses/any(p:p eq {primary} or p eq {other})"
