"""What an administrator can let us read: as documented, and as a script that does just that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from cards.words import words
from cases.model import Side
from desk.bundles import ROLES, bundles

ROOT = Path(__file__).parents[2]
READER = "6c1e47aa-0000-4000-8000-00000000aaaa"
MAY_RUN = {
    "Connect-MgGraph",
    "Get-MgServicePrincipal",
    "New-MgServicePrincipal",
    "New-MgServicePrincipalAppRoleAssignment",
}


@pytest.mark.parametrize("name", sorted(ROLES))
def test_each_role_is_the_one_that_the_documentation_names(name: str) -> None:
    documented = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    assert f"**{name}** (`{ROLES[name]}`)" in documented


@pytest.mark.parametrize("side", sorted(Side))
def test_each_bundle_answers_something_and_has_its_words(side: Side) -> None:
    page = (ROOT / "web" / "templates" / "signing_in" / "consent.html.j2").read_text("utf-8")
    for bundle in bundles(side):
        assert bundle.facts, bundle.id
        assert f'"{bundle.id}": (' in page


def test_the_article_is_answered_by_the_smallest_bundle_of_the_inviting_side() -> None:
    first = bundles(Side.INVITING)[0]
    assert {"host.requireMatch", "guest.exists"} <= {fact.name for fact in first.facts}


@pytest.mark.parametrize("side", sorted(Side))
def test_the_script_grants_these_roles_to_our_reader_and_does_nothing_else(side: Side) -> None:
    for bundle in bundles(side):
        values = {"reader": READER, "roles": bundle.roles}
        script = words().text("words/grant.ps1.j2", "script", **values)
        tree = Parser(Language(tree_sitter_powershell.language())).parse(script.encode())
        assert not tree.root_node.has_error, script
        assert set(_commands(tree.root_node)) == MAY_RUN
        granted = set(re.findall(r"^    '([0-9a-f-]{36})'", script, re.MULTILINE))
        assert granted == set(bundle.roles.values())
        assert len(script.splitlines()) <= 20


def _commands(node: Node) -> list[str]:
    mine = [(node.text or b"").decode()] if node.type == "command_name" else []
    return [*mine, *(name for child in node.children for name in _commands(child))]
