"""Activities as Teams writes them to a bot: who, where, when, and from which client."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.conversations import Conversation, Json, new_id, stamp
from sandbox.people import BOT_NAME


@dataclass(frozen=True)
class Envelopes:
    """What all envelopes of one sandbox share."""

    app_id: str
    service_url: str

    @property
    def bot(self) -> Json:
        """The bot's account as Teams names it."""
        return {"id": f"28:{self.app_id}", "name": BOT_NAME}

    def installed(self, conversation: Conversation) -> Json:
        """The app was added: the first thing a bot hears of a personal chat."""
        return {**self._around(conversation, "installationUpdate"), "action": "add"}

    def members_added(self, conversation: Conversation) -> Json:
        """The person and the bot are in the conversation."""
        person = {"id": conversation.seat.teams_id, "aadObjectId": conversation.seat.object_id}
        added = {"membersAdded": [person, {"id": self.bot["id"]}]}
        return {**self._around(conversation, "conversationUpdate"), **added}

    def message(self, conversation: Conversation, text: str) -> Json:
        """A typed or pasted text."""
        said = {"text": text, "textFormat": "plain", **_client(conversation.locale)}
        return {**self._around(conversation, "message"), **said}

    def submit(self, conversation: Conversation, value: object, card: str | None) -> Json:
        """A press of Action.Submit: a message with a value and no text."""
        press = {**self._press(conversation, "message", card), "value": value}
        return {**press, **_client(conversation.locale)}

    def invoke(
        self, conversation: Conversation, name: str, value: object, card: str | None
    ) -> Json:
        """An invoke, such as adaptiveCard/action for a press of Action.Execute."""
        press = self._press(conversation, "invoke", card)
        return {**press, "name": name, "value": value, **_client(conversation.locale)}

    def _press(self, conversation: Conversation, kind: str, card: str | None) -> Json:
        around = self._around(conversation, kind)
        tenant = {"id": conversation.seat.tenant_id}
        around["channelData"] = {"tenant": tenant, "source": {"name": "message"}}
        return {**around, "replyToId": card} if card else around

    def _around(self, conversation: Conversation, kind: str) -> Json:
        seat, now = conversation.seat, stamp()
        person = {"id": seat.teams_id, "name": seat.name, "aadObjectId": seat.object_id}
        # Teams names the person on messages and presses only.
        if kind not in ("message", "invoke"):
            del person["name"]
        return {
            "type": kind,
            "id": new_id(),
            "timestamp": now,
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": person,
            "conversation": {
                "conversationType": "personal",
                "tenantId": seat.tenant_id,
                "id": conversation.id,
            },
            "recipient": self.bot,
            "channelData": {"tenant": {"id": seat.tenant_id}},
        }


def _client(locale: str) -> Json:
    country = locale.partition("-")[2] or "US"
    entity = {
        "type": "clientInfo",
        "locale": locale,
        "country": country,
        "platform": "Web",
        "timezone": "UTC",
    }
    clock = {"localTimestamp": stamp().replace("Z", "+00:00"), "localTimezone": "UTC"}
    return {**clock, "locale": locale, "entities": [entity]}
