"""Who can answer which question, and what an administrator copies for it."""

from __future__ import annotations

from collections import Counter

import pytest

from cards.commands import COMMANDS
from cards.plain import clean
from cards.questions import asks_administrator, best, can_answer, command_for, question
from cards.visible import Viewer, may_read
from cards.words import words
from cases.model import Side
from causes.questions import _EFFORT as EFFORT
from evidence.facts import FACTS, FactError

ENGLISH = words("en")
RETIRED = ("-AzureAD", "MSOnline", "-Msol", "Remove-SPOUserInfo")
LOOKED_UP = [of.name for command in COMMANDS for of in command.answers]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("host.onedrive.sharingCapability", "Get-SPOTenant | fl "),
        ("host.site.sharingCapability", "Get-SPOSite -Identity 'SITE-ADDRESS' -Detailed | fl "),
        ("siteuser.loginForm", "Get-SPOUser -Site 'SITE-ADDRESS'"),
        ("guest.redeemedByOther", "Get-SPOExternalUser "),
        ("guest.externalUserState", "Get-MgUser "),
        ("host.entra.allowInvitesFrom", "(Get-MgPolicyAuthorizationPolicy).AllowInvitesFrom"),
        ("siteuser.idMismatch", "https://aka.ms/PillarSiteUserIDMismatch"),
        ("host.otpPhase", ""),
        ("repro.privateWindow", ""),
    ],
)
def test_a_blind_spot_has_the_line_that_answers_it(name: str, begins: str) -> None:
    assert command_for(name).startswith(begins)
    assert bool(command_for(name)) == bool(begins)


@pytest.mark.parametrize(
    ("name", "invited", "inviting", "administrator"),
    [
        ("history.workedBefore", True, True, False),
        ("repro.otherHostsWork", True, False, False),
        ("repro.otherDomainsFail", False, True, False),
        ("invitee.changedAtHome", True, False, False),
        ("invitee.upnEqualsInvited", True, False, False),
        ("link.audience", False, True, False),
        ("link.opened", True, False, False),
        ("host.site.locked", False, True, True),
        ("home.xtap.outboundAllows", True, False, True),
        ("home.tenantRestricted", True, False, True),
        ("health.incident", True, True, True),
        ("invitee.tenantManaged", True, True, False),
        ("host.spo.domainMode", False, False, False),
        ("guest.redeemedBy", False, False, False),
    ],
)
def test_each_side_is_asked_what_it_can_know(
    name: str, invited: bool, inviting: bool, administrator: bool
) -> None:
    assert can_answer(name, Side.INVITED) is invited
    assert can_answer(name, Side.INVITING) is inviting
    assert asks_administrator(name) is administrator


@pytest.mark.parametrize("side", Side)
def test_nobody_is_asked_what_they_may_not_read(side: Side) -> None:
    asked = [of for of in FACTS.values() if can_answer(of.name, side)]
    assert [of.name for of in asked if not may_read(of, Viewer(side))] == []


def test_who_has_not_named_a_side_is_asked_for_no_command() -> None:
    assert not [name for name in LOOKED_UP if can_answer(name, None)]


@pytest.mark.parametrize("name", LOOKED_UP)
def test_what_is_looked_up_says_who_may_and_copies_as_it_stands(name: str) -> None:
    asked = question(ENGLISH, name)
    assert asked.who.endswith(".")
    assert asked.command == command_for(name) == clean(command_for(name))
    assert "\n" not in asked.command
    assert not [word for word in RETIRED if word in asked.command]


def test_a_fact_is_looked_up_in_one_way_only() -> None:
    assert [name for name, count in Counter(LOOKED_UP).items() if count > 1] == []


@pytest.mark.parametrize("name", ["repro.privateWindow", "link.audience", "product"])
def test_what_people_know_needs_no_command(name: str) -> None:
    assert (question(ENGLISH, name).who, question(ENGLISH, name).command) == ("", "")


@pytest.mark.parametrize(
    ("names", "side", "asked"),
    [
        (("link.audience", "host.site.locked"), Side.INVITING, "link.audience"),
        (("host.site.locked", "link.audience"), Side.INVITING, "host.site.locked"),
        (("host.site.locked", "client"), Side.INVITED, "client"),
        (("host.site.locked",), Side.INVITED, ""),
        (("client", "error.repeats"), None, "error.repeats"),
    ],
    ids=[
        "the rules' order", "be it an administrator's", "the next that this side knows",
        "not the other side", "no side yet",
    ],
)  # fmt: skip
def test_of_the_rules_order_the_first_is_put_that_this_side_can_answer(
    names: tuple[str, ...], side: Side | None, asked: str
) -> None:
    assert best(names, side) == asked


def test_what_the_rules_call_little_effort_takes_no_administrator() -> None:
    assert [name for name in EFFORT if asks_administrator(name)] == []


def test_the_likeliest_choice_comes_first_and_none_is_lost() -> None:
    offered = [value for value, _ in question(ENGLISH, "product").choices]
    assert offered[:2] == ["sharepointOnline", "onedrive"]
    assert set(offered) == FACTS["product"].words
    sorted_by_the_dialog = tuple(sorted(FACTS["product"].words))
    assert [v for v, _ in question(ENGLISH, "product", sorted_by_the_dialog).choices] == offered


@pytest.mark.parametrize("ask", [asks_administrator, command_for])
def test_there_is_no_command_for_what_is_no_fact(ask: object) -> None:
    with pytest.raises(FactError):
        ask("no.such")  # type: ignore[operator]
