"""Signing in from the partner's page, as people do it and as an attacker would."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cases.model import CaseState, EventKind
from evidence.facts import SECOND_CHECK, SIGN_IN_CHECK
from sandbox.oidc import signers
from tests.traps.deployment import Deployment, deployed
from tests.traps.partner import Handed, browsing, hand_off, handed_off
from tests.traps.visitor import PUBLIC, SIGN_IN, Visitor, with_query


@pytest.fixture
async def deployment(tmp_path: Path, pair: rsa.RSAPrivateKey) -> AsyncIterator[Deployment]:
    """A bot whose sign-in check is set up; tokens carry the time of day."""
    database = tmp_path / "desk.db"
    async with deployed(database, pair, clock=lambda: datetime.now(UTC)) as around:
        around.more = {**SIGN_IN, "TENANT_REGISTRATIONS": "{}"}
        await around.start()
        yield around


@pytest.fixture
async def handed(deployment: Deployment) -> AsyncIterator[Handed]:
    async with handed_off(deployment) as one:
        yield one


@asynccontextmanager
async def visiting(handed: Handed) -> AsyncIterator[Visitor]:
    async with browsing(handed) as browser:
        yield Visitor(browser)


@pytest.fixture
async def visitor(handed: Handed) -> AsyncIterator[Visitor]:
    async with visiting(handed) as one:
        yield one


async def kept(handed: Handed) -> dict[str, object]:
    """What the case holds of sign-ins: fact → value."""
    raw = (await handed.case()).brought.to_json()
    return {
        name: one["value"]
        for name, seen in raw.items()
        for one in seen
        if one["source"] in (SIGN_IN_CHECK, SECOND_CHECK)
    }


async def test_the_invited_user_signs_in_and_releases_that_the_name_differs(
    handed: Handed, visitor: Visitor
) -> None:
    learned = await visitor.signs_in("work")
    assert "mj4711@contoso.com" in learned.text
    assert await kept(handed) == {}, "nothing before they say so"
    thanks = await visitor.decides(learned, "differs")
    assert "Only the yes or no was kept" in thanks.text
    assert await kept(handed) == {"invitee.upnEqualsInvited": False}
    assert visitor.cookies == {}
    await handed.deployment.settled()
    assert "mj4711" not in json.dumps((await handed.case()).brought.to_json())
    [row] = (await handed.case()).facts.to_json()["invitee.upnEqualsInvited"][-1:]
    assert row["value"] is False, "the check that followed judged it"


async def test_whoever_goes_back_after_the_release_reads_that_it_counts(
    handed: Handed, visitor: Visitor
) -> None:
    learned = await visitor.signs_in("work")
    await visitor.decides(learned, "differs")
    back = await visitor.goes(learned.url)
    assert (back.status, "It was decided already; nothing more was kept" in back.text) == (
        409,
        True,
    )
    assert "What a sign-in showed" in (await visitor.goes(visitor.browser.link)).text


async def test_they_may_release_the_name_as_well(handed: Handed, visitor: Visitor) -> None:
    await visitor.decides(await visitor.signs_in("work"), "whole")
    assert await kept(handed) == {
        "invitee.upnEqualsInvited": False,
        "invitee.upn": "mj4711@contoso.com",
        "case.homeTenantId": handed.deployment.world.invited.tenant_id,
    }


async def test_they_may_keep_all_to_themselves(handed: Handed, visitor: Visitor) -> None:
    learned, before = await visitor.signs_in("work"), (await handed.case()).version
    said = await visitor.decides(learned, "nothing")
    assert "Nothing was kept" in said.text
    assert ((await handed.case()).version, await kept(handed)) == (before, {})
    again = await visitor.goes(learned.url)
    assert again.status == 409, "it is gone"
    assert "Nothing more was kept" in again.text


async def test_an_administrator_who_signs_in_does_not_count_as_the_invited_user(
    handed: Handed, visitor: Visitor
) -> None:
    learned = await visitor.signs_in("it")
    assert "We cannot tell yet" in learned.text
    assert 'value="differs"' not in learned.html
    second = await visitor.signs_in("it", "own details")
    assert "another account" in second.text
    assert "it@contoso.com" not in second.text
    assert await kept(handed) == {}


async def test_a_personal_account_says_nothing(handed: Handed, visitor: Visitor) -> None:
    learned = await visitor.signs_in("personal")
    assert "personal Microsoft account" in learned.text
    assert await kept(handed) == {}


async def test_own_details_show_the_invited_address(deployment: Deployment) -> None:
    """Reported by the inviter, so that nobody's object id is known."""
    async with handed_off(deployment) as handed, visiting(handed) as visitor:
        case = await handed.case()
        other = case.reporter.__class__("29:denise", "of-the-inviter", case.reporter.tenant_id)
        await handed.store.save_case(case.__class__(**{**vars(case), "reporter": other}))
        assert "We cannot tell yet" in (await visitor.signs_in("work")).text
        learned = await visitor.signs_in("work", "own details")
        assert "This is what we learned" in learned.text
        await visitor.decides(learned, "differs")
        assert await kept(handed) == {"invitee.upnEqualsInvited": False}


async def test_the_cookie_stays_with_this_host_and_this_browser(visitor: Visitor) -> None:
    await visitor.begins()
    [cookie] = visitor.set_cookies
    assert cookie.startswith("__Host-sign-in=")
    for word in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=600"):
        assert word in cookie
    assert "Domain" not in cookie


async def test_only_a_press_begins_it(handed: Handed, visitor: Visitor) -> None:
    before = handed.deployment.rows("SELECT count(*) FROM sign_ins")
    for below in ("/sign-in", "/second-check", "/consent", ""):
        answer = await visitor.goes(visitor.browser.link + below)
        assert answer.status in (200, 303)
    assert handed.deployment.rows("SELECT count(*) FROM sign_ins") == before
    assert not visitor.set_cookies


async def test_the_page_lets_its_forms_lead_to_microsoft_and_nowhere_else(
    handed: Handed, visitor: Visitor
) -> None:
    page = await visitor.goes(visitor.browser.link)
    assert "Sign in at Microsoft" in page.text
    login = urlsplit(handed.deployment.microsoft.base)
    wanted = f"form-action 'self' {login.scheme}://{login.netloc};"
    assert wanted in page.headers["Content-Security-Policy"]


async def test_neither_state_nor_cookie_nor_what_opens_the_page_is_kept_in_plain(
    handed: Handed, visitor: Visitor
) -> None:
    url = await visitor.begins()
    state = parse_qs(urlsplit(url).query)["state"][0]
    [binding] = visitor.cookies.values()
    whole = handed.deployment.database.read_bytes()
    for secret in (state, binding.partition(".")[2], handed.token):
        assert secret.encode() not in whole


# --- what an attacker tries ---------------------------------------------------------------------


async def test_another_browser_cannot_end_it(handed: Handed, visitor: Visitor) -> None:
    """Login CSRF: the attacker's sign-in, finished in somebody else's browser."""
    back = await visitor.chooses(await visitor.begins(), "work")
    async with visiting(handed) as other:
        answer = await other.comes_back(back)
        assert (answer.status, "Nothing is waiting here" in answer.text) == (400, True)
        await other.begins()
        assert (await other.comes_back(back)).status == 409
    assert await kept(handed) == {}


async def test_it_ends_once(visitor: Visitor) -> None:
    back = await visitor.chooses(await visitor.begins(), "work")
    assert (await visitor.comes_back(back)).status == 200
    assert (await visitor.comes_back(back)).status == 409


@pytest.mark.parametrize("state", ["", "another", "x" * 4000])
async def test_another_state_ends_nothing(visitor: Visitor, state: str) -> None:
    back = await visitor.chooses(await visitor.begins(), "work")
    answer = await visitor.comes_back(with_query(back, state=state))
    assert answer.status == 409


async def test_a_code_of_another_sign_in_is_refused(handed: Handed, visitor: Visitor) -> None:
    """Code injection: PKCE ties the code to what began it."""
    stolen = await visitor.chooses(await visitor.begins(), "work")
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    async with visiting(handed) as thief:
        back = await thief.chooses(await thief.begins(), "it")
        answer = await thief.comes_back(with_query(back, code=code))
    assert answer.status == 403
    assert "AADSTS" in answer.text
    assert await kept(handed) == {}


async def test_the_cookie_of_one_page_opens_no_other(handed: Handed, visitor: Visitor) -> None:
    learned = await visitor.signs_in("work")
    [(name, value)] = visitor.cookies.items()
    visitor.cookies[name] = f"{'x' * 43}.{value.partition('.')[2]}"
    assert (await visitor.goes(learned.url)).status == 409
    back = await visitor.goes(f"{PUBLIC}/signed-in?code=x&state=y")
    assert back.status == 404


async def test_a_sign_in_that_was_begun_on_another_page_is_refused(
    handed: Handed, visitor: Visitor
) -> None:
    back = await visitor.chooses(await visitor.begins(), "work")
    other = await hand_off(handed.deployment, handed.store, handed.number)
    [(name, value)] = visitor.cookies.items()
    visitor.cookies[name] = f"{other.token}.{value.partition('.')[2]}"
    assert (await visitor.comes_back(back)).status == 409
    assert await kept(handed) == {}


async def test_what_was_learned_is_shown_to_that_browser_only(
    handed: Handed, visitor: Visitor
) -> None:
    learned = await visitor.signs_in("work")
    async with visiting(handed) as other:
        await other.begins()
        answer = await other.goes(learned.url)
        assert (answer.status, "mj4711" in answer.text) == (409, False)


async def test_a_decision_counts_once(handed: Handed, visitor: Visitor) -> None:
    learned, cookies = await visitor.signs_in("work"), dict(visitor.cookies)
    await visitor.decides(learned, "differs")
    visitor.cookies = cookies
    path = urlsplit(learned.url).path
    again = await visitor.sends(path.removeprefix(visitor.browser.link), decision="whole")
    assert again.status == 409
    assert await kept(handed) == {"invitee.upnEqualsInvited": False}


async def test_a_revoked_page_ends_what_was_begun_on_it(handed: Handed, visitor: Visitor) -> None:
    back = await visitor.chooses(await visitor.begins(), "work")
    await handed.changed(revoked_at=datetime.now(UTC) - timedelta(seconds=1))
    assert (await visitor.comes_back(back)).status == 404
    assert await kept(handed) == {}


async def test_a_case_that_is_over_takes_nothing_more(handed: Handed, visitor: Visitor) -> None:
    learned = await visitor.signs_in("work")
    await handed.moved(CaseState.CLOSED)
    assert (await visitor.sends("/sign-in", purpose="home")).status == 409
    path = urlsplit(learned.url).path.removeprefix(visitor.browser.link)
    assert (await visitor.sends(path, decision="whole")).status == 409
    assert await kept(handed) == {}


@pytest.mark.parametrize(
    ("error", "described", "says"),
    [
        ("access_denied", "AADSTS65004: declined", "That is fine"),
        ("access_denied", "AADSTS90094: admin", "openid profile email"),
        ("access_denied", "AADSTS90095: admin", "openid profile email"),
        ("invalid_request", "AADSTS65001: consent", "openid profile email"),
        ("server_error", "AADSTS50058 <script>alert(1)</script>", "AADSTS50058"),
        ("<script>alert(2)</script>", "<script>alert(1)</script>", "Nothing was kept"),
        ("temporarily_unavailable", "", "cannot be reached"),
    ],
)
async def test_refusals_are_said_in_our_words(
    handed: Handed, visitor: Visitor, error: str, described: str, says: str
) -> None:
    back = await visitor.chooses(await visitor.begins(), "work")
    refused = with_query(back, code="", error=error, error_description=described)
    answer = await visitor.comes_back(refused)
    assert answer.status in (403, 503)
    assert says in answer.text
    assert "alert" not in answer.html
    assert await kept(handed) == {}


async def test_it_leads_nowhere_but_to_our_own_page(visitor: Visitor) -> None:
    back = await visitor.chooses(await visitor.begins(), "work")
    more = {"redirect_uri": "https://evil.example", "next": "//evil.example"}
    answer = await visitor.goes(with_query(back, **more))
    assert answer.headers["Location"].startswith(f"{visitor.browser.link}/learned/")


@pytest.mark.parametrize("purpose", ["", "HOME", "learned", "home; host", "x" * 500])
async def test_nothing_else_can_be_begun(visitor: Visitor, purpose: str) -> None:
    assert (await visitor.sends("/sign-in", purpose=purpose)).status == 400


async def test_microsofts_sign_in_is_away(
    deployment: Deployment, handed: Handed, visitor: Visitor
) -> None:
    await deployment.stop()
    deployment.more["LOGIN_URL"] = "http://127.0.0.1:9/login"
    await deployment.start()
    visitor.browser.base = deployment.url.removesuffix("/api/messages")
    answer = await visitor.sends("/sign-in", purpose="home")
    assert answer.status == 503
    assert "Nothing was kept" in answer.text
    assert not visitor.cookies


async def test_without_its_registration_there_is_no_such_door(
    deployment: Deployment, handed: Handed, visitor: Visitor
) -> None:
    await deployment.stop()
    deployment.more = {}
    await deployment.start()
    visitor.browser.base = deployment.url.removesuffix("/api/messages")
    page = await visitor.goes(visitor.browser.link)
    assert "Sign in at Microsoft" not in page.text
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
    assert (await visitor.sends("/sign-in", purpose="home")).status == 404
    assert (await visitor.goes(f"{PUBLIC}/signed-in?code=x&state=y")).status == 404


async def test_the_log_names_nobody(
    handed: Handed, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    learned = await visitor.signs_in("work")
    await visitor.decides(learned, "whole")
    [said] = [r.getMessage() for r in caplog.records if r.name == "desk.signing_in"]
    assert said.endswith("showed: invited user")
    ours = ("desk", "web", "evidence", "cases", "msal")
    spoken = [r.getMessage() for r in caplog.records if r.name.partition(".")[0] in ours]
    for secret in ("mj4711", "marcus", handed.token):
        assert secret not in "\n".join(spoken)


# --- the second check ---------------------------------------------------------------------------


async def test_the_guest_gets_in(handed: Handed, visitor: Visitor) -> None:
    handed.deployment.world.share.guest = "accepted"
    warned = await visitor.goes(f"{visitor.browser.link}/second-check")
    assert "this may accept it" in warned.text
    learned = await visitor.signs_in("work", "host")
    assert "You got in" in learned.text
    await visitor.decides(learned, "whole")
    assert (await kept(handed))["guest.exists"] is True


async def test_the_guest_is_refused_by_a_number(handed: Handed, visitor: Visitor) -> None:
    learned = await visitor.signs_in("work", "host")
    assert "AADSTS50020" in learned.text
    await visitor.decides(learned, "whole")
    assert (await kept(handed))["host.signIn.secondCheckCode"] == 50020


async def test_somebody_elses_refusal_is_not_kept(handed: Handed, visitor: Visitor) -> None:
    learned = await visitor.signs_in("it", "host")
    await visitor.decides(learned, "nothing")
    ids = {"host.signIn.secondCheckId", "host.signIn.secondCheckApp"}
    assert set(await kept(handed)) == ids


async def test_the_second_check_is_known_by_an_id_of_ours(handed: Handed, visitor: Visitor) -> None:
    url = await visitor.begins("host")
    given = parse_qs(urlsplit(url).query)["client-request-id"][0]
    assert (await kept(handed))["host.signIn.secondCheckId"] == given
    assert handed.deployment.world.inviting.tenant_id in url


async def test_the_log_is_read_later_for_those_whom_microsoft_does_not_send_back(
    handed: Handed, visitor: Visitor
) -> None:
    before = len((await handed.case()).history)
    for _ in range(3):
        await visitor.begins("host")
    pressed = datetime.now(UTC)
    await handed.deployment.settled()
    open_ = "SELECT due_at FROM jobs WHERE kind = 'check' AND state = 'open'"
    rows = handed.deployment.rows(open_)
    assert len(rows) in (1, 2), "one reading is for all, unless five minutes ended in between"
    due = datetime.fromisoformat(str(rows[0][0])).replace(tzinfo=UTC)
    assert timedelta(minutes=5) < due - pressed <= timedelta(minutes=11)
    kinds = [e.kind for e in (await handed.case()).history[before:]]
    assert EventKind.CHECKED not in kinds


async def test_its_error_page_can_be_pasted(handed: Handed, visitor: Visitor) -> None:
    page = await visitor.goes(f"{visitor.browser.link}/second-check")
    text = "AADSTS53003: Access has been blocked by Conditional Access policies."
    said = await visitor.sends("/second-check", form=page.field("form"), text=text)
    assert "We check again now" in said.text
    assert await kept(handed) == {"host.signIn.secondCheckCode": 53003}
    unread = await visitor.sends("/second-check", form=page.field("form"), text="<script>")
    assert unread.status == 422
    assert "&lt;script&gt;" in unread.html


# --- an administrator's consent -----------------------------------------------------------------


async def test_an_administrator_grants_and_withdraws(handed: Handed, visitor: Visitor) -> None:
    home = handed.deployment.world.invited.tenant_id
    own = handed.deployment.world.inviting.tenant_id
    offered = await visitor.goes(f"{visitor.browser.link}/consent")
    assert "df021288-bdef-4463-88db-98f22de89214" in offered.html
    at_microsoft = await visitor.begins("consent")
    who = await visitor.goes(await visitor.chooses(at_microsoft, "it"))
    learned = await visitor.comes_back(await visitor.chooses(who.headers["Location"], "it"))
    assert "signed in as an administrator" in learned.text
    assert await handed.store.grants() == {}
    await visitor.decides(learned, "grant")
    assert await handed.store.grants() == {home: frozenset({own})}
    assert EventKind.CONSENTED in {e.kind for e in (await handed.case()).history}
    again = await visitor.signs_in("it", "administrator")
    await visitor.decides(again, "withdraw")
    assert await handed.store.grants() == {}


async def test_before_an_administrator_agrees_the_page_says_how_far_it_reaches(
    handed: Handed, visitor: Visitor
) -> None:
    opened = await visitor.goes(visitor.browser.link)
    assert "certain settings" not in opened.text
    page = await visitor.goes(f"{visitor.browser.link}/consent")
    assert "A permission holds for your whole organisation" in page.text
    assert "User.Read.All : the whole profile of every account" in page.text
    assert page.html.index("whole profile") < page.html.index("<button")
    assert not [name for name in ("Files.Read.All", "Sites.Read.All") if name in page.html]
    assert 'value="consent"' not in page.html, "everything at once would hold files and sites"


async def test_an_inviting_partner_reads_of_files_and_sites_before_the_button(
    deployment: Deployment,
) -> None:
    await deployment.stop()
    deployment.more["OWN_TENANT_ID"] = deployment.world.invited.tenant_id
    await deployment.start()
    async with handed_off(deployment) as handed, visiting(handed) as visitor:
        page = await visitor.goes(f"{visitor.browser.link}/consent")
        button = page.html.index('value="consent"')
        for name in ("Files.Read.All", "Sites.Read.All", "the content of every file"):
            assert page.html.index(name) < button


async def test_nobody_but_an_administrator_grants(handed: Handed, visitor: Visitor) -> None:
    learned = await visitor.signs_in("work", "administrator")
    assert "may not decide" in learned.text
    path = urlsplit(learned.url).path.removeprefix(visitor.browser.link)
    assert (await visitor.sends(path, decision="grant")).status == 409
    assert await handed.store.grants() == {}


@pytest.mark.parametrize(
    ("role", "grants"),
    [
        ("62e90394-69f5-4237-9190-012177145e10", True),  # Global Administrator
        ("e8611ab8-c189-46e8-94e1-60213ab1f814", True),  # Privileged Role Administrator
        ("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", False),  # Application Administrator
    ],
)
async def test_only_who_may_consent_to_graph_grants(
    handed: Handed, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, role: str, grants: bool
) -> None:
    monkeypatch.setattr(signers, "GLOBAL_ADMINISTRATOR", role)
    learned = await visitor.signs_in("it", "administrator")
    path = urlsplit(learned.url).path.removeprefix(visitor.browser.link)
    said = await visitor.sends(path, decision="grant")
    assert said.status == (303 if grants else 409)
    assert bool(await handed.store.grants()) is grants


async def test_a_tenant_that_did_not_let_us_in_is_not_granted(
    handed: Handed, visitor: Visitor
) -> None:
    handed.deployment.world.invited.graph.consented = False
    learned = await visitor.signs_in("it", "administrator")
    path = urlsplit(learned.url).path.removeprefix(visitor.browser.link)
    refused = await visitor.sends(path, decision="grant")
    assert (refused.status, "did not let us in" in refused.text) == (409, True)
    assert await handed.store.grants() == {}


@pytest.mark.parametrize("state", ["", "made-up"])
async def test_a_forged_callback_grants_nothing(
    handed: Handed, visitor: Visitor, state: str
) -> None:
    forged = f"{PUBLIC}/consented?admin_consent=True&tenant=x&state={state}"
    assert (await visitor.comes_back(forged)).status == 400, "no sign-in was begun here"
    await visitor.begins("consent")
    assert (await visitor.comes_back(forged)).status == 409
    assert await handed.store.grants() == {}


async def test_what_the_callback_says_of_the_tenant_counts_for_nothing(
    handed: Handed, visitor: Visitor
) -> None:
    at_microsoft = await visitor.begins("consent")
    back = await visitor.chooses(at_microsoft, "it")
    other = handed.deployment.world.inviting.tenant_id
    who = await visitor.goes(with_query(back, tenant=other))
    learned = await visitor.comes_back(await visitor.chooses(who.headers["Location"], "it"))
    await visitor.decides(learned, "grant")
    assert set(await handed.store.grants()) == {handed.deployment.world.invited.tenant_id}


async def test_a_declined_consent_grants_nothing(handed: Handed, visitor: Visitor) -> None:
    back = await visitor.chooses(await visitor.begins("consent"), "decline")
    assert "That is fine" in (await visitor.comes_back(back)).text
    assert await handed.store.grants() == {}


async def test_one_kind_of_return_does_not_end_the_other(visitor: Visitor) -> None:
    back = await visitor.chooses(await visitor.begins("consent"), "it")
    assert (await visitor.comes_back(back.replace("/consented", "/signed-in"))).status == 409
    back = await visitor.chooses(await visitor.begins("home"), "work")
    assert (await visitor.comes_back(back.replace("/signed-in", "/consented"))).status == 409
