"""A hand-off of a case: its summary, how it left, and the partner's page behind it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cases.model import Json, Person
from evidence.facts import SummaryReader


class Way(StrEnum):
    """How a summary leaves. `FILE`: behind a link of one hour, as text or as an .eml to send."""

    CARD = "card"
    MAIL = "mail"
    WEBHOOK = "webhook"
    FILE = "file"


@dataclass(frozen=True)
class HandOff:
    """A summary that was given to a reader. `generated` and `sent`: as it was made and as it left,
    in the Markdown of cards/summaries. `expires_at`: until when its links open the partner's
    page; None where it has none."""

    id: str
    case_number: int
    reader: SummaryReader
    locale: str
    generated: str
    sent: str
    by: Person
    at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def opens(self, now: datetime) -> bool:
        """Whether a link to the partner's page still opens it."""
        return self.revoked_at is None and self.expires_at is not None and now < self.expires_at


ERASED = "erased"  # Delivery.failed where its words or its recipient were forgotten


class DeliveryState(StrEnum):
    """`UNDELIVERED`: given up; it can be asked for again."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True)
class Delivery:
    """One way a hand-off takes. `id` is 32 hexadecimal digits and never changes: the Message-ID
    and the webhook's delivery id are made of it. `to`: an address, the name of a webhook, or for
    a card "channel", "reporter" or an object id. `failed`: why the last try failed, a key of
    words/deliveries.j2."""

    id: str
    hand_off: str
    case_number: int
    way: Way
    to: str
    at: datetime
    state: DeliveryState = DeliveryState.WAITING
    tries: int = 0
    failed: str = ""
    ended_at: datetime | None = None


class PartnerAnswer(StrEnum):
    """What somebody of the partner answers on its page. `CHOSE`: one of the options, to come.
    `INTENDED`: what stands in the way is meant to. `SEEN`: what they see of what we cannot."""

    DONE = "done"
    CHOSE = "chose"
    INTENDED = "intended"
    CANNOT = "cannot"
    SEEN = "seen"
    QUESTION = "question"


class SignInPurpose(StrEnum):
    """`HOME`: with the work account, at any organisation. `OWN_DETAILS`: the same with User.Read.
    `HOST`: as a guest of the inviting tenant. `CONSENT`: an administrator grants a bundle.
    `ADMINISTRATOR`: who granted it says who they are."""

    HOME = "home"
    OWN_DETAILS = "own details"
    HOST = "host"
    CONSENT = "consent"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class SignIn:
    """A sign-in that was begun on a partner's page, good for one return. `state` and `binding`
    (the browser's cookie) are kept as digests only: they are empty in what comes back. `flow`:
    what msal needs to finish it."""

    state: str
    binding: str
    hand_off: str
    purpose: SignInPurpose
    flow: Json
    expires_at: datetime


@dataclass(frozen=True)
class Learned:
    """What a finished sign-in showed, until the person releases it or not. `binding`: the
    browser's cookie; of it and of `id` only digests are kept. `body`: plain JSON of
    desk/signing_in.py."""

    id: str
    binding: str
    hand_off: str
    body: Json
    expires_at: datetime
