"""What a delivery holds, and what a log of it holds: links and secrets only where they belong."""

from __future__ import annotations

import logging

import pytest

from cases.hand_off import Way
from cases.model import Case
from evidence.facts import SummaryReader
from tests.desk.postroom import PUBLIC, RECIPIENT, SECRET, SUMMARY, Postroom, by_mail, by_webhook
from tests.desk.receivers import DROPS


async def test_each_try_has_a_link_of_its_own_and_none_is_kept_in_plain(
    room: Postroom, case: Case
) -> None:
    room.mail.will = [DROPS]
    delivery = await by_mail(room, case)
    await room.passes_time(hours=1)

    bodies = [mail.get_body(("plain",)) for mail in room.mail.taken]
    texts = [body.get_content() for body in bodies if body]
    links = [text[text.index(f"{PUBLIC}/h/") :].split()[0] for text in texts]
    assert len(set(links)) == 2
    for link in links:
        token = link.rpartition("/")[2]
        behind = await room.store.hand_off_behind(token)
        assert behind
        assert behind.id == delivery.hand_off
        kept = b"".join(each.read_bytes() for each in room.database.parent.glob("desk.db*"))
        assert token.encode() not in kept


async def test_a_webhook_is_never_given_the_partners_link(room: Postroom, case: Case) -> None:
    await room.hands_off(case, Way.WEBHOOK, "tickets", SummaryReader.PARTNER)
    await room.settles()

    [post] = room.tickets.posts
    assert b"/h/" not in post.body


async def test_the_log_names_no_address_no_secret_and_no_link(
    room: Postroom, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    room.mail.refuses, room.tickets.will = {RECIPIENT: f"550 {RECIPIENT} unknown"}, [403]
    with caplog.at_level(logging.DEBUG):
        await by_mail(room, case)
        await by_webhook(room, case)
        await room.settles()

    ours = [r for r in caplog.records if r.name.split(".")[0] in {"desk", "cases", "cards"}]
    assert [r for r in ours if r.levelno == logging.WARNING]
    text = "\n".join(record.getMessage() for record in ours)
    for word in (RECIPIENT, SECRET, "c2VjcmV0", "/h/", SUMMARY.title):
        assert word not in text
