"""What is no failed invitation to SharePoint: said so, with the reason, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cards.words import snake, words
from causes import classify, considered
from causes.beyond import KEYS, beyond
from causes.model import Diagnosis, Seen
from causes.wire import report
from tests.causes.stories import Known, answer, facts, who

SCHEMA = json.loads((Path(__file__).parents[2] / "causes" / "schema.json").read_text())

TABLE: list[tuple[str, Known, str]] = [
    ("a code of shared channels", {"error.aadsts": 90071}, "shared-channel"),
    ("a shared channel, told", {"product": "sharedChannel"}, "shared-channel"),
    ("SharePoint Server", {"product": "sharepointServer"}, "sharepoint-server"),
    (
        "SharePoint Server, yet the page is SharePoint Online's",
        {"product": "sharepointServer", "error.class": "spo.access-denied"},
        "",
    ),
    ("an app of their own", {"product": "ownApp"}, "own-app"),
    ("an app of their own, yet Entra refused", {"product": "ownApp", "error.aadsts": 500212}, ""),
    (
        "the sync app fails, the browser works",
        {"product": "syncClient", "repro.directLinkWorks": True},
        "other-program",
    ),
    ("the sync app fails, of the browser nothing is known", {"product": "syncClient"}, ""),
    (
        "Power BI fails, and so does the browser",
        {"product": "powerBi", "repro.directLinkWorks": False},
        "",
    ),
    (
        "the app on the phone fails, the browser works",
        {"client": "mobileApp", "repro.directLinkWorks": True},
        "other-program",
    ),
    ("the link opened in the mail program", {"client": "mailApp"}, ""),
    (
        "a step of signing in, shown once",
        {"error.aadsts": 50076, "error.repeats": False},
        "passing-interrupt",
    ),
    ("a step of signing in, how often is open", {"error.aadsts": 50076}, ""),
    ("a step that comes every time", {"error.aadsts": 50076, "error.repeats": True}, ""),
    ("a refusal shown once is a refusal", {"error.aadsts": 50020, "error.repeats": False}, ""),
    ("SharePoint Online", {"product": "sharepointOnline"}, ""),
    ("a team in Teams is a site of SharePoint", {"product": "teams"}, ""),
    ("something else", {"product": "other"}, ""),
    ("nothing known", {}, ""),
]


@pytest.mark.parametrize(
    ("known", "key"), [pytest.param(k, key, id=said) for said, k, key in TABLE]
)
def test_what_is_beyond(known: Known, key: str) -> None:
    of = facts(told=known)
    assert beyond(Seen(considered(of))) == key
    assert classify(of, ask=False).beyond == key


@pytest.mark.parametrize(
    ("known", "side"),
    [
        ({"product": "sharedChannel"}, "unknown"),
        ({"product": "sharepointServer"}, "inviting"),
        ({"product": "ownApp"}, "inviting"),
        ({"product": "syncClient", "repro.directLinkWorks": True}, "unknown"),
        ({"error.aadsts": 50140, "error.repeats": False}, "neither"),
    ],
)
def test_it_names_no_cause_asks_nothing_and_says_whose_matter_it_is(
    known: Known, side: str
) -> None:
    of = facts({"host.xtap.inboundAllows": True}, known)
    diagnosis = classify(of)
    assert answer(of) == (None, "cannot tell")
    assert who(of) == [f"{side} unknown"]
    assert (diagnosis.remedies, diagnosis.questions, diagnosis.next_obstacles) == ((), (), ())


def test_a_setting_that_blocks_invitations_is_not_blamed_for_a_shared_channel() -> None:
    of = facts({"host.spo.sharingCapability": "disabled"}, {"product": "sharedChannel"})
    assert answer(of) == (None, "cannot tell")


def test_a_step_of_signing_in_yields_to_what_was_found() -> None:
    page: Known = {"error.aadsts": 50076, "error.repeats": False}
    of = facts({"host.spo.sharingCapability": "disabled"}, page)
    assert answer(of) == ("spo-tenant-sharing-disabled", "certain")
    assert classify(of, ask=False).beyond == ""


def test_an_outdated_page_is_not_beyond_either() -> None:
    of = facts({"error.outdated": True}, {"error.aadsts": 90071})
    assert classify(of, ask=False).beyond == ""


@pytest.mark.parametrize("key", KEYS)
def test_each_has_a_headline_and_a_reason(key: str) -> None:
    for block in ("headline", "why"):
        assert words().text("words/beyond.j2", f"{snake(key)}_{block}")


def test_the_report_and_the_stored_form_carry_it() -> None:
    of = facts(told={"product": "sharepointServer"})
    diagnosis = classify(of)
    assert report(diagnosis, considered(of))["beyond"] == "sharepoint-server"
    assert Diagnosis.from_json(diagnosis.to_json()) == diagnosis
    assert report(classify(facts()), facts())["beyond"] is None


def test_the_schema_lists_every_key() -> None:
    listed = SCHEMA["$defs"]["output"]["properties"]["beyond"]["enum"]
    assert listed == [*KEYS, None]
