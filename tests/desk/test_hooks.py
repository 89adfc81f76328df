"""The bodies of webhooks: ours by its published schema, the ticket systems' by their fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from cards.hooks import Notice, hook_body
from cards.summaries.document import Command, Document, Items, Paragraph, Rows, Section
from desk.hand_off_settings import WebhookForm
from evidence.facts import SummaryReader
from tests.desk.postroom import SUMMARY

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/webhook.schema.json").read_text("utf-8"))
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ID = "0123456789abcdef" * 2
HOSTILE = '</script>"\\ {{ 7*7 }} \u2028 \x07 ${x} ü🙂'
FIELDS: dict[str, object] = {"serviceDeskId": "3", "requestTypeId": 25, "labels": ["invites"]}


def body(
    form: WebhookForm, document: Document = SUMMARY, fields: Mapping[str, object] = FIELDS
) -> Any:
    notice = Notice(form.value, ID, "h1", 12, "partner", "en", AT, document, fields)
    return json.loads(hook_body(notice))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("reader", sorted(SummaryReader))
@pytest.mark.parametrize(
    "document",
    [
        SUMMARY,
        Document("", ()),
        Document(HOSTILE, (Section(HOSTILE, (Paragraph(HOSTILE), Command(HOSTILE))),)),
        Document("A", (Section("", (Rows(((HOSTILE, HOSTILE),)), Items((HOSTILE,)))),)),
    ],
    ids=["a summary", "empty", "hostile", "hostile lists"],
)
def test_our_own_form_fits_its_schema(document: Document, reader: SummaryReader) -> None:
    notice = Notice("plain", ID, "h1", 12, reader.value, "en", AT, document)
    made = json.loads(hook_body(notice))
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(made)
    assert set(made) <= set(SCHEMA["properties"]), "nothing that is not described"


def test_a_body_without_a_field_of_the_schema_does_not_fit() -> None:
    for name in SCHEMA["required"]:
        made = body(WebhookForm.PLAIN)
        del made[name]
        assert not Draft202012Validator(SCHEMA).is_valid(made)


def test_servicenow_gets_an_incident_it_can_find_again() -> None:
    made = body(
        WebhookForm.SERVICENOW, fields={"assignment_group": "Collaboration", "urgency": "1"}
    )
    assert made["short_description"] == f"[InviteDesk 12] {SUMMARY.title}"
    assert made["correlation_id"] == ID
    assert (made["urgency"], made["impact"]) == ("1", "3")
    assert made["assignment_group"] == "Collaboration"
    assert "Set-Mailbox -Identity X" in made["description"]


def test_jira_gets_a_request_whose_text_is_no_markup() -> None:
    made = body(WebhookForm.JIRA)
    assert (made["serviceDeskId"], made["requestTypeId"], made["isAdfRequest"]) == ("3", "25", True)
    values = made["requestFieldValues"]
    assert values["summary"] == f"[InviteDesk 12] {SUMMARY.title}"
    assert values["labels"] == ["invites"]
    kinds = [block["type"] for block in values["description"]["content"]]
    assert kinds == ["paragraph", "heading", "bulletList", "bulletList", "codeBlock", "paragraph"]
    assert ID in json.dumps(values["description"]["content"][-1])


def test_zendesk_gets_a_ticket_for_agents_only() -> None:
    ticket = body(WebhookForm.ZENDESK, fields={"group_id": 7})["ticket"]
    assert ticket["subject"] == f"[InviteDesk 12] {SUMMARY.title}"
    assert (ticket["external_id"], ticket["group_id"]) == (ID, 7)
    assert ticket["comment"]["public"] is False
    assert "Nobody is at fault." in ticket["comment"]["body"]


@pytest.mark.parametrize("form", sorted(WebhookForm))
def test_what_the_deployment_adds_replaces_nothing_of_the_summary(form: WebhookForm) -> None:
    taken = {"subject": "x", "comment": "x", "external_id": "x", "correlation_id": "x"}
    mine = {"summary": "x", "description": "x", "short_description": "x", **taken}
    made = hook_body(
        Notice(form.value, ID, "h1", 12, "desk", "en", AT, SUMMARY, {**FIELDS, **mine})
    )
    text = made.decode()
    assert ID in text
    assert SUMMARY.title in text
    assert "Nobody is at fault." in text


@pytest.mark.parametrize("form", sorted(WebhookForm))
def test_hostile_words_stay_words(form: WebhookForm) -> None:
    parts = (Paragraph(HOSTILE), Rows(((HOSTILE, HOSTILE),)), Items((HOSTILE,)), Command(HOSTILE))
    made = body(form, Document(HOSTILE, (Section(HOSTILE, parts),)))
    assert "{{ 7*7 }}" in json.dumps(made)
    assert ID in json.dumps(made)


@pytest.mark.parametrize(
    ("form", "where", "longest"),
    [
        (WebhookForm.SERVICENOW, ("short_description",), 160),
        (WebhookForm.JIRA, ("requestFieldValues", "summary"), 255),
        (WebhookForm.ZENDESK, ("ticket", "subject"), 150),
    ],
)
def test_a_long_title_is_cut_to_what_they_take(
    form: WebhookForm, where: tuple[str, ...], longest: int
) -> None:
    made = body(form, Document("x" * 1000, ()))
    for name in where:
        made = made[name]
    assert len(made) == longest
