"""The import rules of the design, held: arrows only point the way data flows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ("evidence", "causes", "cases", "cards", "desk", "dialogs", "web", "bot")
FACTS = "evidence.facts"

# folder → what it may import of the product besides itself
MAY: dict[str, set[str]] = {
    "evidence": set(),
    "causes": {FACTS},
    "cases": {FACTS},
    "cards": {FACTS, "causes", "cases"},
    "desk": {"evidence", "causes", "cases", "cards"},
    "dialogs": {FACTS, "cases", "cards", "desk.commands"},
    "web": {FACTS, "causes", "cases", "cards", "desk"},
    "bot": {FACTS, "causes", "cases", "cards", "desk", "dialogs", "web"},
}
EXTRA = {"causes/__main__.py": {"evidence.reading"}}


def _modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where a name comes from"
            yield str(node.module)


def _within(name: str, allowed: set[str]) -> bool:
    return any(name == a or name.startswith(f"{a}.") for a in allowed)


@pytest.mark.parametrize("folder", PRODUCT)
def test_a_folder_imports_only_what_stands_before_it(folder: str) -> None:
    for path in _modules(folder):
        extra = EXTRA.get(path.relative_to(ROOT).as_posix(), set())
        allowed = MAY[folder] | {folder} | extra
        for name in _imported(path):
            product = name.split(".")[0] in (*PRODUCT, "app", "sandbox", "tests", "manifest")
            assert not product or _within(name, allowed), f"{path.name} imports {name}"


@pytest.mark.parametrize("folder", [f for f in PRODUCT if f != "bot"])
def test_only_the_bot_knows_the_bot_framework(folder: str) -> None:
    for path in _modules(folder):
        for name in _imported(path):
            assert name.split(".")[0] not in {"botbuilder", "botframework"}, path.name


@pytest.mark.parametrize("folder", ["evidence/facts", "causes", "dialogs", "cards"])
def test_what_is_pure_reads_no_clock_and_no_network(folder: str) -> None:
    assert _modules(folder)
    for path in _modules(folder):
        if path.name == "__main__.py":
            continue
        names = set(_imported(path))
        assert not names & {"aiohttp", "asyncio", "requests", "sqlalchemy", "time", "os"}, path
        assert ".now(" not in path.read_text("utf-8"), f"{path.name} reads the clock"


def test_gates_of_the_sandbox_know_nothing_of_causes_or_evidence() -> None:
    files = [*(ROOT / "sandbox" / "gates").glob("*.py"), ROOT / "sandbox" / "worlds.py"]
    assert len(files) > 1
    for name in (name for file in files for name in _imported(file)):
        assert name.split(".")[0] not in PRODUCT
