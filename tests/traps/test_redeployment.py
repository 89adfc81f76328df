"""A new release meets what an older or a newer one stored: nobody is stuck, no answer is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

import pytest

from tests.traps.deployment import MAIL, PAGE, Deployment, Speaker

Change = Callable[[dict[str, object]], dict[str, object]]
LARGEST_DRAFT = 4096  # bytes of stored draft after the longest paste


def stored(deployment: Deployment) -> dict[str, object]:
    [(body,)] = deployment.rows("SELECT body FROM drafts")
    draft: dict[str, object] = json.loads(body)
    return draft


async def redeploy(deployment: Deployment, change: Change) -> None:
    """Ends the bot, leaves the draft as another release would have written it, starts anew."""
    await deployment.settled()
    await deployment.stop()
    text = json.dumps(change(stored(deployment)))
    with sqlite3.connect(deployment.database) as connection:
        connection.execute("UPDATE drafts SET body = ?", (text,))
    await deployment.start()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda d: d, "back", id="the same release"),
        pytest.param(lambda d: d | {"schema": 0}, MAIL, id="an older schema"),
        pytest.param(lambda d: d | {"schema": 99, "steps": [3]}, MAIL, id="a newer schema"),
        pytest.param(lambda d: d | {"asking": "left"}, MAIL, id="the open question left"),
        pytest.param(lambda d: d | {"asking": "left"}, "cancel", id="cancelling where it left"),
        pytest.param(lambda d: d | {"path": ["left"]}, "back", id="a step to go back to left"),
        pytest.param(lambda d: {"complaint": d["complaint"]}, MAIL, id="answers and nothing else"),
    ],
)
async def test_a_draft_of_another_release_goes_on_with_its_answers(
    deployment: Deployment, marcus: Speaker, change: Change, words: str
) -> None:
    await marcus.says(PAGE)
    await marcus.presses("intake.answer", field="reporter.side", answer="invited")
    before = stored(deployment)["complaint"]
    await redeploy(deployment, change)
    shown = len(deployment.channel.posted)
    reply = await marcus.says(words)
    await deployment.settled()

    assert reply.status == 200
    assert len(deployment.channel.posted) > shown, "an answer came"
    # A draft that lost its number goes on in a new case.
    (complaint,) = deployment.rows("SELECT complaint FROM cases ORDER BY number")[-1]
    assert isinstance(before, dict)
    assert before["answers"].items() <= json.loads(complaint)["answers"].items()


async def test_a_fact_that_left_costs_its_own_answer_only(
    deployment: Deployment, marcus: Speaker
) -> None:
    await marcus.says(PAGE)

    def leave(draft: dict[str, object]) -> dict[str, object]:
        complaint = draft["complaint"]
        assert isinstance(complaint, dict)
        answers = complaint["answers"]
        return draft | {
            "complaint": complaint
            | {"answers": answers | {"fact.that.left": answers["error.class"]}}
        }

    await redeploy(deployment, leave)
    await marcus.says("invited")
    await marcus.card_with("intake.answer", field="case.invitedAddress")


async def test_a_draft_is_small_plain_json_without_what_was_pasted(
    deployment: Deployment, marcus: Speaker
) -> None:
    await marcus.says(PAGE + "word " * 6000 + "https://fabrikam.sharepoint.com/?authkey=s3cret")
    await deployment.settled()

    [(body,)] = deployment.rows("SELECT body FROM drafts")
    assert len(body) < LARGEST_DRAFT
    assert "py/object" not in body
    assert "s3cret" not in body
    assert "word word" not in body
