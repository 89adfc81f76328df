"""Guests and accounts, read from their directory entries, as tables."""

from __future__ import annotations

import pytest

from evidence.collectors.address_book import Holders, collision
from evidence.collectors.guests import (
    Search,
    collected,
    deleted_of,
    facts_of,
    filters,
    issuer,
    pick,
)
from evidence.collectors.invitee import account
from evidence.facts import (
    GUEST_ADDRESS_MATCHES,
    GUEST_EXISTS,
    GUEST_PROXIES_EMPTY,
    GUEST_SOFT_DELETED,
    GUEST_STATE,
    INVITED_IN_PROXIES,
    MAIL_EQUALS_INVITED,
    PROXY_ADDRESSES,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
    UPN_ON_ONMICROSOFT,
    Reason,
    Unknown,
)
from evidence.refusals import Refused
from tests.evidence.microsoft import reason

ADDRESS = "ana.silva@litware.com"
Json = dict[str, object]


def guest(name: str, **more: object) -> Json:
    upn = f"{name}_litware.com#EXT#@fabrikam.onmicrosoft.com"
    return {"id": name, "userPrincipalName": upn, "externalUserState": None, **more}


def test_the_guest_with_the_address_wins_then_accepted_then_the_newest() -> None:
    old = guest("old", mail=ADDRESS, createdDateTime="2024-01-01T00:00:00Z")
    new = guest("new", mail=ADDRESS, createdDateTime="2025-01-01T00:00:00Z")
    accepted = guest("accepted", mail=ADDRESS, externalUserState="Accepted")
    other = guest("other", mail="x@y.z", externalUserState="Accepted")
    assert pick([other, old], ADDRESS) is old
    assert pick([old, new], ADDRESS) is new
    assert pick([new, accepted, other], ADDRESS) is accepted


@pytest.mark.parametrize(
    ("user", "is_one"),
    [
        (guest("a", userType="Member"), True),
        ({"id": "b", "userPrincipalName": "b@fabrikam.com", "userType": "Guest"}, False),
        ({"id": "c", "userPrincipalName": "c@fabrikam.com", "creationType": "Invitation"}, True),
        ({"id": "d", "userPrincipalName": "d#ext#@fabrikam.com"}, True),
    ],
)
def test_a_guest_is_known_by_origin_not_by_user_type(user: Json, is_one: bool) -> None:
    assert (pick([user], ADDRESS) is user) is is_one


@pytest.mark.parametrize(
    ("identities", "word"),
    [
        ([("federated", "ExternalAzureAD")], "ExternalAzureAD"),
        ([("federated", "MicrosoftAccount")], "MicrosoftAccount"),
        ([("federated", "mail")], "mail"),
        ([("federated", "google.com")], "google"),
        ([("federated", "https://idp.litware.com/saml")], "otherUri"),
        ([("federated", "fabrikam.onmicrosoft.com")], "hostDomain"),
        ([], "hostDomain"),
    ],
)
def test_issuers_in_the_catalogues_words(identities: list[tuple[str, str]], word: str) -> None:
    own = ("userPrincipalName", "fabrikam.onmicrosoft.com")
    listed = [{"signInType": kind, "issuer": who} for kind, who in [*identities, own]]
    assert issuer({"identities": listed}) == word


def test_further_pages_leave_it_open_whether_nobody_is_there() -> None:
    more: Json = {"value": [], "@odata.nextLink": "https://graph.microsoft.com/v1.0/users?more"}
    with pytest.raises(Refused):
        facts_of(collected((more, {"value": []})), ADDRESS)
    with pytest.raises(Refused):
        deleted_of(collected((more,)))
    here = {**more, "value": [guest("ana", mail=ADDRESS)]}
    assert facts_of(collected((here,)), ADDRESS)[GUEST_EXISTS] is True


def test_nobody_found_is_absent_only_if_every_look_up_was_answered() -> None:
    assert facts_of(Search(()), ADDRESS)[GUEST_EXISTS] is False
    with pytest.raises(Refused):
        facts_of(Search((), Refused(Reason.THROTTLED)), ADDRESS)
    half = Search((guest("ana", mail=ADDRESS),), Refused(Reason.THROTTLED))
    assert facts_of(half, ADDRESS)[GUEST_EXISTS] is True


def test_a_member_with_the_address_is_no_guest() -> None:
    assert facts_of(Search((MEMBER,)), ADDRESS)[GUEST_EXISTS] is False


MEMBER: Json = {"id": "m", "userPrincipalName": "ana@fabrikam.com", "mail": ADDRESS}
NOBODY, SOMEBODY = Search(()), Search(({"id": "x"},))
CLOSED = Search((), Refused(Reason.NO_PERMISSION))


@pytest.mark.parametrize(
    ("users", "groups", "contacts", "expected"),
    [
        ((guest("ana", mail=ADDRESS),), NOBODY, NOBODY, "none"),
        ((), NOBODY, NOBODY, "none"),
        ((MEMBER, guest("ana", mail=ADDRESS)), SOMEBODY, SOMEBODY, "member"),
        ((guest("ana", mail=ADDRESS),), NOBODY, SOMEBODY, "contact"),
        ((guest("ana", mail=ADDRESS),), SOMEBODY, NOBODY, "group"),
        ((guest("ana", mail=ADDRESS), guest("old", mail=ADDRESS)), NOBODY, NOBODY, "otherGuest"),
        ((guest("ana", mail=ADDRESS), guest("old", mail=ADDRESS)), NOBODY, CLOSED, "otherGuest"),
        ((guest("ana", mail=ADDRESS),), NOBODY, CLOSED, "OrgContact.Read.All"),
        ((guest("ana", mail=ADDRESS),), CLOSED, NOBODY, "GroupMember.Read.All"),
    ],
)
def test_who_else_holds_an_address(
    users: tuple[Json, ...], groups: Search, contacts: Search, expected: str
) -> None:
    """The hardest obstacle is named; "none" only where everything was looked at."""
    found = collision(Holders(Search(users), groups, contacts), ADDRESS)
    assert (found.detail if isinstance(found, Unknown) else found) == expected


def test_nobody_was_found_because_nothing_answered() -> None:
    with pytest.raises(Refused):
        collision(Holders(CLOSED, CLOSED, CLOSED), ADDRESS)


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("PendingAcceptance", "PendingAcceptance"),
        ("Pending Acceptance", "PendingAcceptance"),
        ("Accepted", "Accepted"),
        (None, "null"),
    ],
)
def test_states_of_a_guest(wire: str | None, expected: str) -> None:
    user = guest("ana", externalUserState=wire)
    assert facts_of(Search((user,)), ADDRESS)[GUEST_STATE] == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ({"proxyAddresses": []}, True),
        ({"proxyAddresses": [f"SMTP:{ADDRESS}"]}, False),
        ({"proxyAddresses": None}, Reason.NOT_GIVEN),
        ({}, Reason.NOT_GIVEN),
    ],
)
def test_proxies_not_given_are_not_empty(wire: Json, expected: bool | Reason) -> None:
    found = facts_of(Search((guest("ana", mail=ADDRESS, **wire),)), ADDRESS)
    assert (reason(found[GUEST_PROXIES_EMPTY]) or found[GUEST_PROXIES_EMPTY]) == expected


NOTHING_OF_HERS: Json = {"mail": None, "otherMails": [], "proxyAddresses": []}


@pytest.mark.parametrize("missing", ["mail", "otherMails", "proxyAddresses"])
def test_an_address_is_a_strangers_only_if_all_three_places_were_seen(missing: str) -> None:
    seen = {key: value for key, value in NOTHING_OF_HERS.items() if key != missing}
    complete = facts_of(Search((guest("ana", **NOTHING_OF_HERS),)), ADDRESS)
    partial = facts_of(Search((guest("ana", **seen),)), ADDRESS)
    assert complete[GUEST_ADDRESS_MATCHES] is False
    assert reason(partial[GUEST_ADDRESS_MATCHES]) is Reason.NOT_GIVEN


def test_one_place_with_the_address_is_enough() -> None:
    found = facts_of(Search((guest("ana", otherMails=[ADDRESS]),)), ADDRESS)
    assert found[GUEST_ADDRESS_MATCHES] is True


EXT = "77777777000040008000000000000001ana_litware.com#EXT#@fabrikam.onmicrosoft.com"
FORMER_GUEST: Json = {"id": "1", "userPrincipalName": EXT}
FORMER_MEMBER: Json = {"id": "2", "userPrincipalName": "7777ana@fabrikam.com"}
NAMELESS: Json = {"id": "3"}
THROTTLED = Refused(Reason.THROTTLED)


@pytest.mark.parametrize(
    ("users", "refused", "expected"),
    [
        ((FORMER_GUEST,), None, True),
        ((FORMER_MEMBER, FORMER_GUEST), THROTTLED, True),
        ((), None, False),
        ((FORMER_MEMBER,), None, False),
        ((FORMER_MEMBER, NAMELESS), None, Reason.NOT_GIVEN),
    ],
)
def test_deleted_guests(
    users: tuple[Json, ...], refused: Refused | None, expected: bool | Reason
) -> None:
    found = deleted_of(Search(users, refused))[GUEST_SOFT_DELETED]
    assert (reason(found) or found) == expected


@pytest.mark.parametrize("users", [(), (FORMER_MEMBER,), (NAMELESS,)])
def test_no_deleted_guest_is_said_only_if_every_look_up_was_answered(
    users: tuple[Json, ...],
) -> None:
    with pytest.raises(Refused):
        deleted_of(Search(users, THROTTLED))


def test_filters_double_the_quote() -> None:
    assert filters("o'neil@litware.com")[0] == "mail eq 'o''neil@litware.com'"
    assert filters(ADDRESS)[3] == "startsWith(userPrincipalName,'ana.silva_litware.com#EXT#')"


@pytest.mark.parametrize(
    ("upn", "mail", "proxies", "expected"),
    [
        (ADDRESS, ADDRESS, [f"SMTP:{ADDRESS}"], (True, True, True, True)),
        ("as17@litware.com", ADDRESS, [f"SMTP:{ADDRESS}"], (False, True, False, True)),
        ("ANA.Silva@litware.com", None, [], (True, False, False, False)),
        (
            "as17@litware.com",
            "as@litware.com",
            [f"smtp:{ADDRESS.upper()}", "smtp:AS17@litware.com", "SIP:x@y.z"],
            (False, False, True, True),
        ),
    ],
)
def test_the_account_is_compared_with_the_invited_address(
    upn: str, mail: str | None, proxies: list[str], expected: tuple[bool, ...]
) -> None:
    user: Json = {"id": "x", "userPrincipalName": upn, "mail": mail, "proxyAddresses": proxies}
    found = account(user, ADDRESS)
    facts = (UPN_EQUALS_INVITED, MAIL_EQUALS_INVITED, UPN_IN_PROXIES, INVITED_IN_PROXIES)
    assert tuple(found[fact] for fact in facts) == expected
    assert "x@y.z" not in str(found[PROXY_ADDRESSES])


@pytest.mark.parametrize("wire", [{}, {"proxyAddresses": None}])
def test_proxies_that_are_not_given_are_compared_with_nothing(wire: Json) -> None:
    found = account({"userPrincipalName": ADDRESS, "mail": ADDRESS, **wire}, ADDRESS)
    for of in (PROXY_ADDRESSES, UPN_IN_PROXIES, INVITED_IN_PROXIES):
        assert reason(found[of]) is Reason.NOT_GIVEN, of.name
    assert found[UPN_EQUALS_INVITED] is True


def test_no_mail_differs_and_mail_not_given_is_unknown() -> None:
    none = account({"userPrincipalName": ADDRESS, "mail": None}, ADDRESS)
    not_given = account({"userPrincipalName": ADDRESS}, ADDRESS)
    assert none[MAIL_EQUALS_INVITED] is False
    assert reason(not_given[MAIL_EQUALS_INVITED]) is Reason.NOT_GIVEN


@pytest.mark.parametrize(
    ("upn", "expected"),
    [
        ("a@litware.onmicrosoft.com", True),
        ("a@LITWARE.onmicrosoft.COM", True),
        ("a@notonmicrosoft.com", False),
    ],
)
def test_sign_in_names_on_the_initial_domain(upn: str, expected: bool) -> None:
    assert account({"userPrincipalName": upn}, ADDRESS)[UPN_ON_ONMICROSOFT] is expected
