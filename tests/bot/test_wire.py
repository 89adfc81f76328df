"""JSON ↔ Activity: nothing that Teams sends is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botbuilder.schema import Activity, Attachment, Entity

from bot import wire
from bot.rejections import Malformed

FULL: dict[str, Any] = {
    "type": "message",
    "id": "1",
    "from": {"id": "29:m", "aadObjectId": "o", "tenantId": "t", "userRole": "user"},
    "conversation": {"id": "a:1", "tenantId": "own", "conversationType": "personal", "new": 1},
    "recipient": {"id": "28:b", "name": "Desk"},
    "entities": [
        {"type": "mention", "text": "<at>Desk</at>", "mentioned": {"id": "28:b", "name": "Desk"}},
        {"type": "clientInfo", "locale": "en-US", "platform": "Web", "timezone": "UTC"},
        {"type": "streaminfo", "streamId": "s", "streamSequence": 3},
    ],
    "attachments": [{"contentType": "text/html", "content": "<p>", "size": 3}],
    "membersAdded": [{"id": "28:b", "isBot": True}],
    "channelData": {"tenant": {"id": "own"}, "source": {"name": "message"}},
    "value": {"action": {"verb": "x", "data": {"deep": [1, {"a": None}]}}},
    "suggestedActions": {"actions": [{"type": "imBack", "title": "t", "extra": 0}], "to": ["29:m"]},
    "somethingNew": {"kept": [True]},
    "text": "hällo",
}


def test_unknown_fields_survive_the_round_trip() -> None:
    assert wire.to_json(wire.to_activity(FULL)) == FULL


def test_the_known_fields_are_where_botbuilder_has_them() -> None:
    activity = wire.to_activity(FULL | {"timestamp": "2026-11-22T08:40:48.6681234Z"})

    assert activity.conversation.tenant_id == "own"
    assert activity.from_property.aad_object_id == "o"
    assert activity.entities[0].type == "mention"
    assert activity.entities[0].additional_properties["mentioned"]["id"] == "28:b"
    assert activity.timestamp == datetime(2026, 11, 22, 8, 40, 48, 668123, UTC)


def test_an_activity_made_in_code_is_written_with_its_extras() -> None:
    entity = Entity(type="streaminfo")
    entity.additional_properties = {"streamId": "s"}
    card = Attachment(content_type="x", content={"type": "AdaptiveCard"})
    activity = Activity(
        type="message", entities=[entity], attachments=[card], channel_data={"feedbackLoop": {}}
    )

    assert wire.to_json(activity) == {
        "type": "message",
        "entities": [{"type": "streaminfo", "streamId": "s"}],
        "attachments": [{"contentType": "x", "content": {"type": "AdaptiveCard"}}],
        "channelData": {"feedbackLoop": {}},
    }


@pytest.mark.parametrize(
    "misfit",
    [
        {"text": 3},
        {"entities": ["x"]},
        {"recipient": []},
        {"timestamp": "soon"},
        {"historyDisclosed": "yes"},
    ],
    ids=repr,
)
def test_a_value_that_does_not_fit_is_kept_and_read_by_nobody(misfit: dict[str, Any]) -> None:
    raw = {key: value for key, value in FULL.items() if key not in misfit} | misfit
    activity = wire.to_activity(raw)

    assert wire.to_json(activity) == raw
    assert activity.text in (None, "hällo")


def test_a_value_set_in_code_replaces_the_misfit() -> None:
    activity = wire.to_activity(FULL | {"text": 3})
    activity.text = "mended"
    assert wire.to_json(activity)["text"] == "mended"


@pytest.mark.parametrize("missing", ["type", "from", "conversation"])
def test_what_a_turn_cannot_do_without(missing: str) -> None:
    with pytest.raises(Malformed):
        wire.to_activity({key: value for key, value in FULL.items() if key != missing})
