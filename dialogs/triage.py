"""What a press or typed words at the desk, or about one case, ask for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from cases.hand_off import Way
from cases.lists import View
from cases.model import CloseReason, Party
from desk.commands import (
    NEWEST,
    TYPED,
    AskReporter,
    CheckAgain,
    CheckAsDesk,
    Close,
    Command,
    DeliverAgain,
    EraseAddress,
    ExportAddress,
    ExportMine,
    Fixed,
    ForGroup,
    Give,
    GroupStep,
    HandTo,
    LinkWith,
    ListCases,
    MergeInto,
    NoteDown,
    PassToDesk,
    PrepareHandOff,
    ReadRolesAgain,
    Release,
    Reopen,
    ReopenOwn,
    Reply,
    ReplyToPartner,
    RevokeLink,
    SendHandOff,
    SetChannel,
    ShowAdminSteps,
    ShowAsDesk,
    ShowCase,
    ShowFigures,
    ShowGroup,
    ShowHandOffs,
    ShowQueue,
    Take,
    TellWorks,
    TellWorksNot,
    Withdraw,
)
from dialogs.phrases import begun_with
from dialogs.said import Press
from evidence.facts import SummaryReader

NO_CASE = -1  # a number that no case has
STALE = -2  # a version that no card has
_LONGEST = 15  # digits

Data = Mapping[str, str]


def pressed(press: Press) -> Command | None:
    """The command of a button; None where the verb is none of these, or what was filled in
    makes no sense."""
    own, desk = OWN.get(press.verb), AT_DESK.get(press.verb)
    if own:
        return own(case_in(press.data), press.data)
    return desk(press.data) if desk else None


def about_own(verb: str, number: int) -> Command | None:
    """The command of typed words that mean this button, about one's own case."""
    own = OWN.get(verb)
    return own(number, MappingProxyType({})) if own else None


def typed(text: str) -> Command | None:
    """What words with something behind them ask for: "search WORDS", "case 12"."""
    verb, rest = begun_with(text)
    asks = _WITH_WORDS.get(verb)
    return asks(rest) if asks and rest else None


def number_in(text: str) -> int | None:
    """The case that "12" or "#12" names."""
    digits = text.strip().removeprefix("#")
    plain = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST
    return int(digits) if plain else None


def case_in(data: Data) -> int:
    """The case a button is about: NEWEST where it names none, NO_CASE where it makes no sense."""
    named = data.get("case", "")
    if not named:
        return NEWEST
    number = number_in(named)
    return NO_CASE if number is None else number


def _desk_case(data: Data) -> tuple[int, int]:
    """The case and its version on the card."""
    version = number_in(data.get("rev", ""))
    return case_in(data) or NO_CASE, STALE if version is None else version


def _show(data: Data) -> Command:
    # From a list, whose own stamp is no case's.
    return ShowAsDesk(case_in(data) or NO_CASE, TYPED)


def _hand(data: Data) -> Command | None:
    party = data.get("party", "")
    return HandTo(*_desk_case(data), Party(party)) if party in set(Party) else None


def _close(data: Data) -> Command | None:
    reason, text = data.get("reason", ""), data.get("closing", data.get("text", ""))
    known = reason in set(CloseReason)
    return Close(*_desk_case(data), CloseReason(reason), text) if known else None


def _queue(data: Data) -> Command:
    view = data.get("view", "")
    known = View(view) if view in set(View) else View.MINE
    return ShowQueue(known, data.get("search", ""), data.get("after", ""))


def _prepare(data: Data) -> Command | None:
    reader, language = data.get("reader", ""), data.get("locale", "")
    known = reader in set(SummaryReader)
    return PrepareHandOff(*_desk_case(data), SummaryReader(reader), language) if known else None


def _send(data: Data) -> Command | None:
    reader, way = data.get("reader", ""), data.get("way", "")
    if reader not in set(SummaryReader) or way not in set(Way):
        return None
    return SendHandOff(
        *_desk_case(data),
        SummaryReader(reader),
        Way(way),
        to=data.get(_RECIPIENT.get(Way(way), ""), ""),
        text=data.get("summary", ""),
        language=data.get("language", ""),
        made=_moment(data.get("made", "")),
    )


def _reply(data: Data) -> Command:
    return ReplyToPartner(*_desk_case(data), data.get("hand_off", ""), data.get("reply", ""))


def _moment(text: str) -> datetime | None:
    """The time a button carries; None where it carries none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _other(data: Data) -> int:
    number = number_in(data.get("number", ""))
    return NO_CASE if number is None else number


def _for_group(step: GroupStep) -> Callable[[Data], Command]:
    return lambda data: ForGroup(*_desk_case(data), step)


def _number(text: str) -> Command | None:
    number = number_in(text)
    return ShowAsDesk(number, TYPED) if number else None


def _address(text: str) -> str | None:
    return text if "@" in text and len(text.split()) == 1 else None


def _erase(text: str) -> Command | None:
    address = _address(text)
    return EraseAddress(address) if address else None


def _export(text: str) -> Command | None:
    address = _address(text)
    return ExportAddress(address) if address else None


OWN: Mapping[str, Callable[[int, Data], Command]] = MappingProxyType(
    {
        "case.show": lambda number, _: ShowCase(number),
        "case.again": lambda number, _: CheckAgain(number),
        "case.admin": lambda number, _: ShowAdminSteps(number),
        "case.pass": lambda number, _: PassToDesk(number),
        "case.works": lambda number, _: TellWorks(number),
        "case.works-not": lambda number, _: TellWorksNot(number),
        "case.withdraw": lambda number, _: Withdraw(number),
        "case.reopen": lambda number, _: ReopenOwn(number),
        "case.reply": lambda number, data: Reply(number, data.get("text", "")),
        "case.list": lambda *_: ListCases(),
    }
)
# In which input the recipient of each way is.
_RECIPIENT = MappingProxyType({Way.MAIL: "address", Way.CARD: "person", Way.WEBHOOK: "webhook"})
AT_DESK: Mapping[str, Callable[[Data], Command | None]] = MappingProxyType(
    {
        "desk.view": _show,
        "desk.show": _show,
        "desk.take": lambda data: Take(*_desk_case(data)),
        "desk.release": lambda data: Release(*_desk_case(data)),
        "desk.give": lambda data: Give(*_desk_case(data), data.get("to", "")),
        "desk.ask": lambda data: AskReporter(*_desk_case(data), data.get("text", "")),
        "desk.note": lambda data: NoteDown(*_desk_case(data), data.get("text", "")),
        "desk.hand": _hand,
        "desk.fixed": lambda data: Fixed(*_desk_case(data)),
        "desk.check": lambda data: CheckAsDesk(*_desk_case(data)),
        "desk.close": _close,
        "desk.reopen": lambda data: Reopen(*_desk_case(data)),
        "desk.merge": lambda data: MergeInto(*_desk_case(data), _other(data)),
        "desk.link": lambda data: LinkWith(*_desk_case(data), _other(data)),
        "desk.group": lambda data: ShowGroup(*_desk_case(data)),
        "desk.group-check": _for_group(GroupStep.CHECK),
        "desk.group-fixed": _for_group(GroupStep.FIXED),
        "desk.group-close": _for_group(GroupStep.CLOSE),
        "handoff.prepare": _prepare,
        "handoff.send": _send,
        "handoff.list": lambda data: ShowHandOffs(*_desk_case(data)),
        "handoff.again": lambda data: DeliverAgain(*_desk_case(data), data.get("delivery", "")),
        "handoff.reply": _reply,
        "handoff.revoke": lambda data: RevokeLink(*_desk_case(data), data.get("hand_off", "")),
        "desk.queue": _queue,
        "desk.figures": lambda data: ShowFigures(data.get("month", "")),
        "desk.here": lambda _: SetChannel(),
        "desk.roles": lambda _: ReadRolesAgain(),
        "export.mine": lambda _: ExportMine(),
    }
)
_WITH_WORDS: Mapping[str, Callable[[str], Command | None]] = MappingProxyType(
    {
        "desk.search": lambda words: ShowQueue(search=words),
        "desk.case": _number,
        "desk.erase": _erase,
        "desk.export": _export,
    }
)
