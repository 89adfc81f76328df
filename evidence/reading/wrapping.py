"""Links as they were before mail took them apart: rejoined, and out of their scanners' wrappers.

Wrappers: Safe Links (`?url=`), urldefense v1 to v3, and any other host that carries a whole
link in a parameter or in its path.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from evidence.reading.hosts import is_microsoft

LINK = re.compile(r"https?://[!#-;=?-Z_a-z{}~]{1,4000}", re.IGNORECASE)
_BRACKETED = re.compile(r"<((?:https?://|[\w.-]{1,100}/)[^<>]{1,4000})>", re.IGNORECASE)
_BREAK = re.compile(r"[ \t]*\n[ \t>]*")
_URL_ONLY = re.compile(r"[!#-;=?-Z_a-z{}~]{1,4000}")
_GUID_ONLY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_V3 = re.compile(r"https?://[^/]{1,253}/v3/__(.{1,4000}?)__;([A-Za-z0-9_-]{0,400})", re.DOTALL)
_MAY_WRAP = re.compile(r"[?]|/v3/__|https?%", re.IGNORECASE)
_INNER = re.compile(r"https?(?:://|%(?:25){0,3}3a%(?:25){0,3}2f%(?:25){0,3}2f)\S+", re.IGNORECASE)
_WRAPPED_LINE = 60  # a mail program breaks at 72 to 78; shorter lines end on purpose
_LONGEST = 4000
_LAST_LINK = re.compile(
    r"(?:https?://[^\s/]{1,255}|\b[\w-]{1,63}\.sharepoint\.[a-z]{2,3}(?=/))(?P<path>/\S*)?[ \t]*\Z",
    re.IGNORECASE,
)
_DEEPEST = 4


def query(parts: SplitResult) -> dict[str, str]:
    """Parameters by lower-case name, the first of each; empty where there are too many."""
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return {}
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name.casefold(), value)
    return found


def split(url: str) -> SplitResult | None:
    """The parts of a link; None where it is none (a broken bracket, a wrong port)."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname else None
    except ValueError:
        return None


def trimmed(url: str) -> str:
    """Without the punctuation of the sentence around it; balanced brackets stay."""
    url = url.rstrip(".,;:!?'*>")
    while url and url[-1] in ")}" and url.count("({"[")}".index(url[-1])]) < url.count(url[-1]):
        url = url[:-1].rstrip(".,;:!?'*>")
    return url


def rejoined(text: str) -> str:
    """Links that a line break cut in two, in one piece again; `<link>` without its brackets."""
    text = _BRACKETED.sub(lambda found: f" {_BREAK.sub('', found[1])} ", text)
    lines = text.split("\n")
    kept = lines[:1]
    for line in lines[1:]:
        if _goes_on(kept[-1], line):
            kept[-1] = kept[-1].rstrip() + line.strip(" >")
        else:
            kept.append(line)
    return "\n".join(kept)


def _goes_on(before: str, line: str) -> bool:
    """Whether `before` ends in the first part of a link and `line` begins with the rest."""
    found = _LAST_LINK.search(before[-_LONGEST:])
    after = line.strip(" >")
    first = after.split(" ", 1)[0]
    if found is None or not _is_rest(first):
        return False
    if first[0] in "&?%=" or found[0].rstrip()[-1] in "=&?%":
        return True
    if not found["path"]:
        return False
    alone = first == after and len(before) >= _WRAPPED_LINE
    return alone or any(mark in first for mark in "?&=%")


def _is_rest(word: str) -> bool:
    if not _URL_ONLY.fullmatch(word) or _GUID_ONLY.fullmatch(word):
        return False
    return not word.endswith(":") and "@" not in word and "://" not in word


def unwrapped(text: str) -> str:
    """The text with every wrapped link replaced by the link inside."""
    return LINK.sub(
        lambda found: unwrap(found[0]) if _MAY_WRAP.search(found[0]) else found[0], text
    )


def unwrap(url: str, depth: int = 0) -> str:
    """The link inside, or the link itself where no wrapper is known."""
    parts = split(trimmed(url))
    if parts is None or depth >= _DEEPEST or is_microsoft(parts.hostname or ""):
        return url
    inner = _inside(parts)
    return unwrap(inner, depth + 1) if inner else url


def _inside(parts: SplitResult) -> str | None:
    host, values = parts.hostname or "", query(parts)
    if host.startswith("urldefense."):
        if found := _V3.match(parts.geturl()):
            return _decoded_v3(found[1], found[2])
        if parts.path.startswith("/v2/"):
            spelled = values.get("u", "").replace("-", "%").replace("_", "/")
            return _link_of(unquote(spelled))
    candidates = [_link_of(value) for value in values.values()]
    return next(filter(None, candidates), None) or _link_in(parts.path)


def _link_of(value: str) -> str | None:
    for _ in range(_DEEPEST):
        if LINK.match(value):
            return "".join(value.split())
        value = unquote(value)
    return None


def _link_in(path: str) -> str | None:
    found = _INNER.search(path)
    return _link_of(found[0]) if found else None


def _decoded_v3(url: str, encoded: str) -> str | None:
    """`*` stands for one replaced byte, `**A` for a run of two, `**B` of three, and so on."""
    try:
        replaced = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError):
        return None
    spare = iter(replaced.decode("utf-8", "replace"))

    def fill(found: re.Match[str]) -> str:
        runs = ord(found[1]) - ord("A") + 2 if found[1] else 1
        return "".join(next(spare, "") for _ in range(runs))

    return _link_of(re.sub(r"\*(?:\*([A-Z]))?", fill, url))
