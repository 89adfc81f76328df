"""Facts as the tests of causes write them down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from causes import CAUSES, classify
from causes.model import Diagnosis, Verdict
from evidence.facts import NOW, Facts, Observation, Trust, fact, parse

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
INVITED = "marcus.jones@contoso.com"
SIGN_IN_NAME = "mj4711@contoso.com"
CONTOSO = "c0470500-0000-4000-8000-000000000002"
OF_CONTOSO = f"https://sts.windows.net/{CONTOSO}/"
OF_ANOTHER = "https://sts.windows.net/aaaaaaaa-0000-4000-8000-000000000009/"

Known = Mapping[str, object]

# The directory's word on the article's invited person, and the guest that never accepted.
NAMES_READ: Known = {
    "case.invitedAddress": INVITED,
    "invitee.upn": SIGN_IN_NAME,
    "invitee.proxyAddresses": [f"SMTP:{INVITED}"],
}
PENDING: Known = {"guest.externalUserState": "PendingAcceptance"}


def refused(account: str, issuer: str) -> Known:
    """What the page of AADSTS50020 names, as it is read off a pasted text."""
    return {
        "error.aadsts": 50020,
        "error.class": "aad.50020",
        "error.signedInAs": account,
        "error.idp": issuer,
    }


def facts(
    read: Known | None = None,
    told: Known | None = None,
    pasted: Known | None = None,
    now: datetime | None = TODAY,
) -> Facts:
    """Facts by dotted name, by how they came to us; `now` is today unless said otherwise."""
    gathered = Facts()
    for known, trust in ((told, Trust.TOLD), (pasted, Trust.PASTED), (read, Trust.READ)):
        for name, value in (known or {}).items():
            of = fact(name)
            gathered = gathered.with_(of, Observation(parse(of, value), "test", TODAY, trust))
    if now is None or "now" in gathered:
        return gathered
    return gathered.with_(NOW, Observation(now, "clock", now, Trust.READ))


def says(cause: str, of: Facts) -> str:
    """What the cause's verdict is: `present, likely`, `absent`, `cannot_tell`."""
    verdict = verdict_of(cause, classify(of, ask=False))
    sure = f", {verdict.certainty.value}" if verdict.state.value == "present" else ""
    return f"{verdict.state.value}{sure}"


def verdicts(cause: str, table: Iterable[Sequence[object]]) -> Callable[[Known, Known, str], None]:
    """The test of a cause's table: rows of what is said of it, told and read, and the verdict."""

    @pytest.mark.parametrize(
        ("told", "read", "verdict"), [pytest.param(*row, id=str(said)) for said, *row in table]
    )
    def test(told: Known, read: Known, verdict: str) -> None:
        assert says(cause, facts(read, told)) == verdict

    return test


def verdict_of(cause: str, diagnosis: Diagnosis) -> Verdict:
    return next(v for v in diagnosis.verdicts if v.cause == cause)


def answer(of: Facts) -> tuple[str | None, str]:
    """The primary cause and how sure we are."""
    diagnosis = classify(of, ask=False)
    return diagnosis.cause, diagnosis.certainty.value


def who(of: Facts) -> list[str]:
    """Who must act, in order, as `organisation actor`."""
    return [f"{act.organisation.value} {act.actor.value}" for act in classify(of, ask=False).acts]


def unknown_on(side: str) -> list[str]:
    """Who must act, where nobody can tell the cause: one side, `both` or `unknown`."""
    return [f"{one} unknown" for one in (("inviting", "invited") if side == "both" else (side,))]


IDS = tuple(each.id for each in CAUSES)
