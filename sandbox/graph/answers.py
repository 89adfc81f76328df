"""A call as the endpoints see it, and the forms of Graph's answers and refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sandbox.world import GraphKnobs, Invited, Inviting, World

Json = dict[str, object]
Clock = Callable[[], datetime]
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Call:
    """One request to one tenant. `base`: where this version of Graph answers, for contexts and
    next pages. `version`: v1.0 or beta. `body`: of a POST; None for a GET. `searches`: what was
    asked of the audit log, by tenant and id, as long as this server runs. `user`, `scopes`: of a
    person's own token; empty for the application's."""

    world: World
    tenant: Inviting | Invited
    now: datetime
    base: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)
    roles: frozenset[str] = frozenset()
    version: str = "v1.0"
    body: Json | None = None
    searches: dict[tuple[str, str], Json] = field(default_factory=dict)
    user: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def knobs(self) -> GraphKnobs:
        return self.tenant.graph

    @property
    def advanced(self) -> bool:
        """Whether the pair that unlocks advanced queries is there."""
        eventual = self.headers.get("consistencylevel", "").lower() == "eventual"
        return eventual and self.query.get("$count", "").lower() == "true"

    def context(self, of: str) -> str:
        return f"{self.base}/$metadata#{of}"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)


class Refusal(Exception):  # noqa: N818 - what Graph answers instead of a body
    """A refusal as Graph words it; the service adds date and ids."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] = _NO_HEADERS
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.headers = status, code, message, headers

    def answer(self, now: datetime, request_id: str) -> Answer:
        inner = {
            "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
            "request-id": request_id,
            "client-request-id": request_id,
        }
        error = {"code": self.code, "message": self.message, "innerError": inner}
        return Answer(self.status, {"error": error}, self.headers)


# How each service words a missing permission (recorded answers, see docs/permissions.md).
def directory_denied(permission: str) -> Refusal:
    return Refusal(
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
    )


def sharepoint_denied(permission: str) -> Refusal:
    """SharePoint answers 401 to a token without a usable permission."""
    return Refusal(401, "accessDenied", "There has been an error authenticating the request.")


def reports_denied(permission: str) -> Refusal:
    return Refusal(
        403,
        "Authentication_MSGraphPermissionMissing",
        f"The principal does not have required Microsoft Graph permission(s): {permission}",
    )


def scopes_missing(permission: str) -> Refusal:
    """Conditional access and whatever else lives below /identity."""
    message = (
        "You cannot perform the requested operation, required scopes are missing in the token."
    )
    return Refusal(403, "AccessDenied", message)


def not_licensed() -> Refusal:
    return Refusal(
        403,
        "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
        "Neither tenant is B2C or tenant doesn't have premium license",
    )


def not_found(what: str) -> Refusal:
    return Refusal(
        404,
        "Request_ResourceNotFound",
        f"Resource '{what}' does not exist or one of its queried reference-property objects"
        " are not present.",
    )


def unsupported(message: str = "Unsupported Query.") -> Refusal:
    return Refusal(400, "Request_UnsupportedQuery", message)


def bad_request(message: str) -> Refusal:
    return Refusal(400, "Request_BadRequest", message)


def no_segment(segment: str) -> Refusal:
    return Refusal(400, "BadRequest", f"Resource not found for the segment '{segment}'.")


def bad_token(message: str) -> Refusal:
    return Refusal(401, "InvalidAuthenticationToken", message)


def not_consented() -> Refusal:
    return Refusal(
        401,
        "Authorization_IdentityNotFound",
        "The identity of the calling application could not be established.",
    )


def throttled(seconds: float) -> Refusal:
    return Refusal(
        429, "TooManyRequests", "Please retry again later.", {"Retry-After": f"{seconds:g}"}
    )
