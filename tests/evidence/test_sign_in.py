"""Signing in with the person's own account, against an authority that tries to deceive."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import msal
import pytest

from evidence.account import CONSUMERS, Problem, SignInRefused, problem_of
from tests.evidence.authority import BACK, CLIENT, HOME, LOGIN, NOW, OBJECT, Attempt, challenge_of
from tests.evidence.authority import authority as serving

OTHER = "07e70000-0000-4000-8000-000000000002"
RETURNED = {"state": "the-state", "code": "a-code"}


@pytest.fixture
async def attempt() -> AsyncIterator[Attempt]:
    async with serving() as one:
        yield one


async def test_no_more_is_asked_for_than_who_it_is(attempt: Attempt) -> None:
    begun, asked = await attempt.begin()
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["redirect_uri"] == BACK
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert "the-state" not in str(begun.flow), "the database keeps its digest only"


async def test_own_details_are_a_request_of_their_own(attempt: Attempt) -> None:
    _, asked = await attempt.begin(details=True)
    assert set(asked["scope"].split()) == {"openid", "profile", "email", "User.Read"}


async def test_our_own_id_goes_along_where_there_is_one(attempt: Attempt) -> None:
    _, asked = await attempt.begin(HOME, request_id=OTHER)
    assert asked["client-request-id"] == OTHER


async def test_whoever_signs_in_is_a_tenant_and_an_object_in_it(attempt: Attempt) -> None:
    begun, asked = await attempt.begin()
    signed = await attempt.client.finish(begun.flow, "the-state", RETURNED)
    assert (signed.account.tenant_id, signed.account.object_id) == (HOME, OBJECT)
    assert (signed.account.name, signed.account.email) == (
        "mj4711@contoso.com",
        "marcus.jones@contoso.com",
    )
    assert signed.token == "", "nobody needs it"
    assert "offline_access" not in str(attempt.authority.forms[0]["scope"])
    verifier = str(attempt.authority.forms[0]["code_verifier"])
    proof = base64.urlsafe_b64encode(challenge_of(verifier)).decode().rstrip("=")
    assert proof == asked["code_challenge"]


async def test_the_token_is_handed_out_for_own_details_alone(attempt: Attempt) -> None:
    begun, _ = await attempt.begin(details=True)
    signed = await attempt.client.finish(begun.flow, "the-state", RETURNED)
    assert signed.token == "at"
    assert "at'" not in repr(signed)


LIES: dict[str, dict[str, object]] = {
    "made for another application": {"aud": OTHER},
    "issuer of another tenant": {"iss": f"{LOGIN}/{OTHER}/v2.0"},
    "issuer of another service": {"iss": f"https://evil.example/{HOME}/v2.0"},
    "issuer of version 1": {"iss": f"https://sts.windows.net/{HOME}/"},
    "issuer left open": {"iss": f"{LOGIN}/{{tenantid}}/v2.0"},
    "another nonce": {"nonce": "of-another-sign-in"},
    "no nonce": {"nonce": None},
    "expired": {"exp": int(NOW.timestamp()) - 200},
    "not yet": {"nbf": int(NOW.timestamp()) + 200},
    "no end": {"exp": None},
    "no tenant": {"tid": None},
    "a domain as tenant": {"tid": "contoso.com"},
    "no person": {"oid": None},
    "a list as audience": {"aud": [CLIENT, OTHER]},
}


@pytest.mark.parametrize("lie", sorted(LIES))
async def test_a_token_that_does_not_fit_is_nobody(attempt: Attempt, lie: str) -> None:
    begun, _ = await attempt.begin()
    attempt.authority.claims = LIES[lie]
    with pytest.raises(SignInRefused) as refused:
        await attempt.client.finish(begun.flow, "the-state", RETURNED)
    assert refused.value.problem is Problem.SPOILT


async def test_our_own_look_at_the_nonce_does_not_lean_on_the_librarys(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, _ = await attempt.begin()
    ends = msal.ConfidentialClientApplication.acquire_token_by_auth_code_flow

    def blind(app: object, flow: object, returned: object) -> dict[str, object]:
        """As a library would end it that looks at no nonce."""
        result = ends(app, flow, returned)
        result["id_token_claims"]["nonce"] = "of-another-sign-in"
        return dict(result)

    name = "acquire_token_by_auth_code_flow"
    monkeypatch.setattr(msal.ConfidentialClientApplication, name, blind)
    with pytest.raises(SignInRefused) as refused:
        await attempt.client.finish(begun.flow, "the-state", RETURNED)
    assert refused.value.problem is Problem.SPOILT


async def test_another_state_is_nobodys_return(attempt: Attempt) -> None:
    begun, _ = await attempt.begin()
    with pytest.raises(SignInRefused) as refused:
        await attempt.client.finish(begun.flow, "another", RETURNED)
    assert refused.value.problem is Problem.SPOILT
    assert not attempt.authority.forms, "the code was not even redeemed"


async def test_a_tenants_authority_vouches_for_that_tenant_only(attempt: Attempt) -> None:
    begun, _ = await attempt.begin(OTHER)
    with pytest.raises(SignInRefused) as refused:
        await attempt.client.finish(begun.flow, "the-state", RETURNED)
    assert refused.value.problem is Problem.SPOILT


@pytest.mark.parametrize(
    ("claims", "personal", "guest"),
    [
        ({}, False, False),
        ({"tid": CONSUMERS, "iss": f"{LOGIN}/{CONSUMERS}/v2.0"}, True, False),
        ({"idp": f"https://sts.windows.net/{OTHER}/"}, False, True),
        ({"idp": "live.com"}, False, True),
        ({"idp": f"{LOGIN}/{HOME}/v2.0"}, False, False),
        ({"acct": 1}, False, True),
        ({"acct": 0}, False, False),
    ],
)
async def test_personal_accounts_and_guests_are_told_apart(
    attempt: Attempt, claims: dict[str, object], personal: bool, guest: bool
) -> None:
    begun, _ = await attempt.begin()
    attempt.authority.claims = claims
    account = (await attempt.client.finish(begun.flow, "the-state", RETURNED)).account
    assert (account.personal, account.guest) == (personal, guest)


async def test_a_code_of_another_application_is_refused_by_number(attempt: Attempt) -> None:
    begun, _ = await attempt.begin()
    described = "AADSTS70000: The code was issued to another application."
    body = {"error": "invalid_grant", "error_description": described, "error_codes": [70000]}
    attempt.authority.answers = (400, dict(body))
    with pytest.raises(SignInRefused) as refused:
        await attempt.client.finish(begun.flow, "the-state", RETURNED)
    assert (refused.value.problem, refused.value.number) == (Problem.OTHER, 70000)


async def test_an_authority_that_is_away_is_said_to_be(attempt: Attempt) -> None:
    attempt.authority.away = True
    with pytest.raises(SignInRefused) as refused:
        await attempt.begin()
    assert refused.value.problem is Problem.AWAY
    attempt.authority.away = False
    begun, _ = await attempt.begin()
    attempt.authority.answers = (503, {})
    with pytest.raises(SignInRefused) as refused:
        await attempt.client.finish(begun.flow, "the-state", RETURNED)
    assert refused.value.problem is Problem.AWAY


async def test_what_is_said_of_a_refusal_names_nobody(attempt: Attempt) -> None:
    begun, _ = await attempt.begin()
    attempt.authority.claims = {"nonce": "of-another-sign-in"}
    with pytest.raises(SignInRefused) as refused:
        await attempt.client.finish(begun.flow, "the-state", RETURNED)
    assert str(refused.value) == "spoilt (no number)"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__, "msal's own words quote the token"


@pytest.mark.parametrize(
    ("error", "numbers", "problem"),
    [
        ("access_denied", (65004,), Problem.DECLINED),
        ("access_denied", (), Problem.DECLINED),
        ("invalid_client", (65001,), Problem.ADMINISTRATOR),
        ("invalid_request", (90094,), Problem.ADMINISTRATOR),
        ("invalid_request", (90095,), Problem.ADMINISTRATOR),
        ("consent_required", (), Problem.ADMINISTRATOR),
        ("temporarily_unavailable", (), Problem.AWAY),
        ("server_error", (90033,), Problem.AWAY),
        ("access_denied", (53003,), Problem.OTHER),
        ("interaction_required", (50020,), Problem.OTHER),
    ],
)
def test_refusals_by_number(error: str, numbers: tuple[int, ...], problem: Problem) -> None:
    assert problem_of(error, numbers) == (problem, numbers[0] if numbers else None)
