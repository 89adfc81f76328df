"""What the desk's people see: a case, the queue, a group, the figures. Reads only."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from cards.chart import chart_png
from cards.desk_card import MOST_VIEWERS, DeskReader, desk_card
from cards.desk_lists import figures_screen, group_screen, queue_screen
from cards.figures_csv import csv_of
from cards.screens import DeskCard, Screen, Somebody
from cases.lists import MonthTallies
from cases.model import Acquaintance, Case
from cases.roles import Action, Held, may
from cases.store import Store
from desk import commands
from desk.around import agents, others
from desk.asked import Request
from desk.files import Files
from desk.reader import agent_viewer
from desk.showing import base_card

PAGE = 10
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")


class Views:
    def __init__(self, store: Store, files: Files, own_tenant: str) -> None:
        self._store, self._files, self._own_tenant = store, files, own_tenant

    async def case(self, case: Case, request: Request, held: Held, notice: str = "") -> DeskCard:
        """The case as this person may see it and act on it."""
        people = await agents(self._store)
        reader = DeskReader(
            held,
            request.person,
            agent_viewer(case, self._own_tenant),
            tuple(_somebody(who) for who in people),
            await others(self._store, case),
            _viewers(people, request),
            notice,
        )
        return desk_card(_as_told(case), reader, request.at, request.place.locale)

    async def shared(self, case: Case, request: Request) -> DeskCard:
        """The case as everybody in the channel sees it."""
        locale = request.place.locale
        return await base_card(self._store, case, self._own_tenant, request.at, locale)

    async def queue(self, command: commands.ShowQueue, request: Request, held: Held) -> Screen:
        words = command.search.strip()
        if words:
            page = await self._store.search(words, request.at, command.after, PAGE)
        else:
            page = await self._store.queue(
                command.view, request.person, request.at, command.after, PAGE
            )
        figures = may(request.person, Action.FIGURES, held=held)
        locale = request.place.locale
        return queue_screen(page, command.view, words, request.at, locale, figures)

    async def group(self, case: Case, request: Request, held: Held) -> Screen | None:
        """The open cases with this one's cause and partner; None while it has none."""
        if not case.partner or not case.cause:
            return None
        rows = await self._store.group(case.partner, case.cause, 0, PAGE)
        total = await self._store.group_size(case.partner, case.cause)
        leads = may(request.person, Action.GROUP, case, held)
        return group_screen(case, rows, total, leads, request.at, request.place.locale)

    async def figures(self, command: commands.ShowFigures, request: Request) -> Screen:
        month = command.month if _MONTH.match(command.month) else f"{request.at:%Y-%m}"
        tallies = await self._store.figures(month)
        chart, csv = await self._figure_files(tallies, request)
        return figures_screen(tallies, chart, csv, request.at, request.place.locale)

    async def _figure_files(self, tallies: MonthTallies, request: Request) -> tuple[str, str]:
        if not self._files.reachable:
            return "", ""
        png = await asyncio.to_thread(chart_png, tallies, request.place.locale)
        name, person, at = f"figures-{tallies.month}", request.person, request.at
        chart = await self._files.keep(person, f"{name}.png", "image/png", png, at)
        text = csv_of(tallies).encode()
        return chart, await self._files.keep(person, f"{name}.csv", "text/csv", text, at)


def _as_told(case: Case) -> Case:
    """With what the reporter told, where no check has read anything yet."""
    return case if case.facts.observations else replace(case, facts=case.complaint.facts())


def _somebody(who: Acquaintance) -> Somebody:
    return Somebody(who.person.object_id, who.person.teams_id, who.person.name)


def _viewers(people: Sequence[Acquaintance], request: Request) -> tuple[str, ...]:
    """Who reads comes first: their own view must not be the one left out."""
    ids = (request.person.teams_id, *(who.person.teams_id for who in people))
    return tuple(dict.fromkeys(id_ for id_ in ids if id_))[:MOST_VIEWERS]
