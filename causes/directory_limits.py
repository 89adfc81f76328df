"""A limit is reached: too many objects in the directory, or tenants for one person (C-46)."""

from __future__ import annotations

from dataclasses import dataclass

from causes.model import (
    Cause,
    Certainty,
    Mode,
    Remedy,
    Seen,
    Stage,
    Truth,
    Way,
)
from causes.parties import HOST_ADMIN, INVITED_USER, MICROSOFT, for_command, home_domain
from evidence.facts import (
    ERROR_CLASS,
    GUEST_EXISTS,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    QUOTA_EXHAUSTED,
    TENANT_LIMIT,
)


@dataclass(frozen=True)
class Details:
    """`too_many_tenants`: the limit is the person's, not the directory's."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    too_many_tenants: bool


def rule(seen: Seen) -> tuple[Way, ...]:
    page = seen.is_(ERROR_CLASS, "inviter.quota")
    full, missing = seen.is_(QUOTA_EXHAUSTED, True), seen.is_(GUEST_EXISTS, False)
    read = seen.proven(QUOTA_EXHAUSTED, True) & seen.proven(GUEST_EXISTS, False)
    return (
        Way(Certainty.CERTAIN, page),
        Way(Certainty.CERTAIN, read),
        Way(Certainty.LIKELY, full & missing),
        Way(Certainty.LIKELY, seen.is_(TENANT_LIMIT, True)),
    )


def _too_many_objects(seen: Seen) -> Truth:
    return ~seen.shown(TENANT_LIMIT, True) | seen.shown(QUOTA_EXHAUSTED, True)


def _own_share_used_up(seen: Seen) -> Truth:
    """Who is no administrator may create 250 objects; that is no full directory."""
    return _too_many_objects(seen) & ~seen.shown(QUOTA_EXHAUSTED, True)


def _too_many_tenants(seen: Seen) -> Truth:
    return seen.shown(TENANT_LIMIT, True)


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        too_many_tenants=not _too_many_objects(seen).state,
    )


CAUSE = Cause(
    id="directory-limits",
    stages=frozenset({Stage.HOST_ADMITS}),
    acts=(HOST_ADMIN, INVITED_USER, MICROSOFT),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("invite-as-administrator", HOST_ADMIN, when=_own_share_used_up),
        Remedy("free-directory-objects", HOST_ADMIN, when=_too_many_objects),
        Remedy("leave-organisations", INVITED_USER, when=_too_many_tenants),
        Remedy("raise-quota", MICROSOFT, when=_too_many_objects),
    ),
    rule=rule,
    details=details,
)
