"""The table of roles, walked through the front door: presses, submits, messages, the extension.

Every press here is forged: the card that would hold the button was never shown to the person.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa

from cases.hand_off import HandOff
from cases.model import Acquaintance, Case, CaseState, Channel, Party, PassedBecause, Person, Triage
from cases.roles import Action, Held, Role, may
from cases.states import fits
from cases.store import Store
from evidence.facts import SummaryReader
from tests.bot.conftest import Json, Reply
from tests.cases import made
from tests.traps.deployment import DESK, Deployment, Speaker, deployed

SECRET = "marked-address@contoso.com"

# The button of each action that a press can ask for, and what is filled in.
BUTTONS: dict[Action, tuple[str, dict[str, str]]] = {
    Action.SEE: ("case.show", {}),
    Action.CHECK: ("case.again", {}),
    Action.PASS: ("case.pass", {}),
    Action.TELL: ("case.works", {}),
    Action.REPLY: ("case.reply", {"text": "it is the second one"}),
    Action.WITHDRAW: ("case.withdraw", {}),
    Action.SEE_AS_DESK: ("desk.show", {}),
    Action.TAKE: ("desk.take", {}),
    Action.GIVE: ("desk.give", {"to": DESK["ben"]}),
    Action.RELEASE: ("desk.release", {}),
    Action.ASK: ("desk.ask", {"text": "Which account?"}),
    Action.NOTE: ("desk.note", {"text": "called them"}),
    Action.HAND: ("desk.hand", {"party": Party.INVITER.value}),
    Action.HAND_OFF: ("handoff.send", {"reader": "management", "way": "file", "summary": "# x"}),
    Action.REVOKE: ("handoff.revoke", {}),
    Action.FIX: ("desk.fixed", {}),
    Action.CLOSE: ("desk.close", {"reason": "not possible", "text": ""}),
    Action.REOPEN: ("desk.reopen", {}),
    Action.MERGE: ("desk.merge", {}),
    Action.LINK: ("desk.link", {}),
    Action.GROUP: ("desk.group-check", {}),
}
# How far the case is when it is pressed.
STATES = {Action.REOPEN: CaseState.CLOSED}
CHANGES = frozenset(BUTTONS) - {Action.SEE, Action.SEE_AS_DESK, Action.GROUP}
WHO = ("reporter", "marcus", "amara", "ben", "lena", "ada", "olga")
ROLES: dict[str, Held] = {
    "amara": frozenset({Role.AGENT}),
    "ben": frozenset({Role.AGENT}),
    "lena": frozenset({Role.LEAD}),
    "ada": frozenset({Role.ADMINISTRATOR}),
}


@dataclass
class Desk:
    """A deployment with cases that Amara has, and a store beside it to look at them."""

    deployment: Deployment
    store: Store

    def speaker(self, who: str) -> Speaker:
        if who in DESK:
            return self.deployment.at_desk(who)
        return self.deployment.denise() if who == "reporter" else self.deployment.marcus()

    def person(self, who: str) -> Person:
        speaker = self.speaker(who)
        tenant = speaker.conversation["tenantId"]
        return Person(speaker.who["id"], speaker.who["aadObjectId"], tenant, speaker.who["name"])

    async def case(self, action: Action = Action.SEE) -> Case:
        """A case in which somebody may do that: Amara has it, unless it is to be taken."""
        kept = made.case(await self.store.next_case_number(), self.person("reporter"), SECRET)
        owner = None if action is Action.TAKE else self.person("amara")
        triage = Triage(made.NOON, PassedBecause.ASKED, owner, question="Which?")
        place = replace(kept.place, service_url=self.deployment.channel.service_url)
        told = replace(
            kept,
            state=STATES.get(action, CaseState.WAITING_INVITED),
            triage=None if action is Action.PASS else triage,
            place=place,
            diagnosis=None,
            partner="contoso.com",
        )
        return await self.store.save_case(told)

    async def handed_off(self, case: Case) -> str:
        """The id of a hand-off of the case whose page opens."""
        id_, by, at = secrets.token_hex(16), self.person("amara"), datetime.now(UTC)
        ends = at + timedelta(days=1)
        given = HandOff(id_, case.number, SummaryReader.PARTNER, "en", "# x", "# x", by, at, ends)
        turn = made.turn(id_, replace(made.ANN, object_id=id_))
        await self.store.commit_turn(replace(turn, hand_offs=(given,)))
        return id_


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(
    tmp_path_factory: pytest.TempPathFactory, pair: rsa.RSAPrivateKey
) -> AsyncIterator[Desk]:
    database: Path = tmp_path_factory.mktemp("roles") / "desk.db"
    async with deployed(database, pair) as around:
        await around.start()
        store = await Store.open(around.database_url)
        made_ready = Desk(around, store)
        # A case can be given to whoever the bot has met.
        await store.met(Acquaintance(made_ready.person("ben"), made.NOON))
        yield made_ready
        await store.close()


def _data(case: Case, verb: str, filled: dict[str, str]) -> Json:
    return {
        "verb": verb,
        "case": str(case.number),
        "rev": str(case.version),
        "nonce": f"{verb}-{case.number}",
        **filled,
    }


async def _invoked(speaker: Speaker, data: Json) -> Reply:
    action = {"type": "Action.Execute", "verb": data["verb"], "data": data}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    return await speaker.tells(speaker.message(None, **invoke, replyToId="1"))


async def _submitted(speaker: Speaker, data: Json) -> Reply:
    return await speaker.tells(speaker.message(None, value=data, replyToId="1"))


# Older clients submit instead: asked of one for each way to have a right or none.
_WAYS = [(who, _invoked) for who in WHO] + [(w, _submitted) for w in ("reporter", "ben", "olga")]


@pytest.mark.parametrize("action", BUTTONS)
@pytest.mark.parametrize(("who", "press"), _WAYS)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_press_does_what_its_presser_may_and_nothing_else(
    desk: Desk, who: str, action: Action, press: Callable[[Speaker, Json], object]
) -> None:
    case = await desk.case(action)
    assert fits(action, case.state)
    verb, filled = BUTTONS[action]
    if action in (Action.MERGE, Action.LINK):
        filled = {"number": str((await desk.case()).number)}
    if action is Action.REVOKE:
        filled = {"hand_off": await desk.handed_off(case)}
    reply = await press(desk.speaker(who), _data(case, verb, filled))  # type: ignore[misc]

    assert reply.status == 200
    after = await desk.store.case(case.number)
    assert after is not None
    allowed = may(desk.person(who), action, case, ROLES.get(who, frozenset()))
    if action in CHANGES:
        assert (after.version > case.version) is allowed, after.history[-1]
    else:
        assert after.version == case.version
    if not allowed:
        assert SECRET not in json.dumps(reply.json)
        assert len(after.history) == len(case.history)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_typed_finds_cases_for_the_desk_only(desk: Desk, who: str) -> None:
    case = await desk.case()
    speaker = desk.speaker(who)
    before = len(speaker.shown())
    await speaker.says(f"search #{case.number}")
    await desk.deployment.settled()
    shown = "\n".join(speaker.shown()[before:])
    allowed = may(desk.person(who), Action.QUEUE, None, ROLES.get(who, frozenset()))
    assert (str(case.number) in shown) is allowed


@pytest.mark.parametrize("who", WHO)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_extension_finds_what_the_person_may_find(desk: Desk, who: str) -> None:
    case = await desk.case()
    speaker = desk.speaker(who)
    query = {
        "commandId": "searchCases",
        "parameters": [{"name": "words", "value": f"#{case.number}"}],
        "queryOptions": {"skip": 0, "count": 25},
    }
    invoke = {"type": "invoke", "name": "composeExtension/query", "value": query}
    reply = await speaker.tells(speaker.message(None, **invoke))
    found = f"Case {case.number}" in json.dumps(reply.json)
    at_desk = may(desk.person(who), Action.QUEUE, None, ROLES.get(who, frozenset()))
    assert found is (at_desk or who == "reporter")
    assert SECRET not in json.dumps(reply.json), "what is dropped into a chat names nobody"


@pytest.mark.parametrize("who", [w for w in WHO if w in DESK])
@pytest.mark.asyncio(loop_scope="module")
async def test_the_channel_is_set_by_administrators_only(desk: Desk, who: str) -> None:
    before = Channel(made.place(made.ANN), "19:some-other-team")
    await desk.store.set_desk_channel(before, made.NOON)
    await desk.deployment.in_channel(who).says("desk here")
    assert (await desk.store.desk_channel() != before) is (who == "ada")


def test_every_action_is_walked() -> None:
    typed = {Action.QUEUE, Action.SET_CHANNEL, Action.FIGURES, Action.ROLES, Action.ERASE}
    elsewhere = {Action.CHANGE, Action.EXPORT}  # an answer of one's own intake; a typed address
    assert set(BUTTONS) | typed | elsewhere == set(Action)
