"""One typed answer to one question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType

from evidence import facts
from evidence.facts import Reason, Unknown, Value
from evidence.reading import addresses
from evidence.reading.cleaning import clean
from evidence.reading.data_files import either, of_all_languages, section
from evidence.reading.dates import written_in
from evidence.reading.pasted import link_facts
from evidence.reading.redaction import cut
from evidence.reading.relative import relative
from evidence.reading.sentences import plain_quotes

_TENANT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,62}", re.IGNORECASE)
_SKEW = timedelta(minutes=5)
_END = r"(?=[\s.,;:!?。、！？)]|\Z)"


class BadAnswer(ValueError):  # noqa: N818 - a person's answer, not an error of ours
    """The answer does not fit the question; `key` names the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def address(text: str) -> str:
    """The mail address in the answer, letters as typed. Raises BadAnswer("no-address")."""
    found = addresses.typed(clean(text).text.strip())
    if found is None:
        raise BadAnswer("no-address")
    return found


def link(text: str) -> Mapping[str, Value]:
    """link.kind and what else the link says; a host or its first label alone is enough.

    Raises BadAnswer("link-without-host") where neither site nor tenant comes out.
    """
    found = link_facts(text) or link_facts(_as_host(text))
    if facts.HOST_DOMAIN not in found and facts.LINK_KIND not in found:
        raise BadAnswer("link-without-host")
    return MappingProxyType({of.name: value for of, value in found.items()})


def _as_host(text: str) -> str:
    name = clean(text).text.strip().strip(".,;!?<>\"'")
    said = _said(text)
    known = any(_length(said, key) for key in ("yes", "no", "unknown"))
    return f"{name}.sharepoint.com" if _TENANT_NAME.fullmatch(name) and not known else ""


def yes_no(text: str) -> bool | Unknown:
    """The answer in any of the languages. Raises BadAnswer("not-yes-or-no")."""
    said = _said(text)
    if _length(said, "unknown"):
        return Unknown(Reason.NOT_KNOWN)
    yes, no = _length(said, "yes"), _length(said, "no")
    if not yes and not no:
        raise BadAnswer("not-yes-or-no")
    return yes > no  # "stimmt nicht" is no, though it begins with a yes


def moment(text: str, now: datetime) -> datetime:
    """A time in UTC; a day without a clock is its midnight, a clock without a zone is UTC.

    Raises BadAnswer with "ambiguous-date" (03/04/2024), "time-in-future" or "not-a-time".
    """
    plain, _ = cut(clean(text).text)
    at = relative(_said(plain), now) or _dated(plain)
    if at > now + _SKEW:
        raise BadAnswer("time-in-future")
    return at


def _dated(text: str) -> datetime:
    written = list(written_in(text))
    told = [date.at for date in written if date.at is not None]
    if any(date.ambiguous for date in written) and not told:
        raise BadAnswer("ambiguous-date")
    if not told:
        raise BadAnswer("not-a-time")
    return told[0]


def _said(text: str) -> str:
    return plain_quotes(clean(text[:400]).text).casefold().strip(" .!,;。、")


@cache
def _spoken(key: str) -> re.Pattern[str]:
    listed = {plain_quotes(word).casefold() for word in of_all_languages(section("answers", key))}
    return re.compile(rf"(?:{either(listed)}){_END}")


def _length(said: str, key: str) -> int:
    found = _spoken(key).match(said)
    return found.end() if found else 0
