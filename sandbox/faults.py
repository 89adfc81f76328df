"""What can go wrong at Teams' end, for tests: PATCH /faults turns it, nothing on the page does."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from sandbox.wire import json_object, refusal

# 403 NotEnoughPermissions: the list of the connector's codes has none for an archived channel;
# this is the one for "not allowed to do that here".
_TEAM = {
    "not-installed": (403, "BotNotInConversationRoster", "The bot isn't part of the conversation."),
    "archived": (403, "NotEnoughPermissions", "The channel is archived."),
    "throttled": (429, "Throttled", "Too many requests."),
}
_PERSON = (403, "ForbiddenOperationException", "Bot isn't installed in user's personal scope.")


@dataclass
class Faults:
    """`team`: what the channel refuses with, or empty. `retry_after`: seconds, when throttled.
    `without_app`: the seats who never installed the bot for themselves."""

    team: str = ""
    retry_after: int = 30
    without_app: frozenset[str] = frozenset()

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [web.patch("/faults", self.turn)]

    async def turn(self, request: web.Request) -> web.Response:
        wanted = await json_object(request) or {}
        team, away = wanted.get("team", ""), wanted.get("without_app", [])
        if team not in ("", *_TEAM) or not isinstance(away, list):
            known = ", ".join(_TEAM)
            return refusal(400, "BadFault", f"team: empty or one of {known}; without_app: seats")
        self.team, self.without_app = str(team), frozenset(map(str, away))
        self.retry_after = int(str(wanted.get("retry_after", 30)))
        return web.json_response({"team": self.team, "without_app": sorted(self.without_app)})

    def of_team(self) -> web.Response | None:
        """What the team answers now instead of doing it."""
        if not self.team:
            return None
        refused = refusal(*_TEAM[self.team])
        if refused.status == 429:
            refused.headers["Retry-After"] = str(self.retry_after)
        return refused

    def of_person(self, seat: str) -> web.Response | None:
        """What a person's own chat answers instead of being opened."""
        return refusal(*_PERSON) if seat in self.without_app else None
