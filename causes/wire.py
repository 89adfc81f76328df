"""The JSON of the command line: parsed once on the way in, built once on the way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from causes.derived import parts
from causes.model import Diagnosis, State, Verdict
from evidence.facts import (
    AADSTS,
    ERROR_CLASS,
    FACTS,
    INVITED_ADDRESS,
    NOW,
    Fact,
    Facts,
    Observation,
    Reading,
    Trust,
    Unknown,
    fact,
    parse,
    to_json,
)

ReadText = Callable[[str, str | None], Reading]


class InputError(ValueError):
    """Input that cannot be used; the message is one clear line."""


def facts_of(text: str, now: datetime, read_text: ReadText) -> Facts:
    """The facts of `{"complaint": {...}, "facts": {...}}`; `now` where none is given.

    The complaint is told, its "text" pasted, the facts read; so the facts win, and all are
    kept. What the text only says in words fills gaps. Raises InputError or FactError.
    """
    body = _object(_parsed(text), "the input")
    _only(body, ("complaint", "facts"))
    told = dict(_object(body.get("complaint", {}), "complaint"))
    reading = _reading(told, read_text)
    read = _object(body.get("facts", {}), "facts")
    known = _observed(told, "complaint", Trust.TOLD)
    known = known.with_all(_pasted(reading)).with_all(_observed(read, "facts", Trust.READ))
    known = _with_words(known, reading)
    if isinstance(known.value(NOW), Unknown):
        return known.with_(NOW, Observation(now, "clock", now, Trust.READ))
    return known


def report(diagnosis: Diagnosis, facts: Facts) -> dict[str, object]:
    """The diagnosis in the words of schema.json."""
    return {
        "primary": {
            "cause": diagnosis.cause,
            "certainty": diagnosis.certainty.value,
            "mode": diagnosis.mode.value,
            "acts": [
                {"organisation": act.organisation.value, "actor": act.actor.value}
                for act in diagnosis.acts
            ],
            "remedies": list(diagnosis.remedies),
        },
        "verdicts": [_verdict(verdict, facts) for verdict in diagnosis.verdicts],
        "questions": list(diagnosis.questions),
        "beyond": diagnosis.beyond or None,
        "ruleset": diagnosis.ruleset,
    }


def reading_json(reading: Reading) -> dict[str, object]:
    """What a pasted text yields: facts, and what typed answers are made of; never the text."""
    return {
        "facts": {name: to_json(value) for name, value in sorted(reading.facts.items())},
        "told": {name: to_json(value) for name, value in sorted(reading.told.items())},
        "addresses": list(reading.addresses),
        "hosts": list(reading.hosts),
        "times": [to_json(time) for time in reading.times],
        "zoneless": reading.zoneless,
        "problems": list(reading.problems),
        "secretsCut": reading.secrets_cut,
    }


def _verdict(verdict: Verdict, facts: Facts) -> dict[str, object]:
    because = [row for of in _with_parts(verdict.because, facts) for row in _because(of, facts)]
    if verdict.state is State.CANNOT_TELL:
        because = [row for row in because if isinstance(row["value"], dict)] or because
    return {"cause": verdict.cause, "state": verdict.state.value, "because": because}


def _with_parts(because: Iterable[str], facts: Facts) -> Iterable[Fact]:
    """The facts, each derived one followed by what it was made of, none twice."""
    pairs = ((of, parts(facts, of)) for of in (FACTS[name] for name in because))
    return dict.fromkeys(each for of, made_of in pairs for each in (of, *made_of))


def _because(of: Fact, facts: Facts) -> Iterable[dict[str, object]]:
    """Each observation of the fact, the judged one first, so that a contradiction shows."""
    best = facts.judged(of)
    if best is None:
        yield {"fact": of.name, "value": to_json(facts.value(of)), "source": "nobody"}
        return
    others = [seen for seen in facts.observations[of.name] if seen is not best]
    for seen in (best, *others):
        yield {"fact": of.name, "value": to_json(seen.value), "source": seen.source}


def _observed(body: Mapping[str, object], source: str, trust: Trust) -> Facts:
    facts = Facts()
    for name, raw in body.items():
        of = fact(name)
        facts = facts.with_(of, Observation(parse(of, raw), source, None, trust))
    return facts


def _reading(complaint: dict[str, object], read_text: ReadText) -> Reading:
    """What the complaint's text yields; takes the text out of the complaint."""
    text, invited = complaint.pop("text", None), complaint.get(INVITED_ADDRESS.name)
    if text is None:
        return Reading()
    if not isinstance(text, str):
        raise InputError(f"complaint.text: expected a text, got {str(text)[:60]!r}")
    return read_text(text, invited if isinstance(invited, str) else None)


def _pasted(reading: Reading) -> Facts:
    facts = Facts()
    for name, value in reading.facts.items():
        facts = facts.with_(fact(name), Observation(value, "pasted text", None, Trust.PASTED))
    return facts


def _with_words(known: Facts, reading: Reading) -> Facts:
    """With what the words tell of facts that are not known; a code beats a word on the page."""
    coded = not isinstance(known.value(AADSTS), Unknown)
    for name, value in reading.told.items():
        taken = not isinstance(known.value(fact(name)), Unknown)
        if not taken and not (coded and name == ERROR_CLASS.name):
            told = Observation(value, "words of the text", None, Trust.TOLD)
            known = known.with_(fact(name), told)
    return known


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno} column {problem.colno}"
        raise InputError(f"not JSON: {problem.msg} ({where})") from None
    except RecursionError:
        raise InputError("not usable: nested too deeply") from None
    except InputError:
        raise
    except ValueError as problem:
        raise InputError(f"not JSON: {problem}") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    body = dict(pairs)
    if len(body) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"given twice: {twice[:60]!r}")
    return body


def _no_constant(name: str) -> object:
    raise InputError(f"not JSON: {name}")


def _object(body: object, what: str) -> Mapping[str, object]:
    if not isinstance(body, dict):
        raise InputError(f"{what}: expected an object, got {str(body)[:60]!r}")
    return body


def _only(body: Mapping[str, object], known: tuple[str, ...]) -> None:
    for name in body:
        if name not in known:
            raise InputError(f"unknown key: {name[:60]!r}, expected {' and '.join(known)}")
