"""The sandbox's signing keys: it vouches for its activities as Teams' connector does."""

from __future__ import annotations

import base64
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://api.botframework.com"
_LIFETIME = 3600  # seconds


class SigningKeys:
    """One RSA key, made at start, with the documents a bot checks it by."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = uuid.uuid4().hex

    def metadata(self, base: str) -> dict[str, object]:
        """The OpenID document; `base` is the address it is served under."""
        return {
            "issuer": ISSUER,
            "jwks_uri": f"{base}/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def jwks(self) -> dict[str, object]:
        """The public key; endorsed for the channel msteams as Microsoft's are."""
        key = {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            **public_numbers(self._key.public_key()),
            "endorsements": ["msteams"],
        }
        return {"keys": [key]}

    def token(self, audience: str, service_url: str) -> str:
        """A bearer token for one activity to the bot `audience`."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "serviceurl": service_url,
            "nbf": now - 300,
            "exp": now + _LIFETIME,
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self.kid})


def public_numbers(key: rsa.RSAPublicKey) -> dict[str, str]:
    """Modulus and exponent as a JSON Web Key has them."""
    numbers = key.public_numbers()
    return {"n": _base64url(numbers.n), "e": _base64url(numbers.e)}


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
