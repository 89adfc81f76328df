"""Who signed in: the invited user, somebody else, or nobody can tell yet."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

from cases.hand_off import SignInPurpose
from desk.finding_out import (
    MAY_GRANT,
    MAY_WITHDRAW,
    Finding,
    Release,
    Showed,
    of_administrator,
    of_guest,
    of_invitee,
    released,
)
from desk.granting import merged
from desk.recognising import Invitee, Recognised, recognised
from desk.second_check import may_be_kept
from evidence.access import NOBODYS
from evidence.account import CONSUMERS, Account, Problem, SignInRefused
from evidence.facts import SECOND_CHECK, SIGN_IN_CHECK, Trust
from evidence.me import OwnDetails

CONTOSO, FABRIKAM = "c0c0c0c0-0000-4000-8000-00000000000c", "fab00000-0000-4000-8000-00000000000f"
MARCUS, PRIYA = "0a4c0000-0000-4000-8000-000000000001", "0b177a00-0000-4000-8000-000000000002"
INVITED, NAME = "marcus.jones@contoso.com", "mj4711@contoso.com"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

HOMES = {"theirs": CONTOSO, "another's": FABRIKAM, "nobody's": NOBODYS, "not told": None}
REPORTERS = {"marcus": (CONTOSO, MARCUS), "priya": (CONTOSO, PRIYA), "not invited": None}
NAMES = {"the address": "Marcus.Jones@Contoso.com", "another": NAME, "a phone": "+49 30 1234"}
SAYS, PERHAPS, NOT = Recognised.INVITED_USER, Recognised.UNSETTLED, Recognised.ANOTHER

# Marcus's own account signs in: who reported × whose the address's domain is × by which name.
EXPECTED = {
    ("marcus", "theirs"): (SAYS, SAYS, PERHAPS),
    ("marcus", "another's"): (NOT, NOT, NOT),
    ("marcus", "nobody's"): (SAYS, SAYS, PERHAPS),
    ("marcus", "not told"): (SAYS, SAYS, PERHAPS),
    ("priya", "theirs"): (SAYS, PERHAPS, PERHAPS),
    ("priya", "another's"): (NOT, NOT, NOT),
    ("priya", "nobody's"): (NOT, NOT, NOT),
    ("priya", "not told"): (NOT, NOT, NOT),
    ("not invited", "theirs"): (SAYS, PERHAPS, PERHAPS),
    ("not invited", "another's"): (NOT, NOT, NOT),
    ("not invited", "nobody's"): (NOT, NOT, NOT),
    ("not invited", "not told"): (NOT, NOT, NOT),
}


@pytest.mark.parametrize(("reporter", "home"), sorted(EXPECTED))
def test_every_combination(reporter: str, home: str) -> None:
    invitee = Invitee(INVITED, HOMES[home], REPORTERS[reporter])
    by_name = tuple(
        recognised(Account(CONTOSO, MARCUS, NAMES[name]), invitee)
        for name in ("the address", "another", "a phone")
    )
    assert by_name == EXPECTED[reporter, home]


@pytest.mark.parametrize(
    ("reporter", "home", "name"), sorted(itertools.product(REPORTERS, HOMES, NAMES))
)
def test_a_guest_or_a_personal_account_is_never_the_invited_user(
    reporter: str, home: str, name: str
) -> None:
    invitee = Invitee(INVITED, HOMES[home], REPORTERS[reporter])
    guest = Account(CONTOSO, MARCUS, NAMES[name], guest=True)
    assert recognised(guest, invitee) is NOT
    personal = Account(CONSUMERS, MARCUS, NAMES[name])
    assert recognised(personal, invitee) is Recognised.PERSONAL


@pytest.mark.parametrize(
    ("addresses", "result"),
    [
        ((NAME, INVITED), SAYS),
        ((NAME, "MARCUS.JONES@contoso.com"), SAYS),
        ((NAME,), NOT),
        ((NAME, "marcus.jones@contoso.com.evil.example"), NOT),
    ],
)
def test_own_details_settle_it(addresses: tuple[str, ...], result: Recognised) -> None:
    account, invitee = Account(CONTOSO, MARCUS, NAME), Invitee(INVITED, CONTOSO)
    assert recognised(account, invitee, OwnDetails(NAME, addresses)) is result


def test_own_details_of_another_organisation_settle_nothing() -> None:
    account, own = Account(FABRIKAM, MARCUS, NAME), OwnDetails(NAME, (NAME, INVITED))
    assert recognised(account, Invitee(INVITED, CONTOSO), own) is NOT


def test_the_administrator_who_opens_the_page_is_not_said_to_differ() -> None:
    priya = Account(CONTOSO, PRIYA, "it@contoso.com")
    invitee = Invitee(INVITED, CONTOSO, (CONTOSO, MARCUS))
    first = of_invitee(SignInPurpose.HOME, priya, invitee)
    assert (first.showed, first.same) == (Showed.UNSETTLED, None)
    own = OwnDetails("it@contoso.com", ("it@contoso.com",))
    second = of_invitee(SignInPurpose.OWN_DETAILS, priya, invitee, own)
    assert second == Finding(SignInPurpose.OWN_DETAILS, Showed.ANOTHER)


def test_the_mail_shown_is_compared_with_nothing() -> None:
    account = Account(CONTOSO, PRIYA, NAME, email=INVITED)
    assert recognised(account, Invitee(INVITED, CONTOSO)) is PERHAPS


def of_marcus(name: str = NAME) -> Finding:
    invitee = Invitee(INVITED, CONTOSO, (CONTOSO, MARCUS))
    return of_invitee(SignInPurpose.HOME, Account(CONTOSO, MARCUS, name), invitee)


@pytest.mark.parametrize(
    ("release", "kept"),
    [
        (
            Release.WHOLE,
            {
                "invitee.upnEqualsInvited": False,
                "case.homeTenantId": CONTOSO,
                "invitee.upn": NAME,
            },
        ),
        (Release.DIFFERS, {"invitee.upnEqualsInvited": False}),
        (Release.NOTHING, {}),
    ],
)
def test_what_is_released_is_kept_and_nothing_else(
    release: Release, kept: dict[str, object]
) -> None:
    source, facts = released(of_marcus(), release, AT)
    seen = {name: facts.observations[name][0] for name in facts}
    assert {name: one.value for name, one in seen.items()} == kept
    assert source == SIGN_IN_CHECK
    assert {one.trust for one in seen.values()} <= {Trust.SIGNED_IN}


def test_a_name_that_is_the_address_is_said_to_be() -> None:
    _, facts = released(of_marcus(INVITED), Release.DIFFERS, AT)
    assert facts.to_json()["invitee.upnEqualsInvited"][0]["value"] is True


@pytest.mark.parametrize("release", sorted(Release))
@pytest.mark.parametrize(
    "showed",
    [
        Showed.UNSETTLED,
        Showed.ANOTHER,
        Showed.PERSONAL,
        Showed.ADMINISTRATOR,
        Showed.NO_ADMINISTRATOR,
    ],
)
def test_of_whoever_it_was_not_nothing_can_be_kept(showed: Showed, release: Release) -> None:
    finding = Finding(SignInPurpose.HOME, showed, "it@contoso.com", CONTOSO, same=False)
    assert not list(released(finding, release, AT)[1])


def test_while_nothing_is_settled_no_name_waits_to_be_released() -> None:
    administrator = Account(CONTOSO, PRIYA, "it@contoso.com", "it@contoso.com")
    found = of_invitee(SignInPurpose.HOME, administrator, Invitee(INVITED, CONTOSO))
    assert found == Finding(SignInPurpose.HOME, Showed.UNSETTLED)


def test_another_account_leaves_neither_name_nor_tenant() -> None:
    stranger = Account(FABRIKAM, PRIYA, "priya@fabrikam.com", "priya@fabrikam.com")
    found = of_invitee(SignInPurpose.HOME, stranger, Invitee(INVITED, CONTOSO))
    assert "fabrikam" not in str(found.to_json()).lower()
    assert FABRIKAM not in str(found.to_json())


@pytest.mark.parametrize(
    ("account", "names", "showed"),
    [
        (Account(FABRIKAM, MARCUS, INVITED, guest=True), {INVITED}, Showed.GOT_IN),
        (Account(FABRIKAM, MARCUS, NAME, guest=True), {INVITED, NAME}, Showed.GOT_IN),
        (Account(FABRIKAM, PRIYA, "it@contoso.com", guest=True), {INVITED}, Showed.ANOTHER),
        (Account(CONTOSO, MARCUS, INVITED), {INVITED}, Showed.ANOTHER),
    ],
)
def test_who_got_in_at_the_inviting_tenant(
    account: Account, names: set[str], showed: Showed
) -> None:
    assert of_guest(account, FABRIKAM, frozenset(names)).showed is showed


def test_getting_in_shows_that_the_guest_is_there() -> None:
    finding = of_guest(Account(FABRIKAM, MARCUS, INVITED), FABRIKAM, frozenset({INVITED}))
    source, facts = released(finding, Release.WHOLE, AT)
    assert source == SECOND_CHECK
    assert {name: facts.observations[name][0].value for name in facts} == {
        "guest.exists": True,
        "guest.lastHostSignInOk": AT,
    }


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (50020, True),
        (53003, True),
        (500213, True),
        (None, False),
        (65004, False),
        (90094, False),
        (700016, False),
        (50057, False),
        (50053, False),
    ],
)
def test_numbers_that_say_something_of_the_invitation(number: int | None, kept: bool) -> None:
    """Not those of our own application, and not those of the account at home."""
    assert may_be_kept(SignInRefused(Problem.OTHER, number)) is kept


def test_a_refusal_came_in_an_address_anybody_could_have_typed() -> None:
    finding = Finding(SignInPurpose.HOST, Showed.REFUSED, number=53003)
    _, facts = released(finding, Release.WHOLE, AT)
    assert set(facts) == {"host.signIn.secondCheckCode"}, "it is not SharePoint's attempt"
    [seen] = facts.observations["host.signIn.secondCheckCode"]
    assert (seen.value, seen.trust, seen.source) == (53003, Trust.UNCONFIRMED, SECOND_CHECK)


@pytest.mark.parametrize("role", sorted(MAY_WITHDRAW))
def test_who_may_consent(role: str) -> None:
    """Only two of the four may consent to application permissions of Graph."""
    found = of_administrator(Account(CONTOSO, PRIYA, "it@contoso.com", roles=frozenset({role})))
    assert (found.showed, found.may_grant) == (Showed.ADMINISTRATOR, role in MAY_GRANT)


@pytest.mark.parametrize(
    "account",
    [
        Account(CONTOSO, MARCUS, NAME),
        Account(CONTOSO, MARCUS, NAME, roles=frozenset({"b79fbf4d-3ef9-4689-8143-76b194e85509"})),
        Account(CONSUMERS, MARCUS, NAME, roles=MAY_GRANT),
    ],
)
def test_who_may_not(account: Account) -> None:
    assert of_administrator(account) == Finding(
        SignInPurpose.ADMINISTRATOR, Showed.NO_ADMINISTRATOR
    )


@pytest.mark.parametrize("showed", sorted(Showed))
def test_what_was_found_is_read_back_as_it_was(showed: Showed) -> None:
    finding = Finding(SignInPurpose.HOST, showed, NAME, CONTOSO, True, 53003, True)
    assert Finding.from_json(finding.to_json()) == finding


def test_grants_stand_beside_the_settings() -> None:
    lets = merged({CONTOSO.upper(): frozenset({FABRIKAM})}, {CONTOSO: frozenset({"B"})})
    assert lets == {CONTOSO: frozenset({FABRIKAM, "b"})}
