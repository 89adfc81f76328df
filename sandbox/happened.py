"""What happened in the world and is kept: attempts to sign in, and mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Attempted:
    """The last attempt, as the logs of the two tenants keep it.

    `code`: the AADSTS number; None where sign-in went through. `login`: the account that signed
    in. Either tenant's log may know nothing of it (catalogue, 0.8). `app`: id and name of what
    was signed in to; empty: SharePoint. `tenant_id`: where that is; empty: the inviting tenant.
    """

    at: datetime
    code: int | None
    correlation_id: str
    request_id: str
    got_in: bool
    seen_by_host: bool
    seen_by_home: bool
    login: str
    app: tuple[str, str] = ("", "")
    tenant_id: str = ""


@dataclass(frozen=True)
class Mail:
    """A mail the bot sent, as it lies in the mailbox. `html`: empty where it has none."""

    id: str
    at: datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    message_id: str
