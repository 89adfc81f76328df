"""`python -m causes`: facts on standard input, the diagnosis on standard output, both as JSON.

    python -m causes < case.json       {"complaint": {...}, "facts": {...}} (schema.json)
    python -m causes --text FILE       what a pasted text yields (`-`: standard input)
    python -m causes --list            the ids of all causes, one a line

Bad input is one line on standard error and exit status 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from causes import CAUSES, classify, considered
from causes.wire import InputError, facts_of, reading_json, report
from evidence.facts import FactError
from evidence.reading import read

_ABOUT = "Says which organisation must act, and how."


class _OneLine(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(message)


def main(argv: Sequence[str]) -> int:
    """Returns the exit status."""
    try:
        _write(_run(argv))
    except (InputError, FactError) as problem:
        print(f"causes: {' '.join(str(problem).split())}", file=sys.stderr)
        return 2
    return 0


def _run(argv: Sequence[str]) -> str:
    parser = _OneLine("python -m causes", description=_ABOUT, allow_abbrev=False)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--text", metavar="FILE", help="print what a pasted text yields")
    choice.add_argument("--list", action="store_true", help="print the ids of all causes")
    options = parser.parse_args(argv)
    now = datetime.now(UTC)
    if options.list:
        return "".join(f"{cause.id}\n" for cause in CAUSES)
    if options.text is not None:
        return _json(reading_json(read(_decoded(_bytes(options.text)), now)))
    facts = facts_of(
        _decoded(sys.stdin.buffer.read()), now, lambda text, invited: read(text, now, invited)
    )
    return _json(report(classify(facts), considered(facts)))


def _bytes(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as problem:
        raise InputError(f"cannot read {name!r}: {_reason(problem)}") from None


def _reason(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or str(problem)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(f"not UTF-8: bad byte at offset {problem.start}") from None


def _json(body: object) -> str:
    return json.dumps(body, indent=2) + "\n"


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
