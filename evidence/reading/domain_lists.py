"""Whether a listed domain restriction lets the invited address's domain pass (C-28)."""

from __future__ import annotations

import re

from evidence.reading.listings import Listed

_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NONE, _ALLOW, _BLOCK = ("none", "0"), ("allowlist", "1"), ("blocklist", "2")
_CUT = ("…", "...")


def allows(listed: Listed, invited: str | None) -> bool | None:
    """None where the mode, the list or the address is not known, or the list is cut off."""
    mode = listed.text("SharingDomainRestrictionMode").split(maxsplit=1)
    told = mode[0].rstrip(",;}\"'").casefold() if mode else ""
    if told in _NONE:
        return True
    domain = (invited or "").rpartition("@")[2].casefold()
    if told not in (*_ALLOW, *_BLOCK) or not domain:
        return None
    name = "SharingAllowedDomainList" if told in _ALLOW else "SharingBlockedDomainList"
    domains = _domains(listed.text(name))
    return None if domains is None else (domain in domains) == (told in _ALLOW)


def _domains(raw: str) -> frozenset[str] | None:
    """The domains that the value begins with; no wildcards, so each stands for itself."""
    found = []
    for word in re.split(r"[\s,;\"'“”{}\[\]]+", raw.strip()):
        if any(cut in word for cut in _CUT):
            return None
        if word and not _DOMAIN.fullmatch(word):
            break
        found += [word.casefold()] if word else []
    return frozenset(found) or None
