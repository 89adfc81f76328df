"""Microsoft Graph over one aiohttp session: reads only, refusals by name, patience with a limit."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote, urlencode

import aiohttp
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential
from yarl import URL

from evidence.facts import Reason
from evidence.refusals import MisreadError, Refused, of_graph
from evidence.tokens import LOGIN, Tokens, is_loopback

log = logging.getLogger(__name__)

GRAPH = "https://graph.microsoft.com"
V1, BETA = "v1.0", "beta"
Json = Mapping[str, object]
T = TypeVar("T")

_BATCH_LIMIT = 20
_PAGE_LIMIT = 20
_TRIES = 4
_CALL_SECONDS = 10.0
_CONNECT_SECONDS = 5.0
_backoff = wait_random_exponential(multiplier=0.5, max=4)
_NO_PARAMS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Get:
    """One request of a batch: a path below the version, its query and headers."""

    path: str
    params: Mapping[str, str] = field(default_factory=lambda: _NO_PARAMS)
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_PARAMS)

    @property
    def url(self) -> str:
        """Relative, encoded: an unescaped # of a guest's name would cut the rest off."""
        query = urlencode(self.params, quote_via=quote, safe="$,")
        return f"{self.path}?{query}" if query else self.path

    def part(self, place: int) -> Json:
        """This request as a part of a batch, known by its place."""
        headers = {"headers": dict(self.headers)} if self.headers else {}
        return {"id": str(place), "method": "GET", "url": self.url, **headers}


@dataclass(frozen=True)
class _Request:
    method: str
    url: URL
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_PARAMS)


# Batches under way or answered, by tenant and addresses.
Asked = dict[tuple[str, ...], asyncio.Task[tuple[Json | Refused, ...]]]


class Graph:
    """Who can read Graph. `base` and `login_base` must be https, or on this machine."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: Tokens,
        base: str = GRAPH,
        login_base: str = LOGIN,
    ) -> None:
        for url in (base, login_base):
            if not url.startswith("https://") and not is_loopback(url):
                raise ValueError("tokens travel only over https or on this machine")
        self._session, self.tokens = session, tokens
        self.base, self._login = base.rstrip("/"), login_base.rstrip("/")

    def reader(self, tenant: str, until: float, asked: Asked | None = None) -> TenantReader:
        """Reads that tenant until the event loop's clock says `until`."""
        return TenantReader(self, tenant, until, time.monotonic(), {} if asked is None else asked)

    async def openid_configuration(self, domain: str, until: float) -> Json:
        """The public discovery document of the tenant that owns the domain; needs no token.

        Raises Refused: status 400 where no tenant of this cloud owns it.
        """
        url = URL(f"{self._login}/{quote(domain)}/v2.0/.well-known/openid-configuration")
        return await patiently(lambda: self.send(_Request("GET", url), None, until), until)

    async def own(self, path: str, params: Mapping[str, str], token: str, until: float) -> Json:
        """One object, read once with somebody's own token. Raises Refused."""
        url = URL(f"{self.base}/{V1}{path}").with_query(params)
        return await self.send(_Request("GET", url), token, until)

    async def send(self, request: _Request, token: str | None, until: float) -> Json:
        """The body of a 2xx answer; raises Refused for every other and for none."""
        left = min(_CALL_SECONDS, until - asyncio.get_running_loop().time())
        if left <= 0:
            raise Refused(Reason.TIMED_OUT)
        timeout = aiohttp.ClientTimeout(total=left, connect=_CONNECT_SECONDS)
        try:
            async with self._session.request(
                request.method,
                request.url,
                json=request.body,
                headers={**request.headers, **_headers(token)},
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                return await _read(answer)
        except TimeoutError as error:
            raise Refused(Reason.TIMED_OUT) from error
        except aiohttp.ClientError as error:
            raise Refused(Reason.UNREACHABLE, code=type(error).__name__) from error


def _headers(token: str | None) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
        headers["client-request-id"] = str(uuid.uuid4())
        headers["return-client-request-id"] = "true"
    return headers


async def _read(answer: aiohttp.ClientResponse) -> Json:
    try:
        body = await answer.json(content_type=None)
    except ValueError:
        body = None
    if 200 <= answer.status < 300 and isinstance(body, dict):
        return body
    refused = _refusal(answer.status, answer.headers, body)
    log.info("%s; request-id %s", refused, answer.headers.get("request-id", "none"))
    raise refused


def _refusal(status: int, headers: Mapping[str, str], body: object) -> Refused:
    if 200 <= status < 400:
        return Refused(Reason.NOT_UNDERSTOOD, status=status)
    codes = _codes(body)
    retry_after = seconds_of(headers.get("Retry-After"), datetime.now(UTC))
    return Refused(
        of_graph(status, codes),
        status=status,
        code=next(iter(codes), ""),
        retry_after=retry_after,
    )


def _codes(body: object) -> list[str]:
    """The error codes from the outermost inwards; both spellings of innerError occur."""
    level = body.get("error") if isinstance(body, dict) else None
    codes: list[str] = []
    while isinstance(level, dict) and len(codes) < 8:
        codes.append(str(level.get("code", "")))
        level = level.get("innerError", level.get("innererror"))
    return codes


def seconds_of(retry_after: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header: a number, also fractional, or an HTTP date."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - now).total_seconds())
    except (ValueError, TypeError):
        return None


async def patiently(call: Callable[[], Awaitable[T]], until: float) -> T:
    """Repeats what Microsoft asked to repeat, by its Retry-After, while the deadline allows."""
    loop = asyncio.get_running_loop()

    async def attempt() -> T:
        return await call()

    def stop(state: RetryCallState) -> bool:
        return state.attempt_number >= _TRIES or loop.time() + state.upcoming_sleep >= until

    retrying = AsyncRetrying(
        retry=retry_if_exception(lambda e: isinstance(e, Refused) and e.passing),
        wait=_pause,
        stop=stop,
        reraise=True,
    )
    try:
        async with asyncio.timeout_at(until):
            return await retrying(attempt)
    except TimeoutError as error:
        raise Refused(Reason.TIMED_OUT) from error


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Refused) else None
    return float(_backoff(state)) if asked is None else asked


@dataclass(frozen=True)
class TenantReader:
    """One tenant's Graph within one deadline. `since`: tokens older than it may be renewed once.

    `asked`: the batches that are sent `once` for all readers that share it.
    """

    graph: Graph
    tenant: str
    until: float
    since: float
    asked: Asked = field(default_factory=dict, repr=False, compare=False)

    async def get(
        self,
        path: str,
        params: Mapping[str, str] = _NO_PARAMS,
        headers: Mapping[str, str] = _NO_PARAMS,
        version: str = V1,
    ) -> Json:
        """One object. Raises Refused."""
        url = URL(f"{self.graph.base}/{version}{path}").with_query(params)
        return await self._send(_Request("GET", url, headers=headers))

    async def post(self, path: str, body: Json) -> Json:
        """What Graph makes of the body; for searches that are asked for and fetched later.

        May be sent twice where no answer came. Raises Refused.
        """
        return await self._send(_Request("POST", URL(f"{self.graph.base}/{V1}{path}"), body))

    async def values(
        self,
        path: str,
        params: Mapping[str, str] = _NO_PARAMS,
        headers: Mapping[str, str] = _NO_PARAMS,
        version: str = V1,
    ) -> tuple[Json, ...]:
        """All items of a collection, page after page. Raises Refused."""
        body = await self.get(path, params, headers, version)
        found = list(items(body))
        for _ in range(_PAGE_LIMIT):
            link = body.get("@odata.nextLink")
            if not isinstance(link, str):
                return tuple(found)
            body = await self._send(_Request("GET", self._checked(link), headers=headers))
            found.extend(items(body))
        raise Refused(Reason.NOT_UNDERSTOOD, code="too many pages")

    async def batch(self, gets: Sequence[Get]) -> tuple[Json | Refused, ...]:
        """The answers in the order of the requests, each a body or a refusal of its own."""
        answers: list[Json | Refused | None] = [None] * len(gets)
        for start in range(0, len(gets), _BATCH_LIMIT):
            places = range(start, min(start + _BATCH_LIMIT, len(gets)))
            await self._batch_of(gets, places, answers)
        nothing = Refused(Reason.NOT_GIVEN, code="no part")
        return tuple(nothing if answer is None else answer for answer in answers)

    async def once(self, gets: Sequence[Get]) -> tuple[Json | Refused, ...]:
        """As batch, but whoever asks the same gets the same answers."""
        key = (self.tenant, *(get.url for get in gets))
        if key not in self.asked:
            self.asked[key] = asyncio.create_task(self.batch(gets))
        # Whoever stops waiting must not take the answer from the others.
        return await asyncio.shield(self.asked[key])

    async def _batch_of(
        self, gets: Sequence[Get], places: range, answers: list[Json | Refused | None]
    ) -> None:
        async def once(token: str) -> None:
            open_ = [place for place in places if _open(answers[place])]
            await self._ask(gets, open_, answers, token)
            _raise_open(answers[place] for place in open_)

        try:
            await self._with_token(once)
        except Refused as refused:
            for place in places:
                if answers[place] is None:
                    answers[place] = refused

    async def _ask(
        self,
        gets: Sequence[Get],
        places: Sequence[int],
        answers: list[Json | Refused | None],
        token: str,
    ) -> None:
        parts = [gets[place].part(place) for place in places]
        request = _Request("POST", URL(f"{self.graph.base}/{V1}/$batch"), {"requests": parts})
        body = await self.graph.send(request, token, self.until)
        for part in items(body, "responses"):
            place = str(part.get("id", ""))
            if place.isdecimal() and int(place) in places:
                answers[int(place)] = _part(part)

    async def _send(self, request: _Request) -> Json:
        return await self._with_token(lambda token: self.graph.send(request, token, self.until))

    async def _with_token(self, call: Callable[[str], Awaitable[T]]) -> T:
        """Once with the token we hold, once more with a new one if that could help."""

        async def once() -> T:
            token = await self.graph.tokens.token(self.tenant)
            try:
                return await call(token)
            except Refused as refused:
                if not refused.about_the_token:
                    raise
                fresh = await self.graph.tokens.renewed(self.tenant, self.since)
                if fresh == token:
                    raise
            return await call(fresh)

        return await patiently(once, self.until)

    def _checked(self, link: str) -> URL:
        """The next page's address, verbatim; refused where it would carry the token elsewhere."""
        url, base = URL(link, encoded=True), URL(self.graph.base)
        if url.origin() != base.origin() or not url.path.startswith(base.path):
            raise Refused(Reason.NOT_UNDERSTOOD, code="next page on another host")
        return url


def items(body: Json, key: str = "value") -> tuple[Json, ...]:
    """The objects of a collection; raises MisreadError where there is none."""
    values = body.get(key)
    if not isinstance(values, list):
        raise MisreadError(f"no {key} in the answer")
    return tuple(value for value in values if isinstance(value, dict))


def _part(part: Json) -> Json | Refused:
    status, body, headers = part.get("status"), part.get("body"), part.get("headers")
    number = status if isinstance(status, int) else 0
    if 200 <= number < 300 and isinstance(body, dict):
        return body
    named = headers if isinstance(headers, dict) else {}
    cased = {str(k).title(): str(v) for k, v in named.items()}
    return _refusal(number, cased, body)


def _open(answer: Json | Refused | None) -> bool:
    return answer is None or (
        isinstance(answer, Refused) and (answer.passing or answer.about_the_token)
    )


def _raise_open(answers: Iterable[Json | Refused | None]) -> None:
    """Raises the refusal that should be tried again: a stale token first, then the longest wait."""
    refusals = [a for a in answers if isinstance(a, Refused) and _open(a)]
    if refusals:
        raise max(refusals, key=lambda r: (r.about_the_token, r.retry_after or 0.0))
