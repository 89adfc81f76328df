"""The ids and the time of an error, and which of the two pages each came from (catalogue 2.4).

Both products call their id a correlation id. Entra's opens the sign-in logs of both tenants,
SharePoint's does not; a wrong one sends people looking in the wrong log, so it is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from evidence.reading.marks import Id, Marks, Time

_NEAR = 120  # characters between a value and the next label of the same page
_ADJACENT = 60  # between two values of one page whose labels are in a language we do not know
_OF_SHAREPOINT = frozenset({"date_time", "url", "user", "issue_type"})


@dataclass(frozen=True)
class Ids:
    """GUIDs in lower case, each as far as the text tells it for certain."""

    entra: str | None = None
    sharepoint: str | None = None
    request: str | None = None
    at: datetime | None = None


def identify(found: Marks, *, entra_page: bool, sharepoint_page: bool) -> Ids:
    """The ids by their labels, by their neighbours, or by the one page that the text shows."""
    correlations = [seen for seen in found.ids if seen.label == "correlation"]
    origins = [(seen.value, _origin(found, seen)) for seen in correlations]
    entra = [value for value, origin in origins if origin == "entra"]
    sharepoint = [value for value, origin in origins if origin == "sharepoint"]
    untold = [value for value, origin in origins if origin is None]
    sharepoint += [seen.value for seen in found.ids if seen.label == "sharepoint_request"]
    if not entra and entra_page and not sharepoint_page:
        entra = untold
    if not sharepoint and sharepoint_page and not entra_page:
        sharepoint = untold
    requests = [seen.value for seen in found.ids if seen.label == "request"]
    shaped = _by_shape(found)
    return Ids(
        entra=next(iter(entra), shaped.entra),
        sharepoint=next(iter(sharepoint), shaped.sharepoint),
        request=next(iter(requests), shaped.request),
        at=_time(found),
    )


def _origin(found: Marks, seen: Id) -> str | None:
    """Request id, correlation id, timestamp is Entra's order; SharePoint's begins with the id."""
    following = found.next_label(seen.end, _NEAR)
    if following == "timestamp":
        return "entra"
    if following in _OF_SHAREPOINT:
        return "sharepoint"
    before = next((other for other in reversed(found.ids) if other.end <= seen.start), None)
    if before and before.label == "request" and seen.start - before.end <= _ADJACENT:
        return "entra"
    return _origin_by_time(found, seen)


def _origin_by_time(found: Marks, seen: Id) -> str | None:
    time = _right_after(found, seen.end)
    if time is None or time.label is not None:
        return None
    return "entra" if time.zoned else "sharepoint"


def _by_shape(found: Marks) -> Ids:
    """Pages in other languages: id, id, UTC time is Entra's; id, time without zone SharePoint's."""
    entra = request = sharepoint = None
    for one, two in pairwise((*_unlabelled(found), None)):
        if one is None or (one is not None and one.value in (entra, request)):
            continue
        time = _right_after(found, one.end)
        if time and not time.zoned:
            sharepoint = sharepoint or one.value
        elif two and two.start - one.end <= _ADJACENT and _zoned_after(found, two):
            entra, request = entra or two.value, request or one.value
    return Ids(entra, sharepoint, request)


def _unlabelled(found: Marks) -> Iterator[Id]:
    return (seen for seen in found.ids if seen.label is None)


def _zoned_after(found: Marks, seen: Id) -> bool:
    time = _right_after(found, seen.end)
    return time is not None and time.zoned


def _right_after(found: Marks, end: int) -> Time | None:
    near = (time for time in found.times if end <= time.start <= end + _ADJACENT)
    return next(near, None)


def _time(found: Marks) -> datetime | None:
    """A time is the error's by its label, or because it follows an id; it must name its zone."""
    zoned = [time for time in found.times if time.zoned]
    labelled = [time.at for time in zoned if time.label in ("timestamp", "date_time")]
    ends = [seen.end for seen in found.ids]
    after = [time.at for time in zoned if any(0 <= time.start - end <= _ADJACENT for end in ends)]
    return next(iter((*labelled, *after)), None)
