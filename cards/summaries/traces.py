"""What the partner's verdict rests on, and by what the attempt is found in logs. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import evidence.facts as f
from cards.summaries.document import Paragraph, Part, Rows
from cards.summaries.leaving import Material
from cards.summaries.parts import Say, code_of, value_of
from cards.values import label, trust_words, value_words
from cases.model import Side
from evidence.facts import FACTS, Trust, Unknown

_MOST = 8
# What stands in rows of its own.
_SAID = frozenset(
    of.name
    for of in (
        f.INVITED_ADDRESS, f.HOST_DOMAIN, f.HOST_TENANT, f.HOME_TENANT, f.ERROR_CLASS,
        f.ERROR_TIME, f.AADSTS, f.CORRELATION_ID, f.REQUEST_ID, f.SHAREPOINT_CORRELATION_ID,
    )
)  # fmt: skip


def logs(say: Say, of: Material) -> Iterator[Part]:
    """By what the attempt is found: SharePoint's own id only where SharePoint is theirs."""
    theirs = of.around.own_side is Side.INVITED
    rows = say.rows(
        correlation=value_of(of, f.CORRELATION_ID),
        request=value_of(of, f.REQUEST_ID),
        sharepoint=value_of(of, f.SHAREPOINT_CORRELATION_ID) if theirs else "",
    )
    if any(value for _, value in rows.rows):
        yield Paragraph(say("logs_say"))
        yield rows
        yield say.rows(code=code_of(of))


def saw(say: Say, of: Material) -> Rows:
    """What settled it, with how it is known; not from where we have it."""
    because = of.answer.primary.because if of.answer.primary else ()
    rows = []
    for name in (n for n in because if n in FACTS and n not in _SAID):
        seen = of.answer.facts.judged(FACTS[name])
        if seen and not isinstance(seen.value, Unknown):
            value = value_words(of.spoken, FACTS[name], seen.value)
            trust = say("read") if seen.trust is Trust.READ else trust_words(of.spoken, seen.trust)
            rows.append((label(of.spoken, name), say("saw_value", value=value, trust=trust)))
    return Rows(tuple(rows[:_MOST]))
