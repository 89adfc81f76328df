"""Takes a summary to mailboxes, over whichever transport the deployment has."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol

from desk.carrying.carrier import Parcel
from desk.carrying.mail_message import mail_of, recipients


class Transport(Protocol):
    async def send(self, message: EmailMessage, sender: str, to: tuple[str, ...]) -> None:
        """Comes back once it is on its way to all of them. Raises CarryError."""
        ...


class ByMail:
    """`sender`: the one address mail leaves from. `organisation`, `contact`: its name and
    how its helpdesk is reached, or empty."""

    def __init__(
        self, sender: str, transport: Transport, organisation: str = "", contact: str = ""
    ) -> None:
        self._sender, self._transport = sender, transport
        self._organisation, self._contact = organisation, contact

    async def carry(self, parcel: Parcel) -> None:
        """See Carrier."""
        message = mail_of(parcel, self._sender, self._organisation, self._contact)
        await self._transport.send(message, self._sender, recipients(parcel))
