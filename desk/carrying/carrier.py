"""What takes a summary to its reader: the parcel, the carriers' one method, why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from cards.summaries.document import Document
from cases.hand_off import ERASED, Delivery, HandOff
from cases.model import Case
from desk.delivery import SendError


class Failed(StrEnum):
    """Why a try failed; each has its sentence in words/deliveries.j2."""

    NOT_SET_UP = "not set up"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ERASED = ERASED
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed out"
    THROTTLED = "throttled"
    BUSY = "busy"
    REFUSED = "refused"
    TOO_LARGE = "too large"
    NO_PERMISSION = "no permission"
    NO_MAILBOX = "no mailbox"
    NO_RECIPIENT = "no recipient"
    NOT_SECURE = "not secure"
    MOVED = "moved"
    NO_THREAD = "no thread"
    NO_CHAT = "no chat"
    NOT_AT_DESK = "not at desk"
    ROLES_UNKNOWN = "roles unknown"
    BLOCKED = "blocked"
    GONE = "gone"
    DEFECT = "defect"


class CarryError(SendError):
    """A try that failed. `final`: another one cannot help. `unsure`: it may have arrived.
    `retry_after`: seconds the receiver asked to wait."""

    def __init__(
        self,
        failed: Failed,
        *,
        final: bool = False,
        unsure: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(failed.value)
        self.reason, self.final, self.unsure = failed.value, final, unsure
        self.retry_after = retry_after


@dataclass(frozen=True)
class Parcel:
    """`document`: the summary as it was sent. `link`: to the partner's page, or empty; it stands
    in no form anywhere but in what is carried."""

    delivery: Delivery
    hand_off: HandOff
    case: Case
    document: Document
    at: datetime
    link: str = ""


class Carrier(Protocol):
    async def carry(self, parcel: Parcel) -> None:
        """Comes back once the receiver has it. Raises CarryError."""
        ...
