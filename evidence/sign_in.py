"""A person signs in with their own account: OpenID Connect, authorisation code with PKCE, by msal.

msal makes the requests and checks state and nonce; since 1.38 it leaves the ID token to its caller,
so audience, issuer and time are checked here. The signature is not: the token comes straight from
the token endpoint (OpenID Connect Core, 3.1.3.7, point 6). Nothing is cached, no token is kept.
"""

from __future__ import annotations

import asyncio
import hashlib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

import msal
import requests
from msal.exceptions import MsalError, MsalServiceError

from evidence.account import Account, Problem, SignInRefused, account_of, numbers_in, problem_of
from evidence.tokens import GRAPH_SCOPE, LOGIN, Credential, LoopbackHttp, is_loopback

ANY = "common"  # any account, also a personal one: where the registration admits it
WORK = "organizations"
_SECONDS = 10.0
# The answer comes in the address: a posted one would need a cookie that every site may send along.
# PKCE and that cookie make the code worthless to others.
warnings.filterwarnings("ignore", message="response_mode='form_post'", module="msal")
_SKEW = 120.0  # seconds that two clocks may differ
_TO_FINISH = ("redirect_uri", "scope", "nonce", "code_verifier", "claims_challenge")


@dataclass(frozen=True)
class Begun:
    """`url`: where the browser goes. `flow`: plain JSON that `finish` needs, without the state."""

    url: str
    flow: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class SignedIn:
    """`token`: for Graph's own details of this person; to be used once and dropped."""

    account: Account
    token: str = field(default="", repr=False)


class SignInClient:
    """One registration, apart from the bot's and the Graph reader's. `login`: where people sign
    in; on this machine it stands in for Microsoft's."""

    def __init__(
        self, client_id: str, credential: Credential, login: str, clock: Callable[[], datetime]
    ) -> None:
        self.client_id, self._credential, self._clock = client_id, credential, clock
        self._login = login.rstrip("/")
        self._base = LOGIN if is_loopback(login) else self._login

    async def begin(
        self,
        authority: str,
        redirect_uri: str,
        state: str,
        *,
        details: bool = False,
        request_id: str = "",
    ) -> Begun:
        """A sign-in at that tenant, ANY or WORK. `details`: also asks for User.Read.
        `request_id`: a GUID by which Microsoft's log will know it. Raises SignInRefused."""
        scopes = ["email", "User.Read"] if details else ["email"]

        def start() -> Mapping[str, object]:
            app = self._app(authority)
            flow: Mapping[str, object] = app.initiate_auth_code_flow(
                scopes,
                redirect_uri=redirect_uri,
                state=state,
                # Always a page of Microsoft's first. A hint would lead on at once to the sign-in
                # of the person's organisation, which our form's policy does not let through.
                prompt="select_account",
            )
            return flow

        flow = await _apart(start)
        kept = {key: flow[key] for key in _TO_FINISH if flow.get(key) is not None}
        more = f"&{urlencode({'client-request-id': request_id})}" if request_id else ""
        url = self._seen_by_browsers(f"{flow['auth_uri']}{more}")
        return Begun(url, {**kept, "authority": authority, "details": details})

    async def finish(
        self, flow: Mapping[str, object], state: str, returned: Mapping[str, str]
    ) -> SignedIn:
        """Who came back. `state`: the one it was begun with. Raises SignInRefused."""
        given = {**flow, "state": state}

        def end() -> Mapping[str, object]:
            app = self._app(str(flow["authority"]))
            result: Mapping[str, object] = app.acquire_token_by_auth_code_flow(
                given, dict(returned)
            )
            return result

        result = await _apart(end)
        if "error" in result:
            raise _refused(result)
        account = self._account(result.get("id_token_claims"), flow)
        token = result.get("access_token") if flow.get("details") else ""
        return SignedIn(account, str(token or ""))

    def _app(self, authority: str) -> msal.ConfidentialClientApplication:
        """A new one each time: msal keeps every token it gets for as long as it lives."""
        loopback = is_loopback(self._login)
        return msal.ConfidentialClientApplication(
            self.client_id,
            client_credential=self._credential,
            authority=f"{self._base}/{authority}",
            instance_discovery=False,
            exclude_scopes=["offline_access"],
            http_client=LoopbackHttp(self._login, _SECONDS) if loopback else None,
            timeout=None if loopback else _SECONDS,
        )

    def _seen_by_browsers(self, url: str) -> str:
        return self._login + url.removeprefix(LOGIN) if is_loopback(self._login) else url

    def _account(self, claims: object, flow: Mapping[str, object]) -> Account:
        given = claims if isinstance(claims, dict) else {}
        account = account_of(given)
        nonce = hashlib.sha256(str(flow.get("nonce")).encode()).hexdigest()
        authority = str(flow["authority"])
        fits = (
            given.get("aud") == self.client_id,
            given.get("nonce") == nonce,
            given.get("iss") == f"{self._base}/{given.get('tid')}/v2.0",
            authority in (ANY, WORK) or account.tenant_id == authority.lower(),
            _in_time(given, self._clock().timestamp()),
        )
        if not all(fits):
            raise SignInRefused(Problem.SPOILT)
        return account


def _refused(result: Mapping[str, object]) -> SignInRefused:
    listed = result.get("error_codes")
    codes = [one for one in listed if isinstance(one, int)] if isinstance(listed, list) else []
    described = numbers_in(str(result.get("error_description", "")))
    return SignInRefused(*problem_of(str(result.get("error", "")), codes or described))


async def _apart(call: Callable[[], Mapping[str, object]]) -> Mapping[str, object]:
    """msal waits for its answers: not on the loop. Its messages may quote tokens: dropped."""
    try:
        return await asyncio.to_thread(call)
    except (requests.RequestException, MsalServiceError):
        raise SignInRefused(Problem.AWAY) from None
    except (MsalError, ValueError, RuntimeError, KeyError, TypeError) as error:
        # A discovery or token answer without its form, or one that is not ours.
        away = isinstance(error, ValueError) and "authority configuration" in str(error)
        raise SignInRefused(Problem.AWAY if away else Problem.SPOILT) from None


def _in_time(claims: Mapping[str, object], now: float) -> bool:
    until, since = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(until, int) or not isinstance(since, int):
        return False
    return since - _SKEW <= now < until + _SKEW


def consent_url(login: str, client_id: str, redirect_uri: str, state: str) -> str:
    """Microsoft's page on which an administrator lets the application in, with all it asks for
    (graph.md 2: application permissions come by `.default` alone)."""
    query = {
        "client_id": client_id,
        "scope": GRAPH_SCOPE,
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{login.rstrip('/')}/{WORK}/v2.0/adminconsent?{urlencode(query)}"
