"""Codes a person brings back to the application: good once, for five minutes, for one asker."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.oidc.asking import Asking
from sandbox.oidc.signers import Signer
from sandbox.registrations import LoginRefusal

_LIFETIME = timedelta(minutes=5)


@dataclass
class Granted:
    """Who signed in, for what, at which authority (the name in the address)."""

    asking: Asking
    authority: str
    signer: Signer
    at: datetime
    used: bool = False


@dataclass
class Codes:
    """Codes given and not yet expired."""

    clock: Callable[[], datetime]
    given: dict[str, Granted] = field(default_factory=dict)

    def issue(self, asking: Asking, authority: str, signer: Signer) -> str:
        now = self.clock()
        # An expired code is kept a while, so that it is told from one that never was.
        self.given = {c: g for c, g in self.given.items() if now - g.at < 2 * _LIFETIME}
        code = secrets.token_urlsafe(48)
        self.given[code] = Granted(asking, authority, signer, now)
        return code

    def redeem(self, authority: str, form: Mapping[str, str]) -> Granted:
        """Raises LoginRefusal unless code, asker, address and proof belong together."""
        granted = self.given.get(form.get("code", ""))
        if granted is None:
            raise _refusal(70000, "The provided value for the code is not valid.")
        if granted.used:
            raise _refusal(54005, "OAuth2 Authorization code was already redeemed.")
        if self.clock() - granted.at >= _LIFETIME:
            raise _refusal(70008, "The provided authorization code has expired.")
        _check(granted, authority, form)
        granted.used = True
        return granted


def _check(granted: Granted, authority: str, form: Mapping[str, str]) -> None:
    asking = granted.asking
    if granted.authority != authority:
        raise _refusal(700005, "The code is intended to use against another tenant.")
    if asking.client != form.get("client_id"):
        raise _refusal(70000, "The code was issued to another application.")
    if asking.back != form.get("redirect_uri"):
        raise _refusal(500112, "The reply address does not match the one of the authorization.")
    if not _proves(form.get("code_verifier", ""), asking.challenge):
        raise _refusal(501481, "The Code_Verifier does not match the code_challenge supplied.")


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(made, challenge)


def _refusal(number: int, message: str) -> LoginRefusal:
    return LoginRefusal(400, "invalid_grant", number, message)
