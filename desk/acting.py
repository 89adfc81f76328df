"""What an agent's steps have in common: what is kept of them, who is told, what the card says."""

from __future__ import annotations

from cards.render import summary
from cards.screens import Note, Screen
from cases.model import Case, EventKind
from cases.roles import is_reporter
from desk.asked import Asked, Done
from desk.moves import happened
from desk.telling import told


def kept(case: Case, kind: EventKind, asked: Asked, done: Done, **detail: object) -> Case:
    """The case with what an agent did in its history, to be committed."""
    who: dict[str, object] = {"role": asked.role.value, "by": asked.person.name}
    case = happened(case, kind, asked.at, asked.person.object_id, **who, **detail)
    done.cases[case.number] = case
    return case


def tell(case: Case, asked: Asked, done: Done, screen: Screen) -> None:
    """Tells the reporter, unless they did it themselves."""
    if not is_reporter(asked.person, case):
        done.jobs.append(told(case, screen, asked.at))


def notice(asked: Asked, key: str, **values: str) -> str:
    """A note as the sentence that stands above a card."""
    return summary(Note(key, values), asked.request.place.locale)
