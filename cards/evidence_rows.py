"""What was read, what was not, and why, as lines for people. Pure.

All functions take facts that were already cut down to what the reader may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cards.screens import EvidenceRow
from cards.values import label, labels, moment, source_words, trust_words, value_words
from cards.visible import Viewer, may_read
from cards.words import Words, snake
from evidence.facts import FACTS, NOW, Audience, Fact, Facts, Observation, Reason, Unknown

_WHO_IS_WHO = ("case.", "reporter.", "evidence.")
_KEPT_FROM_OTHERS = {
    Audience.INVITED_SIDE: "not_released_private",
    Audience.AGENTS: "not_released_agents",
}


def evidence_rows(
    spoken: Words, facts: Facts, first: Sequence[str] = ()
) -> tuple[EvidenceRow, ...]:
    """A row for each known fact: those of `first` before the others, contradictions below."""
    rows: list[EvidenceRow] = []
    for of in _ordered(facts, first):
        judged = facts.judged(of)
        if judged is None or isinstance(judged.value, Unknown):
            continue
        against = facts.contradictions(of)
        rows.append(_row(spoken, of, judged, "judged_over" if against else ""))
        rows.extend(_row(spoken, of, seen, "contradicts") for seen in against)
    return tuple(rows)


def not_read(spoken: Words, facts: Facts, viewer: Viewer) -> tuple[str, ...]:
    """One sentence for each reason: the facts it kept from us, and what that costs."""
    sentences = [
        spoken.text(
            "words/reasons.j2", snake(reason), facts=labels(spoken, _unread(facts, reason, viewer))
        )
        for reason in Reason
        if _unread(facts, reason, viewer)
    ]
    kept = {FACTS[name].readers for name in facts if _is_kept(facts, name, viewer)}
    for audience, block in _KEPT_FROM_OTHERS.items():
        if audience in kept:
            sentences.append(spoken.text("words/reasons.j2", block))
    return tuple(sentences)


def readable(names: Iterable[str], viewer: Viewer) -> tuple[str, ...]:
    """The names of facts whose very label this reader may see."""
    return tuple(name for name in names if name in FACTS and may_read(FACTS[name], viewer))


def _is_kept(facts: Facts, name: str, viewer: Viewer) -> bool:
    unknown = isinstance(facts.value(FACTS[name]), Unknown)
    return unknown and not may_read(FACTS[name], viewer)


def _unread(facts: Facts, reason: Reason, viewer: Viewer) -> tuple[str, ...]:
    if reason is Reason.NOT_ASKED:
        return ()
    unread = (name for name in facts if _is_unknown(facts, name, reason))
    return readable(unread, viewer)


def _is_unknown(facts: Facts, name: str, reason: Reason) -> bool:
    value = facts.value(FACTS[name])
    return isinstance(value, Unknown) and value.reason is reason


def _ordered(facts: Facts, first: Sequence[str]) -> list[Fact]:
    # Who is who stands on the card anyway, as does when it was judged.
    others = sorted(FACTS, key=lambda name: name.startswith(_WHO_IS_WHO))
    names = dict.fromkeys((*first, *others))
    return [FACTS[name] for name in names if name in facts.observations and name != NOW.name]


def _row(spoken: Words, of: Fact, seen: Observation, remark: str) -> EvidenceRow:
    trust = trust_words(spoken, seen.trust)
    if remark:
        trust = spoken.text("words/judgement.j2", f"trust_{remark}", trust=trust)
    return EvidenceRow(
        of.name,
        label(spoken, of.name),
        value_words(spoken, of, seen.value),
        source_words(spoken, seen.source),
        moment(seen.at) if seen.at else "",
        trust,
    )
