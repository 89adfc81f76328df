"""What a message yields that somebody makes a case of. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.listening import listen
from evidence.facts import INVITED_ADDRESS, Reading


@dataclass(frozen=True)
class FilledIn:
    """A message as the form shows it. `text` is without the secret parts of links; `address`:
    the invited address, "" where none is known; `problem`: the key of what is wrong with it."""

    text: str
    address: str
    reading: Reading
    problem: str = ""


def in_message(text: str, now: datetime) -> FilledIn:
    """The message before anybody filled anything in: with the address, if it names just one."""
    reading = listen(text, None, now).reading
    named = {address.casefold(): address for address in reading.addresses}
    return FilledIn(reading.text, named.popitem()[1] if len(named) == 1 else "", reading)


def filled_in(text: str, address: str, now: datetime) -> FilledIn:
    """The message with what was given as its invited address."""
    given = listen(address, INVITED_ADDRESS, now)
    if not isinstance(given.answer, str):
        reading = listen(text, None, now).reading
        return FilledIn(reading.text, address.strip(), reading, given.problem)
    reading = listen(text, None, now, given.answer).reading
    return FilledIn(reading.text, given.answer, reading)
