"""Tokens for this application by MSAL: one tenant at a time, cached, off the event loop."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import msal
import requests
from msal.exceptions import MsalError

from evidence.facts import Reason
from evidence.refusals import Refused, of_token

log = logging.getLogger(__name__)

LOGIN = "https://login.microsoftonline.com"
GRAPH_SCOPE = "https://graph.microsoft.com/.default"
CONNECTOR_SCOPE = "https://api.botframework.com/.default"

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_HTTP_SECONDS = 10.0
_EARLY_SECONDS = 300.0

Credential = str | Mapping[str, object]


def is_guid(text: str) -> bool:
    return _GUID.match(text) is not None


def is_loopback(url: str) -> bool:
    """Whether the URL stays on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class HttpClient(Protocol):
    """What MSAL asks of an injected `http_client`."""

    def get(self, url: str, **kwargs: object) -> requests.Response: ...
    def post(self, url: str, **kwargs: object) -> requests.Response: ...
    def close(self) -> None: ...


class LoopbackHttp:
    """Carries MSAL's requests for login.microsoftonline.com to a server on this machine.

    MSAL refuses `http://` authorities, so the authority keeps its real name and only the wire
    is bent. `base`: `http://127.0.0.1:PORT/login`; ValueError for any base that is not loopback.
    """

    def __init__(self, base: str, seconds: float = _HTTP_SECONDS) -> None:
        if not is_loopback(base):
            raise ValueError("LoopbackHttp only speaks to this machine")
        self._base, self._seconds = base.rstrip("/"), seconds
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, url: str, **kwargs: object) -> requests.Response:
        return self._send("GET", url, kwargs)

    def post(self, url: str, **kwargs: object) -> requests.Response:
        return self._send("POST", url, kwargs)

    def close(self) -> None:
        self._session.close()

    def _send(self, method: str, url: str, kwargs: Mapping[str, object]) -> requests.Response:
        if not url.startswith(f"{LOGIN}/"):
            raise ValueError("LoopbackHttp only stands in for login.microsoftonline.com")
        bent = self._base + url.removeprefix(LOGIN)
        given = {"timeout": self._seconds, **kwargs, "allow_redirects": False}
        return self._session.request(method, bent, **given)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Granted:
    token: str
    fetched: float
    until: float


class Tokens:
    """App-only tokens of one registration for one scope, in any tenant that consented.

    `credential`: the secret, or MSAL's dictionary for a certificate.
    """

    def __init__(
        self,
        client_id: str,
        credential: Credential,
        authority_base: str = LOGIN,
        scope: str = GRAPH_SCOPE,
        http_client: HttpClient | None = None,
    ) -> None:
        self._client_id, self._credential = client_id, credential
        self._authority, self._scope = authority_base.rstrip("/"), scope
        self._http = http_client
        self._apps: dict[str, msal.ConfidentialClientApplication] = {}
        self._held: dict[str, _Granted] = {}
        self._flights: dict[str, asyncio.Task[_Granted]] = {}

    async def token(self, tenant_id: str, fresh: bool = False) -> str:
        """A bearer token for that tenant. Raises Refused with the reason why there is none."""
        held = self._held.get(tenant_id.lower())
        if held and not fresh and held.until > time.monotonic():
            return held.token
        return (await self._flight(tenant_id.lower(), fresh)).token

    async def renewed(self, tenant_id: str, since: float) -> str:
        """A token fetched after `since` (time.monotonic): the one held, if it is that young.

        A new consent shows only in a new token; asking through this fetches at most one.
        """
        held = self._held.get(tenant_id.lower())
        return await self.token(tenant_id, fresh=held is None or held.fetched <= since)

    def close(self) -> None:
        if self._http:
            self._http.close()

    async def _flight(self, tenant: str, fresh: bool) -> _Granted:
        flight = self._flights.get(tenant)
        if flight is None:
            flight = asyncio.create_task(self._fetch(tenant, fresh))
            self._flights[tenant] = flight
            flight.add_done_callback(lambda done: self._landed(tenant, done))
        # One waiter that gives up must not take the token from the others.
        return await asyncio.shield(flight)

    def _landed(self, tenant: str, flight: asyncio.Task[_Granted]) -> None:
        self._flights.pop(tenant, None)
        if not flight.cancelled():
            flight.exception()

    async def _fetch(self, tenant: str, fresh: bool) -> _Granted:
        fetched = time.monotonic()
        try:
            granted = _parse(await asyncio.to_thread(self._acquire, tenant, fresh), fetched)
        except Refused as refused:
            log.warning("no token for %s in tenant %s: %s", self._scope, tenant, refused)
            raise
        self._held[tenant] = granted
        return granted

    def _acquire(self, tenant: str, fresh: bool) -> Mapping[str, object]:
        if not is_guid(tenant):
            raise Refused(Reason.NOT_IN_CLOUD, code="not a tenant id")
        try:
            app = self._app(tenant)
            if fresh:
                app.remove_tokens_for_client()
            result: Mapping[str, object] = app.acquire_token_for_client([self._scope])
        except (requests.RequestException, MsalError, ValueError, RuntimeError, KeyError) as error:
            self._apps.pop(tenant, None)
            raise _refusal(error) from error
        if "access_token" not in result:
            # MSAL remembers refusals for a minute; a consent given meanwhile must count.
            self._apps.pop(tenant, None)
        return result

    def _app(self, tenant: str) -> msal.ConfidentialClientApplication:
        if tenant not in self._apps:
            self._apps[tenant] = msal.ConfidentialClientApplication(
                self._client_id,
                client_credential=self._credential,
                authority=f"{self._authority}/{tenant}",
                instance_discovery=False,
                http_client=self._http,
                timeout=None if self._http else _HTTP_SECONDS,
            )
        return self._apps[tenant]


def _parse(result: Mapping[str, object], fetched: float) -> _Granted:
    token, seconds = result.get("access_token"), result.get("expires_in")
    if isinstance(token, str) and isinstance(seconds, int):
        return _Granted(token, fetched, fetched + max(seconds - _EARLY_SECONDS, seconds / 2))
    numbers = result.get("error_codes")
    known = [n for n in numbers if isinstance(n, int)] if isinstance(numbers, list) else []
    error = str(result.get("error", ""))
    raise Refused(of_token(error, known), code=str(known[0]) if known else error)


def _refusal(error: Exception) -> Refused:
    if isinstance(error, requests.Timeout):
        return Refused(Reason.TIMED_OUT)
    if isinstance(error, requests.RequestException):
        return _of_http(error.response)
    # MSAL wraps the discovery answer of an unknown tenant; its text survives as the context.
    told = str(error.__context__ or error)
    if "HTTP status: 429" in told:
        return Refused(Reason.THROTTLED, status=429)
    unknown_tenant = re.search(r"AADSTS(90002|900023|90019)\b", told)
    return Refused(Reason.NOT_IN_CLOUD if unknown_tenant else Reason.UNREACHABLE)


def _of_http(response: requests.Response | None) -> Refused:
    status = response.status_code if response is not None else 0
    return Refused(Reason.THROTTLED if status == 429 else Reason.UNREACHABLE, status=status)
