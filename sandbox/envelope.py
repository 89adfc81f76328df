"""Activities as Teams writes them to a bot: who, where, when, and from which client."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.conversations import Json, Spot, new_id, stamp
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

    def installed(self, spot: Spot) -> Json:
        """The app was added: the first thing a bot hears of a chat or a team."""
        return {**self._around(spot, "installationUpdate"), "action": "add"}

    def members_added(self, spot: Spot) -> Json:
        """The bot is in the conversation now; in a personal chat the person as well."""
        personal = spot.conversation["conversationType"] == "personal"
        person = {"id": spot.seat.teams_id, "aadObjectId": spot.seat.object_id}
        added = [*([person] if personal else []), {"id": self.bot["id"]}]
        return {**self._around(spot, "conversationUpdate"), "membersAdded": added}

    def message(self, spot: Spot, text: str) -> Json:
        """A typed or pasted text. In a channel the bot hears only what mentions it."""
        said = {**self._around(spot, "message"), "textFormat": "plain", **_client(spot.locale)}
        if spot.conversation["conversationType"] == "personal":
            return {**said, "text": text}
        mention = f"<at>{BOT_NAME}</at>"
        entity = {"type": "mention", "mentioned": self.bot, "text": mention}
        client = said["entities"]
        entities = [entity, *(client if isinstance(client, list) else [])]
        return {**said, "text": f"{mention} {text}", "entities": entities}

    def submit(self, spot: Spot, value: object, card: str | None) -> Json:
        """A press of Action.Submit: a message with a value and no text."""
        press = {**self._press(spot, "message", card), "value": value}
        return {**press, **_client(spot.locale)}

    def invoke(self, spot: Spot, name: str, value: object, card: str | None) -> Json:
        """An invoke, such as adaptiveCard/action for a press of Action.Execute."""
        press = self._press(spot, "invoke", card)
        return {**press, "name": name, "value": value, **_client(spot.locale)}

    def _press(self, spot: Spot, kind: str, card: str | None) -> Json:
        around = self._around(spot, kind)
        about = around["channelData"]
        data = about if isinstance(about, dict) else {}
        around["channelData"] = {**data, "source": {"name": "message"}}
        return {**around, "replyToId": card} if card else around

    def _around(self, spot: Spot, kind: str) -> Json:
        seat, now = spot.seat, stamp()
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
            "conversation": {**spot.conversation, "tenantId": seat.tenant_id},
            "recipient": self.bot,
            "channelData": {**spot.data, "tenant": {"id": seat.tenant_id}},
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
