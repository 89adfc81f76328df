"""The public keys with which the channel service signs its deliveries."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

from bot.rejections import KeysUnavailable, NotAuthentic

PUBLIC_OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"

_DAY = 24 * 3600.0
_MINUTE = 60.0
_TIMEOUT = aiohttp.ClientTimeout(total=5, connect=3)
_UNREADABLE = (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SigningKey:
    """A key and the channels that the channel service lets it speak for."""

    public: Any  # what PyJWT verifies with
    endorsements: frozenset[str]


class SigningKeys:
    """The channel's keys by key id: read at start, every `every` seconds, and on an unknown id.

    Unknown ids cause at most one reading per `at_most_every` seconds, shared by all who wait.
    Keys stay in use while the service cannot be read.
    Microsoft asks for a refresh at least once a day:
    https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        openid_url: str = PUBLIC_OPENID_URL,
        *,
        every: float = _DAY,
        at_most_every: float = _MINUTE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session, self._openid_url = session, openid_url
        self._every, self._at_most_every, self._clock = every, at_most_every, clock
        self._keys: Mapping[str, SigningKey] = {}
        self._readable = False
        self._asked_at: float | None = None
        self._reading: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Reads the keys and keeps them fresh. An unreachable service is logged, not fatal."""
        await self._read()
        self._keeper = asyncio.create_task(self._keep_fresh())

    async def close(self) -> None:
        """Stops keeping the keys fresh."""
        tasks = [task for task in (self._keeper, self._reading) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def find(self, kid: str) -> SigningKey:
        """The key of that id. Raises NotAuthentic for an unknown one, KeysUnavailable where
        the key service could not be read, so that nobody can tell."""
        if kid not in self._keys and self._may_ask():
            await self._read()
        key = self._keys.get(kid)
        if key:
            return key
        raise NotAuthentic("unknown signing key") if self._readable else KeysUnavailable("no keys")

    def _may_ask(self) -> bool:
        if self._reading:
            return True  # joins the reading under way
        now = self._clock()
        if self._asked_at is not None and now - self._asked_at < self._at_most_every:
            return False
        self._asked_at = now
        return True

    async def _read(self) -> None:
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_once())
            self._reading.add_done_callback(self._reading_done)
        # One waiter that gives up must not take the reading from the others.
        await asyncio.shield(self._reading)

    def _reading_done(self, _: asyncio.Task[None]) -> None:
        self._reading = None

    async def _read_once(self) -> None:
        try:
            self._keys = await self._fetch()
            self._readable = True
        except _UNREADABLE as failure:
            self._readable = False
            log.warning("signing keys could not be read: %s", type(failure).__name__)

    async def _fetch(self) -> Mapping[str, SigningKey]:
        document = await self._get(self._openid_url)
        keys = _signing_keys(await self._get(str(document["jwks_uri"])))
        if not keys:
            raise ValueError("no usable key")
        return keys

    async def _get(self, url: str) -> dict[str, Any]:
        async with self._session.get(url, timeout=_TIMEOUT, raise_for_status=True) as response:
            answer = await response.json(content_type=None)
        if not isinstance(answer, dict):
            raise TypeError("not an object")
        return answer

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(self._every if self._readable else min(self._every, _MINUTE))
            await self._read()


def _signing_keys(document: Mapping[str, Any]) -> dict[str, SigningKey]:
    found = {}
    for entry in document["keys"]:
        try:
            # The published entries carry no `alg`; RS256 is the only algorithm accepted.
            public = jwt.PyJWK({**entry, "alg": "RS256"}).key
            found[str(entry["kid"])] = SigningKey(public, frozenset(entry.get("endorsements", ())))
        except (jwt.PyJWTError, *_UNREADABLE) as failure:
            log.warning("a signing key was passed over: %s", type(failure).__name__)
    return found
