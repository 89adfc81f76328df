"""The two organisations live in clouds that are not open to each other."""

from __future__ import annotations

import pytest

from causes import cause, classify
from causes.model import Seen
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "cross-cloud-not-enabled"

TABLE = [
    ("by its code", {"error.aadsts": 1000104}, {}, "present, certain"),
    ("sent to another cloud, by its code", {"error.class": "aad.900439"}, {}, "present, certain"),
    ("a redirect to a national cloud", {"error.aadsts": 90038}, {}, "present, likely"),
    (
        "the clouds differ",
        {},
        {"case.cloud.host": "global", "case.cloud.home": "gcchigh"},
        "present, likely",
    ),
    (
        "the clouds differ, told",
        {"case.cloud.host": "global", "case.cloud.home": "china"},
        {},
        "present, likely",
    ),
    (
        "gcc lives in the global cloud",
        {"error.class": "none"},
        {"case.cloud.host": "gcc", "case.cloud.home": "global"},
        "absent",
    ),
    (
        "one cloud",
        {"error.class": "none"},
        {"case.cloud.host": "global", "case.cloud.home": "global"},
        "absent",
    ),
    (
        "it has worked across clouds",
        {},
        {
            "case.cloud.host": "global",
            "case.cloud.home": "china",
            "guest.externalUserState": "Accepted",
        },
        "absent",
    ),
    (
        "settings that admit everybody mean nothing across clouds",
        {},
        {
            "case.cloud.host": "global",
            "case.cloud.home": "china",
            "host.xtap.inboundAllows": True,
            "home.xtap.outboundAllows": True,
        },
        "present, likely",
    ),
    (
        "the worker at home is disabled",
        {"error.class": "inviter.worker-disabled"},
        {},
        "present, certain",
    ),
    (
        "the refusal, though the worker is enabled by now",
        {"error.class": "inviter.worker-disabled"},
        {"home.crossCloudWorkerEnabled": True},
        "present, likely",
    ),
    ("a refusal that names no cloud", {"error.class": "inviter.xtap"}, {}, "cannot_tell"),
    ("one of the clouds is unknown", {}, {"case.cloud.host": "global"}, "cannot_tell"),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    "known",
    [
        {"error.aadsts": 1000104},
        {"case.cloud.host": "global", "case.cloud.home": "china"},
        {
            "error.class": "inviter.xtap",
            "case.cloud.host": "gcchigh",
            "case.cloud.home": "global",
        },
    ],
)
def test_both_organisations_must_act(known: Known) -> None:
    of = facts(known)
    assert answer(of)[0] == CAUSE
    assert classify(of, ask=False).mode.value == "all_of"
    assert who(of) == ["inviting admin", "invited admin"]


def test_a_disabled_worker_is_the_invited_sides_alone() -> None:
    of = facts(told={"error.class": "inviter.worker-disabled"})
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["invited admin"]
    assert classify(of, ask=False).remedies == ("enable-cross-cloud-worker",)


def test_the_command_names_the_other_sides_cloud() -> None:
    known = {"case.cloud.host": "global", "case.cloud.home": "gcchigh"}
    shown = cause(CAUSE).details(Seen(facts(known)))
    assert shown.home_endpoint == "microsoftonline.us"  # type: ignore[attr-defined]
    assert shown.host_endpoint == "microsoftonline.com"  # type: ignore[attr-defined]
