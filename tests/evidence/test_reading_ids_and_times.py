"""Two products call their id a correlation id; only one opens the sign-in log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evidence.reading import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ONE = "5e1f6b9f-70a3-4000-af1c-8a1d3b0c4d11"
TWO = "a1b2c3d4-e5f6-47a8-89b0-c1d2e3f4a5b6"
THREE = "0f9e8d7c-6b5a-4938-8271-605f4e3d2c00"
UTC_TIME = "2026-11-20T10:00:00Z"

SHAREPOINT = f"Correlation ID: {ONE}\nDate and Time: 29/09/2026 01:42:58\nURL: /\n"
ENTRA = f"Request Id: {THREE}\nCorrelation Id: {TWO}\nTimestamp: {UTC_TIME}\n"

# text, Entra's correlation id, SharePoint's, Entra's request id
IDS = [
    (SHAREPOINT, None, ONE, None),
    (ENTRA, TWO, None, THREE),
    (SHAREPOINT + ENTRA, TWO, ONE, THREE),
    (ENTRA + SHAREPOINT, TWO, ONE, THREE),
    (
        f"AADSTS50020: x Trace ID: {THREE} Correlation ID: {TWO} Timestamp: 2026-01-09 02:02:12Z",
        TWO,
        None,
        THREE,
    ),
    (
        f'{{"trace_id":"{THREE}","correlation_id":"{TWO}","timestamp":"{UTC_TIME}"}}',
        TWO,
        None,
        THREE,
    ),
    (f"Correlation Id: {TWO}\nTimestamp: {UTC_TIME}", TWO, None, None),
    (f"AADSTS50020 correlation id {TWO}", TWO, None, None),
    (f"That didn't work. Correlation ID: {ONE}", None, ONE, None),
    (f"SPRequestGuid: {ONE}", None, ONE, None),
    # Nothing tells whose it is: the label alone is no proof.
    (f"Correlation ID: {ONE}", None, None, None),
    (f"Correlation Id: {ONE}", None, None, None),
    (f"That didn't work. AADSTS50020. Correlation ID: {ONE}", None, None, None),
    (ONE, None, None, None),
    # Other ids stay what they are.
    (f"the application '{ONE}' refused on 20.11.2026 10:15:22", None, None, None),
    (f"App id: {ONE}\nTenant ID: {TWO}", None, None, None),
    (
        f'{{"innerError": {{"request-id": "{ONE}", "client-request-id": "{TWO}"}}}}',
        None,
        None,
        None,
    ),
    # The page in other languages: known labels, then unknown ones, where the order tells.
    (
        f"Anforderungs-ID: {THREE}\nKorrelations-ID: {TWO}\nZeitstempel: {UTC_TIME}",
        TWO,
        None,
        THREE,
    ),
    (f"ID de corrélation : {ONE}\nDate et heure : 20.11.2026 10:15:22", None, ONE, None),
    (f"要求 ID: {THREE}\n相関 ID: {TWO}\nタイムスタンプ: {UTC_TIME}", TWO, None, THREE),
    (f"Tunniste: {THREE}\nKorrelaatio: {TWO}\nAikaleima: {UTC_TIME}", TWO, None, THREE),
    (f"Tunniste: {ONE}\nAika: 20.11.2026 10:15:22\nURL: x", None, ONE, None),
    # In links.
    (
        f"https://fabrikam.sharepoint.com/_layouts/15/AccessDenied.aspx?correlation={ONE}",
        None,
        ONE,
        None,
    ),
    (
        f"https://login.microsoftonline.com/{THREE}/oauth2/authorize?client-request-id={TWO}",
        TWO,
        None,
        None,
    ),
    (f"https://example.com/?correlation={ONE}&client-request-id={TWO}", None, None, None),
]


@pytest.mark.parametrize(("text", "entra", "sharepoint", "request_id"), IDS)
def test_ids_go_where_they_came_from(
    text: str, entra: str | None, sharepoint: str | None, request_id: str | None
) -> None:
    facts = read(text, NOW).facts
    assert facts.get("error.correlationId") == entra
    assert facts.get("error.sharepointCorrelationId") == sharepoint
    assert facts.get("error.requestId") == request_id


ERROR_TIMES = [
    (f"Timestamp: {UTC_TIME}", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
    ("Timestamp: 2016-01-09 02:02:12Z", datetime(2016, 1, 9, 2, 2, 12, tzinfo=UTC)),
    ("Timestamp: 2026-11-20T10:00:00.1234567Z", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
    ("Timestamp: 2026-11-20T11:30:00+01:30", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
    ("Date and Time: 2026-11-20T10:00:00Z", datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
    ("Timestamp: 2026-11-20T10:00:00", None),
    ("Date and Time: 29/09/2026 01:42:58", None),
    ("Date: Fri, 20 Nov 2026 10:00:00 +0000 Subject: hello", None),
]


@pytest.mark.parametrize(("text", "at"), ERROR_TIMES)
def test_only_a_time_with_a_zone_is_the_errors(text: str, at: datetime | None) -> None:
    reading = read(text, NOW)
    assert reading.facts.get("error.time") == at
    assert len(reading.times) == 1


LOCAL_TIMES = [
    ("29/09/2026 01:42:58", datetime(2026, 9, 29, 1, 42, 58, tzinfo=UTC)),
    ("11/20/2026 10:15:22 PM", datetime(2026, 11, 20, 22, 15, 22, tzinfo=UTC)),
    ("11/20/2026 12:15:22 AM", datetime(2026, 11, 20, 0, 15, 22, tzinfo=UTC)),
    ("20.11.2026 10:15:22", datetime(2026, 11, 20, 10, 15, 22, tzinfo=UTC)),
    ("05.06.2026 10:15", datetime(2026, 6, 5, 10, 15, tzinfo=UTC)),
    ("2026/11/20 10:15:22", datetime(2026, 11, 20, 10, 15, 22, tzinfo=UTC)),
    ("2026年11月20日 10:15:22", datetime(2026, 11, 20, 10, 15, 22, tzinfo=UTC)),
    ("11/11/2026 10:15", datetime(2026, 11, 11, 10, 15, tzinfo=UTC)),
    ("20 novembre 2026 à 10:15", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
    ("November 20, 2026 10:15 AM", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "at"), LOCAL_TIMES)
def test_a_time_without_a_zone_is_kept_as_written_and_counted(text: str, at: datetime) -> None:
    reading = read(f"Date and Time: {text}", NOW)
    assert reading.times == (at,)
    assert reading.zoneless == 1
    assert "error.time" not in reading.facts


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2026 10:15:22",
        "3-4-2026 10:15",
        "03/04/2026 10:15:22 AM",
        "31.02.2026 10:15",
        "1.2.3",
    ],
)
def test_a_day_that_may_be_a_month_is_never_guessed(text: str) -> None:
    reading = read(f"Date and Time: {text}", NOW)
    assert reading.times == ()
    assert reading.zoneless == 0


def test_a_time_yet_to_come_is_dropped_and_said() -> None:
    ahead = read("Timestamp: 2026-11-22T12:06:00Z", NOW)
    assert "error.time" not in ahead.facts
    assert ahead.problems == ("time-in-future",)
    skewed = read("Timestamp: 2026-11-22T12:04:00Z", NOW)
    assert skewed.facts["error.time"] == datetime(2026, 11, 22, 12, 4, tzinfo=UTC)
    assert skewed.problems == ()
