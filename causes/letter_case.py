"""Not a cause (C-10): names that differ only in capital letters are the same to every directory."""

from __future__ import annotations

from dataclasses import dataclass

from causes.addresses import differ_in_case_only
from causes.model import Cause, Certainty, Mode, Seen, Way
from causes.parties import NOBODY, home_domain
from evidence.facts import HOST_DOMAIN, INVITED_ADDRESS, MAIL, SIGNED_IN_AS, UPN


@dataclass(frozen=True)
class Details:
    host_domain: str | None
    home_domain: str | None


def rule(seen: Seen) -> tuple[Way, ...]:
    return tuple(
        Way(Certainty.CERTAIN, seen.compared(INVITED_ADDRESS, name, differ_in_case_only))
        for name in (SIGNED_IN_AS, UPN, MAIL)
    )


def details(seen: Seen) -> Details:
    return Details(host_domain=seen.text(HOST_DOMAIN), home_domain=home_domain(seen))


CAUSE = Cause(
    id="letter-case",
    # It stops nobody: a note, so that people stop retyping their name.
    stages=frozenset(),
    acts=(NOBODY,),
    mode=Mode.ONE_OF,
    remedies=(),
    rule=rule,
    details=details,
)
