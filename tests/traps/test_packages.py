"""What the bot installs: nothing below the versions that closed the known holes, little else."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
FLOORS = {
    "botframework-connector": "4.10.1",
    "PyJWT": "2.15.1",
    "aiohttp": "3.14.4",
    "requests": "2.33",
    "jinja2": "3.1.6",
    "urllib3": "2",  # before it, a send that failed was posted again
}


def wanted() -> dict[str, Requirement]:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {one.name.lower(): one for one in found}


@pytest.mark.parametrize("name", FLOORS)
def test_a_package_with_known_holes_is_newer_than_they_are(name: str) -> None:
    floor = Version(FLOORS[name])
    lowest = [s for s in wanted()[name.lower()].specifier if s.operator in ("==", ">=")]
    assert lowest, f"{name} is not held at all"
    assert all(Version(one.version) >= floor for one in lowest)
    assert Version(version(name)) >= floor


@pytest.mark.parametrize("name", ["botbuilder-dialogs", "botbuilder-azure", "jsonpickle"])
def test_what_only_brings_trouble_is_not_asked_for(name: str) -> None:
    assert name not in wanted()


@pytest.mark.parametrize(
    "folder", ["bot", "cards", "cases", "causes", "desk", "dialogs", "evidence"]
)
def test_nothing_stored_can_name_code_to_run(folder: str) -> None:
    """No reader that restores types: state is plain JSON."""
    for path in (ROOT / folder).rglob("*.py"):
        text = path.read_text("utf-8")
        assert not any(word in text for word in ("jsonpickle", "import pickle", "yaml.load")), path
