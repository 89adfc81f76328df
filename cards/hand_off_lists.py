"""What was handed off of a case, as the desk's list of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.event_words import DELIVERIES, failure_words
from cards.history import answers
from cards.screens import DeliveryRow, Download, HandOffRow, HandOffs
from cards.values import moment
from cards.words import Words, snake, words
from cases.hand_off import ERASED, Delivery, DeliveryState, HandOff, Way
from cases.model import Case

PLACES = frozenset({"channel", "reporter"})  # where a card can go besides a person


@dataclass(frozen=True)
class Left:
    """What left of one case, newest first. `names`: of people at the desk, by object id.
    `case`: for what came back; None: nothing did."""

    number: int
    hand_offs: Sequence[HandOff]
    deliveries: Sequence[Delivery]
    names: Mapping[str, str]
    case: Case | None = None


def hand_offs_screen(
    left: Left,
    now: datetime,
    locale: str,
    readers: tuple[str, ...] = (),
    notice: str = "",
    files: tuple[Download, ...] = (),
) -> HandOffs:
    """The list. `readers`: to whom the case can be handed off now; `files`: see HandOffs."""
    return hand_offs_in(words(locale), left, now, readers, notice, files)


def hand_offs_in(
    spoken: Words,
    left: Left,
    now: datetime,
    readers: tuple[str, ...] = (),
    notice: str = "",
    files: tuple[Download, ...] = (),
) -> HandOffs:
    """`hand_offs_screen`, in these words."""
    rows = tuple(_row(spoken, each, left, now) for each in left.hand_offs)
    said = answers(spoken, left.case) if left.case else ()
    return HandOffs(left.number, rows, readers, notice, files, said)


def _row(spoken: Words, of: HandOff, left: Left, now: datetime) -> HandOffRow:
    ways = tuple(each for each in left.deliveries if each.hand_off == of.id)
    arrived = any(each.state is DeliveryState.DELIVERED for each in ways)
    return HandOffRow(
        id=of.id,
        reader=spoken.text(DELIVERIES, f"reader_{snake(of.reader.value)}"),
        by=of.by.name,
        at=moment(of.at),
        deliveries=tuple(_delivery(spoken, each, left.names, now, of) for each in ways),
        page=_page(spoken, of, now) if arrived or of.revoked_at else "",
        opens=of.opens(now),
        changed=of.sent != of.generated,
    )


def _delivery(
    spoken: Words, of: Delivery, names: Mapping[str, str], now: datetime, hand_off: HandOff
) -> DeliveryRow:
    return DeliveryRow(
        id=of.id,
        way=spoken.text(DELIVERIES, f"way_{of.way.value}"),
        to=_recipient(spoken, of, names),
        state=spoken.text(DELIVERIES, f"state_{_state(of)}"),
        at=moment(of.ended_at or of.at),
        failed=_failed(spoken, of),
        again=can_go_again(of, hand_off, now),
        file=of.way is Way.FILE,
    )


def _state(of: Delivery) -> str:
    """A file is made; who gets it is up to whoever fetches it."""
    return "made" if of.way is Way.FILE else of.state.value


def can_go_again(of: Delivery, hand_off: HandOff, now: datetime) -> bool:
    """Whether it can be asked for once more: it was given up, or is a file to fetch again; what
    leads to the partner's page only while that opens."""
    shut = hand_off.expires_at is not None and not hand_off.opens(now)
    given_up = of.state is DeliveryState.UNDELIVERED and bool(of.to) and of.failed != ERASED
    return (given_up or of.way is Way.FILE) and not shut


def _recipient(spoken: Words, of: Delivery, names: Mapping[str, str]) -> str:
    if of.way is Way.FILE:
        return ""
    if not of.to:
        return spoken.text(DELIVERIES, "to_erased")
    if of.way is not Way.CARD:
        return of.to
    if of.to in PLACES:
        return spoken.text(DELIVERIES, f"to_{of.to}")
    return names.get(of.to) or spoken.text(DELIVERIES, "to_somebody")


def _failed(spoken: Words, of: Delivery) -> str:
    """Why the last try failed, how many there were; empty where none failed."""
    if not of.failed:
        return ""
    why = failure_words(spoken, of.failed)
    return spoken.text(DELIVERIES, "tried", tries=of.tries, why=why)


def _page(spoken: Words, of: HandOff, now: datetime) -> str:
    if of.expires_at is None:
        return ""
    if of.revoked_at is not None:
        return spoken.text(DELIVERIES, "page_revoked", when=moment(of.revoked_at))
    block = "page_opens" if of.opens(now) else "page_ended"
    return spoken.text(DELIVERIES, block, until=moment(of.expires_at))
