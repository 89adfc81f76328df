"""Takes a summary to another system: one signed POST under an id that never changes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

import aiohttp

from cards.hooks import Notice, hook_body
from desk.carrying.answers import of_status
from desk.carrying.carrier import CarryError, Failed, Parcel
from desk.hand_off_settings import Webhook
from evidence.graph import seconds_of

_SECONDS = 10.0
_MOST_BYTES = 64 * 1024  # of an answer nobody reads
_TAKEN = frozenset(range(200, 300)) | {HTTPStatus.CONFLICT}  # 409: they know the id already
_FINAL: Mapping[int, Failed] = {
    HTTPStatus.UNAUTHORIZED: Failed.NO_PERMISSION,
    HTTPStatus.FORBIDDEN: Failed.NO_PERMISSION,
    HTTPStatus.NOT_FOUND: Failed.GONE,
    HTTPStatus.GONE: Failed.GONE,
}


class ByWebhook:
    """`hooks`: by the names that deliveries are addressed to. `clock`: dates signatures."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        hooks: Mapping[str, Webhook],
        clock: Callable[[], datetime],
        seconds: float = _SECONDS,
    ) -> None:
        self._session, self._hooks, self._clock = session, hooks, clock
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    async def carry(self, parcel: Parcel) -> None:
        """See Carrier."""
        hook = self._hooks.get(parcel.delivery.to)
        if hook is None:
            raise CarryError(Failed.NOT_SET_UP, final=True)
        body = hook_body(_notice(parcel, hook))
        status, wait = await self._post(hook, parcel.delivery.id, body)
        if status not in _TAKEN:
            raise of_status(status, wait, _FINAL)

    async def _post(self, hook: Webhook, id_: str, body: bytes) -> tuple[int, float | None]:
        """The status, and the seconds to wait if the receiver says so."""
        try:
            async with self._session.post(
                hook.url,
                data=body,
                headers=self._headers(hook, id_, body),
                timeout=self._timeout,
                allow_redirects=False,
            ) as answer:
                await answer.content.read(_MOST_BYTES)
                wait = seconds_of(answer.headers.get("Retry-After"), datetime.now(UTC))
                return answer.status, wait
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as away:
            raise CarryError(Failed.UNREACHABLE) from away
        except (aiohttp.ClientError, TimeoutError) as lost:
            raise CarryError(Failed.TIMED_OUT, unsure=True) from lost

    def _headers(self, hook: Webhook, id_: str, body: bytes) -> dict[str, str]:
        at = str(int(self._clock().timestamp()))
        named = {
            "Content-Type": "application/json",
            "User-Agent": "InviteDesk",
            "InviteDesk-Delivery": id_,
            "InviteDesk-Timestamp": at,
            "InviteDesk-Signature": signature(hook.secret, at, body),
            # Zendesk makes no second ticket of the same key.
            "Idempotency-Key": id_,
        }
        authorization = {"Authorization": hook.authorization} if hook.authorization else {}
        return named | authorization


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What proves that the body is ours and how old it is (docs/webhooks.md)."""
    signed = timestamp.encode() + b"." + body
    return f"sha256={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def _notice(parcel: Parcel, hook: Webhook) -> Notice:
    hand_off = parcel.hand_off
    return Notice(
        form=hook.form.value,
        delivery=parcel.delivery.id,
        hand_off=hand_off.id,
        number=parcel.case.number,
        reader=hand_off.reader.value,
        locale=hand_off.locale,
        at=hand_off.at,
        document=parcel.document,
        fields=hook.fields,
    )
