"""A desk with its people, in one process: the real store, desk and conversation. What would go
to Teams is written down."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.answers import Answer, CardAnswer, TextAnswer
from bot.conversation import Conversation
from cases.due import Patience
from cases.model import (
    Acquaintance,
    Case,
    CaseState,
    JobKind,
    PassedBecause,
    Person,
    Place,
    Scope,
    TurnKey,
)
from cases.roles import NONE, Held, Role
from cases.store import Store
from desk.delivery import Message
from desk.desk import Desk
from desk.hand_off_settings import HandOffSettings
from desk.members import RolesUnknownError
from desk.moves import passed
from desk.outbox import Outbox
from dialogs.said import Press, Said
from evidence.facts import Facts
from tests.cases import made
from tests.living_sandbox import actions, text_of

OWN = "f4b41ca3-own-tenant"
THREAD = ";messageid=17"
DESK = Place("19:cases@thread.tacv2", "https://smba.example/", OWN, "28:bot", Scope.CHANNEL)
AMARA = Person("29:amara", "0bj-amara", OWN, "Amara Osei")
BEN = Person("29:ben", "0bj-ben", OWN, "Ben Adler")
LENA = Person("29:lena", "0bj-lena", OWN, "Lena Brandt")
ADA = Person("29:ada", "0bj-ada", OWN, "Ada Novak")
OLGA = Person("29:olga", "0bj-olga", OWN, "Olga")
ROLES: dict[str, Held] = {
    AMARA.object_id: frozenset({Role.AGENT}),
    BEN.object_id: frozenset({Role.AGENT}),
    LENA.object_id: frozenset({Role.LEAD}),
    ADA.object_id: frozenset({Role.ADMINISTRATOR}),
}


@dataclass
class Directory:
    """Who holds which role, as the organisation's groups say; `away`: it does not answer."""

    held: dict[str, Held] = field(default_factory=lambda: dict(ROLES))
    away: bool = False
    asked: int = 0

    async def roles(self, person: Person) -> Held:
        self.asked += 1
        if self.away:
            raise RolesUnknownError
        return self.held.get(person.object_id, NONE) if person.tenant_id == OWN else NONE


@dataclass
class Sent:
    """What was posted, by conversation."""

    texts: dict[str, list[str]] = field(default_factory=dict)

    async def send(self, place: Place, message: Message) -> str:
        text = message.text or text_of(message.card)
        self.texts.setdefault(place.conversation_id, []).append(text)
        return "1:sent"

    async def update(self, place: Place, activity_id: str, message: Message) -> None:
        raise AssertionError("nothing here updates a message")


@dataclass
class House:
    store: Store
    directory: Directory
    sent: Sent
    public_url: str = ""
    hand_off: HandOffSettings | None = None
    now: datetime = made.NOON
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        desk = Desk(self.store, self.directory, OWN, Patience(), self.public_url, self.hand_off)
        self.conversation = Conversation(self.store, desk, lambda: None)
        self.people = {
            person.name.split()[0].lower(): Speaker(self, person)
            for person in (made.ANN, AMARA, BEN, LENA, ADA, OLGA)
        }

    def __getattr__(self, name: str) -> Speaker:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    async def opens(self) -> None:
        """Everybody at the desk has been seen there."""
        for person in (AMARA, BEN, LENA, ADA):
            held = frozenset(role.value for role in ROLES[person.object_id])
            await self.store.met(Acquaintance(person, self.now, None, held, self.now))

    async def case(
        self,
        state: CaseState = CaseState.WAITING_INVITED,
        *,
        owner: Person | None = None,
        at_desk: bool = True,
        reporter: Person = made.ANN,
        **more: object,
    ) -> Case:
        number = await self.store.next_case_number()
        case = made.case(number, reporter)
        case = replace(case, diagnosis=None, facts=Facts(), partner="contoso.com")
        case = replace(case, cause="letter-case")
        if at_desk:
            case = passed(case, PassedBecause.ASKED, self.now, reporter.object_id, Patience())
        case = replace(case, state=state, **more)  # type: ignore[arg-type]
        if case.triage:
            case = replace(case, triage=replace(case.triage, owner=owner))
        return await self.store.save_case(case)

    async def now_of(self, case: Case) -> Case:
        found = await self.store.case(case.number)
        assert found
        return found

    async def owed(self, *kinds: JobKind) -> list[Mapping[str, object]]:
        """The bodies of the open jobs of these kinds, ended by looking at them."""
        bodies = []
        while job := await self.store.claim(kinds, "test", self.later(days=99), timedelta(hours=1)):
            bodies.append(job.body)
            await self.store.complete(job)
        return bodies

    async def delivered(self) -> None:
        """Sends everything that is owed."""
        outbox, lease = Outbox(self.store, self.sent), timedelta(hours=1)
        while job := await self.store.claim((JobKind.SEND,), "test", self.later(days=9), lease):
            await outbox.run(job)
            await self.store.complete(job)

    def later(self, **time: int) -> datetime:
        return self.now + timedelta(**time)


@dataclass
class Speaker:
    """Somebody who types and presses. Presses are forged: no card need have shown the button."""

    house: House
    person: Person
    place: Place = field(init=False)
    answer: Answer | None = None

    def __post_init__(self) -> None:
        self.place = made.place(self.person)

    def in_channel(self, thread: str = THREAD) -> Speaker:
        other = Speaker(self.house, self.person)
        other.place = replace(DESK, conversation_id=DESK.conversation_id + thread)
        return other

    def in_group_chat(self) -> Speaker:
        other = Speaker(self.house, self.person)
        other.place = replace(DESK, conversation_id="19:lunch@thread.v2", scope=Scope.GROUP_CHAT)
        return other

    async def says(self, text: str) -> str:
        """Returns what was posted there since."""
        return await self._heard(self._said(text=text))

    async def presses(
        self,
        verb: str,
        case: Case | None = None,
        *,
        invoked: bool = True,
        again: str = "",
        **data: str,
    ) -> str:
        """Returns what the press was answered. `again`: the id of a delivery that is repeated."""
        if case:
            data = {"case": str(case.number), "rev": str(case.version), **data}
        return await self.presses_with(verb, data, invoked=invoked, again=again)

    async def presses_with(
        self, verb: str, data: Mapping[str, str], *, invoked: bool = True, again: str = ""
    ) -> str:
        """The same with all that the button and the inputs carry."""
        press = Press(verb, data, "card-1", invoked)
        said = replace(self._said(text=""), press=press)
        if again:
            said = replace(said, key=TurnKey(self.place.conversation_id, again))
        shown = await self._heard(said)
        return self.answered if invoked else shown

    @property
    def answered(self) -> str:
        match self.answer:
            case CardAnswer(card):
                return text_of(card)
            case TextAnswer(text):
                return text
            case _:
                return ""

    @property
    def buttons(self) -> list[str]:
        """The verbs of the card that answered."""
        card = self.answer.card if isinstance(self.answer, CardAnswer) else {}
        return [str(a["verb"]) for a in actions(card) if a.get("verb")]

    def stamp(self, verb: str) -> dict[str, str]:
        """What a button of the card that answered carries."""
        assert isinstance(self.answer, CardAnswer)
        return next(
            {k: str(v) for k, v in a["data"].items() if k != "verb"}
            for a in actions(self.answer.card)
            if a.get("verb") == verb
        )

    @property
    def shown(self) -> list[str]:
        return self.house.sent.texts.get(self.place.conversation_id, [])

    def _said(self, text: str) -> Said:
        key = TurnKey(self.place.conversation_id, f"m{next(self.house.numbers)}")
        return Said(key, self.person, self.place, self.house.now, text, team_id="19:team")

    async def _heard(self, said: Said) -> str:
        before = len(self.shown)
        self.answer = await self.house.conversation.hear(said)
        await self.house.delivered()
        return "\n".join(self.shown[before:])
