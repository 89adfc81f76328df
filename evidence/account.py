"""Who signed in, as an ID token says, and why nobody did. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from evidence.facts import Reason
from evidence.refusals import of_token
from evidence.tokens import is_guid

CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"  # the tenant of all personal accounts
_NUMBER = re.compile(r"\bAADSTS(\d{4,9})\b")
# Nobody but an administrator can let them in (Microsoft Entra, AADSTS error codes).
_FOR_ADMINISTRATORS = frozenset({65001, 90094, 90095})
_DECLINED = 65004
_NOTHING_NOW = frozenset({Reason.UNREACHABLE, Reason.TIMED_OUT, Reason.THROTTLED})
_LONGEST = 320  # characters of an address (RFC 5321: 64, @, 255)


class Problem(StrEnum):
    """Why a sign-in showed nothing. `SPOILT`: what came back does not belong to what was begun."""

    DECLINED = "declined"
    ADMINISTRATOR = "administrator"
    SPOILT = "spoilt"
    AWAY = "away"
    OTHER = "other"


class SignInRefused(Exception):  # noqa: N818 - a refusal is an answer, not always an error
    """`number`: Microsoft's AADSTS number; None where it named none."""

    def __init__(self, problem: Problem, number: int | None = None) -> None:
        super().__init__(f"{problem.value} ({number or 'no number'})")
        self.problem, self.number = problem, number


@dataclass(frozen=True)
class Account:
    """Who signed in: `tenant_id` and `object_id`, in lower case. `name` (preferred_username) and
    `email` are what the token shows. `guest`: not at home in that tenant. `roles`: template ids
    of the directory roles, where the registration asks for them (claim wids)."""

    tenant_id: str
    object_id: str
    name: str = ""
    email: str = ""
    guest: bool = False
    roles: frozenset[str] = frozenset()

    @property
    def personal(self) -> bool:
        return self.tenant_id == CONSUMERS


def account_of(claims: Mapping[str, object]) -> Account:
    """The account of an ID token's claims. Raises SignInRefused where it names none."""
    tenant, person = str(claims.get("tid", "")), str(claims.get("oid", ""))
    if not is_guid(tenant) or not is_guid(person):
        raise SignInRefused(Problem.SPOILT)
    wids, home = claims.get("wids"), claims.get("idp", claims.get("iss"))
    return Account(
        tenant.lower(),
        person.lower(),
        name=_text(claims, "preferred_username"),
        email=_text(claims, "email"),
        # Both are optional claims: present, they can only say that somebody is a guest.
        guest=home != claims.get("iss") or claims.get("acct") in (1, "1"),
        roles=frozenset(str(one).lower() for one in wids)
        if isinstance(wids, list)
        else frozenset(),
    )


def numbers_in(description: str) -> tuple[int, ...]:
    """The AADSTS numbers that a text of Microsoft's names."""
    return tuple(int(found) for found in _NUMBER.findall(description))


def problem_of(error: str, numbers: Iterable[int]) -> tuple[Problem, int | None]:
    """Why there is no sign-in, by number, else by OAuth's word; and the first number."""
    named = tuple(numbers)
    first = named[0] if named else None
    if _DECLINED in named or (error == "access_denied" and not named):
        return Problem.DECLINED, first
    if _FOR_ADMINISTRATORS & set(named) or error == "consent_required":
        return Problem.ADMINISTRATOR, first
    if of_token(error, named) in _NOTHING_NOW:
        return Problem.AWAY, first
    return Problem.OTHER, first


def _text(claims: Mapping[str, object], key: str) -> str:
    value = claims.get(key)
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""
