"""Whom a check is about, as it becomes known step by step. Pure."""

from __future__ import annotations

from dataclasses import replace

from evidence.access import NOBODYS, Asker, Release, vouched
from evidence.addresses import domain_of, normal
from evidence.collectors.probe import INVITED, INVITING, Found, Subject
from evidence.facts import (
    HOME_TENANT,
    HOST_DOMAIN,
    HOST_TENANT,
    INVITED_ADDRESS,
    REPORTER_SIDE,
    TENANT_FOUND,
    Complaint,
    Fact,
)
from evidence.tokens import is_guid


def told(complaint: Complaint) -> Subject:
    """What was told of it: the invited address, if it is one, and the site's host."""
    address = normal(_text(complaint, INVITED_ADDRESS))
    return Subject(
        invited_address=address if domain_of(address) else "",
        host_domain=_text(complaint, HOST_DOMAIN),
    )


def located(
    subject: Subject, host: str | None, home: str | None, complaint: Complaint, asker: Asker
) -> Subject:
    """The subject with its tenants: as discovery named them, else as somebody told."""
    return replace(
        subject,
        host_tenant=_guess(HOST_TENANT, INVITING, complaint, asker) if host is None else host,
        home_tenant=_guess(HOME_TENANT, INVITED, complaint, asker) if home is None else home,
    )


def host_of(found: Found) -> str | None:
    """The tenant that discovery named for the site; None where it named none."""
    tenant = found.get(HOST_TENANT)
    return tenant if isinstance(tenant, str) else None


def home_of(found: Found) -> str | None:
    """The tenant of the address's domain, NOBODYS where there is none, None where unknown."""
    if found.get(TENANT_FOUND) is False:
        return NOBODYS
    tenant = found.get(HOME_TENANT)
    return tenant if isinstance(tenant, str) else None


def with_holder(subject: Subject, released: Release, home: str | None, asker: Asker) -> Subject:
    """The asker's own object carries the address: in their tenant it is the invited account.

    `home` as `home_of` returns it. Where no tenant is named the account lives with its holder.
    """
    if released.holder is None:
        return subject
    mine, lives = asker.tenant_id.lower(), subject.home_tenant
    if not lives and mine != subject.host_tenant:
        lives = mine
    address, holder = subject.invited_address, released.holder
    return replace(
        subject,
        home_tenant=lives,
        account=holder.entry if lives == mine else None,
        known_addresses=vouched(address, home, holder) if released.owner else (),
    )


def _guess(fact: Fact, side: str, complaint: Complaint, asker: Asker) -> str:
    """A told tenant id, else the reporter's own tenant on their own side."""
    said = _text(complaint, fact)
    if is_guid(said):
        return said.lower()
    mine = complaint.value(REPORTER_SIDE) == side
    return asker.tenant_id.lower() if mine else ""


def _text(complaint: Complaint, fact: Fact) -> str:
    value = complaint.value(fact)
    return value if isinstance(value, str) else ""
