"""The way out to Teams: messages posted and replaced over one pooled session."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp
import tenacity
from yarl import URL

from bot import wire
from bot.service_hosts import ServiceHosts
from cases.model import Json, Person, Place, Scope
from desk.delivery import DeliveryError, Mention, Message, Refusal, Thread

CARD = "application/vnd.microsoft.card.adaptive"

log = logging.getLogger(__name__)


class Token(Protocol):
    """A cached token for the connector; `fresh` asks for a new one."""

    async def __call__(self, fresh: bool = False) -> str: ...


@dataclass(frozen=True)
class Patience:
    """Seconds and tries. `overall` bounds a send with all its tries: Teams gives a turn 15 s."""

    overall: float = 9.5
    one_try: float = 8.0
    connect: float = 3.0
    longest_wait: float = 4.0
    first_wait: float = 0.5
    tries: int = 3


class _AnswerError(Exception):
    """The connector answered with an error."""

    def __init__(self, status: int, code: str, retry_after: float | None) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.retry_after = status, code, retry_after


# Raised before a byte of the message was sent.
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_LOST = (aiohttp.ClientError, TimeoutError)
# Documented for bots: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
_TRY_LATER = frozenset({412, 429})
_GATEWAY = frozenset({502, 503, 504})
_BLOCKED = frozenset({"ConversationBlockedByUser", "MessageWritesBlocked", "UserBlocked"})
_GONE = frozenset({"BotNotInConversationRoster", "ConversationNotFound"})
_THREAD = ";messageid="
_TELLING = ("tenantId", "userRole", "userPrincipalName")
_STRANGERS = frozenset({"guest", "anonymous"})
_GUEST = "#ext#"  # in a guest's sign-in name in the tenant that invited them


class Connector:
    """desk.delivery.Opens over the Bot Connector API.

    A new message is posted again only where the first try certainly did not arrive; a
    replacement may be repeated.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: Token,
        hosts: ServiceHosts,
        patience: Patience | None = None,
    ) -> None:
        self._session, self._token, self._hosts = session, token, hosts
        self._patience = patience or Patience()
        self._timeout = aiohttp.ClientTimeout(
            total=self._patience.one_try, connect=self._patience.connect
        )

    async def send(self, place: Place, message: Message) -> str:
        """Posts a new message; returns its activity id. Raises DeliveryError."""
        return await self.create(place.service_url, place.conversation_id, outgoing(place, message))

    async def update(self, place: Place, activity_id: str, message: Message) -> None:
        """Replaces a message in place. Raises DeliveryError."""
        activity = {**outgoing(place, message), "id": activity_id}
        await self.replace(place.service_url, place.conversation_id, activity_id, activity)

    async def open_thread(self, channel: Place, message: Message) -> Thread:
        """Posts the message as a new thread of the channel. Raises DeliveryError."""
        activity = outgoing(channel, message)
        asked = {
            "isGroup": True,
            "bot": {"id": channel.bot_id},
            "tenantId": channel.tenant_id,
            "channelData": {
                "channel": {"id": channel.conversation_id},
                "tenant": {"id": channel.tenant_id},
            },
            # Which conversation it is in is known only afterwards.
            "activity": {name: activity[name] for name in activity if name != "conversation"},
        }
        answer = await self._exchange("POST", self._url(channel.service_url), asked)
        return _thread(channel, answer)

    async def open_chat(self, person: Person, like: Place) -> Place:
        """The person's own chat with the bot, begun where there is none. Raises DeliveryError."""
        asked = {
            "isGroup": False,
            "bot": {"id": like.bot_id},
            "members": [{"id": person.teams_id}],
            "tenantId": person.tenant_id,
            "channelData": {"tenant": {"id": person.tenant_id}},
        }
        answer = await self._exchange("POST", self._url(like.service_url), asked)
        chat = str(answer.get("id") or "")
        if not chat:
            raise _without("id")
        return replace(like, conversation_id=chat, tenant_id=person.tenant_id, scope=Scope.PERSONAL)

    async def member(self, place: Place, teams_id: str) -> bool:
        """Whether the person is a member of that team or chat, and no guest. Raises
        DeliveryError."""
        conversation, member = (quote(part, safe="") for part in (place.conversation_id, teams_id))
        url = self._at(place.service_url, f"{conversation}/members/{member}")
        try:
            described = await self._asked("GET", url, None)
        except _AnswerError as answer:
            # Not to know the conversation is no answer about the person.
            if answer.status == 404 and answer.code not in _GONE:
                return False
            raise _refusal(answer) from None
        return not _foreign(described, place.tenant_id)

    async def create(self, service_url: str, conversation_id: str, activity: Json) -> str:
        """Posts an activity; returns its id, "" where the service names none."""
        url = self._url(service_url, conversation_id)
        answer = await self._exchange("POST", url, activity)
        return str(answer.get("id") or "")

    async def replace(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Json
    ) -> None:
        """Puts an activity in the place of another."""
        url = self._url(service_url, conversation_id, activity_id)
        await self._exchange("PUT", url, activity)

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> None:
        """Takes an activity back."""
        await self._exchange("DELETE", self._url(service_url, conversation_id, activity_id), None)

    def _url(self, service_url: str, *ids: str) -> URL:
        """Of a conversation's activities, or of one; without ids, of all conversations."""
        quoted = [quote(part, safe="") for part in ids]
        return self._at(
            service_url, "/".join([*quoted[:1], *(["activities"] if ids else []), *quoted[1:]])
        )

    def _at(self, service_url: str, path: str) -> URL:
        if not self._hosts.allows(service_url):
            raise DeliveryError(Refusal.REFUSED, detail="service host not allowed")
        whole = f"{service_url.rstrip('/')}/v3/conversations/{path}".rstrip("/")
        return URL(whole, encoded=True)

    async def _exchange(self, method: str, url: URL, activity: Json | None) -> Json:
        try:
            return await self._asked(method, url, activity)
        except _AnswerError as answer:
            raise _refusal(answer) from None

    async def _asked(self, method: str, url: URL, activity: Json | None) -> Json:
        """The answer, after as many tries as are safe. Raises _AnswerError, DeliveryError."""
        repeatable = method != "POST"
        try:
            async with asyncio.timeout(self._patience.overall):
                return await self._tries(repeatable)(self._once, method, url, activity)
        except _NEVER_SENT as failure:
            raise _unreachable(failure, unsure=False) from None
        except _LOST as failure:
            raise _unreachable(failure, unsure=True) from None

    def _tries(self, repeatable: bool) -> tenacity.AsyncRetrying:
        return tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(self._patience.tries)
            | tenacity.stop_before_delay(self._patience.overall - 1),
            retry=tenacity.retry_if_exception(self._worth_another_try(repeatable)),
            wait=self._wait,
            reraise=True,
        )

    def _worth_another_try(self, repeatable: bool) -> Callable[[BaseException], bool]:
        def worth(failure: BaseException) -> bool:
            if isinstance(failure, _AnswerError):
                again = _TRY_LATER | _GATEWAY if repeatable else _TRY_LATER
                asked = failure.retry_after or 0.0
                return failure.status in again and asked <= self._patience.longest_wait
            return isinstance(failure, _NEVER_SENT)

        return worth

    def _wait(self, state: tenacity.RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        if isinstance(failure, _AnswerError) and failure.retry_after is not None:
            return failure.retry_after
        first, longest = self._patience.first_wait, self._patience.longest_wait
        backoff = tenacity.wait_exponential_jitter(multiplier=first, max=longest, jitter=first)
        return backoff(state)

    async def _once(self, method: str, url: URL, activity: Json | None) -> Json:
        try:
            return await self._request(method, url, activity, await self._bearer(fresh=False))
        except _AnswerError as answer:
            if answer.status != 401:
                raise
        return await self._request(method, url, activity, await self._bearer(fresh=True))

    async def _bearer(self, *, fresh: bool) -> str:
        try:
            return await self._token(fresh=fresh)
        except Exception as failure:
            # Whatever kept the token away, the message did not leave.
            log.warning("no token for the connector: %s", type(failure).__name__)
            raise DeliveryError(Refusal.UNREACHABLE, detail="no token") from failure

    async def _request(self, method: str, url: URL, activity: Json | None, token: str) -> Json:
        async with self._session.request(
            method,
            url,
            data=None if activity is None else wire.dumps(activity),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            timeout=self._timeout,
            allow_redirects=False,
        ) as response:
            body = _object(await response.read())
            if response.status >= 300:
                raise _AnswerError(response.status, _code(body), _retry_after(response))
            return body


def outgoing(place: Place, message: Message) -> dict[str, Any]:
    """The message as the connector's JSON."""
    activity: dict[str, Any] = {
        "type": "message",
        "from": {"id": place.bot_id},
        "conversation": {"id": place.conversation_id, "tenantId": place.tenant_id},
        "locale": place.locale,
    }
    if message.text:
        activity["text"] = message.text
    if message.summary:
        activity["summary"] = message.summary
    if message.mentions:
        activity["entities"] = [_mention(mention) for mention in message.mentions]
    if message.card is not None:
        activity["attachments"] = [{"contentType": CARD, "content": message.card}]
    return activity


def _mention(mention: Mention) -> dict[str, Any]:
    who = {"id": mention.teams_id, "name": mention.name}
    return {"type": "mention", "text": f"<at>{mention.name}</at>", "mentioned": who}


def _thread(channel: Place, answer: Json) -> Thread:
    place = str(answer.get("id") or "")
    post = str(answer.get("activityId") or "") or place.partition(_THREAD)[2]
    if not post:
        raise _without("activityId")
    if _THREAD not in place:  # without it replies would become posts of their own
        place = f"{channel.conversation_id}{_THREAD}{post}"
    return Thread(replace(channel, conversation_id=place), post)


def _foreign(member: Json, tenant: str) -> bool:
    """Whether a roster's line is of a guest or of somebody from another tenant.

    Guests were seen with the role of a user: a sign-in name tells them as well.
    https://github.com/MicrosoftDocs/msteams-docs/issues/6381
    """
    of = {name: str(member.get(name) or "").lower() for name in _TELLING}
    strange = of["tenantId"] not in ("", tenant.lower())
    return strange or of["userRole"] in _STRANGERS or _GUEST in of["userPrincipalName"]


def _without(name: str) -> DeliveryError:
    """What was begun stands there, but nobody can come back to it."""
    return DeliveryError(Refusal.UNREACHABLE, unsure=True, detail=f"an answer without {name}")


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body) if body else {}
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _code(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    return str(error.get("code") or "")[:60] if isinstance(error, dict) else ""


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    """Seconds, from either form of the header (RFC 9110, 10.2.3)."""
    given = response.headers.get("Retry-After", "").strip()
    if given.isdecimal():
        return float(given)
    try:
        ahead = parsedate_to_datetime(given) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None
    return max(0.0, ahead.total_seconds())


def _refusal(answer: _AnswerError) -> DeliveryError:
    status, code = answer.status, answer.code
    unsure = status == 408 or status >= 500
    return DeliveryError(_reason(status, code), unsure=unsure, detail=f"{status} {code}".strip())


def _reason(status: int, code: str) -> Refusal:
    if status == 413 or code == "MessageSizeTooBig":
        return Refusal.TOO_LARGE
    if status == 404 or code in _GONE:
        return Refusal.GONE
    if code in _BLOCKED:
        return Refusal.BLOCKED
    if status in _TRY_LATER:
        return Refusal.THROTTLED
    return Refusal.UNREACHABLE if status == 408 or status >= 500 else Refusal.REFUSED


def _unreachable(failure: Exception, *, unsure: bool) -> DeliveryError:
    return DeliveryError(Refusal.UNREACHABLE, unsure=unsure, detail=type(failure).__name__)
