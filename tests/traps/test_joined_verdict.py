"""Evidence of both organisations comes together in one verdict, and whoever sees it sees it move.

The invited organisation lets nobody read it, unless said otherwise: what it tells comes over the
partner's page.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.due import Patience
from cases.hand_off import HandOff
from cases.model import Case, Owner, Person, TurnKey
from cases.store import Store
from cases.turn_record import TurnRecord, Visit
from causes.model import Diagnosis, State
from desk.bringing import brought, recheck
from evidence.facts import (
    CHECK_PACK,
    OUTBOUND_ALLOWS,
    SIGN_IN_CHECK,
    UPN_EQUALS_INVITED,
    Answer,
    Facts,
    Observation,
    SummaryReader,
    Trust,
)
from tests.living_sandbox import text_of
from tests.traps.deployment import DESK, MAIL, Deployment, Speaker

# What an inviter can tell of it: the page, and no account.
HEADING = """That didn't work
Correlation ID: 5d8f1ba0-0000-4000-8000-1234567890ab
URL: https://fabrikam.sharepoint.com/:f:/s/project-x/E1
Issue Type: User not in directory
"""


@pytest.fixture
async def store(deployment: Deployment) -> AsyncIterator[Store]:
    """The same database, as another process has it."""
    beside = await Store.open(deployment.database_url)
    yield beside
    await beside.close()


async def asked_by_the_inviter(deployment: Deployment, *, readable: bool = False) -> Speaker:
    """Denise's case, checked, and in the desk's channel."""
    deployment.world.invited.graph.consented = readable
    await deployment.in_channel("ada").says("desk here")
    denise = deployment.denise()
    await denise.says(HEADING)
    await deployment.settled()
    await denise.presses("intake.answer", field="reporter.side", answer="inviting")
    await denise.presses("intake.answer", field="case.invitedAddress", answer=MAIL)
    await deployment.settled()
    await denise.presses("intake.check")
    await denise.verdict()
    await deployment.settled()
    await denise.presses("case.pass")
    await deployment.settled()
    return denise


def page_of(deployment: Deployment, token: str, rest: str = "") -> str:
    return deployment.url.replace("/api/messages", f"/h/{token}{rest}")


async def handed_off(store: Store) -> str:
    """The token of a link to the partner's page."""
    at, token = datetime.now(UTC), secrets.token_urlsafe(32)
    amara = Person("29:amara", DESK["amara"], "t", "Amara")
    made = HandOff(
        secrets.token_hex(16), 1, SummaryReader.PARTNER, "en", "# Case 1\n", "# Case 1\n",
        amara, at, at + timedelta(days=14),
    )  # fmt: skip
    key, owner = TurnKey("a:amara", made.id), Owner("a:amara", amara.object_id)
    await store.commit_turn(TurnRecord(key, owner, at, 0, None, hand_offs=(made,)))
    assert await store.keep_link(token, made.id, at)
    return token


async def signs_in(store: Store) -> None:
    """The invited person released "differs", as the page keeps it after a sign-in check."""
    at, case = datetime.now(UTC), await the_case(store)
    learned = Facts().with_(
        UPN_EQUALS_INVITED, Observation(False, SIGN_IN_CHECK, at, Trust.SIGNED_IN)
    )
    case, jobs = recheck(brought(case, learned, SIGN_IN_CHECK, at), at, Patience())
    hand_off = await store.hand_off_behind(await handed_off(store))
    assert hand_off
    key = TurnKey(hand_off.id, secrets.token_hex(8))
    await store.commit_visit(Visit(key, at, (case,), jobs))


def printed(pack: str, facts: dict[str, bool]) -> str:
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({"invitedesk": 1, "pack": pack, "made": made, "facts": facts}, indent=2)


async def sends_pack(deployment: Deployment, token: str, pack: str, **answers: bool) -> int:
    facts = {name.replace("__", "."): answer for name, answer in answers.items()}
    form = {"form": secrets.token_urlsafe(16), "text": printed(pack, facts)}
    where = page_of(deployment, token, "/pack/send")
    async with deployment.session.post(where, data=form, allow_redirects=False) as sent:
        return sent.status


async def the_case(store: Store) -> Case:
    case = await store.case(1)
    assert case
    return case


async def judged(deployment: Deployment, store: Store) -> Case:
    await deployment.settled()
    return await the_case(store)


def desk_card(deployment: Deployment) -> str:
    """The desk's card of the case as it stands in the channel."""
    [card] = deployment.in_channel("amara").cards()
    return text_of(card["content"])


def present(case: Case) -> set[str]:
    diagnosis = Diagnosis.from_json(case.diagnosis or {})
    return {v.cause for v in diagnosis.verdicts if v.state is State.PRESENT}


async def test_a_sign_in_check_moves_the_verdict_and_every_card(
    deployment: Deployment, store: Store
) -> None:
    denise = await asked_by_the_inviter(deployment)
    before, card = await the_case(store), await denise.card_with("case.again")
    assert before.cause == "guest-pending-acceptance"
    assert "two reasonable decisions collide" not in text_of(card["content"])
    assert "has not been accepted yet" in desk_card(deployment)

    await signs_in(store)

    after = await judged(deployment, store)
    assert after.cause == "upn-differs-from-invited-address"
    seen = after.facts.judged(UPN_EQUALS_INVITED)
    assert seen
    assert (seen.value, seen.source, seen.trust) == (
        False,
        SIGN_IN_CHECK,
        Trust.SIGNED_IN,
    )
    now = await denise.card_with("case.again")
    assert now["id"] == card["id"], "the card they have, renewed in place"
    assert "two reasonable decisions collide" in text_of(now["content"])
    assert "the invited person's sign-in on the other organisation's page" in text_of(
        now["content"]
    )
    assert after.desk_diagnosis
    assert after.desk_diagnosis["cause"] == after.cause
    assert "with the sign-in name" in desk_card(deployment)


async def test_a_pack_contradicts_what_was_told_and_both_are_shown(
    deployment: Deployment, store: Store
) -> None:
    denise = await asked_by_the_inviter(deployment)
    case = await the_case(store)
    told = Answer(True, Trust.TOLD, datetime.now(UTC))
    complaint = case.complaint.with_(OUTBOUND_ALLOWS, told)
    await store.save_case(replace(case, complaint=complaint))

    token = await handed_off(store)
    assert await sends_pack(deployment, token, "outbound", home__xtap__outboundAllows=False) == 303

    after = await judged(deployment, store)
    seen = after.facts.judged(OUTBOUND_ALLOWS)
    assert seen
    assert (seen.value, seen.source) == (False, CHECK_PACK)
    assert [o.source for o in after.facts.contradictions(OUTBOUND_ALLOWS)] == ["the person"]
    shown = text_of((await denise.card_with("case.again"))["content"])
    assert "a check script that an administrator ran" in shown
    assert "xtap-outbound-blocked" in present(after) - present(case)


async def test_what_was_read_beats_a_pack_and_the_pack_stays_on_the_card(
    deployment: Deployment, store: Store
) -> None:
    denise = await asked_by_the_inviter(deployment, readable=True)
    before = await the_case(store)
    token = await handed_off(store)
    said = {"invitee__upnEqualsInvited": True}
    assert await sends_pack(deployment, token, "account", **said) == 303

    after = await judged(deployment, store)
    seen = after.facts.judged(UPN_EQUALS_INVITED)
    assert seen
    assert (seen.value, seen.trust) == (False, Trust.READ)
    assert [o.source for o in after.facts.contradictions(UPN_EQUALS_INVITED)] == [CHECK_PACK]
    assert after.cause == before.cause
    assert "a check script that an administrator ran" in text_of(
        (await denise.card_with("case.again"))["content"]
    )


@pytest.mark.parametrize(
    ("pack", "answers"),
    [
        ("guest", {"guest__exists": False}),
        ("account", {"host__requireMatch": False}),
        ("account", {"invitee__upn": True}),
    ],
)
async def test_the_partner_tells_nothing_of_the_other_side(
    deployment: Deployment, store: Store, pack: str, answers: dict[str, bool]
) -> None:
    await asked_by_the_inviter(deployment)
    before = await the_case(store)
    assert await sends_pack(deployment, await handed_off(store), pack, **answers) == 422
    assert await the_case(store) == before


async def test_a_pack_pasted_to_the_bot_is_read_like_any_paste(
    deployment: Deployment, store: Store
) -> None:
    marcus = deployment.marcus()
    await marcus.reports()
    await marcus.says(printed("outbound", {"home.xtap.outboundAllows": False}))
    await deployment.settled()
    answer = (await the_case(store)).complaint.answers[OUTBOUND_ALLOWS.name]
    assert (answer.value, answer.trust) == (False, Trust.PASTED)
