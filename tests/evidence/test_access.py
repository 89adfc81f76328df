from __future__ import annotations

import pytest

from evidence.access import (
    Asker,
    OwnObject,
    Proof,
    may_prove_by_guest,
    may_read,
    release,
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


@pytest.mark.parametrize(
    ("address", "asker", "proof", "expected"),
    [
        (ADDRESS, ANNA, Proof(), False),
        (ADDRESS, ANNA, Proof(own=OwnObject((ADDRESS,))), True),
        ("Anna.SILVA@Contoso.com", ANNA, Proof(own=OwnObject((ADDRESS,))), True),
        (ADDRESS, ANNA, Proof(own=OwnObject(("other@contoso.com",))), False),
        ("", ANNA, Proof(own=OwnObject(("",))), False),
        ("contoso.com", ANNA, Proof(own=OwnObject(("contoso.com",))), False),
        (ADDRESS, ANNA, Proof(sponsors=frozenset({"anna"})), True),
        (ADDRESS, ANNA, Proof(sponsors=frozenset({"ANNA"})), True),
        (ADDRESS, ANNA, Proof(sponsors=frozenset({"ben"})), False),
        (ADDRESS, ANNA, Proof(audited_inviters=frozenset({"anna"})), True),
        (ADDRESS, Asker("agent", HOST, agent=True), Proof(), True),
    ],
)
def test_directory_entries_are_released_to_those_who_have_to_do_with_them(
    address: str, asker: Asker, proof: Proof, expected: bool
) -> None:
    assert release(address, asker, proof).granted is expected


def test_what_could_not_be_looked_up_is_named_only_where_it_was_tried() -> None:
    refused = release(ADDRESS, ANNA, Proof(refused=Reason.NO_CONSENT))
    assert withheld(refused, HOME) is Reason.NO_CONSENT
    assert withheld(refused, HOST) is Reason.NOT_RELEASED


def test_a_guest_proves_something_only_in_the_askers_own_directory() -> None:
    assert may_prove_by_guest(Asker("d", HOST), HOST)
    assert not may_prove_by_guest(Asker("d", HOME), HOST)
    assert not may_prove_by_guest(Asker("d", ""), "")
