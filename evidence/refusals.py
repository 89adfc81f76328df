"""What Microsoft's answers mean when they are none: the one place that maps errors to reasons."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from types import TracebackType

from evidence.facts import Reason

log = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not always an error
    """Somebody said no, and `reason` says why. `retry_after`: seconds we were asked to wait."""

    def __init__(
        self, reason: Reason, *, status: int = 0, code: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(f"{reason.value} (status {status}, code {code or 'none'})")
        self.reason, self.status, self.code, self.retry_after = reason, status, code, retry_after

    @property
    def passing(self) -> bool:
        """Whether the same request may succeed later: throttled, or a gateway had no answer."""
        return self.status in _PASSING or (self.status == 0 and self.reason is Reason.UNREACHABLE)

    @property
    def about_the_token(self) -> bool:
        """Whether a token issued after a new consent could change the answer."""
        return self.status in (401, 403) and self.reason is not Reason.NO_LICENCE


class MisreadError(ValueError):
    """An answer without the form Microsoft documents."""


_PASSING = frozenset({429, 503, 504})

# Codes of Graph that say more than the status does (Graph's error reference and recorded answers).
_BY_CODE = {
    "Authorization_IdentityNotFound": Reason.NO_CONSENT,
    "InvalidAuthenticationToken": Reason.OWN_CREDENTIALS,
    "Authentication_RequestFromNonPremiumTenantOrB2CTenant": Reason.NO_LICENCE,
    "TooManyRequests": Reason.THROTTLED,
    "activityLimitReached": Reason.THROTTLED,
}
# A 401 of SharePoint-backed services means a missing permission, not a bad token.
_BY_STATUS = {
    400: Reason.NOT_UNDERSTOOD,
    401: Reason.NO_PERMISSION,
    402: Reason.NO_LICENCE,
    403: Reason.NO_PERMISSION,
    404: Reason.NOT_GIVEN,
    405: Reason.NOT_UNDERSTOOD,
    429: Reason.THROTTLED,
    509: Reason.THROTTLED,
}


def of_graph(status: int, codes: Iterable[str]) -> Reason:
    """The reason behind a Graph answer that is no 2xx; `codes` from the outermost inwards.

    Never looks at the message: Microsoft says that messages may change.
    """
    named = (_BY_CODE[code] for code in codes if code in _BY_CODE)
    return next(named, _BY_STATUS.get(status, Reason.UNREACHABLE))


# AADSTS numbers of the token endpoint (Microsoft Entra, "authentication and authorization errors").
_BY_AADSTS = {
    Reason.NO_CONSENT: (700016, 7000229, 65001, 90094, 650052, 650056, 500011, 7000112, 1000031),
    Reason.NO_PERMISSION: (53003, 530032),
    Reason.NOT_IN_CLOUD: (90002, 90019, 900023, 900382, 90038),
    Reason.OWN_CREDENTIALS: (7000215, 7000222, 700027, 700030, 70002, 7000218),
    Reason.UNREACHABLE: (90033, 90090, 50033, 90006, 90012, 90024, 50087),
}
_OF_AADSTS = {number: reason for reason, numbers in _BY_AADSTS.items() for number in numbers}
_OF_OAUTH = {
    "temporarily_unavailable": Reason.UNREACHABLE,
    "unauthorized_client": Reason.NO_CONSENT,
    "invalid_resource": Reason.NO_CONSENT,
    "invalid_tenant": Reason.NOT_IN_CLOUD,
    "invalid_client": Reason.OWN_CREDENTIALS,
}


def of_token(error: str, numbers: Iterable[int]) -> Reason:
    """The reason behind a refused token: by AADSTS number, else by the OAuth error."""
    named = (_OF_AADSTS[number] for number in numbers if number in _OF_AADSTS)
    return next(named, _OF_OAUTH.get(error, Reason.NOT_UNDERSTOOD))


def of_exception(probe: str, error: Exception) -> Reason:
    """The reason why a probe that raised `error` knows nothing; the log keeps what it was."""
    if isinstance(error, Refused):
        log.info("probe %s refused: %s", probe, error)
        return error.reason
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        log.info("probe %s timed out", probe)
        return Reason.TIMED_OUT
    # The message may quote the answer, hence personal data: only the type is logged.
    log.error("probe %s failed: %s", probe, type(error).__name__, exc_info=_where(error))
    return Reason.NOT_UNDERSTOOD


def _where(error: Exception) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    return (RuntimeError, RuntimeError(type(error).__name__), error.__traceback__)
