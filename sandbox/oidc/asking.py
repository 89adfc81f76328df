"""What an application asks of sign-in in the address it sends a person to."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sandbox.registrations import LoginRefusal, Registrations

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z")  # BASE64URL of SHA-256


@dataclass(frozen=True)
class Asking:
    """A request for a code. `request_id`: the correlation id of this sign-in in the logs."""

    client: str
    back: str
    scopes: frozenset[str]
    state: str
    nonce: str
    challenge: str
    request_id: str
    hint: str = ""

    def returned(self, **answer: str) -> str:
        """The address the person is sent back to."""
        given = {**answer, **({"state": self.state} if self.state else {})}
        return f"{self.back}{'&' if '?' in self.back else '?'}{urlencode(given)}"

    def refused(self, refusal: LoginRefusal, now: datetime) -> str:
        """The address back, with what went wrong."""
        told = refusal.described(now, self.request_id)
        return self.returned(error=refusal.error, error_description=told)


def read_asking(query: Mapping[str, str], known: Registrations, directory: str) -> Asking:
    """Raises LoginRefusal where nobody may be sent back: wrong application or address."""
    client, back = query.get("client_id", ""), query.get("redirect_uri", "")
    known.check_client(client, directory)
    known.check_return(client, back)
    given = query.get("client-request-id", "")
    return Asking(
        client,
        back,
        frozenset(query.get("scope", "").split()),
        query.get("state", ""),
        query.get("nonce", ""),
        query.get("code_challenge", ""),
        given if _GUID.match(given) else str(uuid.uuid4()),
        query.get("login_hint", ""),
    )


def check(query: Mapping[str, str], asking: Asking) -> None:
    """Raises LoginRefusal for a request that cannot be answered with a code."""
    for wrong, refusal in (
        (query.get("response_type") != "code", _UNSUPPORTED),
        (query.get("response_mode", "query") != "query", _UNSUPPORTED),
        ("openid" not in asking.scopes, _NO_SCOPE),
        (query.get("code_challenge_method") != "S256", _NO_PROOF),
        (_CHALLENGE.match(asking.challenge) is None, _NO_PROOF),
    ):
        if wrong:
            raise LoginRefusal(400, *refusal)


_UNSUPPORTED = ("unsupported_response_type", 700054, "This response is not enabled here.")
_NO_SCOPE = ("invalid_request", 900144, "The request must contain the parameter 'scope': openid.")
# Entra asks public clients only; here nobody signs in without.
_NO_PROOF = ("invalid_request", 9002325, "Proof Key for Code Exchange (S256) is required.")
