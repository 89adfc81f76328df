from __future__ import annotations

import pytest

from evidence.access import (
    NOBODYS,
    Asker,
    OwnObject,
    Proof,
    may_prove_by_guest,
    may_read,
    release,
    vouched,
    withheld,
)
from evidence.facts import Reason

HOST, HOME, THIRD = "tenant-host", "tenant-home", "tenant-third"
ANNA = Asker("anna", HOME)
ADDRESS = "anna.silva@contoso.com"


@pytest.mark.parametrize(
    ("tenant", "asking", "registrations", "expected"),
    [
        (HOME, HOME, {}, True),
        (HOME, HOME.upper(), {}, True),
        (HOST, HOME, {}, False),
        (HOST, HOME, {HOST: frozenset({HOME})}, True),
        (HOST.upper(), HOME, {HOST: frozenset({HOME.upper()})}, True),
        (HOST, HOME, {HOME: frozenset({HOST})}, False),
        (HOST, THIRD, {HOST: frozenset({HOME})}, False),
        ("", "", {}, False),
        ("", HOME, {"": frozenset({HOME})}, False),
    ],
)
def test_a_tenant_is_read_for_its_own_people_and_for_registered_ones(
    tenant: str, asking: str, registrations: dict[str, frozenset[str]], expected: bool
) -> None:
    assert may_read(tenant, Asker("x", asking), registrations) is expected


ANNAS = Proof(own=OwnObject((ADDRESS,)))
EVERYWHERE, HERE, NOWHERE = (True, True), (True, False), (False, False)


@pytest.mark.parametrize(
    ("address", "home", "asker", "proof", "covered"),
    [
        (ADDRESS, HOME, ANNA, Proof(), NOWHERE),
        (ADDRESS, HOME, ANNA, ANNAS, EVERYWHERE),
        ("Anna.SILVA@Contoso.com", HOME.upper(), ANNA, ANNAS, EVERYWHERE),
        (ADDRESS, HOME, ANNA, Proof(own=OwnObject(("other@contoso.com",))), NOWHERE),
        (ADDRESS, HOST, ANNA, ANNAS, HERE),
        (ADDRESS, None, ANNA, ANNAS, HERE),
        (ADDRESS, NOBODYS, ANNA, ANNAS, EVERYWHERE),
        (ADDRESS, NOBODYS, ANNA, Proof(), NOWHERE),
        (ADDRESS, HOME, Asker("anna", ""), Proof(), NOWHERE),
        (ADDRESS, HOST, Asker("anna", ""), ANNAS, NOWHERE),
        ("", HOME, ANNA, Proof(own=OwnObject(("",))), NOWHERE),
        ("contoso.com", HOME, ANNA, Proof(own=OwnObject(("contoso.com",))), NOWHERE),
        (ADDRESS, HOST, ANNA, Proof(sponsors=frozenset({"anna"})), EVERYWHERE),
        (ADDRESS, HOST, ANNA, Proof(sponsors=frozenset({"ANNA"})), EVERYWHERE),
        (ADDRESS, HOST, ANNA, Proof(sponsors=frozenset({"ben"})), NOWHERE),
        (ADDRESS, HOST, ANNA, Proof(audited_inviters=frozenset({"anna"})), EVERYWHERE),
        (ADDRESS, HOST, Asker("agent", HOME, agent=True), Proof(), EVERYWHERE),
    ],
)
def test_what_concerns_a_person_is_released_to_those_who_have_to_do_with_them(
    address: str, home: str | None, asker: Asker, proof: Proof, covered: tuple[bool, bool]
) -> None:
    """`covered`: the asker's own tenant, and the other one."""
    released = release(address, home, asker, proof)
    assert (released.covers(HOME), released.covers(HOST)) == covered


@pytest.mark.parametrize(
    ("home", "proof", "owner"),
    [
        (HOME, ANNAS, True),
        (NOBODYS, ANNAS, True),
        (HOST, ANNAS, False),
        (None, ANNAS, False),
        (HOST, Proof(own=ANNAS.own, sponsors=frozenset({"anna"})), False),
        (HOME, Proof(sponsors=frozenset({"anna"})), False),
    ],
)
def test_only_the_tenant_of_the_domain_says_whose_its_addresses_are(
    home: str | None, proof: Proof, owner: bool
) -> None:
    assert release(ADDRESS, home, ANNA, proof).owner is owner


def test_an_owner_is_looked_up_by_addresses_that_nobody_else_can_have() -> None:
    addresses = ("as17@contoso.net", ADDRESS, "as@contoso.com", "victim@gmail.example")
    own = OwnObject(addresses, {"userPrincipalName": "AS17@contoso.net"})
    assert vouched(ADDRESS, HOME, own) == addresses[:3]
    assert vouched(ADDRESS, NOBODYS, own) == addresses[:1]
    assert vouched("victim@gmail.example", NOBODYS, own) == addresses[:1]


@pytest.mark.parametrize(
    ("refused", "tenant", "personal", "shown"),
    [
        (Reason.NO_CONSENT, HOME, True, Reason.NO_CONSENT),
        (Reason.NO_CONSENT, HOME, False, Reason.NO_CONSENT),
        (Reason.NO_PERMISSION, HOME, True, Reason.NO_PERMISSION),
        (Reason.NO_PERMISSION, HOME, False, Reason.NOT_RELEASED),
        (Reason.NO_CONSENT, HOST, True, Reason.NOT_RELEASED),
        (None, HOME, True, Reason.NOT_RELEASED),
    ],
)
def test_a_refused_look_up_is_named_only_where_it_was_tried(
    refused: Reason | None, tenant: str, personal: bool, shown: Reason
) -> None:
    released = release(ADDRESS, HOME, ANNA, Proof(refused=refused))
    assert withheld(released, tenant, personal) is shown


def test_a_guest_proves_something_only_in_the_askers_own_directory() -> None:
    assert may_prove_by_guest(Asker("d", HOST), HOST)
    assert not may_prove_by_guest(Asker("d", HOME), HOST)
    assert not may_prove_by_guest(Asker("d", ""), "")
