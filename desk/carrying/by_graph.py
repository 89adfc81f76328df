"""Mail through Microsoft Graph's sendMail, from one mailbox (docs/permissions.md).

The message goes as MIME, so that its Message-ID is ours at every try. Graph then keeps it among
the mailbox's sent items: only the JSON form could leave that out.
https://learn.microsoft.com/graph/outlook-send-mime-message
"""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from http import HTTPStatus
from urllib.parse import quote

import aiohttp

from desk.carrying.answers import of_status
from desk.carrying.carrier import CarryError, Failed
from evidence.graph import seconds_of
from evidence.refusals import Refused
from evidence.tokens import Tokens

log = logging.getLogger(__name__)
_SECONDS = 20.0
_FINAL: Mapping[int, Failed] = {
    HTTPStatus.UNAUTHORIZED: Failed.NO_PERMISSION,
    HTTPStatus.FORBIDDEN: Failed.NO_PERMISSION,
    HTTPStatus.NOT_FOUND: Failed.NO_MAILBOX,
}


class ByGraph:
    """`tokens`: of the Graph reader's registration; `tenant`: the own one."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: Tokens,
        tenant: str,
        base: str,
        seconds: float = _SECONDS,
    ) -> None:
        self._session, self._tokens, self._tenant = session, tokens, tenant
        self._base, self._timeout = base.rstrip("/"), aiohttp.ClientTimeout(total=seconds)

    async def send(self, message: EmailMessage, sender: str, to: tuple[str, ...]) -> None:
        """Comes back once Graph accepted it for everybody. Raises CarryError."""
        url = f"{self._base}/v1.0/users/{quote(sender, safe='@')}/sendMail"
        body, since = base64.b64encode(message.as_bytes()), time.monotonic()
        status, wait = await self._post(url, body, await self._token())
        if status == HTTPStatus.UNAUTHORIZED:  # withdrawn before its time
            status, wait = await self._post(url, body, await self._token(since))
        if status != HTTPStatus.ACCEPTED:
            raise of_status(status, wait, _FINAL)

    async def _token(self, since: float | None = None) -> str:
        try:
            if since is None:
                return await self._tokens.token(self._tenant)
            return await self._tokens.renewed(self._tenant, since)
        except Refused as refused:
            # Whatever is wrong with our own credentials can be put right within a day.
            raise CarryError(Failed.NO_PERMISSION, retry_after=refused.retry_after) from refused

    async def _post(self, url: str, body: bytes, token: str) -> tuple[int, float | None]:
        """The status, and the seconds to wait if Graph says so."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as answer:
                log.info(
                    "sendMail: %s, request-id %s", answer.status, answer.headers.get("request-id")
                )
                wait = seconds_of(answer.headers.get("Retry-After"), datetime.now(UTC))
                return answer.status, wait
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as away:
            raise CarryError(Failed.UNREACHABLE) from away
        except (aiohttp.ClientError, TimeoutError) as lost:
            raise CarryError(Failed.TIMED_OUT, unsure=True) from lost
