"""Teams refuses, throttles or is away: nothing is posted twice, and every failure is seen."""

from __future__ import annotations

import logging

import pytest

from tests.bot.conftest import Answered
from tests.traps.deployment import MAIL, Deployment, Speaker, eventually

PERSONAL = ("marcus", "mj4711", MAIL, "contoso", "Bearer", "Didn")


def refusal(status: int, code: str, **headers: str) -> Answered:
    return Answered(status, {"error": {"code": code, "message": "no"}}, headers)


async def test_throttled_then_sent_once(deployment: Deployment, marcus: Speaker) -> None:
    deployment.channel.will_answer = [refusal(429, "TooManyRequests", **{"Retry-After": "1"})]
    await marcus.says("help")
    await deployment.settled()

    first, second = deployment.channel.posted
    assert first.body == second.body
    assert second.at - first.at >= 1.0


async def test_a_long_throttling_is_logged_and_the_answer_comes_later(
    deployment: Deployment, marcus: Speaker, caplog: pytest.LogCaptureFixture
) -> None:
    deployment.channel.will_answer = [refusal(429, "TooManyRequests", **{"Retry-After": "60"})]
    with caplog.at_level(logging.INFO):
        await marcus.says("help")
        await deployment.settled()

    assert "throttled" in caplog.text
    assert len(deployment.channel.posted) == 2, "refused for certain, so posted again"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_an_answer_that_may_have_arrived_is_not_posted_again(
    deployment: Deployment, marcus: Speaker, status: int
) -> None:
    deployment.channel.will_answer = [refusal(status, "ServiceError")]
    await marcus.says("help")
    await deployment.settled()

    assert len(deployment.channel.posted) == 1


async def test_the_card_of_a_check_that_may_have_arrived_is_not_posted_again(
    deployment: Deployment, marcus: Speaker
) -> None:
    await marcus.reports()
    await deployment.settled()
    before = len(deployment.channel.posted)
    deployment.channel.will_answer = [refusal(503, "ServiceError")]
    await marcus.says("check")
    await marcus.verdict()
    await deployment.settled()

    later = deployment.channel.posted[before:]
    starts = [p for p in later if p.method == "POST" and "Checking" in str(p.body)]
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("code", "named"),
    [("BotNotInConversationRoster", "gone"), ("ConversationBlockedByUser", "blocked")],
)
async def test_a_chat_that_lets_the_bot_in_no_more_is_seen_in_the_log_and_left_alone(
    deployment: Deployment,
    marcus: Speaker,
    caplog: pytest.LogCaptureFixture,
    code: str,
    named: str,
) -> None:
    deployment.channel.will_answer = [refusal(403, code) for _ in range(9)]
    with caplog.at_level(logging.INFO):
        await marcus.says("help")
        await deployment.settled()

    assert len(deployment.channel.posted) == 1
    assert [r.levelname for r in caplog.records if named in r.getMessage()] == ["WARNING"]
    assert deployment.rows("SELECT count(*) FROM jobs WHERE state = 'failed'") == [(1,)]


async def test_a_verdict_whose_card_was_deleted_is_sent_anew(
    deployment: Deployment, marcus: Speaker
) -> None:
    await marcus.reports()
    card = await marcus.card_with("intake.check")
    deployment.channel.deleted.add(card["id"])
    await marcus.presses("intake.check")
    await deployment.settled()

    last = deployment.channel.posted[-1]
    assert last.method == "POST"
    assert "case.again" in str(last.body)


async def test_why_the_bot_gets_no_token_is_in_the_log(
    deployment: Deployment, caplog: pytest.LogCaptureFixture
) -> None:
    """A client secret that ran out is the classic outage."""
    await deployment.stop()
    deployment.secret = "ran out"
    await deployment.start()
    with caplog.at_level(logging.INFO):
        reply = await deployment.marcus().says("help")
        await eventually(lambda: "no token" in caplog.text or None, "a line about the token")

    assert reply.status == 200
    assert "own credentials" in caplog.text or "7000215" in caplog.text
    assert "ran out" not in caplog.text


async def test_the_bots_token_is_asked_of_its_own_tenant(
    deployment: Deployment, marcus: Speaker
) -> None:
    await marcus.says("help")
    await deployment.settled()

    asked = [r for r in deployment.microsoft.requests if r.startswith("POST /login/")]
    assert asked == [f"POST /login/{deployment.world.inviting.tenant_id}/oauth2/v2.0/token"]


async def test_no_person_is_named_in_the_log_of_a_whole_case(
    deployment: Deployment, marcus: Speaker, caplog: pytest.LogCaptureFixture
) -> None:
    deployment.world.inviting.graph.permissions = frozenset({"User.Read.All"})
    with caplog.at_level(logging.INFO):
        await marcus.reports()
        await marcus.presses("intake.check")
        await marcus.verdict()
        deployment.channel.will_answer = [refusal(403, "BotNotInConversationRoster")]
        await marcus.says("help")
        await deployment.settled()

    ours = [r for r in caplog.records if r.name.split(".")[0] in {"bot", "desk", "evidence"}]
    assert ours
    text = "\n".join(record.getMessage() for record in ours)
    assert not any(word.lower() in text.lower() for word in PERSONAL)
