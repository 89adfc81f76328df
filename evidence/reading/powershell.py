"""What an administrator's listing says of tenant, site and guest (catalogue, section 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from evidence import facts
from evidence.facts import Fact, Value
from evidence.reading.addresses import found_in
from evidence.reading.data_files import rows, section, texts
from evidence.reading.domain_lists import allows
from evidence.reading.listings import Listed, objects
from evidence.reading.persons import app, guest_or_account, site_user

_ADDRESS, _FILLED = "address", "filled"
_WRAPPING = "{}[]\"'“”„ "


def listed_facts(text: str, invited: str | None) -> dict[Fact, Value]:
    """The facts of every object listed; `invited` tells whose row counts, and whose domain.

    Objects that disagree, and values that are cut off, say nothing.
    """
    found: dict[Fact, set[Value]] = {}
    for listed in _meant(objects(text), invited):
        for of, value in _facts(listed, invited):
            found.setdefault(of, set()).add(value)
    return {of: values.pop() for of, values in found.items() if len(values) == 1}


def _meant(found: tuple[Listed, ...], invited: str | None) -> Iterator[Listed]:
    """Of several persons the invited one; nobody where that cannot be told."""
    persons = frozenset(texts(section("powershell", "persons")["kinds"]))
    for listed in found:
        if listed.kind not in persons or _is_invited(listed, found, invited):
            yield listed


def _is_invited(listed: Listed, found: tuple[Listed, ...], invited: str | None) -> bool:
    alone = sum(other.kind == listed.kind for other in found) == 1
    named = {address.casefold() for address in _addresses(listed)}
    return invited.casefold() in named if invited and named else alone


def _addresses(listed: Listed) -> Iterator[str]:
    for values in listed.values.values():
        for value in values:
            yield from (address.text for address in found_in(value))


def _facts(listed: Listed, invited: str | None) -> Iterator[tuple[Fact, Value]]:
    yield from _worded(listed)
    match listed.kind:
        case "tenant":
            yield from _if_known(facts.SPO_DOMAIN_ALLOWS, allows(listed, invited))
        case "site":
            yield from _if_known(facts.SITE_DOMAIN_ALLOWS, allows(listed, invited))
            yield from _expiry(listed)
        case "siteuser":
            yield from site_user(listed)
        case "user":
            yield from guest_or_account(listed, invited)
        case "app":
            yield from app(listed)


def _if_known(of: Fact, value: bool | None) -> Iterator[tuple[Fact, Value]]:
    if value is not None:
        yield of, value


def _expiry(site: Listed) -> Iterator[tuple[Fact, Value]]:
    """The site's own rule beats the organisation's (C-30); no days mean that nothing expires."""
    days = site.text("ExternalUserExpirationInDays")
    if site.text("OverrideTenantExternalUserExpirationPolicy").casefold() == "true":
        if days.isdecimal():
            yield facts.SPO_EXPIRY_POLICY, int(days) > 0


def _worded(listed: Listed) -> Iterator[tuple[Fact, Value]]:
    for row in _rows():
        name, kind = str(row["name"]), str(row["kind"])
        mine = kind == listed.kind or (not listed.kind and _is_of_one_kind(name))
        if mine and listed.has(name):
            value = _read(listed.text(name), str(row["words"]))
            if value is not None:
                yield facts.fact(str(row["fact"])), value


def _read(raw: str, words: str) -> Value | None:
    if words == _ADDRESS:
        return next((address.text for address in found_in(raw)), None)
    if words == _FILLED:
        return _filled(raw)
    folded = raw.strip(_WRAPPING)
    # A long value is wrapped at the edge of the window.
    for written in (folded.split(maxsplit=1)[:1], ["".join(folded.split())]):
        value = _words(words).get("".join(written).rstrip(",;}]\"'”").casefold())
        if value is not None:
            return value
    return None


def _filled(raw: str) -> bool | None:
    """Whether anything is listed; None where only the next line says something."""
    first, _, after = raw.partition("\n")
    if first.strip(_WRAPPING):
        return first.strip(_WRAPPING).casefold() != "null"
    return None if after.strip() else False


@cache
def _words(name: str) -> Mapping[str, Value]:
    found = section("powershell", "words")[name]
    if not isinstance(found, dict):
        raise TypeError(f"data/powershell.toml: words.{name} is not a table")
    return {str(word).casefold(): value for word, value in found.items()}


@cache
def _rows() -> tuple[Mapping[str, object], ...]:
    return rows("powershell", "property")


@cache
def _is_of_one_kind(name: str) -> bool:
    kinds = {row["kind"] for row in _rows() if row["name"] == name}
    looked_at = section("powershell", "looked_at").items()
    return len(kinds | {kind for kind, names in looked_at if name in texts(names)}) == 1
