"""What a dialog may ask the desk to do. Types only; desk.py carries them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cases.hand_off import Way
from cases.lists import View
from cases.model import CloseReason, Party, Side
from evidence.facts import Complaint, SummaryReader

NEWEST = 0  # instead of a number: the person's newest case
TYPED = -1  # instead of a card's version: no card was pressed, so none can be old


@dataclass(frozen=True)
class KeepCase:
    """Keep what was told so far as a draft case."""

    number: int
    complaint: Complaint
    side: Side | None


@dataclass(frozen=True)
class StartCheck:
    """Read the evidence and judge; the answer comes on the case's card."""

    number: int
    complaint: Complaint
    side: Side | None


@dataclass(frozen=True)
class AboutCase:
    """A command about one case; NEWEST is the person's own newest."""

    number: int


class CheckAgain(AboutCase):
    pass


class PassToDesk(AboutCase):
    pass


class TellWorks(AboutCase):
    """The reporter says it works now: kept as told."""


class TellWorksNot(AboutCase):
    """The reporter says it does not work, after somebody said it was fixed."""


class Withdraw(AboutCase):
    pass


class ReopenOwn(AboutCase):
    """The reporter says that it is not over."""


class ShowCase(AboutCase):
    pass


class ShowAdminSteps(AboutCase):
    pass


@dataclass(frozen=True)
class Reply(AboutCase):
    """The reporter's answer to what the desk asked."""

    text: str


@dataclass(frozen=True)
class DeskCommand(AboutCase):
    """Something an agent does. `version`: the case's, on the card that was pressed, or TYPED."""

    version: int


class ShowAsDesk(DeskCommand):
    """The case as this person may see it at the desk; also what a card asks for by itself."""


class Take(DeskCommand):
    pass


class Release(DeskCommand):
    """Gives the case back to nobody."""


@dataclass(frozen=True)
class Give(DeskCommand):
    """`to`: the object id of somebody at the desk."""

    to: str


@dataclass(frozen=True)
class AskReporter(DeskCommand):
    text: str


@dataclass(frozen=True)
class NoteDown(DeskCommand):
    text: str


@dataclass(frozen=True)
class HandTo(DeskCommand):
    """From now on the case waits for this party."""

    party: Party


class Fixed(DeskCommand):
    """Somebody says it is fixed: checked again, then the reporter is asked."""


class CheckAsDesk(DeskCommand):
    pass


@dataclass(frozen=True)
class Close(DeskCommand):
    reason: CloseReason
    text: str = ""


class Reopen(DeskCommand):
    pass


@dataclass(frozen=True)
class MergeInto(DeskCommand):
    """The case ends as a duplicate; the other one goes on, and both reporters are told."""

    into: int


@dataclass(frozen=True)
class LinkWith(DeskCommand):
    other: int


@dataclass(frozen=True)
class PrepareHandOff(DeskCommand):
    """The summary for this reader, to be read and changed before it leaves. `language`: one of
    ours; empty: the reader's."""

    reader: SummaryReader
    language: str = ""


@dataclass(frozen=True)
class SendHandOff(DeskCommand):
    """`text`: the summary as it is to leave. `to`: see Delivery.to; of mail one or more
    addresses. `made`: when it was generated as it was shown; None: now."""

    reader: SummaryReader
    way: Way
    to: str
    text: str = ""
    language: str = ""
    made: datetime | None = None


@dataclass(frozen=True)
class ReplyToPartner(DeskCommand):
    """Answers what came over the page of this hand-off."""

    hand_off: str
    text: str


class ShowHandOffs(DeskCommand):
    """What was handed off, and how far each delivery is."""


@dataclass(frozen=True)
class DeliverAgain(DeskCommand):
    """`delivery`: the id of one that was given up."""

    delivery: str


@dataclass(frozen=True)
class RevokeLink(DeskCommand):
    """No link of this hand-off opens the partner's page any more."""

    hand_off: str


@dataclass(frozen=True)
class ShowQueue:
    """`search`: words all of which a case must have; then ended ones are found too, the newest
    first. `after`: where the page before ended, as it said itself; empty for the first."""

    view: View = View.MINE
    search: str = ""
    after: str = ""


class ShowGroup(DeskCommand):
    """The open cases with this one's cause and partner."""


class GroupStep(StrEnum):
    CHECK = "check"
    FIXED = "fixed"
    CLOSE = "close"


@dataclass(frozen=True)
class ForGroup(DeskCommand):
    """The same for every open case with this one's cause and partner; everybody is told."""

    step: GroupStep


@dataclass(frozen=True)
class ShowFigures:
    """`month`: 2026-11; empty for this one."""

    month: str = ""


@dataclass(frozen=True)
class SetChannel:
    """Cases appear in the channel this was said in."""


@dataclass(frozen=True)
class ReadRolesAgain:
    """Nobody's cached roles count any more."""


@dataclass(frozen=True)
class EraseAddress:
    """Erases the cases about an invited address, and whoever of that address reported."""

    address: str


@dataclass(frozen=True)
class ExportMine:
    """Everything that is kept about the person who asks."""


@dataclass(frozen=True)
class ExportAddress:
    address: str


@dataclass(frozen=True)
class ListCases:
    pass


@dataclass(frozen=True)
class ForgetMe:
    pass


Command = (
    KeepCase
    | StartCheck
    | AboutCase
    | ShowQueue
    | ShowFigures
    | SetChannel
    | ReadRolesAgain
    | EraseAddress
    | ExportMine
    | ExportAddress
    | ListCases
    | ForgetMe
)
