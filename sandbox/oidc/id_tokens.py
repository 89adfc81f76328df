"""Id tokens in version 2.0, and the key they are checked by."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.bearer import GRAPH, LIFETIME, sealed
from sandbox.discovery import LOGIN
from sandbox.keys import public_numbers
from sandbox.oidc.asking import Asking
from sandbox.oidc.signers import Signer


@dataclass
class IdTokens:
    """One RSA key, made when it is first wanted."""

    kid: str

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def jwks(self) -> dict[str, object]:
        """The keys of every tenant; they issue in the name of each."""
        numbers = public_numbers(self._key.public_key())
        named = {"kty": "RSA", "use": "sig", "kid": self.kid, "x5t": self.kid, **numbers}
        issuer = f"{LOGIN}/{{tenantid}}/v2.0"
        key = {**named, "issuer": issuer, "cloud_instance_name": "microsoftonline.com"}
        return {"keys": [key]}

    def answer(self, asking: Asking, signer: Signer, now: datetime) -> dict[str, object]:
        """What the token endpoint gives for a code. No refresh token: nobody asks for one."""
        lasts = int(LIFETIME.total_seconds()) - 1
        scopes = " ".join(sorted(asking.scopes - {"offline_access"}))
        access = {"aud": GRAPH, "tid": signer.tenant_id, "oid": signer.object_id, "scp": scopes}
        return {
            "token_type": "Bearer",
            "scope": scopes,
            "expires_in": lasts,
            "ext_expires_in": lasts,
            "access_token": sealed(access, now),
            "id_token": self._signed(_claims(asking, signer, now)),
        }

    def _signed(self, claims: Mapping[str, object]) -> str:
        return jwt.encode(dict(claims), self._key, "RS256", headers={"kid": self.kid})


def _claims(asking: Asking, signer: Signer, now: datetime) -> dict[str, object]:
    """Who signed in; name and ids for `profile`, the address for `email`."""
    at, tenant = int(now.timestamp()), signer.tenant_id
    claims: dict[str, object] = {
        "aud": asking.client,
        "iss": f"{LOGIN}/{tenant}/v2.0",
        "iat": at,
        "nbf": at,
        "exp": at + int(LIFETIME.total_seconds()),
        "sub": _pairwise(asking.client, signer),
        "tid": tenant,
        "uti": uuid.uuid4().hex,
        "ver": "2.0",
        **({"nonce": asking.nonce} if asking.nonce else {}),
        **({"idp": signer.provider} if signer.provider else {}),
        **({"wids": list(signer.roles)} if signer.roles else {}),
    }
    if "profile" in asking.scopes:
        claims |= {"name": signer.name, "preferred_username": signer.login}
        claims["oid"] = signer.object_id
    if "email" in asking.scopes and signer.mail:
        claims["email"] = signer.mail
    return claims


def _pairwise(client: str, signer: Signer) -> str:
    """Another subject for each application."""
    return hashlib.sha256(f"{client} {signer.tenant_id} {signer.object_id}".encode()).hexdigest()
