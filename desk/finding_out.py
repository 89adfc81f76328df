"""What a sign-in showed, and what of it the person lets into the case. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cases.hand_off import SignInPurpose
from cases.model import Json
from desk.recognising import Invitee, Recognised, recognised, same_name
from evidence.account import Account
from evidence.facts import (
    GUEST_EXISTS,
    GUEST_LAST_OK,
    HOME_TENANT,
    SECOND_CHECK,
    SECOND_CHECK_CODE,
    SIGN_IN_CHECK,
    UPN,
    UPN_EQUALS_INVITED,
    Fact,
    Facts,
    Observation,
    Trust,
    Value,
)
from evidence.facts.addresses import among
from evidence.me import OwnDetails


class Showed(StrEnum):
    """What came of a sign-in. The first four are Recognised's."""

    INVITED_USER = "invited user"
    UNSETTLED = "unsettled"
    ANOTHER = "another account"
    PERSONAL = "personal account"
    GOT_IN = "got in"
    REFUSED = "refused"
    ADMINISTRATOR = "administrator"
    NO_ADMINISTRATOR = "no administrator"


class Release(StrEnum):
    """What the person lets us keep."""

    WHOLE = "whole"
    DIFFERS = "differs"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Finding:
    """`name`, `tenant`: of the invited user or an administrator, who decide what becomes of it; of
    everybody else nothing but the word is kept. `same`: whether the sign-in name is the invited
    address. `number`: Microsoft's, of a refused second check. `may_grant`: in a role that may
    consent to application permissions of Graph."""

    purpose: SignInPurpose
    showed: Showed
    name: str = ""
    tenant: str = ""
    same: bool | None = None
    number: int | None = None
    may_grant: bool = False

    @property
    def settles(self) -> bool:
        """Whether there is something to let into the case."""
        return self.showed in _RELEASES

    def to_json(self) -> dict[str, object]:
        """Plain JSON for the store."""
        return {**vars(self), "purpose": self.purpose.value, "showed": self.showed.value}

    @classmethod
    def from_json(cls, raw: Json) -> Finding:
        """What to_json wrote."""
        number = raw["number"]
        return cls(
            purpose=SignInPurpose(str(raw["purpose"])),
            showed=Showed(str(raw["showed"])),
            name=str(raw["name"]),
            tenant=str(raw["tenant"]),
            same=None if raw["same"] is None else bool(raw["same"]),
            number=number if isinstance(number, int) else None,
            may_grant=bool(raw["may_grant"]),
        )


def of_invitee(
    purpose: SignInPurpose, account: Account, invitee: Invitee, own: OwnDetails | None = None
) -> Finding:
    """What the sign-in check showed."""
    result = recognised(account, invitee, own)
    if result is Recognised.UNSETTLED:
        return Finding(purpose, Showed.UNSETTLED)
    if result is not Recognised.INVITED_USER:
        return Finding(purpose, Showed(result.value))
    name = own.sign_in_name if own else account.name
    same = same_name(account, invitee.address, own)
    return Finding(purpose, Showed.INVITED_USER, name, account.tenant_id, same)


def of_guest(account: Account, host: str, names: frozenset[str]) -> Finding:
    """What the second check showed. `names`: by which the invited user is known to sign in: the
    invited address, and a sign-in name that they released."""
    theirs = account.tenant_id == host and among(account.name, names)
    showed = Showed.GOT_IN if theirs else Showed.ANOTHER
    return Finding(SignInPurpose.HOST, showed, account.name if theirs else "")


# Template ids of directory roles (Microsoft Entra built-in roles). Only the first two may consent
# to application permissions of Microsoft Graph; the other two may take an application out.
_GLOBAL = "62e90394-69f5-4237-9190-012177145e10"
_PRIVILEGED_ROLE = "e8611ab8-c189-46e8-94e1-60213ab1f814"
_APPLICATION = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
_CLOUD_APPLICATION = "158c047a-c907-4556-b7ef-446551a6b5f7"
MAY_GRANT = frozenset({_GLOBAL, _PRIVILEGED_ROLE})
MAY_WITHDRAW = MAY_GRANT | {_APPLICATION, _CLOUD_APPLICATION}


def of_administrator(account: Account) -> Finding:
    """Whether whoever consents may do so for their tenant: by roles that the token names."""
    if account.personal or not account.roles & MAY_WITHDRAW:
        return Finding(SignInPurpose.ADMINISTRATOR, Showed.NO_ADMINISTRATOR)
    may_grant = bool(account.roles & MAY_GRANT)
    return Finding(
        SignInPurpose.ADMINISTRATOR,
        Showed.ADMINISTRATOR,
        account.name,
        account.tenant_id,
        may_grant=may_grant,
    )


def released(finding: Finding, release: Release, at: datetime) -> tuple[str, Facts]:
    """Its source, and the observations that the person lets into the case.

    A refusal comes back in an address that anybody could have typed: it confirms nothing.
    """
    if release is Release.NOTHING or not finding.settles:
        return SIGN_IN_CHECK, Facts()
    source, trust = _RELEASES[finding.showed]
    facts = Facts()
    for of, value in _values(finding, release, at).items():
        facts = facts.with_(of, Observation(value, source, at, trust))
    return source, facts


_RELEASES: Mapping[Showed, tuple[str, Trust]] = {
    Showed.INVITED_USER: (SIGN_IN_CHECK, Trust.SIGNED_IN),
    Showed.GOT_IN: (SECOND_CHECK, Trust.SIGNED_IN),
    Showed.REFUSED: (SECOND_CHECK, Trust.UNCONFIRMED),
}


def _values(finding: Finding, release: Release, at: datetime) -> dict[Fact, Value]:
    if finding.showed is Showed.GOT_IN:
        return {GUEST_EXISTS: True, GUEST_LAST_OK: at}
    if finding.showed is Showed.REFUSED:
        return {} if finding.number is None else {SECOND_CHECK_CODE: finding.number}
    values: dict[Fact, Value] = {UPN_EQUALS_INVITED: bool(finding.same)}
    if release is Release.WHOLE:
        values |= {HOME_TENANT: finding.tenant, UPN: finding.name}
    return values
