"""From an activity to what was said, by whom and where."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from botbuilder.schema import Activity

from bot.plain_text import spoken
from bot.rejections import Malformed
from cases.model import Person, Place, Scope, TurnKey
from dialogs.said import Press, Said

CARD_ACTION = "adaptiveCard/action"
FROM_MESSAGE = "message.case"

# Teams tells an arrival twice, moments apart (installationUpdate and conversationUpdate), and
# either may be missing; those of the same stretch of time are one.
ARRIVAL_SECONDS = 600

MAX_KEY = 200

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\Z")


def said(activity: Activity, at: datetime) -> Said | None:
    """What was said; None for what needs no answer (typing, reactions, edits, departures).

    `at`: when it was received. Raises Malformed for a message without the id that makes its
    repetitions recognisable.
    """
    if activity.type == "message":
        press = _submitted_press(activity)
        return _pressed(activity, at, press) if press else _spoken(activity, at)
    return _arrived(activity, at) if _is_arrival(activity) else None


def invoked(activity: Activity, at: datetime) -> Said:
    """The press that an adaptiveCard/action tells of. Raises Malformed where it names no verb."""
    return _pressed(activity, at, _invoked_press(activity))


def asked(activity: Activity, at: datetime, text: str) -> Said:
    """A wish of the message extension, which changes nothing: it may come any number of times."""
    key = _key(activity, activity.id or "")
    return Said(key, person_of(activity), place_of(activity), at, text)


def submitted(activity: Activity, at: datetime, data: Mapping[str, Any]) -> Said:
    """A form of the message extension that was filled in. Raises Malformed where neither the
    form nor the activity has an id."""
    return _pressed(activity, at, Press(FROM_MESSAGE, _as_texts(data), invoked=True))


def _pressed(activity: Activity, at: datetime, press: Press) -> Said:
    person = person_of(activity)
    known = _press_id(press, person) if press.invoked else ""
    key = _key(activity, known or _activity_id(activity))
    return Said(key, person, place_of(activity), at, press=press, team_id=_team_id(activity))


def _press_id(press: Press, person: Person) -> str:
    # A repeated invoke may carry a new activity id; the card's own id and what was filled in
    # stay. Filled in otherwise, it is another press of the same card.
    nonce = press.data.get("nonce")
    filled = json.dumps(dict(press.data), sort_keys=True)
    return f"{press.verb}:{person.teams_id}:{filled}" if nonce else ""


def _spoken(activity: Activity, at: datetime) -> Said:
    key, team_id = _key(activity, _activity_id(activity)), _team_id(activity)
    person, place = person_of(activity), place_of(activity)
    return Said(key, person, place, at, text=spoken(activity), team_id=team_id)


def _arrived(activity: Activity, at: datetime) -> Said:
    moment = activity.timestamp or at
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    key = _key(activity, f"arrived:{int(seconds // ARRIVAL_SECONDS)}")
    person, place = person_of(activity), place_of(activity)
    return Said(key, person, place, at, arrived=True, team_id=_team_id(activity))


def _is_arrival(activity: Activity) -> bool:
    if _scope(activity) is Scope.GROUP_CHAT:
        return False  # whoever added it there knows; the others did not ask
    if activity.type == "installationUpdate":
        return bool(activity.action == "add")  # "add-upgrade" is a new version, nobody new
    bot_id = activity.recipient.id if activity.recipient else None
    added = activity.type == "conversationUpdate" and activity.members_added
    return bool(bot_id and added and any(member.id == bot_id for member in added))


def person_of(activity: Activity) -> Person:
    """Who speaks, as the signed activity says."""
    sender = activity.from_property
    return Person(
        teams_id=sender.id,
        object_id=sender.aad_object_id or "",
        tenant_id=_text_of(sender.additional_properties, "tenantId") or tenant_of(activity),
        name=sender.name or "",
    )


def place_of(activity: Activity) -> Place:
    """Where an answer goes."""
    return Place(
        conversation_id=activity.conversation.id,
        service_url=activity.service_url or "",
        tenant_id=tenant_of(activity),
        bot_id=(activity.recipient.id if activity.recipient else None) or "",
        scope=_scope(activity),
        locale=_locale(activity),
    )


def tenant_of(activity: Activity) -> str:
    """The conversation's tenant id; "" where none is named."""
    data = activity.channel_data if isinstance(activity.channel_data, Mapping) else {}
    inner = data.get("tenant")
    return (activity.conversation.tenant_id or _text_of(inner, "id")).lower()


def _team_id(activity: Activity) -> str:
    # `team.aadGroupId` is Graph's name of the same team; only some activities have it.
    data = activity.channel_data if isinstance(activity.channel_data, Mapping) else {}
    return _text_of(data.get("team"), "id") or _text_of(data, "teamsTeamId")


def _scope(activity: Activity) -> Scope:
    conversation = activity.conversation
    known = {scope.value: scope for scope in Scope}
    # A kind of conversation we do not know is never taken for a private one.
    shared = Scope.GROUP_CHAT if conversation.is_group else Scope.PERSONAL
    kind = conversation.conversation_type
    return known.get(kind, Scope.GROUP_CHAT) if kind else shared


def _locale(activity: Activity) -> str:
    clients = [e for e in activity.entities or () if (e.type or "").lower() == "clientinfo"]
    named = [activity.locale, *(_text_of(c.additional_properties, "locale") for c in clients)]
    return next((str(n) for n in named if n and _LOCALE.match(n)), "en")


def _key(activity: Activity, key_id: str) -> TurnKey:
    # Part of it comes from a client; a database index takes no keys of any length.
    short = key_id if len(key_id) <= MAX_KEY else hashlib.sha256(key_id.encode()).hexdigest()
    return TurnKey(activity.conversation.id, short)


def _activity_id(activity: Activity) -> str:
    if not activity.id:
        raise Malformed("no activity id")
    return str(activity.id)


def _submitted_press(activity: Activity) -> Press | None:
    value = activity.value
    text = (activity.text or "").strip()
    if not isinstance(value, Mapping) or (text and "verb" not in value):
        return None
    data = _as_texts(value)
    return Press(data.get("verb", ""), data, activity.reply_to_id)


def _invoked_press(activity: Activity) -> Press:
    value = activity.value
    action = value.get("action") if isinstance(value, Mapping) else None
    if not isinstance(action, Mapping) or action.get("type") != "Action.Execute":
        raise Malformed("no Action.Execute")
    given = action.get("data")
    if not isinstance(given, Mapping | None):
        raise Malformed("action data is not an object")
    data = _as_texts(given or {})
    verb = _text_of(action, "verb") or data.get("verb")
    if not verb:
        raise Malformed("no verb")
    return Press(verb, data, activity.reply_to_id, invoked=True)


def _as_texts(data: Mapping[str, Any]) -> Mapping[str, str]:
    """Inputs come as texts; what we put on the card ourselves may be numbers. `msteams` is
    addressed to the client."""
    return MappingProxyType({k: _as_text(v) for k, v in data.items() if k != "msteams"})


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _text_of(holder: object, name: str) -> str:
    value = holder.get(name) if isinstance(holder, Mapping) else None
    return value if isinstance(value, str) else ""
