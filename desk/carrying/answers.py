"""What a receiver's HTTP status means for a delivery. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from desk.carrying.carrier import CarryError, Failed

_AGAIN = MappingProxyType(
    {
        HTTPStatus.REQUEST_TIMEOUT: Failed.TIMED_OUT,
        HTTPStatus.TOO_EARLY: Failed.BUSY,
        HTTPStatus.TOO_MANY_REQUESTS: Failed.THROTTLED,
        HTTPStatus.SERVICE_UNAVAILABLE: Failed.BUSY,
    }
)
_SERVER = 500
_REFUSES = 400


def of_status(status: int, wait: float | None, final: Mapping[int, Failed]) -> CarryError:
    """The failure behind an answer that is no success. `wait`: seconds the receiver asked for.
    `final`: what some statuses mean to this receiver."""
    if status in _AGAIN:
        return CarryError(_AGAIN[HTTPStatus(status)], retry_after=wait)
    if status >= _SERVER:
        # It may have been taken before something broke, or behind the gateway.
        return CarryError(Failed.BUSY, unsure=True, retry_after=wait)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return CarryError(Failed.TOO_LARGE, final=True)
    named = Failed.REFUSED if status >= _REFUSES else Failed.MOVED
    return CarryError(final.get(status, named), final=True)
