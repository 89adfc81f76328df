"""What an agent can do with a case at the desk.

Each step returns the notice to show on the case's card, empty where the card says it all. Who
may do it, in which state and on how new a card was asked before.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from cards.screens import DeskAsks, Note
from cases.model import (
    Case,
    CaseState,
    CloseReason,
    EventKind,
    JobKind,
    NewJob,
    Party,
    Side,
)
from cases.roles import Action, Role, same
from cases.states import OPEN, WAITING
from cases.store import Store
from desk import commands, merged, moves
from desk.acting import kept, notice, tell
from desk.around import agent_now
from desk.asked import Asked, Done, KnowsRoles
from desk.checks import desk_check_job
from desk.reporting import checking, problem_of
from desk.telling import told
from desk.views import Views

LINKS = 20  # a case may have


class AtDesk:
    def __init__(self, store: Store, members: KnowsRoles, views: Views, own_tenant: str) -> None:
        self._store, self._members = store, members
        self._views, self._own_tenant = views, own_tenant

    async def show(self, command: commands.DeskCommand, asked: Asked, done: Done) -> str:
        return ""

    async def take(self, command: commands.Take, asked: Asked, done: Done) -> str:
        owner = asked.case.triage.owner if asked.case.triage else None
        if owner and same(owner, asked.person):
            return ""
        if owner and asked.role is not Role.LEAD:
            return notice(asked, "taken-by", name=owner.name)
        case = kept(moves.owned(asked.case, asked.person), EventKind.TAKEN, asked, done)
        name = asked.person.name
        tell(case, asked, done, Note("told-taken", {"number": str(case.number), "name": name}))
        return ""

    async def release(self, command: commands.Release, asked: Asked, done: Done) -> str:
        if asked.case.triage and asked.case.triage.owner:
            kept(moves.owned(asked.case, None), EventKind.RELEASED, asked, done)
        return ""

    async def give(self, command: commands.Give, asked: Asked, done: Done) -> str:
        """Only to somebody who is at the desk at this moment, whatever the card offered."""
        who = await agent_now(self._store, self._members, command.to, self._own_tenant)
        if who is None:
            return notice(asked, "nobody-at-desk-by-that-name")
        case = kept(moves.owned(asked.case, who), EventKind.GIVEN, asked, done, to=who.name)
        name = {"number": str(case.number), "name": who.name}
        tell(case, asked, done, Note("told-taken", name))
        return ""

    async def ask(self, command: commands.AskReporter, asked: Asked, done: Done) -> str:
        text = command.text.strip()
        if problem := problem_of(text):
            done.say(problem)
            return ""
        case = moves.questioned(asked.case, text)
        case = kept(case, EventKind.ASKED, asked, done, text=text)
        done.jobs.append(told(case, DeskAsks(case.number, text), asked.at))
        return notice(asked, "asked", number=str(case.number))

    async def note(self, command: commands.NoteDown, asked: Asked, done: Done) -> str:
        text = command.text.strip()
        if problem := problem_of(text):
            done.say(problem)
        else:
            kept(asked.case, EventKind.NOTED, asked, done, text=text)
        return ""

    async def hand(self, command: commands.HandTo, asked: Asked, done: Done) -> str:
        case = moves.into(asked.case, WAITING[command.party], asked.at, asked.patience)
        party = command.party.value
        case = kept(case, EventKind.HANDED, asked, done, party=party)
        handed = Note(_handed(case, command.party), {"number": str(case.number), "party": party})
        tell(case, asked, done, handed)
        behind = await merged.all_told(self._store, case, asked.person, "told-handed", party=party)
        done.jobs.extend(behind)
        return ""

    async def check(self, command: commands.DeskCommand, asked: Asked, done: Done) -> str:
        if checking(asked.case, asked.at, desk=True):
            return notice(asked, "checking")
        kept(asked.case, EventKind.CHECK_STARTED, asked, done, desk=True)
        done.jobs.append(desk_check_job(asked.case, asked.at))
        return ""

    async def fixed(self, command: commands.Fixed, asked: Asked, done: Done) -> str:
        case = moves.into(asked.case, CaseState.VERIFYING, asked.at, asked.patience)
        case = kept(case, EventKind.FIXED, asked, done)
        done.jobs.append(desk_check_job(asked.case, asked.at))
        await self._tell_everybody(case, asked, done, "told-fixed")
        return ""

    async def close(self, command: commands.Close, asked: Asked, done: Done) -> str:
        text, reason = command.text.strip(), command.reason
        if text and (problem := problem_of(text)):
            done.say(problem)
            return ""
        case = moves.ended(asked.case, CaseState.CLOSED, reason, asked.at, asked.patience)
        case = kept(case, EventKind.CLOSED, asked, done, reason=reason.value, text=text)
        await self._tell_everybody(case, asked, done, "told-closed", reason=reason.value, text=text)
        return ""

    async def reopen(self, command: commands.DeskCommand, asked: Asked, done: Done) -> str:
        case = moves.reopened(asked.case, asked.at, asked.patience)
        case = kept(case, EventKind.REOPENED, asked, done)
        tell(case, asked, done, Note("told-reopened", {"number": str(case.number)}))
        return ""

    async def merge(self, command: commands.MergeInto, asked: Asked, done: Done) -> str:
        """What was merged is closed, so an open case is in no circle."""
        other = await self._other(command.into, asked)
        if other is None or other.state not in OPEN:
            return notice(asked, "no-such-case", number=str(command.into))
        if await merged.too_many(self._store, asked.case, other):
            return notice(asked, "too-many-links", number=str(merged.MOST))
        case, at = asked.case, asked.at
        case = moves.ended(case, CaseState.CLOSED, CloseReason.DUPLICATE, at, asked.patience)
        case = moves.linked(moves.merged(case, other.number), other.number)
        case = kept(case, EventKind.MERGED, asked, done, into=other.number)
        other = moves.linked(other, case.number)
        other = kept(other, EventKind.MERGED, asked, done, other=case.number)
        goes_on = {"number": str(case.number), "into": str(other.number)}
        tell(case, asked, done, Note("told-merged", goes_on))
        done.jobs.extend(
            await merged.all_told(
                self._store, case, asked.person, "told-merged", into=str(other.number)
            )
        )
        tell(other, asked, done, Note("told-joined", {"number": str(other.number)}))
        return ""

    async def link(self, command: commands.LinkWith, asked: Asked, done: Done) -> str:
        other = await self._other(command.other, asked)
        if other is None or other.triage is None or asked.case.triage is None:
            return notice(asked, "no-such-case", number=str(command.other))
        if other.number in asked.case.triage.links:
            return ""
        if max(len(asked.case.triage.links), len(other.triage.links)) >= LINKS:
            return notice(asked, "too-many-links", number=str(LINKS))
        one, two = asked.case, other
        kept(moves.linked(one, two.number), EventKind.LINKED, asked, done, other=two.number)
        kept(moves.linked(two, one.number), EventKind.LINKED, asked, done, other=one.number)
        return ""

    async def _other(self, number: int, asked: Asked) -> Case | None:
        """Another case of the desk; one it does not have is as good as none."""
        other = None if number == asked.case.number else await self._store.case(number)
        return other if other and other.triage else None

    async def _tell_everybody(
        self, case: Case, asked: Asked, done: Done, key: str, **values: str
    ) -> None:
        """The reporter, and whoever reported a case that goes on as this one; each of their own."""
        tell(case, asked, done, Note(key, {"number": str(case.number), **values}))
        done.jobs.extend(await merged.all_told(self._store, case, asked.person, key, **values))

    async def show_group(self, command: commands.ShowGroup, asked: Asked, done: Done) -> str:
        group = await self._views.group(asked.case, asked.request, asked.held)
        if group is None:
            return notice(asked, "nothing-found")
        done.replies.append(group)
        return ""

    async def for_group(self, command: commands.ForGroup, asked: Asked, done: Done) -> str:
        case = asked.case
        if not case.partner or not case.cause:
            return notice(asked, "nothing-found")
        count = await self._store.group_size(case.partner, case.cause)
        body = {
            "cause": case.cause,
            "partner": case.partner,
            "step": command.step.value,
            "by": asdict(asked.person),
            "role": asked.role.value,
            "after": 0,
        }
        done.jobs.append(NewJob(JobKind.GROUP, secrets.token_hex(16), body, asked.at))
        done.say("group-started", count=str(count))
        return ""


def _handed(case: Case, party: Party) -> str:
    """Whether the reporter is told of somebody else, or of themselves."""
    own = {Side.INVITED: Party.INVITED_USER, Side.INVITING: Party.INVITER}
    return "told-handed-to-you" if case.side and own[case.side] is party else "told-handed"


Step = Callable[[AtDesk, Any, Asked, Done], Awaitable[str]]
STEPS: Mapping[type[commands.AboutCase], tuple[Action, Step]] = MappingProxyType(
    {
        commands.ShowAsDesk: (Action.SEE_AS_DESK, AtDesk.show),
        commands.Take: (Action.TAKE, AtDesk.take),
        commands.Release: (Action.RELEASE, AtDesk.release),
        commands.Give: (Action.GIVE, AtDesk.give),
        commands.AskReporter: (Action.ASK, AtDesk.ask),
        commands.NoteDown: (Action.NOTE, AtDesk.note),
        commands.HandTo: (Action.HAND, AtDesk.hand),
        commands.CheckAsDesk: (Action.CHECK, AtDesk.check),
        commands.CheckAgain: (Action.CHECK, AtDesk.check),
        commands.Fixed: (Action.FIX, AtDesk.fixed),
        commands.Close: (Action.CLOSE, AtDesk.close),
        commands.Reopen: (Action.REOPEN, AtDesk.reopen),
        commands.ReopenOwn: (Action.REOPEN, AtDesk.reopen),
        commands.MergeInto: (Action.MERGE, AtDesk.merge),
        commands.LinkWith: (Action.LINK, AtDesk.link),
        commands.ShowGroup: (Action.SEE_AS_DESK, AtDesk.show_group),
        commands.ForGroup: (Action.GROUP, AtDesk.for_group),
    }
)
# What does not mind that the card it was pressed on has grown old.
ANY_VERSION = frozenset(
    {
        commands.ShowAsDesk,
        commands.AskReporter,
        commands.NoteDown,
        commands.LinkWith,
        commands.ShowGroup,
        commands.ForGroup,
    }
)
