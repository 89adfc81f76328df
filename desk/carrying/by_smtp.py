"""Mail by SMTP, without blocking the loop. Either all recipients are taken or none gets it."""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPTimeoutError,
)

from desk.carrying.carrier import CarryError, Failed
from desk.hand_off_settings import Smtp, Tls
from evidence.facts.addresses import domain_of

log = logging.getLogger(__name__)
_PASSING = 500  # replies below it may be other ones later (RFC 5321, 4.2.1)


@dataclass(frozen=True)
class Patience:
    """Seconds: for one answer, for all before the message, and for the server to take it, which
    may look through it first."""

    one_step: float = 15.0
    before: float = 30.0
    taking: float = 60.0


class BySmtp:
    def __init__(self, server: Smtp, patience: Patience | None = None) -> None:
        self._server, self._patience = server, patience or Patience()

    async def send(self, message: EmailMessage, sender: str, to: tuple[str, ...]) -> None:
        """Comes back once the server has it for everybody. Raises CarryError."""
        client = self._client(sender)
        try:
            async with asyncio.timeout(self._patience.before):
                await self._ready(client)
                await _named(client, sender, to)
            await _handed_in(client, message, self._patience.taking)
        except TimeoutError as slow:
            raise CarryError(Failed.TIMED_OUT) from slow
        finally:
            client.close()

    def _client(self, sender: str) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            # Its own default asks the resolver who we are.
            local_hostname=domain_of(sender),
            timeout=self._patience.one_step,
            use_tls=server.tls is Tls.TLS,
            start_tls=False,  # asked for below, where a refusal has a name
        )

    async def _ready(self, client: SMTP) -> None:
        """Connected, encrypted and signed in."""
        try:
            await client.connect()
            if self._server.tls is Tls.STARTTLS:
                await _encrypted(client)
            if self._server.user:
                await client.login(self._server.user, self._server.password)
        except SMTPAuthenticationError as refused:
            raise _failed(refused, Failed.NO_PERMISSION) from refused
        except ssl.SSLError as unsafe:
            raise CarryError(Failed.NOT_SECURE) from unsafe
        except SMTPException as error:
            raise _before(error) from error
        except OSError as lost:
            raise CarryError(Failed.UNREACHABLE) from lost


async def _encrypted(client: SMTP) -> None:
    await client.ehlo()
    if not client.supports_extension("starttls"):
        raise CarryError(Failed.NOT_SECURE)
    await client.starttls()


async def _named(client: SMTP, sender: str, to: tuple[str, ...]) -> None:
    """The server takes mail from this sender to all of them."""
    try:
        await client.mail(sender)
        for recipient in to:
            await client.rcpt(recipient)
    except SMTPRecipientRefused as refused:
        raise _failed(refused, Failed.NO_RECIPIENT) from refused
    except SMTPException as error:
        raise _before(error) from error
    except OSError as lost:
        raise CarryError(Failed.UNREACHABLE) from lost


async def _handed_in(client: SMTP, message: EmailMessage, seconds: float) -> None:
    try:
        await client.data(message.as_bytes(), timeout=seconds)
    except SMTPResponseException as refused:
        raise _failed(refused, Failed.REFUSED) from refused
    except (SMTPException, OSError) as lost:
        # The server may have taken it and died before it said so.
        raise CarryError(Failed.TIMED_OUT, unsure=True) from lost


def _before(error: SMTPException) -> CarryError:
    """What went wrong before anything of the message was sent."""
    if isinstance(error, SMTPResponseException):
        return _failed(error, Failed.REFUSED)
    if isinstance(error.__cause__, ssl.SSLError):
        return CarryError(Failed.NOT_SECURE)
    late = isinstance(error, SMTPTimeoutError)
    return CarryError(Failed.TIMED_OUT if late else Failed.UNREACHABLE)


def _failed(answer: SMTPResponseException, final: Failed) -> CarryError:
    # The text of an answer often repeats the address: only its number is logged.
    log.info("the mail server answered %s", answer.code)
    if 0 < answer.code < _PASSING:
        return CarryError(Failed.BUSY)
    return CarryError(final, final=True)
