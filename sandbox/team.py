"""The helpdesk's team in Teams: one channel of threads, which each member sees in a window.

What is posted is the same for everybody until Teams asks the bot for somebody's own view of a
card, or they press a button: the answer stands in their window alone, until the message is
updated. Teams asks for a view when the channel is opened and when the message was updated (at
other times at most once a minute; here not at all).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.conversations import Conversation, Conversations, Json, Spot, lasting, new_id, stamp
from sandbox.people import Seat

TEAM_ID = "19:de5c000000004000800000000000007e@thread.tacv2"
CHANNEL_ID = "19:de5c00000000400080000000000000c4@thread.tacv2"
TEAM, CHANNEL = "Helpdesk", "Cases"

CARD = "application/vnd.microsoft.card.adaptive"
REPLY = "sandbox:reply"  # in channelData: stands below the post of its thread
_ORDER = "webchat:sequence-id"  # in channelData: where Web Chat shows it
_ROOM = 1_000_000  # for the replies of one thread
_MOST = 500  # threads kept; the oldest go first


@dataclass
class Thread:
    """One post and its replies, in their newest states. `changes`: of each, so far."""

    channel: Channel
    root: str
    place: int
    posts: dict[str, Json] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What the bot knows the thread by."""
        return f"{CHANNEL_ID};messageid={self.root}"

    def post(self, activity: Mapping[str, object]) -> str:
        """Adds a reply, or the post itself; returns its id."""
        key = str(activity.get("id") or (new_id() if self.posts else self.root))
        order = {_ORDER: self.place * _ROOM + len(self.posts), REPLY: bool(self.posts)}
        given = activity.get("channelData")
        data = {**(given if isinstance(given, dict) else {}), **order}
        self._show({**activity, "id": key, "timestamp": stamp(), "channelData": data})
        return key

    def replace(self, activity_id: str, activity: Mapping[str, object]) -> bool:
        """Puts a new state in the place of one; False where there is none."""
        old = self.posts.get(activity_id)
        if old is None:
            return False
        self._show({**activity, **lasting(old)})
        return True

    def _show(self, activity: Json) -> None:
        key = str(activity["id"])
        self.posts[key] = activity
        self.changes[key] = self.changes.get(key, 0) + 1
        for window in self.channel.windows:
            window.show(activity)


class Channel:
    """The channel the desk works in."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._threads: dict[str, Thread] = {}
        self._begun = 0

    @property
    def windows(self) -> list[Window]:
        """Everybody's windows on it."""
        return [c for c in self._conversations.all() if isinstance(c, Window)]

    def begin(self, activity: Mapping[str, object]) -> Thread:
        """A new thread with this post."""
        self._begun += 1
        made = Thread(self, str(activity.get("id") or new_id()), self._begun)
        self._threads[made.id] = made
        while len(self._threads) > _MOST:
            self._threads.pop(next(iter(self._threads)))
        made.post(activity)
        return made

    def post(self, activity: Mapping[str, object]) -> str:
        """As begin; returns the post's id."""
        return self.begin(activity).root

    def replace(self, activity_id: str, activity: Mapping[str, object]) -> bool:
        """Puts a new state in the place of one; False where there is none."""
        thread = self.thread_of(activity_id)
        return thread.replace(activity_id, activity) if thread else False

    def thread(self, conversation_id: str) -> Thread | None:
        """The thread the bot knows by that id."""
        return self._threads.get(conversation_id)

    def thread_of(self, activity_id: str | None) -> Thread | None:
        """The thread in which that post or reply stands."""
        threads = self._threads.values()
        return next((t for t in threads if activity_id in t.posts), None)

    def open(self, seat: Seat, locale: str) -> Window:
        """A new window of that member, with all that stands in the channel."""
        window = Window(f"w:{uuid.uuid4().hex}", seat, locale, channel=self)
        window.greeted.set()
        self._conversations.keep(window)
        for thread in self._threads.values():
            for activity in thread.posts.values():
                window.show(activity)
        return window


@dataclass
class Window(Conversation):
    """What one member sees of the channel. `due`: cards whose own view is to be asked for."""

    channel: Channel = field(kw_only=True)
    due: set[str] = field(default_factory=set)

    def spot(self, activity_id: str | None = None) -> Spot:
        """In the thread of that message; otherwise the channel itself."""
        thread = self.channel.thread_of(activity_id)
        return channel_spot(self.seat, self.locale, thread.id if thread else CHANNEL_ID)

    def show(self, activity: Json) -> None:
        """A new common state, which ends this member's own view of it."""
        self.log.append(self._seen(activity))
        if own_view_of(activity, self.seat):
            self.due.add(str(activity["id"]))

    def post(self, activity: Mapping[str, object]) -> str:
        """Something this member says: a new thread, or a reply in that of `replyToId`."""
        reply = activity.get("replyToId")
        thread = self.channel.thread_of(str(reply)) if reply else None
        return thread.post(activity) if thread else self.channel.begin(activity).root

    def press(self, activity: Mapping[str, object]) -> str:
        """As in a chat of one's own: nobody else learns of it but by what the bot does."""
        return super().post(activity)

    def answer(self, card: str, activity: Mapping[str, object]) -> None:
        """A line under the card, for this member only."""
        old = self.activity(card)
        data = dict(_data(old)) if old else {}
        order = data.get(_ORDER)
        if isinstance(order, int | float):
            data |= {_ORDER: order + len(self.log) / _ROOM, REPLY: True}
        self.log.append({**activity, "id": new_id(), "timestamp": stamp(), "channelData": data})

    def state_of(self, card: str) -> int:
        """Grows with each update of that message."""
        thread = self.channel.thread_of(card)
        return thread.changes[card] if thread else 0

    def common(self, card: str) -> Json:
        """The card's message as everybody has it; empty where it is gone."""
        thread = self.channel.thread_of(card)
        return thread.posts[card] if thread else {}

    def catch_up(self, card: str, since: int) -> None:
        """Asks anew for a view that was overtaken by an update."""
        if self.state_of(card) != since and own_view_of(self.common(card), self.seat):
            self.due.add(card)

    def _seen(self, activity: Json) -> Json:
        """What others said stands on the bot's side, with their name."""
        author = activity.get("from")
        said = author if isinstance(author, dict) else {}
        if said.get("role") != "user" or said.get("id") == self.seat.id:
            return activity
        named = f"**{said['name']}:** {activity.get('text', '')}"
        return {**activity, "from": {**said, "role": "bot"}, "text": named}


def channel_spot(seat: Seat, locale: str, conversation_id: str) -> Spot:
    """The channel, or a thread of it, as an envelope says it."""
    conversation = {"conversationType": "channel", "isGroup": True, "id": conversation_id}
    ids = {"teamsTeamId": TEAM_ID, "teamsChannelId": CHANNEL_ID}
    data = {**ids, "team": {"id": TEAM_ID}, "channel": {"id": CHANNEL_ID}}
    return Spot(seat, locale, conversation, data)


def own_view_of(activity: Mapping[str, object], seat: Seat) -> Json | None:
    """The action that brings this member's own view of a card; None where it has none."""
    attachments = activity.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        content = attachment.get("content") if isinstance(attachment, dict) else None
        refresh = content.get("refresh") if isinstance(content, dict) else None
        if not isinstance(refresh, dict) or seat.teams_id not in (refresh.get("userIds") or ()):
            continue
        action = refresh.get("action")
        return action if isinstance(action, dict) else None
    return None


def _data(activity: Json) -> Json:
    data = activity.get("channelData")
    return data if isinstance(data, dict) else {}
