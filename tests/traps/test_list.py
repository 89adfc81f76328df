"""docs/traps.md tells the truth: each trap has a reason, or tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "traps.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
REASON = re.compile(r"Cannot occur: .{20,}\.")


def rows() -> list[tuple[str, str]]:
    """The traps with what holds them off; heads and rules of the tables left out."""
    cells = [line.strip("|").split(" | ") for line in LIST.read_text("utf-8").splitlines()
             if line.startswith("| ") and not line.startswith("| trap |")]  # fmt: skip
    assert all(len(row) == 2 for row in cells)
    return [(trap.strip(), held.strip()) for trap, held in cells]


def named() -> list[tuple[str, str]]:
    return sorted({found for _, held in rows() for found in TEST.findall(held)})


@cache
def functions_of(file: str) -> frozenset[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
    functions = (n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(function.name for function in functions)


def test_the_list_is_not_empty() -> None:
    assert len(rows()) > 60
    assert len({trap for trap, _ in rows()}) == len(rows()), "no trap twice"


@pytest.mark.parametrize(("trap", "held"), rows(), ids=lambda cell: cell[:40])
def test_a_trap_has_tests_or_a_reason_why_it_cannot_occur(trap: str, held: str) -> None:
    left = TEST.sub("", held).strip()
    assert left == "" if TEST.search(held) else REASON.fullmatch(held), trap


@pytest.mark.parametrize(("file", "function"), named())
def test_a_named_test_is_there(file: str, function: str) -> None:
    assert function in functions_of(file), f"{file} has no {function}"


def test_every_test_of_this_folder_is_on_the_list() -> None:
    """A story that is told here holds off a trap that is written down."""
    here = {p.relative_to(ROOT).as_posix() for p in Path(__file__).parent.glob("test_*.py")}
    unlisted = {file for file in here if not any(file == f for f, _ in named())}
    assert unlisted == {"tests/traps/test_list.py"}
