"""The partner's page under attack and in bad weather: refused cleanly, nothing lost or told."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from cards.mail import Page, mail_texts
from cards.summaries import markdown
from cases.due import Patience
from cases.model import CaseState, CloseReason, Event, EventKind, PassedBecause
from cases.store import CaseConflict, Retention
from desk import moves
from desk.visiting import MOST
from evidence.facts import (
    INVITED_ADDRESS,
    UPN_EQUALS_INVITED,
    Facts,
    Observation,
    SummaryReader,
    Trust,
)
from tests.cards.linter import problems
from tests.traps.deployment import CASES, Deployment
from tests.traps.partner import Browser, Handed, browsing, hand_off, handed_off

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} ${x} [x](https://evil.example)"
ONLY_AN_ADDRESS = Facts().with_(
    INVITED_ADDRESS, Observation("marcus.jones@contoso.com", "graph", None, Trust.READ)
)
PERSONAL = ("marcus", "mj4711", "127.0.0.", "contoso", "because")


@pytest.fixture
async def handed(deployment: Deployment) -> AsyncIterator[Handed]:
    async with handed_off(deployment) as handed:
        yield handed


@pytest.fixture
async def browser(handed: Handed) -> AsyncIterator[Browser]:
    async with browsing(handed) as browser:
        yield browser


def contents(deployment: Deployment) -> dict[str, list[tuple[object, ...]]]:
    """All that the database holds, but what the desk's own jobs do by themselves."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    return {
        name: deployment.rows(f"SELECT * FROM {name}")
        for (name,) in deployment.rows(tables)
        if name != "jobs"
    }


# --- reading -------------------------------------------------------------------------------------


async def test_reading_changes_nothing_however_often(
    deployment: Deployment, handed: Handed, browser: Browser
) -> None:
    await deployment.settled()
    before = contents(deployment)
    for method in ("GET", "HEAD", "GET"):
        for below in ("", "/answer", "/pack", "/pack/send", "/pack/account.ps1", "?sent=done"):
            await browser.opens(below, method)

    assert contents(deployment) == before


async def test_the_page_says_who_writes_what_can_be_done_and_takes_an_answer(
    browser: Browser,
) -> None:
    page = await browser.opens()

    assert page.status == 200
    assert "From the helpdesk of fabrikam.sharepoint.com" in page.text
    first = page.text.index("Your way 1")
    assert first < page.text.index("It is done") < page.text.index("To read")
    assert "mj4711" not in page.html, "the sign-in name is not released"


async def test_below_a_path_of_the_proxys_the_page_leads_back_there(
    deployment: Deployment,
) -> None:
    await deployment.stop()
    deployment.more["PUBLIC_URL"] = "https://apps.fabrikam.example/invites"
    deployment.more["ORGANISATION_NAME"] = "Fabrikam"
    await deployment.start()
    async with handed_off(deployment) as handed, browsing(handed) as browser:
        page, ended = await browser.opens(), await browser.asks("GET", "/h/x")
    inside = re.findall(r'(?:href|action)="(/[^"]*)"', page.html + ended.html)

    assert "From the helpdesk of Fabrikam" in page.text
    assert {"/invites/privacy", "/invites/terms"} <= set(inside)
    assert not [path for path in inside if not path.startswith("/invites/")]


async def test_it_lets_nothing_in_and_nobody_near(browser: Browser) -> None:
    page = await browser.opens()
    policy = page.headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    for part in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Set-Cookie" not in page.headers
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", page.html), "no third party"
    assert not re.search(r"<[^>]+\son\w+=", page.html)


# --- links that open nothing ---------------------------------------------------------------------


async def test_every_link_that_opens_nothing_gets_the_same_page(
    handed: Handed, browser: Browser
) -> None:
    guessed = await browser.asks("GET", f"/h/{secrets.token_urlsafe(32)}")
    others = [
        await browser.asks("GET", "/h/x"),
        await browser.asks("GET", "/h/"),
        await browser.asks("GET", f"/h/{handed.token}x"),
        await browser.asks("GET", f"/h/{handed.token[:-1]}"),
        await browser.asks("GET", f"/h/{handed.hand_off.id}"),
        await browser.asks("GET", "/h/..%2f..%2fetc%2fpasswd"),
        await browser.asks("GET", "/h/%00%F0%9F%92%A9"),
        await browser.asks(
            "POST", f"/h/{secrets.token_urlsafe(32)}/answer", data={"answer": "done"}
        ),
        await browser.asks("DELETE", f"/h/{handed.token}"),
        await browser.asks("GET", f"/h/{handed.token}/elsewhere"),
    ]

    assert guessed.status == 404
    assert "no longer opens anything" in guessed.text
    for other in others:
        assert (other.status, other.html) == (404, guessed.html)


async def test_a_revoked_link_is_as_good_as_none(handed: Handed, browser: Browser) -> None:
    form = (await browser.opens()).field("form")
    await handed.changed(revoked_at=datetime.now(UTC))

    assert (await browser.opens()).status == 404
    late = await browser.sends("/answer", form=form, answer="done", text="")
    assert late.status == 404
    assert await handed.answered() == []


async def test_an_expired_link_is_as_good_as_none(deployment: Deployment) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with handed_off(deployment, expires_at=past) as handed, browsing(handed) as browser:
        assert (await browser.opens()).status == 404
        sent = await browser.sends("/answer", form="a" * 22, answer="done", text="")
        assert sent.status == 404
        assert await handed.answered() == []


async def test_the_link_of_one_case_says_nothing_to_another(
    deployment: Deployment, handed: Handed, browser: Browser
) -> None:
    second = await hand_off(deployment, handed.store, handed.number)
    async with browsing(second) as other:
        form = (await other.opens()).field("form")
        sent = await browser.sends("/answer", form=form, answer="question", text="which account?")
        assert sent.status == 200
        page = await other.opens()

    assert "which account?" not in page.text, "a page shows what was sent from it alone"
    assert "which account?" in (await browser.opens()).text


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "text", "thanks"),
    [
        ("done", "", "We check again now"),
        ("cannot", "policy forbids it", "Thank you for saying so"),
        ("question", "which tenant is yours?", "Your question has arrived"),
    ],
)
async def test_an_answer_lands_in_the_case_and_starts_a_check(
    deployment: Deployment,
    handed: Handed,
    browser: Browser,
    answer: str,
    text: str,
    thanks: str,
) -> None:
    checks = "SELECT count(*) FROM jobs WHERE kind = 'check'"
    before = deployment.rows(checks)
    page = await browser.answers(answer, text)
    await deployment.settled()

    assert thanks in page.text
    assert page.url.endswith(f"?sent={answer}"), "a reload sends nothing"
    assert await handed.answered() == [(answer, text)]
    assert deployment.rows(checks) > before
    assert text in (await browser.opens()).text


async def test_an_option_is_chosen(handed: Handed, browser: Browser) -> None:
    page = await browser.opens()
    offered = re.findall(r'name="option" id="option-\d+" value="([\w-]+)"', page.html)
    page = await browser.answers("chose", "on Friday", option=offered[1])

    assert "Your choice is noted" in page.text
    [event] = [e for e in (await handed.case()).history if e.kind is EventKind.PARTNER_ANSWERED]
    assert event.detail["option"] == offered[1]


WRONG = [
    ({"answer": "", "text": "kept words"}, "Choose one of the answers", "answer"),
    ({"answer": "all", "text": "kept words"}, "Choose one of the answers", "answer"),
    ({"answer": "chose", "text": "kept words"}, "Choose the way you take", "option"),
    ({"answer": "chose", "option": "x", "text": "kept"}, "Choose the way you take", "option"),
    ({"answer": "cannot", "text": " \r\n "}, "Write why it cannot be done", "text"),
    ({"answer": "question", "text": ""}, "Write your question", "text"),
    ({"answer": "done", "text": "kept words " * 400}, "This is too long", "text"),
]


async def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    handed: Handed, browser: Browser
) -> None:
    form = (await browser.opens()).field("form")
    for fields, said, beside in WRONG:
        page = await browser.sends("/answer", form=form, **fields)

        assert page.status == 422
        assert said in page.text
        assert f'id="{beside}-wrong"' in page.html
        described = rf'aria-describedby="{beside}-wrong[^"]*"\s+aria-invalid="true"'
        assert re.search(described, page.html)
        assert fields["text"].strip() in page.html
        assert page.field("form") == form, "so that the corrected form still counts once"
    assert await handed.answered() == []


async def test_a_form_sent_twice_counts_once(handed: Handed, browser: Browser) -> None:
    form = (await browser.opens()).field("form")
    first = await browser.sends("/answer", form=form, answer="question", text="who are you?")
    again = await browser.sends("/answer", form=form, answer="question", text="who are you?")

    assert "Your question has arrived" in first.text
    assert "We have it already" in again.text
    assert len(await handed.answered()) == 1


async def test_a_form_sent_again_after_weeks_counts_once(handed: Handed, browser: Browser) -> None:
    form = (await browser.opens()).field("form")
    await browser.sends("/answer", form=form, answer="question", text="who are you?")
    await browser.answers("cannot", "no")
    await handed.store.sweep(datetime.now(UTC) + timedelta(days=8), Retention())
    again = await browser.sends("/answer", form=form, answer="question", text="who are you?")
    assert "We have it already" in again.text
    assert len(await handed.answered()) == 2


async def test_going_back_and_sending_the_same_again_counts_once(
    handed: Handed, browser: Browser
) -> None:
    await browser.answers("question", "who are you?")
    again = await browser.answers("question", "who are you?")
    assert "We have it already" in again.text
    assert len(await handed.answered()) == 1

    await browser.answers("question", "and where?")
    await browser.answers("cannot", "and where?")
    assert len(await handed.answered()) == 3, "another text or kind is another answer"


@pytest.mark.parametrize(
    ("kind", "since"),
    [(EventKind.STILL_STANDS, timedelta(0)), (EventKind.PARTNER_ANSWERED, timedelta(hours=2))],
)
async def test_the_same_answer_counts_anew_once_it_was_overtaken(
    handed: Handed, browser: Browser, kind: EventKind, since: timedelta
) -> None:
    said = {"hand_off": handed.hand_off.id, "answer": "done", "option": "", "text": ""}
    at = datetime.now(UTC) - since
    events = [Event(EventKind.PARTNER_ANSWERED, at, "bot", said)]
    if kind is EventKind.STILL_STANDS:
        events.append(Event(kind, at, "bot", {}))
    await handed.store.save_case(await handed.case(), events)

    page = await browser.answers("done")
    assert "We check again now" in page.text
    assert len(await handed.answered()) == 2


async def test_the_page_lists_what_was_sent_from_it_and_from_no_other(
    handed: Handed, browser: Browser
) -> None:
    at = datetime.now(UTC)
    other = secrets.token_hex(16)
    brought = [
        Event(EventKind.BROUGHT, at, "bot", {"source": source, "hand_off": of})
        for source, of in (
            ("sign-in check", handed.hand_off.id),
            ("second check", handed.hand_off.id),
            ("check pack", other),
        )
    ]
    assert "New evidence came" not in (await browser.opens()).text
    await handed.store.save_case(await handed.case(), brought)
    page = (await browser.opens()).text

    assert "What a sign-in showed" in page
    assert "What the try at the way in showed" in page
    assert "The result of a check by script" not in page
    assert "New evidence came since then" in page


async def test_the_desks_reply_stands_first_on_the_page(handed: Handed, browser: Browser) -> None:
    await browser.answers("question", "which site?")
    said = {"hand_off": handed.hand_off.id, "text": "The one of Finance <b>", "by": "Amara"}
    replied = Event(EventKind.PARTNER_REPLIED, datetime.now(UTC), "amara", said)
    await handed.store.save_case(await handed.case(), [replied])
    page = await browser.opens()

    assert page.text.index("The helpdesk answered") < page.text.index("It is done")
    assert "The one of Finance &lt;b&gt;" in page.html
    assert "Amara" not in page.html
    again = await browser.answers("question", "which site?")
    assert "Your question has arrived" in again.text, "after a reply it is asked anew"


async def test_where_nobody_can_tell_the_page_asks_what_they_see(
    deployment: Deployment,
) -> None:
    asks_nothing = {"sent": "# Nobody can tell", "generated": "# Nobody can tell"}
    async with handed_off(deployment, **asks_nothing) as handed, browsing(handed) as browser:
        case = await handed.case()
        await handed.store.save_case(replace(case, facts=ONLY_AN_ADDRESS, desk_diagnosis=None))
        page = await browser.opens()
        assert 'value="seen"' in page.html
        assert 'value="done"' not in page.html
        empty = await browser.answers("seen")
        assert (empty.status, "Write what you see" in empty.text) == (422, True)
        assert "What you see has arrived" in (await browser.answers("seen", "It is on")).text
        assert await handed.answered() == [("seen", "It is on")]


async def test_every_page_says_how_the_helpdesk_is_reached(deployment: Deployment) -> None:
    await deployment.stop()
    deployment.more["DESK_CONTACT"] = "desk@fabrikam.example"
    await deployment.start()
    async with handed_off(deployment) as handed, browsing(handed) as browser:
        for page in (
            await browser.opens(),
            await browser.asks("GET", "/h/x"),
            await browser.sends("/answer", {"Sec-Fetch-Site": "cross-site"}),
        ):
            assert 'href="mailto:desk@fabrikam.example"' in page.html


async def test_what_is_too_large_leads_back_to_the_form(browser: Browser) -> None:
    big = await browser.sends("/answer", text="x" * 100_000)

    assert (big.status, "up to 4,000 characters" in big.text) == (413, True)
    assert f'href="{browser.link}"' in big.html


async def test_two_answers_at_once_are_both_kept(handed: Handed, browser: Browser) -> None:
    forms = [(await browser.opens()).field("form") for _ in range(4)]
    sent = await asyncio.gather(
        *(
            browser.sends("/answer", form=form, answer="question", text=f"question {number}")
            for number, form in enumerate(forms)
        )
    )

    assert [page.status for page in sent] == [200] * 4
    assert sorted(await handed.answered()) == [("question", f"question {n}") for n in range(4)]


async def test_an_agent_who_works_on_the_case_meanwhile_loses_nothing(
    handed: Handed, browser: Browser
) -> None:
    async def works() -> int:
        kept = 0
        for _ in range(10):
            case = await handed.case()
            noted = Event(EventKind.NOTED, datetime.now(UTC), "amara", {"text": "called"})
            try:
                await handed.store.save_case(case, (noted,))
                kept += 1
            except CaseConflict:  # the page was faster
                pass
            await asyncio.sleep(0.01)
        return kept

    form = (await browser.opens()).field("form")
    kept, page = await asyncio.gather(
        works(), browser.sends("/answer", form=form, answer="cannot", text="no")
    )

    assert page.status == 200
    history = (await handed.case()).history
    assert sum(e.kind is EventKind.NOTED for e in history) == kept
    assert await handed.answered() == [("cannot", "no")]


async def test_reporters_of_cases_that_were_merged_into_it_hear_of_the_answer(
    deployment: Deployment, handed: Handed, browser: Browser
) -> None:
    denise = deployment.denise()
    await denise.reports("inviting")
    await denise.says("check")
    await denise.verdict()
    await deployment.settled()
    other = await handed.store.case(handed.number + 1)
    assert other
    now, patience = datetime.now(UTC), Patience()
    other = moves.passed(other, PassedBecause.ASKED, now, other.reporter.object_id, patience)
    reason = CloseReason.DUPLICATE
    other = moves.linked(moves.merged(other, handed.number), handed.number)
    await handed.store.save_case(moves.ended(other, CaseState.CLOSED, reason, now, patience))
    await handed.store.save_case(moves.linked(await handed.case(), other.number))
    told = len(denise.shown())

    await browser.answers("cannot", "no")
    await deployment.settled()
    assert "cannot" in "".join(denise.shown()[told:])


async def test_the_answer_goes_to_the_case_that_goes_on_instead(
    deployment: Deployment, handed: Handed, browser: Browser
) -> None:
    denise = deployment.denise()
    await denise.reports("inviting")
    await denise.says("check")
    await denise.verdict()
    await deployment.settled()
    now, patience, reason = datetime.now(UTC), Patience(), CloseReason.DUPLICATE
    merged = moves.merged(await handed.case(), handed.number + 1)
    await handed.store.save_case(moves.ended(merged, CaseState.CLOSED, reason, now, patience))

    page = await browser.answers("question", "who are you?")
    assert (page.status, "Your question has arrived" in page.text) == (200, True)
    assert "who are you?" in page.text, "the page lists it"
    living = await handed.store.case(handed.number + 1)
    assert living
    said = [e.detail["text"] for e in living.history if e.kind is EventKind.PARTNER_ANSWERED]
    assert said == ["who are you?"]
    assert await handed.answered() == []
    assert "/pack" not in page.html, "evidence may be about somebody else"


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN])
async def test_a_closed_case_can_be_read_and_takes_no_answer(
    handed: Handed, browser: Browser, state: CaseState
) -> None:
    form = (await browser.opens()).field("form")
    await handed.moved(state)
    page = await browser.opens()
    late = await browser.sends("/answer", form=form, answer="question", text="what I typed")

    assert page.status == 200
    assert "This case is closed" in page.text
    assert "<form" not in page.html
    assert late.status == 409
    assert "what I typed" in late.html, "so that it is not lost"
    assert await handed.answered() == []


async def test_a_case_takes_no_end_of_answers(handed: Handed, browser: Browser) -> None:
    at = datetime.now(UTC)
    many = [Event(EventKind.PARTNER_ANSWERED, at, "bot", {"answer": "done", "text": ""})] * MOST
    await handed.store.save_case(await handed.case(), many)

    refused = await browser.answers("question", "one more")
    assert refused.status == 409
    assert "takes no more answers" in refused.text
    assert len(await handed.answered()) == MOST


# --- hostile -------------------------------------------------------------------------------------


async def test_script_in_every_field_stays_text(
    deployment: Deployment, handed: Handed, browser: Browser
) -> None:
    form = (await browser.opens()).field("form")
    for fields in (
        {"answer": EVIL, "option": EVIL, "text": EVIL},
        {"answer": "chose", "option": EVIL, "text": EVIL, EVIL: EVIL},
        {"answer": "question", "option": EVIL, "text": EVIL},
    ):
        page = await browser.sends("/answer", form=form, **fields)
        assert "<script>alert" not in page.html
        assert "<img" not in page.html
        assert "49" not in page.text.replace("7*7", "")
    printed = await browser.sends("/pack", text=EVIL)
    assert "<script>alert" not in printed.html
    address = await browser.opens(f"?sent={quote(EVIL)}&had={quote(EVIL)}")
    assert address.status == 200
    assert "<img" not in address.html

    assert await handed.answered() == [("question", EVIL)]
    await deployment.settled()
    amara = deployment.at_desk("amara")
    await amara.says(f"case {handed.number}")
    await deployment.settled()
    cards = [c["content"] for one in (amara, deployment.marcus()) for c in one.cards()]
    assert cards
    for card in cards:
        assert problems(card) == []


async def test_script_in_an_answer_stays_text_in_the_channel_and_in_a_later_summary(
    deployment: Deployment,
) -> None:
    await deployment.in_channel("ada").says("desk here")
    amara = deployment.in_channel("amara")
    async with handed_off(deployment) as handed, browsing(handed) as browser:
        await browser.answers("question", EVIL)
        await deployment.settled()
        desk = SummaryReader.DESK
        later = await hand_off(deployment, handed.store, handed.number, reader=desk)
    await amara.presses("desk.view")

    assert "alert(1)" in "".join(amara.shown()).replace("\u200b", ""), "an agent reads it"
    for card in amara.cards():
        assert problems(card["content"]) == []
    said = [str(p.body.get("text") or "") for p in deployment.posted(CASES)]
    assert any("The partner answered" in text for text in said)
    assert not [text for text in said if re.search(r"<(script|img)|\]\(https://evil", text)]
    mail = mail_texts(markdown.read(later.hand_off.sent), handed.number, Page(), "en")
    assert "alert(1)" in mail.text
    assert "&lt;script&gt;alert(1)" in mail.html
    assert not re.search(r"<(script|img)|href=.https://evil", mail.html)


async def test_secrets_in_links_are_cut_at_the_door(handed: Handed, browser: Browser) -> None:
    secret = "https://fabrikam.sharepoint.com/:f:/s/x/abc?guestaccesstoken=s3cr3t-t0ken-of-mine"
    await browser.answers("question", f"Is it {secret} ?")

    [(_, text)] = await handed.answered()
    assert "s3cr3t" not in str(text)


FROM = [
    ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Origin": "https://evil.example"}, 403),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
    ({"Origin": "https://desk.fabrikam.example"}, 200),
    ({"Origin": "null"}, 200),
    ({}, 200),
]


async def test_only_our_own_page_sends_forms(handed: Handed, browser: Browser) -> None:
    for number, (headers, status) in enumerate(FROM):
        form, before = (await browser.opens()).field("form"), len(await handed.answered())
        said = {"form": form, "answer": "question", "text": f"number {number}"}
        sent = await browser.sends("/answer", headers, **said)

        assert (headers, sent.status) == (headers, status)
        assert len(await handed.answered()) - before == (status == 200)


FORM = "application/x-www-form-urlencoded"
NO_FORM = [
    (b"text=" + b"x" * 1_000_000, FORM, 413),
    (b"&".join(b"a%d=1" % n for n in range(500)), FORM, 400),
    (b"text=\xff\xfe&answer=done", FORM, 400),
    (b"answer=done&text=", FORM, 400),
    (b"answer=done&text=&form=../../x", FORM, 400),
    (b'{"answer": "done"}', "application/json", 415),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 415),
    (b"", "", 415),
]


async def test_what_is_no_form_of_ours_is_refused_with_a_page(
    handed: Handed, browser: Browser
) -> None:
    for body, kind, status in NO_FORM:
        headers = {"Content-Type": kind}
        sent = await browser.asks("POST", f"{browser.link}/answer", data=body, headers=headers)

        assert (body[:40], sent.status) == (body[:40], status)
        assert "Nothing was kept" in sent.text
    assert await handed.answered() == []


async def test_a_compressed_body_is_never_inflated(handed: Handed, browser: Browser) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    sent = await browser.asks("POST", f"{browser.link}/answer", data=b"\x1f\x8b", headers=headers)
    assert sent.status == 415


async def test_many_requests_of_one_address_are_refused_while_another_is_served(
    handed: Handed, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    async def flood() -> list[int]:
        return [(await browser.opens("?x=1")).status for _ in range(10)]

    begun = asyncio.get_running_loop().time()
    statuses = [s for one in await asyncio.gather(*(flood() for _ in range(20))) for s in one]
    took = asyncio.get_running_loop().time() - begun
    refused = await browser.opens()

    assert statuses.count(429) == 200 - 120
    assert took < 30
    assert refused.status == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Please wait" in refused.text
    second = await hand_off(handed.deployment, handed.store, handed.number)
    async with browsing(second, "127.0.0.2") as elsewhere:
        assert (await elsewhere.answers("question", "may I?")).status == 200
    lines = [r.getMessage() for r in caplog.records if "refused as too many" in r.getMessage()]
    assert len(lines) == 1, "a flood does not fill the log"
    assert "127.0.0" not in lines[0]


async def test_guessing_links_is_paced_strictly_and_disturbs_nobody_with_a_link(
    browser: Browser,
) -> None:
    guesses = [
        (await browser.asks("GET", f"/h/{secrets.token_urlsafe(32)}")).status for _ in range(40)
    ]

    assert guesses == [404] * 20 + [429] * 20
    assert (await browser.opens()).status == 200


async def test_the_log_holds_no_link_no_address_and_no_words(
    deployment: Deployment, handed: Handed, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await browser.answers("cannot", "because mj4711 is gone")
    await browser.sends("/answer", {"Sec-Fetch-Site": "cross-site"}, form="x")
    await browser.sends("/pack", text="because")
    await browser.asks("GET", f"/h/{secrets.token_urlsafe(32)}")
    broken = await browser.opens("? HTTP/9.9 because")
    assert broken.status == 400
    await deployment.settled()
    # The test's own server writes an access log; production has none (test_start.py).
    spoken = [r for r in caplog.records if r.name != "aiohttp.access"]
    said = "\n".join(f"{r.getMessage()} {r.exc_text or ''}" for r in spoken).lower()

    assert handed.token.lower() not in said
    assert not [word for word in PERSONAL if word in said]


async def test_without_its_database_the_page_says_that_nothing_was_kept(
    handed: Handed, browser: Browser
) -> None:
    form = (await browser.opens()).field("form")
    with unplugged(handed.deployment):
        sent = await browser.sends("/answer", form=form, answer="question", text="what I typed")
        read = await browser.opens()

    for page in (sent, read):
        assert page.status == 503
        assert "Nothing was kept" in page.text
        assert page.headers["Retry-After"] == "60"
    assert "what I typed" in sent.html, "so that it is not lost"
    assert await handed.answered() == []
    again = await browser.sends("/answer", form=form, answer="question", text="what I typed")
    assert again.status == 200


@contextmanager
def unplugged(deployment: Deployment) -> Iterator[None]:
    """The database without what the page needs, as it is while it is restored."""
    with sqlite3.connect(deployment.database) as connection:
        connection.execute("ALTER TABLE links RENAME TO unplugged")
    yield
    with sqlite3.connect(deployment.database) as connection:
        connection.execute("ALTER TABLE unplugged RENAME TO links")


# --- check packs ----------------------------------------------------------------------------------


def printed(**changes: object) -> str:
    """What the script about the account prints."""
    facts: dict[str, object] = {"invitee.accountEnabled": True, "invitee.upnEqualsInvited": False}
    made = datetime.now(UTC).isoformat()
    whole = {"invitedesk": 1, "pack": "account", "made": made, "facts": facts}
    return json.dumps(whole | changes, indent=2)


async def test_a_script_is_fetched_and_what_it_printed_is_shown_before_it_is_sent(
    handed: Handed, browser: Browser
) -> None:
    script = await browser.opens("/pack/account.ps1")
    shown = await browser.sends("/pack", text=printed())

    assert script.status == 200
    assert "attachment" in script.headers["Content-Disposition"]
    assert "marcus.jones@contoso.com" in script.html
    assert "Nothing was sent yet" in shown.text
    assert "Sign-in name is the invited address No" in shown.text
    assert not (await handed.case()).brought.observations

    form = shown.field("form")
    sent = await browser.sends("/pack/send", form=form, text=printed())
    again = await browser.sends("/pack/send", form=form, text=printed())
    assert "The result has arrived" in sent.text
    assert "We have it already" in again.text
    case = await handed.case()
    assert case.brought.value(UPN_EQUALS_INVITED) is False
    assert sum(e.kind is EventKind.BROUGHT for e in case.history) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{" * 5_000,
        printed(pack="guest", facts={}),  # a pack for the other side
        printed(facts={"invitee.upn": "mj4711@contoso.com"}),
        printed(facts={"guest.exists": True}),
        printed(made="2026-01-01T00:00:00+00:00"),
    ],
    ids=["empty", "braces", "other side", "a name", "foreign", "old"],
)
async def test_what_no_script_of_ours_printed_is_neither_shown_as_such_nor_kept(
    handed: Handed, browser: Browser, text: str
) -> None:
    for below in ("/pack", "/pack/send"):
        page = await browser.sends(below, text=text, form=secrets.token_urlsafe(16))
        assert page.status == 422
        assert "Nothing was sent." in page.text
    assert not (await handed.case()).brought.observations
