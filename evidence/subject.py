"""Whom a check is about, as it becomes known step by step. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from evidence.access import NOBODYS, Asker, Release, vouched
from evidence.collectors.probe import INVITED, INVITING, Attempt, Found, Subject
from evidence.facts import (
    AADSTS,
    CORRELATION_ID,
    ERROR_CLASS,
    ERROR_TIME,
    HOME_TENANT,
    HOST_DOMAIN,
    HOST_TENANT,
    INVITED_ADDRESS,
    ITEM_PATH,
    REPORTER_SIDE,
    REQUEST_ID,
    SECOND_CHECK_APP,
    SECOND_CHECK_ID,
    SHAREPOINT_CORRELATION_ID,
    SITE_PATH,
    TENANT_FOUND,
    Complaint,
    Fact,
    Unknown,
)
from evidence.facts.addresses import domain_of, normal
from evidence.tokens import is_guid

# Whoever knows one of these has seen a page.
_PAGE = (CORRELATION_ID, REQUEST_ID, SHAREPOINT_CORRELATION_ID, ERROR_CLASS, AADSTS, ERROR_TIME)


def told(complaint: Complaint, now: datetime) -> Subject:
    """What was told of it: the invited address, if it is one, the site, and the attempt."""
    address = normal(_text(complaint, INVITED_ADDRESS))
    return Subject(
        invited_address=address if domain_of(address) else "",
        host_domain=_text(complaint, HOST_DOMAIN),
        site_path=_text(complaint, SITE_PATH),
        item_path=_text(complaint, ITEM_PATH),
        attempt=_attempt(complaint, now),
    )


def _attempt(complaint: Complaint, now: datetime) -> Attempt:
    """Ids that are none would only be refused: they count as not told."""
    at = complaint.value(ERROR_TIME)
    return Attempt(
        correlation_id=_id(complaint, CORRELATION_ID),
        request_id=_id(complaint, REQUEST_ID),
        second_id=_id(complaint, SECOND_CHECK_ID),
        second_app=_id(complaint, SECOND_CHECK_APP),
        at=at if isinstance(at, datetime) else None,
        any_page=any(_seen(complaint, of) for of in _PAGE),
        now=now,
    )


def _seen(complaint: Complaint, of: Fact) -> bool:
    value = complaint.value(of)
    return not isinstance(value, Unknown) and value != "none"


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


def _id(complaint: Complaint, fact: Fact) -> str:
    said = _text(complaint, fact)
    return said.lower() if is_guid(said) else ""


def _text(complaint: Complaint, fact: Fact) -> str:
    value = complaint.value(fact)
    return value if isinstance(value, str) else ""
