"""Carries out what a dialog asks for: changes to cases, jobs to run, screens to show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from cards.desk_card import what_happened
from cards.links import chat_with
from cards.render import summary
from cards.screens import Download, Elsewhere, Note, Screen
from cards.values import moment
from cards.verdict import case_list
from cases.due import Patience
from cases.model import Case, CaseState, Channel, Event, EventKind, Json, Scope, Side
from cases.roles import AT_DESK, NONE, Action, Held, Role, is_reporter, may
from cases.states import fits
from cases.store import Erased, Store
from desk import commands, handing, replying, reporting, triage
from desk.asked import Asked, Done, KnowsRoles, Request
from desk.commands import NEWEST, TYPED, Command
from desk.files import LASTS, Files, as_json
from desk.hand_off_form import Forms
from desk.hand_off_list import HandOffList, goes_on
from desk.hand_off_settings import HandOffSettings
from desk.handing import Handing
from desk.members import RolesUnknownError
from desk.recipients import Recipients
from desk.replying import Replying
from desk.reporting import Reporting, standing
from desk.showing import show_job, unposted_job
from desk.summing_up import SummingUp
from desk.timing import due_job
from desk.triage import AtDesk
from desk.views import Views
from evidence.facts import Complaint

__all__ = ["Desk", "Done", "Request", "standing"]

LISTED = 10
THREAD = ";messageid="  # what follows it in a conversation id names one thread of a channel


class Desk:
    """Reads from the store and decides with pure functions. Writes nothing but what is no part
    of a case: forgettings, the channel, files, who holds which role.

    `own_tenant`: only its people hold roles. `public_url`: where files can be fetched.
    `hand_off`: how summaries leave; None: as cards only.
    """

    def __init__(
        self,
        store: Store,
        members: KnowsRoles,
        own_tenant: str,
        patience: Patience,
        public_url: str = "",
        hand_off: HandOffSettings | None = None,
    ) -> None:
        self._store, self._members = store, members
        self._own_tenant, self._patience = own_tenant, patience
        self._files = Files(store, public_url)
        self._views = Views(store, self._files, own_tenant)
        at_desk = AtDesk(store, members, self._views, own_tenant)
        self._lists = HandOffList(store, self._files)
        self._steps = {**_by(at_desk, triage.STEPS), **self._handing(hand_off)}
        self._reporting = Reporting(store)

    def _handing(self, hand_off: HandOffSettings | None) -> dict[type, tuple[Action, AgentStep]]:
        settings = hand_off or HandOffSettings()
        store, own, files = self._store, self._own_tenant, self._files
        recipients = Recipients(store, self._members, settings, own)
        writes = SummingUp(store, own, self._patience, settings.organisation)
        forms = Forms(recipients, writes, settings, reachable=files.reachable)
        hands_off = Handing(store, recipients, forms, self._lists, own)
        replies = Replying(store, recipients, forms, own)
        return {**_by(hands_off, handing.STEPS), **_by(replies, replying.STEPS)}

    async def carry_out(self, asked: tuple[Command, ...], request: Request) -> Done:
        """Returns what is to be committed and shown. Raises nothing of its own: what a person
        may not do, or what is not there, becomes a note."""
        done = Done()
        for command in asked:
            try:
                await self._one(command, request, done)
            except RolesUnknownError:
                done.say("roles-unknown")
        self._follow(request, done)
        return done

    async def view(self, number: int, request: Request) -> tuple[Screen, Case | None]:
        """What Teams asks for by itself: the case as this person may see it, in the desk's
        channel at least as everybody does. Changes nothing."""
        case = await self._store.case(number)
        held = await self._held_now(request)
        if case and held and may(request.person, Action.SEE_AS_DESK, case, held):
            return await self._own_view(case, request, held), case
        within = await self._in_channel(request)
        if case and case.triage and within:
            return await self._views.shared(case, request), case
        return _unseen(number, case, request, held, within=within), None

    async def _own_view(self, case: Case, request: Request, held: Held) -> Screen:
        """In a channel the list that was just answered goes on: the card it stands on was brought
        up to date meanwhile, and Teams asks anew."""
        shared = request.place.scope is Scope.CHANNEL
        if not shared or not goes_on(case, request.person, request.at):
            return await self._views.case(case, request, held)
        listed = Done()
        await self._lists.show(Asked(case, request, self._patience, held), listed)
        return listed.replies[-1]

    async def _held_now(self, request: Request) -> Held | None:
        """None where it cannot be told."""
        try:
            return await self._members.roles(request.person)
        except RolesUnknownError:
            return None

    async def _in_channel(self, request: Request) -> bool:
        channel = await self._store.desk_channel()
        here = request.place.conversation_id.partition(THREAD)[0]
        return channel is not None and channel.place.conversation_id == here

    async def _one(self, command: Command, request: Request, done: Done) -> None:
        match command:
            case commands.ListCases():
                cases = await self._store.cases_of(request.person, LISTED)
                done.replies.append(case_list(cases, request.place.locale))
            case commands.ForgetMe():
                await self._store.forget(request.person)
            case commands.ExportMine():
                held = await self._store.export(request.person)
                await self._hand_out(held, "export_mine", request, done)
            case commands.KeepCase() | commands.StartCheck():
                await self._keep(command, request, done)
            case commands.AboutCase():
                await self._on_case(command, request, done)
            case _:
                await self._on_desk(command, request, done)

    def _follow(self, request: Request, done: Done) -> None:
        """What every change brings with it: the desk's card, and the next time to look."""
        for case in done.cases.values():
            if case.triage is not None:
                done.jobs.append(show_job(case, request.at))
            done.jobs.extend(due_job(case, self._patience))

    # --- the reporter's answers ---------------------------------------------------------------

    async def _keep(
        self, command: commands.KeepCase | commands.StartCheck, request: Request, done: Done
    ) -> None:
        case = await self._case(command.number, done)
        if request.place.scope is not Scope.PERSONAL:
            done.replies.append(_elsewhere(request))
            return
        if case and not may(request.person, Action.CHANGE, case):
            done.say("unknown-case", number=str(case.number))
            return
        if case and not fits(Action.CHANGE, case.state):
            done.say("not-while", number=str(case.number), state=case.state.value)
            return
        done.about = case
        case = _kept(case or _opened(command.number, request), command.complaint, command.side)
        done.cases[case.number] = case
        if isinstance(command, commands.StartCheck):
            reporting.start_check(case, Asked(case, request, self._patience), done)

    # --- one case -----------------------------------------------------------------------------

    async def _on_case(self, command: commands.AboutCase, request: Request, done: Done) -> None:
        case = await self._found(command.number, request, done)
        reported = case is not None and is_reporter(request.person, case)
        own = reported and request.place.scope is Scope.PERSONAL
        held = NONE
        if not own or isinstance(command, commands.DeskCommand):
            held = await self._held(command, request, own=own)
        asked = Asked(_reached(case, request), request, self._patience, held) if case else None
        done.about = case
        if asked and type(command) in self._steps and _sees_as_desk(asked):
            await self._as_agent(command, asked, done)
        elif asked and own and type(command) in reporting.STEPS:
            await self._as_reporter(command, asked, done)
        else:
            done.about = None
            elsewhere = _elsewhere(request) if reported and not own else None
            done.replies.append(elsewhere or _refusal(command, held))

    async def _held(self, command: commands.AboutCase, request: Request, *, own: bool) -> Held:
        """Asks for roles only where one could help."""
        if type(command) not in self._steps:
            return NONE
        try:
            return await self._members.roles(request.person)
        except RolesUnknownError:
            if own and type(command) in reporting.STEPS:
                return NONE
            raise

    async def _as_reporter(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        (action, step), case = reporting.STEPS[type(command)], asked.case
        if fits(action, case.state):
            await step(self._reporting, command, asked, done)
        else:
            done.say("not-while", number=str(case.number), state=case.state.value)

    async def _as_agent(self, command: commands.AboutCase, asked: Asked, done: Done) -> None:
        """Answers with the case's card as it stands then, unless the step answered itself."""
        action, step = self._steps[type(command)]
        before = len(done.replies)
        notice = _obstacle(command, action, asked)
        if notice is None:
            notice = await step(command, asked, done)
        if len(done.replies) == before:
            case = done.cases.get(asked.case.number, asked.case)
            card = await self._views.case(case, asked.request, asked.held, notice)
            done.replies.append(card)

    async def _found(self, number: int, request: Request, done: Done) -> Case | None:
        if number != NEWEST:
            return await self._case(number, done)
        cases = await self._store.cases_of(request.person, 1)
        return cases[0] if cases else None

    async def _case(self, number: int, done: Done) -> Case | None:
        return done.cases.get(number) or await self._store.case(number)

    # --- the desk as a whole ------------------------------------------------------------------

    async def _on_desk(self, command: Command, request: Request, done: Done) -> None:
        action, step = _ON_DESK[type(command)]
        held = await self._members.roles(request.person)
        if may(request.person, action, held=held):
            await step(self, command, request, held, done)
        else:
            done.say("not-with-this-role" if held & AT_DESK else "not-at-desk")

    async def _queue(
        self, command: commands.ShowQueue, request: Request, held: Held, done: Done
    ) -> None:
        done.replies.append(await self._views.queue(command, request, held))

    async def _figures(
        self, command: commands.ShowFigures, request: Request, held: Held, done: Done
    ) -> None:
        done.replies.append(await self._views.figures(command, request))

    async def _set_channel(
        self, command: commands.SetChannel, request: Request, held: Held, done: Done
    ) -> None:
        if request.place.scope is not Scope.CHANNEL:
            done.say("desk-here-only-in-a-channel")
            return
        here = request.place.conversation_id.partition(THREAD)[0]
        channel = Channel(replace(request.place, conversation_id=here), request.team_id)
        await self._store.set_desk_channel(channel, request.at)
        done.jobs.append(unposted_job(request.at))
        done.say("desk-here")

    async def _read_roles_again(
        self, command: commands.ReadRolesAgain, request: Request, held: Held, done: Done
    ) -> None:
        await self._store.forget_roles()
        done.say("roles-read-again")

    async def _erase(
        self, command: commands.EraseAddress, request: Request, held: Held, done: Done
    ) -> None:
        erased = await self._store.forget_address(command.address)
        if erased != Erased():
            done.say("erased", count=str(erased.cases))
        else:
            done.say("nothing-found")

    async def _export(
        self, command: commands.ExportAddress, request: Request, held: Held, done: Done
    ) -> None:
        role = Role.ADMINISTRATOR.value
        await self._store.audit("export", request.at, role)
        held_of = await self._store.export_address(command.address, self._own_tenant)
        await self._hand_out(held_of, "export_address", request, done)

    async def _hand_out(self, held: Json, kind: str, request: Request, done: Done) -> None:
        if not self._files.reachable:
            done.say("no-public-address")
            return
        name, content, at = "invitedesk.json", as_json(held), request.at
        url = await self._files.keep(request.person, name, "application/json", content, at)
        done.replies.append(Download(kind, url, moment(at + LASTS)))


def _sees_as_desk(asked: Asked) -> bool:
    return may(asked.person, Action.SEE_AS_DESK, asked.case, asked.held)


def _obstacle(command: commands.AboutCase, action: Action, asked: Asked) -> str | None:
    """Why it is not done, as the notice for the card; None where nothing is in the way."""
    locale = asked.request.place.locale
    if not may(asked.person, action, asked.case, asked.held):
        return summary(Note("not-with-this-role"), locale)
    if not _new_enough(command, asked.case):
        since = asked.case.history[-1:]
        changed = summary(Note("card-changed"), locale)
        return what_happened(since[0], locale) if since else changed
    if not fits(action, asked.case.state):
        return summary(Note("not-in-this-state"), locale)
    return None


def _new_enough(command: commands.AboutCase, case: Case) -> bool:
    if not isinstance(command, commands.DeskCommand) or type(command) in _ANY_VERSION:
        return True
    return command.version in (TYPED, case.version)


def _refusal(command: commands.AboutCase, held: Held) -> Note:
    """Says the same of a case the person may not see and of one that is not there."""
    if isinstance(command, commands.DeskCommand) and held & AT_DESK:
        key = "no-such-case"
    elif isinstance(command, commands.DeskCommand) and not isinstance(command, commands.ShowAsDesk):
        key = "not-at-desk"
    else:
        key = "no-cases" if command.number == NEWEST else "unknown-case"
    return Note(key, {"number": str(command.number)})


def _unseen(
    number: int, case: Case | None, request: Request, held: Held | None, *, within: bool
) -> Note:
    """Why no card is shown of that number: outside the desk the same for a case of somebody else
    and for one that is not there. `within`: in the desk's channel."""
    named = {"number": str(number)}
    if within or (held and held & AT_DESK):
        return Note("no-such-case", named)
    if held is None:
        return Note("roles-unknown")
    own = case is not None and is_reporter(request.person, case)
    return Note("not-at-desk") if own else Note("unknown-case", named)


def _elsewhere(request: Request) -> Elsewhere:
    """Where others read along, nobody is told about their own case."""
    return Elsewhere(chat_with(request.place.bot_id))


def _reached(case: Case, request: Request) -> Case:
    """A case made of a message while its reporter had no chat with the bot yet is told about in
    the first one they speak in."""
    own = is_reporter(request.person, case) and request.place.scope is Scope.PERSONAL
    return replace(case, place=request.place) if own and not case.place.conversation_id else case


def _opened(number: int, request: Request) -> Case:
    opened = Event(EventKind.OPENED, request.at, request.person.object_id)
    return Case(
        number=number,
        version=0,
        state=CaseState.DRAFT,
        reporter=request.person,
        side=None,
        place=request.place,
        complaint=Complaint(),
        opened_at=request.at,
        changed_at=request.at,
        history=(opened,),
    )


def _kept(case: Case, complaint: Complaint, side: Side | None) -> Case:
    return replace(case, complaint=complaint, side=side)


AgentStep = Callable[[Any, Asked, Done], Awaitable[str]]
W = TypeVar("W")


def _by(
    whose: W, steps: Mapping[type, tuple[Action, Callable[[W, Any, Asked, Done], Awaitable[str]]]]
) -> dict[type, tuple[Action, AgentStep]]:
    """The steps as things that this one does."""
    return {of: (action, partial(step, whose)) for of, (action, step) in steps.items()}


_ANY_VERSION = triage.ANY_VERSION | handing.ANY_VERSION | replying.ANY_VERSION
Step = Callable[[Desk, Any, Request, Held, Done], Awaitable[None]]
_ON_DESK: Mapping[type, tuple[Action, Step]] = MappingProxyType(
    {
        commands.ShowQueue: (Action.QUEUE, Desk._queue),
        commands.ShowFigures: (Action.FIGURES, Desk._figures),
        commands.SetChannel: (Action.SET_CHANNEL, Desk._set_channel),
        commands.ReadRolesAgain: (Action.ROLES, Desk._read_roles_again),
        commands.EraseAddress: (Action.ERASE, Desk._erase),
        commands.ExportAddress: (Action.EXPORT, Desk._export),
    }
)
