"""Whose deliveries are heard: the channel service's, for this bot, from tenants we serve."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import jwt

from bot.keys import SigningKey, SigningKeys
from bot.rejections import Forbidden, NotAuthentic
from bot.service_hosts import ServiceHosts
from cases.model import Json

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"

_LEEWAY_SECONDS = 300


class Trust:
    """Checks each delivery: token, channel, connector address, tenant.

    What the token must prove:
    https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
    """

    def __init__(
        self,
        app_id: str,
        allowed_tenants: Collection[str],
        service_hosts: ServiceHosts,
        keys: SigningKeys,
    ) -> None:
        if not app_id:
            raise ValueError("without an app id nobody can be authenticated")
        self._app_id, self._keys, self._service_hosts = app_id, keys, service_hosts
        self._tenants = frozenset(tenant.lower() for tenant in allowed_tenants)

    async def authenticate(self, authorization: str | None, activity: Json) -> None:
        """Raises NotAuthentic for a token that proves nothing, Forbidden for a delivery that
        is genuine but not for us, KeysUnavailable where the keys cannot be read."""
        token = _bearer(authorization)
        key = await self._keys.find(_key_id(token))
        claims = self._claims(token, key)
        _check_channel(key, activity)
        self._check_service(claims, activity)
        self._check_tenants(activity)

    def _claims(self, token: str, key: SigningKey) -> Mapping[str, Any]:
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as refusal:
            raise NotAuthentic(type(refusal).__name__) from None

    def _check_service(self, claims: Mapping[str, Any], activity: Json) -> None:
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or claims.get("serviceurl") != service_url:
            raise Forbidden("the token names another service address")
        if not self._service_hosts.allows(service_url):
            raise Forbidden("service host not allowed")

    def _check_tenants(self, activity: Json) -> None:
        named = _tenants_named(activity)
        if not named:
            raise Forbidden("no tenant named")
        if len(named) > 1:
            raise Forbidden("the conversation and its channel data name different tenants")
        # In shared channels and chats with other organisations the speaker has a tenant too.
        speakers = {_tenant(activity.get("from"), "tenantId")} - {None}
        if not (named | speakers) <= self._tenants:
            raise Forbidden("tenant not served")


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthentic("no bearer token")
    return token.strip()


def _key_id(token: str) -> str:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, ValueError, RecursionError) as refusal:
        raise NotAuthentic(type(refusal).__name__) from None
    if not isinstance(kid, str):
        raise NotAuthentic("no key id")
    return kid


def _check_channel(key: SigningKey, activity: Json) -> None:
    # Elsewhere than in Teams a client writes tenant and sender into the activity itself, so
    # a genuine token of another channel (Direct Line, Web Chat) proves neither.
    if activity.get("channelId") != CHANNEL:
        raise Forbidden("not from Teams")
    if CHANNEL not in key.endorsements:
        raise Forbidden("the key may not speak for Teams")


def _tenants_named(activity: Json) -> set[str | None]:
    channel_data = activity.get("channelData")
    inner = channel_data.get("tenant") if isinstance(channel_data, Mapping) else None
    return {_tenant(activity.get("conversation"), "tenantId"), _tenant(inner, "id")} - {None}


def _tenant(holder: object, name: str) -> str | None:
    named = holder.get(name) if isinstance(holder, Mapping) else None
    return None if named is None else str(named).lower()
