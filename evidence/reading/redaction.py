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
_PERCENT = "%(?:25){0,3}"  # links within links are encoded up to four times
_SPACE = rf"(?:\s|\+|{_PERCENT}(?:20|2b|09|0[ad]))"
_QUOTE = (
    r"(?:\\{0,8}[\"'`“”„‘’«»]|&(?:amp;){0,2}(?:quot|apos|#0?3[49]|#x2[27]);"
    rf"|{_PERCENT}(?:5c{_PERCENT})?2[27]|{_PERCENT}e2{_PERCENT}80{_PERCENT}9[89c-f])"
)
_APART = rf"(?:{_SPACE}|{_QUOTE}|[:=]|{_PERCENT}3[ad]){{1,9}}"
# A web token may have no dots: after "Bearer" one digit or twenty characters tell it from prose.
_BEARER = re.compile(
    rf"(?P<before>(?:(?P<header>authorization){_APART}(?:basic|bearer)"
    rf"|(?:(?<![a-z])|(?<=%[0-9a-f]{{2}}))bearer){_APART})"
    r"(?P<value>(?(header)|(?=[\w.~/+=-]{0,200}?\d|[\w.~/+=-]{20}))[\w.~/+=-]{8,})",
    re.IGNORECASE,
)
# All of the path of a consumer OneDrive's short link is its token.
_CONSUMER = re.compile(
    r"(?P<before>1drv\.ms(?:/|%(?:25){0,3}2f))(?P<value>[^\s?#&\"'<>]+)", re.IGNORECASE
)
_PARAMETER = re.compile(
    r"(?:%(?:25){0,3}(?:26|3f|23|3b|20|0a)|(?<![a-z0-9_]))(?P<name>[a-z_]{2,24})"
    r"(?:(?:\s|%(?:25){0,3}20)?(?:=|%(?P<encoded>(?:25){0,3}3d)))",
    re.IGNORECASE,
)
# Where a value ends depends on how often the link around it was encoded.
_VALUES = tuple(
    re.compile(rf"(?:(?!{end})[^\s&#\"'<>])+", re.IGNORECASE)
    for end in (r"[&#]", r"%(?:26|23)", r"%25(?:26|23)", r"%2525(?:26|23)", r"%252525(?:26|23)")
)
# `"ticket": "x"` and its kin: a name, in quotes or not, and a value that is in quotes if it is not.
_NAMED = re.compile(
    rf"(?:(?P<quoted>{_QUOTE})|(?<![a-z0-9_]))(?P<name>[a-z_]{{2,24}})(?(quoted){_QUOTE})"
    rf"{_SPACE}{{0,9}}(?::|=>|=|{_PERCENT}3[ad])"
    rf"{_SPACE}{{0,9}}(?:\[|{_PERCENT}5b)?{_SPACE}{{0,9}}(?:(?P<opening>{_QUOTE})|(?(quoted)|(?!)))",
    re.IGNORECASE,
)
# Up to the closing quote, over the end of a line only where a token goes on there.
_IN_QUOTES = re.compile(
    rf"(?:(?!{_QUOTE})[^\n]){{1,4000}}(?={_QUOTE})"
    rf"|(?:(?!{_QUOTE})[\w!%.~+/=\n-]){{1,4000}}(?={_QUOTE})"
    r"|[^\s\"'`]{1,4000}",
    re.IGNORECASE,
)
_OUT_OF_QUOTES = re.compile(r"(?!(?:null|true|false)\b)[^\s,;}\]{\[\"'&<>]{1,4000}", re.IGNORECASE)
# An error's code is a word, a short number or AADSTS…; one that opens a door is long and mixed.
_DOOR_CODE = re.compile(r"(?!AADSTS\d+\Z)(?=[^\d]*\d)[\w.!*~+/=%-]{12,}\Z")
# The letter of a share link (":w:") in its path; "/r/" names the file itself, without a token.
_SHARE_LINK = re.compile(
    r"(?P<before>(?<=[a-z])(?:/|%(?:25){0,3}2f)(?::|%(?:25){0,3}3a)[a-z](?::|%(?:25){0,3}3a)"
    r"(?:/|%(?:25){0,3}2f)(?!r(?:/|%)))"
    r"(?P<path>(?:(?!%(?:25){0,3}3f)[^\s?#&\"'<>]){1,2000})",
    re.IGNORECASE,
)


@cache
def _passcode() -> re.Pattern[str]:
    """A code of six to eight figures behind the words that announce it, in every language."""
    words = "|".join(map(re.escape, texts(section("links", "secrets")["passcode_words"])))
    return re.compile(
        rf"(?P<before>(?:{words})[^\d\n]{{0,60}}(?:\n[^\d\n]{{0,60}}){{0,3}})"
        r"(?<![\w.-])(?P<value>\d{6,8}|\d{4}\s\d{4})(?![\w-])",
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
    text = _BEARER.sub(cutter.path, text)
    text = _named_cut(text, cutter)
    text = _parameters_cut(text, cutter)
    text = _SHARE_LINK.sub(cutter.share, text)
    text = _CONSUMER.sub(cutter.path, text)
    text = _passcode().sub(cutter.path, text)
    cutter.seen = {secret for secret in cutter.seen if len(secret) >= _SHORTEST}
    return (_TOKEN.sub(cutter.again, text) if cutter.seen else text), cutter.count


def _is_error_code(value: str) -> bool:
    """`/error?code=50020` looks an error up; a passcode has other lengths or letters."""
    return value.isdecimal() and 5 <= len(value) <= 7


@cache
def _names() -> frozenset[str]:
    return frozenset(texts(section("links", "secrets")["parameters"]))


def _named_cut(text: str, cutter: _Cutter) -> str:
    """Without the values of `"ticket": "x"`, `'authkey':'x'`, `ticket = "x"`, encoded or not."""
    kept, end = [], 0
    found = _NAMED.search(text)
    while found:
        if found.end() >= end and found["name"].casefold() in _names():
            value = (_IN_QUOTES if found["opening"] else _OUT_OF_QUOTES).match(text, found.end())
            if value and (found["name"].casefold() != "code" or _DOOR_CODE.match(value[0])):
                kept += [text[end : found.end()], cutter.value(value[0])]
                end = value.end()
        # A value may be a name itself: in `url="ticket"="x"` the second quote opens both.
        found = _NAMED.search(text, found.end("name"))
    return "".join((*kept, text[end:]))


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
