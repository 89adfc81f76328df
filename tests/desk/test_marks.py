"""What cases are found by: who must act, the other organisation, and with whose eyes it is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards.acting import acting_of
from cases.model import Case, Party, Person, Side
from causes.model import Act, Actor, Certainty, Diagnosis, Mode, Organisation
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER, INVITER, MICROSOFT, NOBODY
from desk.marks import partner_of
from desk.reader import agent_viewer
from evidence.facts import (
    HOME_TENANT,
    HOST_DOMAIN,
    HOST_TENANT,
    Answer,
    Fact,
    Facts,
    Observation,
    Trust,
)
from tests.cases import made

OWN, OTHER = "f4b41ca3-own", "c0470500-other"
SITE = "fabrikam.sharepoint.com"


def diagnosis(*acts: Act) -> Diagnosis:
    return Diagnosis("letter-case", Certainty.LIKELY, Mode.ONE_OF, acts, (), (), (), (), "1")


@pytest.mark.parametrize(
    ("acts", "party"),
    [
        ((HOST_ADMIN,), Party.INVITING_ORGANISATION),
        ((HOME_ADMIN, HOST_ADMIN), Party.INVITED_ORGANISATION),
        ((INVITER, HOME_ADMIN), Party.INVITER),
        ((INVITED_USER,), Party.INVITED_USER),
        ((MICROSOFT, INVITER), None),
        ((NOBODY,), None),
        ((Act(Organisation.INVITING, Actor.UNKNOWN),), None),
        ((), None),
    ],
)
def test_who_must_act_first(acts: tuple[Act, ...], party: Party | None) -> None:
    assert acting_of(diagnosis(*acts)) is party


def told(
    side: Side | None = None,
    reporter: str = OWN,
    host: str = "",
    home: str = "",
    trust: Trust = Trust.READ,
) -> Case:
    read: dict[Fact, str] = {HOST_TENANT: host, HOME_TENANT: home}
    facts = Facts()
    for of, value in read.items():
        facts = facts.with_(of, Observation(value, "graph", made.NOON, trust)) if value else facts
    case = made.case(1, Person("29:r", "0bj-r", reporter), "ann@Contoso.com")
    complaint = case.complaint.with_(HOST_DOMAIN, Answer(SITE.upper(), Trust.TOLD, made.NOON))
    return replace(case, side=side, facts=facts, complaint=complaint)


@pytest.mark.parametrize(
    ("case", "partner"),
    [
        (told(host=OWN, home=OTHER), "contoso.com"),
        (told(host=OWN.upper()), "contoso.com"),
        (told(host=OTHER, home=OWN), SITE),
        (told(Side.INVITED, host=OWN, home=OTHER), "contoso.com"),
        (told(Side.INVITED), SITE),
        (told(Side.INVITING), "contoso.com"),
        (told(Side.INVITED, reporter=OTHER), "contoso.com"),
        (told(Side.INVITING, reporter=OTHER), SITE),
        (told(), None),
    ],
)
def test_the_partner_is_the_other_organisation(case: Case, partner: str | None) -> None:
    assert partner_of(case, OWN) == partner


@pytest.mark.parametrize(
    ("case", "side"),
    [
        (told(host=OWN, home=OTHER), Side.INVITING),
        (told(host=OTHER, home=OWN), Side.INVITED),
        (told(Side.INVITED), None),
        (told(Side.INVITED, home=OWN, trust=Trust.TOLD), None),
        (told(Side.INVITING), Side.INVITING),
    ],
    ids=["host", "home read", "said to be invited", "home only told", "inviting"],
)
def test_the_desk_reads_with_the_eyes_of_its_organisation(case: Case, side: Side | None) -> None:
    viewer = agent_viewer(case, OWN)
    assert (viewer.side, viewer.agent) == (side, True)
