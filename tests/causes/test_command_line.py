"""`python -m causes` as an engineer or a script meets it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from causes.__main__ import main
from evidence.facts import FACTS
from tests.causes.stories import IDS, INVITED

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "causes" / "schema.json").read_text())


def _run(stdin: bytes | str, *options: str) -> subprocess.CompletedProcess[bytes]:
    given = stdin.encode() if isinstance(stdin, str) else stdin
    command = [sys.executable, "-m", "causes", *options]
    return subprocess.run(
        command, input=given, capture_output=True, cwd=ROOT, timeout=60, check=False
    )


def _fits(kind: str, body: object) -> bool:
    return bool(Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{kind}"}).is_valid(body))


def test_a_case_becomes_a_diagnosis_that_fits_the_schema() -> None:
    case = {
        "complaint": {"error.aadsts": 50020, "guest.exists": True, "case.invitedAddress": INVITED},
        "facts": {"guest.exists": False, "invitee.upn": {"unknown": "no permission"}},
    }
    assert _fits("input", case)
    done = _run(json.dumps(case))
    said = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert _fits("output", said)
    assert said["primary"]["cause"] == "guest-missing"
    assert said["primary"]["acts"][0] == {"organisation": "inviting", "actor": "inviter"}
    assert [verdict["cause"] for verdict in said["verdicts"]] == list(IDS)


def test_facts_win_over_the_complaint_and_both_are_listed() -> None:
    done = _run('{"complaint": {"guest.exists": true}, "facts": {"guest.exists": false}}')
    missing = next(v for v in json.loads(done.stdout)["verdicts"] if v["cause"] == "guest-missing")
    assert missing["state"] == "present"
    assert missing["because"] == [
        {"fact": "guest.exists", "value": False, "source": "facts"},
        {"fact": "guest.exists", "value": True, "source": "complaint"},
    ]


def test_what_a_fact_was_made_of_is_listed_with_it() -> None:
    case = {
        "complaint": {"error.aadsts": 50020, "case.invitedAddress": INVITED},
        "facts": {"invitee.upn": "mj4711@contoso.com"},
    }
    said = json.loads(_run(json.dumps(case)).stdout)
    cause = said["primary"]["cause"]
    because = next(v["because"] for v in said["verdicts"] if v["cause"] == cause)
    assert cause == "upn-differs-from-invited-address"
    at = [row["fact"] for row in because].index("invitee.upnEqualsInvited")
    assert because[at : at + 3] == [
        {"fact": "invitee.upnEqualsInvited", "value": False, "source": "derived"},
        {"fact": "case.invitedAddress", "value": INVITED, "source": "complaint"},
        {"fact": "invitee.upn", "value": "mj4711@contoso.com", "source": "facts"},
    ]
    assert len(because) == len({json.dumps(row) for row in because})
    assert _fits("output", said)


def test_the_part_that_could_not_be_read_is_named() -> None:
    done = _run('{"facts": {"invitee.upn": {"unknown": "no permission"}}}')
    verdicts = {v["cause"]: v for v in json.loads(done.stdout)["verdicts"]}
    row = {"fact": "invitee.upn", "value": {"unknown": "no permission"}, "source": "facts"}
    assert row in verdicts["upn-differs-from-invited-address"]["because"]


def test_the_report_shows_the_facts_that_were_judged() -> None:
    given = {"error.aadsts": 500212, "error.outdated": True}
    said = json.loads(_run(json.dumps({"facts": given})).stdout)
    rows = [row for v in said["verdicts"] for row in v["because"] if row["fact"] == "error.aadsts"]
    assert rows
    assert all(isinstance(row["value"], dict) for row in rows)


def test_what_cannot_be_told_says_why() -> None:
    done = _run('{"facts": {"guest.exists": {"unknown": "no permission"}}}')
    verdicts = {v["cause"]: v for v in json.loads(done.stdout)["verdicts"]}
    row = {"fact": "guest.exists", "value": {"unknown": "no permission"}, "source": "facts"}
    assert row in verdicts["guest-missing"]["because"]
    assert verdicts["guest-missing"]["state"] == "cannot_tell"


def test_a_pasted_text_is_read() -> None:
    text = "AADSTS500212: The user's administrator has set an outbound access policy."
    done = _run(json.dumps({"complaint": {"text": text}}))
    primary = json.loads(done.stdout)["primary"]
    assert (primary["cause"], primary["certainty"]) == ("xtap-outbound-blocked", "certain")


@pytest.mark.parametrize(
    ("now", "cause"),
    [("2018-12-27T10:00:00Z", None), (None, "legacy-invitation-retired")],
    ids=["as a fact", "from the clock"],
)
def test_the_time_is_a_fact_or_the_clocks(now: str | None, cause: str | None) -> None:
    facts = {"link.kind": "acceptInvite", "now": now}
    assert json.loads(_run(json.dumps({"facts": facts})).stdout)["primary"]["cause"] == cause


def test_nothing_given_is_nothing_told() -> None:
    said = json.loads(_run("{}").stdout)
    assert said["primary"]["cause"] is None
    assert said["primary"]["certainty"] == "cannot tell"
    assert _fits("output", said)


def test_all_ids_are_listed_one_a_line() -> None:
    assert _run("", "--list").stdout.decode().splitlines() == list(IDS)


def test_what_a_text_yields_is_printed_without_its_secrets(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    link = "https://fabrikam.sharepoint.com/_layouts/15/guestaccess.aspx?share=EsecretX&e=1"
    page.write_text(f"Issue Type: User not in directory\nUser: {INVITED}\n{link}\n")
    done = _run("", "--text", str(page))
    said = json.loads(done.stdout)
    assert said["facts"]["error.class"] == "spo.user-not-in-directory"
    assert b"EsecretX" not in done.stdout


@pytest.mark.parametrize(
    ("stdin", "options", "named"),
    [
        ("", (), "not JSON"),
        ("{", (), "not JSON"),
        ("[]", (), "expected an object"),
        ("nul", (), "not JSON"),
        ('{"facts": {"guest.exists": NaN}}', (), "not JSON"),
        ('{"facts": []}', (), "facts: expected an object"),
        ('{"complaint": 3}', (), "complaint: expected an object"),
        ('{"fact": {}}', (), "unknown key: 'fact'"),
        ('{"facts": {"guest.exist": true}}', (), "unknown fact name: 'guest.exist'"),
        ('{"facts": {"guest.exists": 1}}', (), "guest.exists: expected true or false"),
        ('{"facts": {"guest.exists": {"unknown": "dunno"}}}', (), "guest.exists"),
        ('{"facts": {"error.aadsts": "50020"}}', (), "error.aadsts: expected a whole number"),
        ('{"facts": {"link.kind": "x\\ny"}}', (), "link.kind"),
        ('{"facts": {"link.sentAt": "soon"}}', (), "link.sentAt"),
        ('{"facts": {"now": "9999-12-31T23:59:59-12:00"}}', (), "now"),
        ('{"facts": {"now": true, "now": false}}', (), "given twice: 'now'"),
        ('{"complaint": {"text": 5}}', (), "complaint.text: expected a text"),
        ('{"complaint": {"error.signedInAs": "\\ud800", "x": 1}}', (), "unknown fact name: 'x'"),
        (b"\xff\xfe{}", (), "not UTF-8"),
        ("[" * 100_000, (), "deeply"),
        ("{}", ("--lis",), "unrecognized"),
        ("{}", ("extra",), "unrecognized"),
        ("{}", ("--text",), "expected one argument"),
        ("{}", ("--text", "/no/such/file"), "cannot read"),
        ("{}", ("--text", "."), "cannot read"),
        ("{}", ("--text", "x", "--list"), "not allowed"),
    ],
)
def test_bad_input_is_one_clear_line(
    stdin: bytes | str,
    options: tuple[str, ...],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = stdin.encode() if isinstance(stdin, str) else stdin
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert main(options) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("causes: ")
    assert named in said.err


@pytest.mark.parametrize("stdin", [b"{", b"\xff\xfe{}", b'{"facts": {"x": 1}}', b"[" * 100_000])
def test_a_script_sees_exit_2_and_no_traceback(stdin: bytes) -> None:
    done = _run(stdin)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("\n") == 1


def test_a_huge_number_is_no_traceback() -> None:
    done = _run('{"facts": {"error.aadsts": ' + "9" * 5000 + "}}")
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1


def test_the_schema_is_one_and_knows_every_fact() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["$defs"]["byName"]["properties"]) == set(FACTS)
    for name, of in FACTS.items():
        assert all(_fits("facts", {name: word}) for word in of.words)
    assert not _fits("facts", {"guest.exist": True})
    assert not _fits("facts", {"guest.exists": 1})
    assert not _fits("input", {"fact": {}})
