"""Secrets in links, cut before anything else is read: whoever holds one may open the door.

Everything of a Reading is taken from the text that `cut` returns, so none can slip past.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote

from evidence.reading.data_files import section, texts

CUT = "***"
_SHORTEST = 8  # below this a value is too common a word to be looked for elsewhere
_TOKEN = re.compile(r"[\w!%.~+/=-]{8,}")
_FILE_NAME = re.compile(r"\.[A-Za-z]\w{1,4}\Z")
_SHARE_TOKEN = re.compile(r"[EI][\w!-]{20,}")
_NAME = re.compile(r"\w")
_SEGMENT = re.compile(r"(/|%(?:25){0,3}2f)", re.IGNORECASE)

_USERINFO = re.compile(
    r"(?P<scheme>\bhttps?(?:://|%(?:25){0,3}3a(?:%(?:25){0,3}2f){2}))"
    r"(?:(?:(?!%(?:25){0,3}(?:2f|3f|40))[^\s/?#@<>\"]){0,200}(?:@|%(?:25){0,3}40)){1,4}(?=[a-z0-9])",
    re.IGNORECASE,
)
_WEB_TOKEN = re.compile(r"\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*){0,3}")
# All of the path of a consumer OneDrive's short link is its token.
_CONSUMER = re.compile(
    r"(?P<before>1drv\.ms(?:/|%(?:25){0,3}2f))(?P<value>[^\s?#&\"'<>]+)", re.IGNORECASE
)
_PARAMETER = re.compile(
    r"(?:%(?:25){0,3}(?:26|3f|23|3b)|(?<![a-z0-9_]))(?P<name>[a-z_]{2,24})"
    r"(?:(?:\s|%(?:25){0,3}20)?(?:=|%(?P<encoded>(?:25){0,3}3d)))",
    re.IGNORECASE,
)
# Where a value ends depends on how often the link around it was encoded.
_VALUES = tuple(
    re.compile(rf"(?:(?!{end})[^\s&#\"'<>])+", re.IGNORECASE)
    for end in (r"[&#]", r"%(?:26|23)", r"%25(?:26|23)", r"%2525(?:26|23)", r"%252525(?:26|23)")
)
# The letter of a share link (":w:") in its path; "/r/" names the file itself, without a token.
_SHARE_LINK = re.compile(
    r"(?P<before>(?<=[a-z])(?:/|%(?:25){0,3}2f)(?::|%(?:25){0,3}3a)[a-z](?::|%(?:25){0,3}3a)"
    r"(?:/|%(?:25){0,3}2f)(?!r(?:/|%)))"
    r"(?P<path>(?:(?!%(?:25){0,3}3f)[^\s?#&\"'<>]){1,2000})",
    re.IGNORECASE,
)


class _Cutter:
    """Counts what it replaces and remembers it, to find it again elsewhere in the text."""

    def __init__(self) -> None:
        self.count = 0
        self.seen: set[str] = set()

    def value(self, secret: str) -> str:
        if not secret or secret == CUT:
            return secret
        self.count += 1
        self.seen |= {secret, unquote(secret)}
        return CUT

    def whole(self, found: re.Match[str]) -> str:
        return self.value(found[0])

    def path(self, found: re.Match[str]) -> str:
        return found["before"] + self.value(found["value"])

    def userinfo(self, found: re.Match[str]) -> str:
        self.count += 1
        return found["scheme"]

    def share(self, found: re.Match[str]) -> str:
        """The last part of a share link's path is its token, however it is encoded."""
        parts = _SEGMENT.split(found["path"])
        named = [at for at, part in enumerate(parts) if at % 2 == 0 and _NAME.search(part)]
        last = named[-1] if len(named) > 1 and not _FILE_NAME.search(parts[named[-1]]) else None
        for at in named:
            if at == last or _SHARE_TOKEN.fullmatch(parts[at]):
                parts[at] = self.value(parts[at])
        return found["before"] + "".join(parts)

    def again(self, found: re.Match[str]) -> str:
        return CUT if found[0] in self.seen else found[0]


def cut(text: str) -> tuple[str, int]:
    """The text with every secret replaced by `***`, and how many were."""
    cutter = _Cutter()
    text = _USERINFO.sub(cutter.userinfo, text)
    text = _WEB_TOKEN.sub(cutter.whole, text)
    text = _parameters_cut(text, cutter)
    text = _SHARE_LINK.sub(cutter.share, text)
    text = _CONSUMER.sub(cutter.path, text)
    cutter.seen = {secret for secret in cutter.seen if len(secret) >= _SHORTEST}
    return (_TOKEN.sub(cutter.again, text) if cutter.seen else text), cutter.count


def _is_error_code(value: str) -> bool:
    """`/error?code=50020` looks an error up; a passcode has other lengths or letters."""
    return value.isdecimal() and 5 <= len(value) <= 7


@cache
def _names() -> frozenset[str]:
    return frozenset(texts(section("links", "secrets")["parameters"]))


def _parameters_cut(text: str, cutter: _Cutter) -> str:
    """Without the values of `ticket=`, `%26ticket%3d`, and so on up to three encodings deep."""
    kept, end = [], 0
    for found in _PARAMETER.finditer(text):
        if found.start() < end or found["name"].casefold() not in _names():
            continue
        value = _VALUES[found["encoded"].count("25") + 1 if found["encoded"] else 0].match(
            text, found.end()
        )
        if value and not (found["name"].casefold() == "code" and _is_error_code(value[0])):
            kept += [text[end : found.end()], cutter.value(value[0])]
            end = value.end()
    return "".join((*kept, text[end:]))
