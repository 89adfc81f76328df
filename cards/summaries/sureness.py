"""How sure a judgement is, in words. Pure."""

from __future__ import annotations

from cards.answer import Answer
from cards.verdict import certainty_reason
from cards.words import snake


def how_sure(answer: Answer) -> str:
    """The certainty and why it is no other."""
    certainty = answer.spoken.text(
        "words/judgement.j2", f"certainty_{snake(answer.diagnosis.certainty.value)}"
    )
    return f"{certainty}. {certainty_reason(answer)}"
