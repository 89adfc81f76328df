"""Which account a page says was used, from whom, and which address it says was invited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence.reading import sentences
from evidence.reading.addresses import at, found_in, unique
from evidence.reading.marks import Label, Marks

# "i:0#.f|membership|" and "live.com#" are how SharePoint writes the provider before the name.
_CLAIM = re.compile(r"(?:[a-z]:0[^\s|]{0,10}\|)?(?:membership\|)?(?:(?P<msa>live\.com)#)?", re.I)
_WORD_BEFORE = re.compile(r"[^\W\d_]{2,}[ \t]+\Z")
_CLOCK_BEFORE = re.compile(r"\b[ap]\.?m\.?[ \t]+\Z", re.IGNORECASE)
# The message of these two codes names account and provider in quotes in every language.
_NAMES_ACCOUNT = re.compile(r"AADSTS(?:50020|90072)(?!\d)")
_QUOTED = re.compile(r"'([^\s']{3,320})'")
_PROVIDER = re.compile(r"https://sts\.|live\.com\Z|google\.com\Z|mail\Z", re.IGNORECASE)
_REACH = 600


@dataclass(frozen=True)
class Accounts:
    """Each only where the text leaves no choice."""

    signed_in_as: str | None = None
    idp: str | None = None
    tenant_shown: str | None = None
    invited: str | None = None


def accounts(text: str, without_links: str, found: Marks) -> Accounts:
    """`text` with its links (a provider is one), `without_links` the same with blanks for them."""
    captured = sentences.values(text)
    label_users, label_idps = _user_label(without_links, found)
    quoted_users, quoted_idps = _quoted(text)
    users = _addresses(captured.get("user", ())) or label_users or quoted_users
    idps = _kept(captured, "idp") or label_idps or quoted_idps
    return Accounts(
        signed_in_as=_only(users),
        idp=_only(idps),
        tenant_shown=_only(_kept(captured, "tenant")),
        invited=_only(_addresses(captured.get("invited", ()))),
    )


def _only(values: Iterable[str]) -> str | None:
    kept = unique(values)
    return kept[0] if len(kept) == 1 else None


def _kept(captured: Mapping[str, frozenset[str]], slot: str) -> list[str]:
    values = (value.rstrip(".") for value in captured.get(slot, ()))  # "..." of an elided value
    return [value for value in values if value.strip(".{}* ")]


def _addresses(texts: Iterable[str]) -> list[str]:
    return [found.text for text in texts for found in found_in(text)]


def _user_label(text: str, found: Marks) -> tuple[list[str], list[str]]:
    users, idps = [], []
    for label in found.labels:
        if label.kind != "user" or not label.firm:
            continue
        claim = _CLAIM.match(text, label.end)
        start = claim.end() if claim else label.end
        address = at(text, start)
        if address and not _is_other_user(text, label):
            users.append(address)
            idps += ["live.com"] if claim and claim["msa"] else []
    return users, idps


def _is_other_user(text: str, label: Label) -> bool:
    """ "Invited user: ..." is somebody else than SharePoint's "User: ..."."""
    before = text[max(0, label.start - 40) : label.start].rpartition("\n")[2]
    return bool(_WORD_BEFORE.search(before)) and not _CLOCK_BEFORE.search(before)


def _quoted(text: str) -> tuple[list[str], list[str]]:
    said = sentences.plain_quotes(text)
    named = _NAMES_ACCOUNT.search(said)
    if named is None:
        return [], []
    quoted = _QUOTED.findall(said[named.end() : named.end() + _REACH])
    users = _addresses(quoted)[:1]
    return users, [value for value in quoted if _PROVIDER.match(value)][:1] if users else []
