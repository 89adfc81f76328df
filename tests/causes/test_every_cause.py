"""What makes a half-added cause fail: each has its module, its place, its words and its table."""

from __future__ import annotations

import ast
import inspect
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from cards.words import words
from causes import CAUSES, cause, classify
from causes.model import Actor, Cause, Certainty, Organisation, Seen, State
from evidence.facts import Facts
from tests.causes.catalogue import SIDES
from tests.causes.stories import IDS, INVITED, SIGN_IN_NAME, facts

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "cards" / "templates"
OF_THE_CAUSE = ("headline", "why", "why_admin")
OF_A_REMEDY = ("what", "path", "command", "graph", "role", "licence", "price", "time", "after")
WRITTEN_BY_JINJA = {"self", "_", "_trans", "gettext"}
MAY_BE_EMPTY = ("command", "graph", "role", "licence")
# Retired modules and a cmdlet whose help says only "Do not use" (catalogue, section 4).
NEVER_PRINTED = ("AzureAD", "MSOnline", "Msol", "Remove-SPOUserInfo")

each_cause = pytest.mark.parametrize("each", CAUSES, ids=IDS)


def _modules_with_a_cause() -> set[str]:
    found = set()
    for path in (ROOT / "causes").glob("*.py"):
        tree = ast.parse(path.read_text())
        named = (t for n in tree.body if isinstance(n, ast.Assign) for t in n.targets)
        if any(isinstance(t, ast.Name) and t.id == "CAUSE" for t in named):
            found.add(path.stem)
    return found


def _template(each: Cause) -> str:
    return f"causes/{each.id}.j2"


def _blocks(each: Cause) -> list[str]:
    return [*OF_THE_CAUSE, *(_remedy_block(r.id, b) for r in each.remedies for b in OF_A_REMEDY)]


def _remedy_block(remedy: str, part: str) -> str:
    return f"{remedy.replace('-', '_')}_{part}"


def _sources(name: str) -> list[str]:
    """The template and all it extends."""
    source = (TEMPLATES / name).read_text()
    parent = _environment().parse(source).find(nodes.Extends)
    return [source, *(_sources(str(parent.template.as_const())) if parent else [])]


def _environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def _shown(each: Cause, of: Facts) -> dict[str, object]:
    made = each.details(Seen(of))
    assert is_dataclass(made)
    assert not isinstance(made, type)
    return asdict(made)


def _full() -> Facts:
    return facts(
        {
            "case.hostDomain": "fabrikam.com",
            "case.invitedAddress": INVITED,
            "invitee.upn": SIGN_IN_NAME,
            "error.signedInAs": "someone@else.example",
            "host.requireMatch": True,
            "error.class": "inviter.xtap",
        }
    )


def test_every_module_with_a_cause_is_listed_once() -> None:
    listed = [each.id.replace("-", "_") for each in CAUSES]
    assert sorted(listed) == sorted(_modules_with_a_cause())


def test_no_cause_of_the_catalogue_is_missing() -> None:
    assert set(IDS) == set(SIDES)


def test_a_cause_is_found_by_its_id() -> None:
    assert [cause(of).id for of in IDS] == list(IDS)
    with pytest.raises(KeyError):
        cause("no-such-cause")


@each_cause
def test_its_id_and_its_sides_are_the_catalogues(each: Cause) -> None:
    assert {act.organisation for act in each.acts} == SIDES[each.id]


@each_cause
def test_it_has_a_table_of_its_own(each: Cause) -> None:
    table = ROOT / "tests" / "causes" / f"test_{each.id.replace('-', '_')}.py"
    tree = ast.parse(table.read_text())
    names = {
        t.id
        for n in tree.body
        if isinstance(n, ast.Assign)
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    assert {"CAUSE", "TABLE", "test_the_verdict"} <= names


@each_cause
def test_its_rule_is_short(each: Cause) -> None:
    lines = inspect.getsource(each.rule).splitlines()
    assert len([line for line in lines if line.strip()]) <= 18
    body = ast.parse(inspect.getsource(each.rule)).body[0]
    assert isinstance(body, ast.FunctionDef)
    assert len(body.body) <= 15


@each_cause
def test_of_nothing_known_it_says_cannot_tell(each: Cause) -> None:
    verdict = next(v for v in classify(Facts(), ask=False).verdicts if v.cause == each.id)
    assert verdict.state is State.CANNOT_TELL
    assert verdict.because


@each_cause
def test_every_act_has_a_remedy_and_every_remedy_an_actor(each: Cause) -> None:
    partner = cause(each.partner).acts if each.partner else ()
    remedied = {remedy.act for remedy in each.remedies}
    assert not each.stages or set(each.acts) <= remedied
    assert remedied <= {*each.acts, *partner}
    assert len({remedy.id for remedy in each.remedies}) == len(each.remedies)


def test_one_remedy_id_means_one_thing() -> None:
    known = {(remedy.id, remedy) for each in CAUSES for remedy in each.remedies}
    assert len({of for of, _ in known}) == len(known)


@each_cause
@pytest.mark.parametrize("of", [Facts(), _full()], ids=["nothing visible", "all visible"])
def test_all_its_words_are_there(each: Cause, of: Facts) -> None:
    shown, said = _shown(each, of), words()
    for block in _blocks(each):
        text = said.text(_template(each), block, **shown)
        assert text or block.endswith(MAY_BE_EMPTY), block
        assert "None" not in text, block
        assert not any(name in text for name in NEVER_PRINTED), block


@each_cause
def test_an_administrator_learns_the_least_role(each: Cause) -> None:
    shown, said = _shown(each, Facts()), words()
    for remedy in each.remedies:
        if remedy.act.actor is Actor.ADMIN:
            assert said.text(_template(each), _remedy_block(remedy.id, "role"), **shown), remedy.id


@each_cause
def test_its_template_uses_only_its_details(each: Cause) -> None:
    allowed = {field.name for field in fields(type(each.details(Seen(Facts()))))}  # type: ignore[arg-type]
    for source in _sources(_template(each)):
        used = meta.find_undeclared_variables(_environment().parse(source))
        assert used - WRITTEN_BY_JINJA <= allowed


@each_cause
def test_its_template_is_text_in_blocks_and_nothing_else(each: Cause) -> None:
    for source in _sources(_template(each)):
        body = _environment().parse(source).body
        loose = [n for n in body if not isinstance(n, nodes.Block | nodes.Extends)]
        said = "".join(d.data for n in loose for d in n.find_all(nodes.TemplateData))
        assert not said.strip()


@each_cause
def test_what_discloses_the_sign_in_name_says_so_in_its_price(each: Cause) -> None:
    for remedy in each.remedies:
        block = _remedy_block(remedy.id, "price")
        price = words().text(_template(each), block, **_shown(each, _full()))
        assert (
            "sign-in name" in price and "inviting side" in price
        ) or not remedy.discloses_sign_in_name


@each_cause
def test_nothing_that_could_break_out_reaches_a_command(each: Cause) -> None:
    evil = "x@y.example'; Remove-MgUser -UserId 1 #"
    smart = "x’;calc@y.example"
    for address in (evil, smart):
        of = facts({"case.invitedAddress": address, "invitee.upn": address})
        for remedy in each.remedies:
            for part in ("command", "graph"):
                block = _remedy_block(remedy.id, part)
                command = words().text(_template(each), block, **_shown(each, of))
                assert "calc" not in command
                assert "-UserId 1" not in command


def test_the_three_options_are_named_on_both_twins() -> None:
    for twin in ("legacy-account-match", "upn-differs-from-invited-address"):
        shown = _shown(cause(twin), _full())
        said = words()
        for number, remedy in enumerate(
            ("lift_match_requirement", "add_sign_in_name_as_proxy", "separate_microsoft_account"), 1
        ):
            assert f"Option {number}" in said.text(f"causes/{twin}.j2", f"{remedy}_what", **shown)
        command = said.text(f"causes/{twin}.j2", "lift_match_requirement_command", **shown)
        assert command == "Set-SPOTenant -RequireAcceptingAccountMatchInvitedAccount $false"
        why = said.text(f"causes/{twin}.j2", "why", **shown)
        assert "Nobody is at fault" in why
        assert "Microsoft Support cannot fix this" in why


def test_the_sign_in_name_stays_away_from_who_may_not_see_it() -> None:
    for each in CAUSES:
        shown = _shown(
            each, facts({"case.invitedAddress": INVITED, "case.hostDomain": "fabrikam.com"})
        )
        for block in _blocks(each):
            assert SIGN_IN_NAME not in words().text(_template(each), block, **shown)


def test_nothing_known_is_nobody_to_blame() -> None:
    diagnosis = classify(Facts())
    assert diagnosis.cause is None
    assert diagnosis.certainty is Certainty.CANNOT_TELL
    assert [act.organisation for act in diagnosis.acts] == [Organisation.UNKNOWN]
    assert diagnosis.questions[0] == "error.class"
