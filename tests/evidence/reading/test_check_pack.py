"""What a check pack printed is read back, however it was copied; nothing else gets in."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from evidence.facts import (
    ACCOUNT_ENABLED,
    ACCOUNT_KIND,
    ALTERNATE_LOGIN_ID,
    CHECK_PACK,
    DOMAIN_AUTH,
    SPO_SHARING,
    TENANT_RESTRICTED,
    UPN_EQUALS_INVITED,
    Fact,
    Observation,
    Reason,
    Trust,
    Unknown,
    Value,
)
from evidence.facts.packs import PACKS
from evidence.reading import CheckPackError, PackProblem, read, read_check_pack

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MADE = NOW - timedelta(minutes=5)
FAMILIES = sorted(PACKS)
Answers = dict[str, bool | None]


def printed(family: str, answers: Answers, **changes: object) -> str:
    """As ConvertTo-Json of PowerShell 7 writes it."""
    made = MADE.strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"invitedesk": 1, "pack": family, "made": made, "facts": answers}
    return json.dumps(body | changes, indent=2)


def of_windows(text: str) -> str:
    """As Windows PowerShell 5.1 writes it: two blanks behind a colon, deep indents, CRLF."""
    wide = re.sub(r'": ', '":  ', text)
    return "\r\n".join(" " * 17 + line for line in wide.splitlines())


def wrapped(text: str) -> str:
    """As a console of 60 columns wraps it, in the middle of words."""
    lines = (line[at : at + 60] for line in text.splitlines() for at in range(0, len(line), 60))
    return "\n".join(lines)


COPIES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "Windows PowerShell": of_windows,
    "a narrow console": wrapped,
    "one line": lambda text: " ".join(text.split()),
    "byte order mark": lambda text: "\ufeff" + text,
    "Word": lambda text: re.sub('"([^"]*)"', r"“\1”", text).replace("  ", "\xa0 "),
    "German quotes": lambda text: re.sub('"([^"]*)"', r"„\1“", text),
    "a code fence": lambda text: f"Here you are:\n```json\n{text}\n```\nBest regards",
    "a quoted mail": lambda text: textwrap.indent(wrapped(text), "> > ", lambda line: True),
    "the prompt around it": lambda text: f"PS C:\\> $x = @{{ a = 1 }}\n{text}\nPS C:\\>",
    "copied twice": lambda text: f"{text}\n{text}",
}
OUTCOMES: dict[str, Callable[[int], bool | None]] = {
    "all yes": lambda at: True,
    "all no": lambda at: False,
    "nothing could be read": lambda at: None,
    "mixed": lambda at: (True, False, None)[at % 3],
}


@pytest.mark.parametrize("copied", sorted(COPIES))
@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_script_prints_is_read_back(family: str, outcome: str, copied: str) -> None:
    keys = [asked.key for asked in PACKS[family]]
    answers = {key: OUTCOMES[outcome](at) for at, key in enumerate(keys)}
    pack = read_check_pack(COPIES[copied](printed(family, answers)), NOW)
    assert (pack.version, pack.family, pack.made_at) == (1, family, MADE)
    assert pack.answers == answers
    for seen in pack.facts.observations.values():
        assert [(o.source, o.at, o.trust) for o in seen] == [(CHECK_PACK, MADE, Trust.UNCONFIRMED)]


NOT_READ = Unknown(Reason.NOT_KNOWN)


@pytest.mark.parametrize(
    ("family", "answers", "of", "value"),
    [
        ("account", {"invitee.accountEnabled": False}, ACCOUNT_ENABLED, False),
        ("account", {"invitee.accountEnabled": None}, ACCOUNT_ENABLED, NOT_READ),
        ("account", {"invitee.accountKind:group": True}, ACCOUNT_KIND, "group"),
        ("account", {"invitee.accountKind:group": False}, ACCOUNT_KIND, None),
        ("sign-in-name", {"invitee.domainAuth:federated": True}, DOMAIN_AUTH, "federated"),
        ("sign-in-name", {"invitee.domainAuth:federated": False}, DOMAIN_AUTH, "managed"),
        ("sign-in-name", {"invitee.alternateLoginId": True}, ALTERNATE_LOGIN_ID, True),
        # The staged roll-out may still open it to some.
        ("sign-in-name", {"invitee.alternateLoginId": False}, ALTERNATE_LOGIN_ID, None),
        ("outbound", {"home.tenantRestricted:v2": True}, TENANT_RESTRICTED, "v2"),
        # Version 1 lives in a proxy.
        ("outbound", {"home.tenantRestricted:v2": False}, TENANT_RESTRICTED, None),
        ("sharing", {"host.spo.sharingCapability:anyone": True}, SPO_SHARING, "anyone"),
        (
            "sharing",
            {
                "host.spo.sharingCapability:anyone": True,
                "host.spo.sharingCapability:disabled": True,
            },
            SPO_SHARING,
            Unknown(Reason.NOT_UNDERSTOOD),
        ),
        (
            "sharing",
            {
                "host.spo.sharingCapability:anyone": None,
                "host.spo.sharingCapability:disabled": True,
            },
            SPO_SHARING,
            "disabled",
        ),
    ],
)
def test_a_yes_or_a_no_is_a_value_only_where_it_settles_one(
    family: str, answers: Answers, of: Fact, value: Value | Unknown | None
) -> None:
    judged = read_check_pack(printed(family, answers), NOW).facts.judged(of)
    assert (judged.value if judged else None) == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", PackProblem.NOT_JSON, id="nothing"),
        pytest.param("It works now, thank you!", PackProblem.NOT_JSON, id="prose"),
        pytest.param(printed("account", {})[:-2], PackProblem.NOT_JSON, id="cut off"),
        pytest.param('{"invitedesk": 1, "facts": {}, }', PackProblem.NOT_JSON, id="broken"),
        pytest.param(
            '{"invitedesk":1,"pack":"account","pack":"guest","facts":{}}',
            PackProblem.NOT_JSON,
            id="twice",
        ),
        pytest.param(printed("account", {}, made="yesterday"), PackProblem.NOT_JSON, id="no time"),
        pytest.param(
            printed("account", {}, made="2026-11-22T09:00:00"), PackProblem.NOT_JSON, id="no zone"
        ),
        pytest.param(printed("account", {}, made=None), PackProblem.NOT_JSON, id="null time"),
        pytest.param(printed("account", {}, invitedesk=2), PackProblem.OTHER_VERSION, id="newer"),
        pytest.param(printed("account", {}, invitedesk=True), PackProblem.OTHER_VERSION, id="true"),
        pytest.param(
            printed("account", {}, invitedesk="1"), PackProblem.OTHER_VERSION, id="a text"
        ),
        pytest.param(printed("moon", {}), PackProblem.UNKNOWN_PACK, id="unknown pack"),
        pytest.param(printed("account", {}, pack=[]), PackProblem.UNKNOWN_PACK, id="no name"),
        pytest.param(
            printed("account", {"guest.exists": True}),
            PackProblem.FOREIGN_FACT,
            id="a fact of the other side",
        ),
        pytest.param(
            printed("account", {"invitee.upn": True}), PackProblem.FOREIGN_FACT, id="not asked"
        ),
        pytest.param(printed("account", {}, by="me"), PackProblem.FOREIGN_FACT, id="another key"),
        *(
            pytest.param(
                printed("account", {"invitee.accountEnabled": value}),  # type: ignore[dict-item]
                PackProblem.NOT_YES_NO,
                id=f"value {value!r}",
            )
            for value in ("true", 1, 0, "mj4711@contoso.com", [True], 1.0)
        ),
        pytest.param(
            printed("account", {}) + " " * 70_000, PackProblem.TOO_LONG, id="too many characters"
        ),
        pytest.param("é" * 40_000, PackProblem.TOO_LONG, id="too many bytes"),
        pytest.param(
            printed("account", {}, made="2026-11-14T09:00:00Z"), PackProblem.TOO_OLD, id="old"
        ),
        pytest.param(
            printed("account", {}, made="2026-11-22T11:30:00Z"), PackProblem.FUTURE, id="future"
        ),
        pytest.param(
            printed("account", {}) + printed("outbound", {}), PackProblem.SEVERAL, id="two packs"
        ),
        pytest.param('{"invitedesk":' * 4_000, PackProblem.NOT_JSON, id="deep objects"),
        pytest.param(
            '{"invitedesk":1,"facts":{"x":' + "[" * 30_000 + "}}", PackProblem.NOT_JSON, id="deep"
        ),
        pytest.param(
            '{"invitedesk":' + "9" * 30_000 + ',"facts":{}}', PackProblem.NOT_JSON, id="big number"
        ),
        pytest.param("{" * 60_000, PackProblem.NOT_JSON, id="braces"),
    ],
)
def test_anything_else_is_refused_and_says_why(text: str, problem: PackProblem) -> None:
    with pytest.raises(CheckPackError) as refused:
        read_check_pack(text, NOW)
    assert refused.value.problem is problem


def test_a_clock_that_is_a_little_ahead_makes_no_future_evidence() -> None:
    pack = read_check_pack(printed("account", {}, made="2026-11-22T10:10:00Z"), NOW)
    assert pack.made_at == NOW


# --- pasted to the bot ---------------------------------------------------------------------------

ACCOUNT: Answers = {"invitee.accountEnabled": True, "invitee.upnEqualsInvited": False}


@pytest.mark.parametrize("copied", sorted(COPIES))
def test_pasted_to_the_bot_it_is_read_like_any_paste(copied: str) -> None:
    found = read(COPIES[copied](printed("account", ACCOUNT)), NOW)
    assert found.facts == {ACCOUNT_ENABLED.name: True, UPN_EQUALS_INVITED.name: False}
    assert found.problems == ()


def test_two_packs_and_a_page_in_one_message_are_all_read() -> None:
    page = "AADSTS50020: User account does not exist in tenant"
    other = printed("sign-in-name", {"invitee.domainAuth:federated": True})
    found = read(f"{page}\n{printed('account', ACCOUNT)}\n{other}", NOW)
    assert found.facts["error.aadsts"] == 50020
    assert found.facts[ACCOUNT_ENABLED.name] is True
    assert found.facts[DOMAIN_AUTH.name] == "federated"


def test_of_two_results_of_one_pack_the_newer_counts() -> None:
    newer = printed("account", {"invitee.accountEnabled": False}, made="2026-11-22T09:59:00Z")
    for text in (newer + printed("account", ACCOUNT), printed("account", ACCOUNT) + newer):
        assert read(text, NOW).facts[ACCOUNT_ENABLED.name] is False


def test_a_result_that_cannot_be_taken_is_said_and_the_rest_is_read() -> None:
    found = read(f"AADSTS50020\n{printed('account', ACCOUNT, invitedesk=2)}", NOW)
    assert found.problems == ("check-pack",)
    assert found.facts["error.aadsts"] == 50020
    assert ACCOUNT_ENABLED.name not in found.facts


def test_what_a_pack_says_is_an_observation_with_source_time_and_trust() -> None:
    facts = read_check_pack(printed("account", ACCOUNT), NOW).facts
    assert facts.judged(ACCOUNT_ENABLED) == Observation(True, CHECK_PACK, MADE, Trust.UNCONFIRMED)
