"""A check pack's script, as it is handed to an administrator. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cards.words import snake, words
from cases.model import Side
from causes.parties import harmless
from evidence.facts import HOME_TENANT, HOST_DOMAIN, HOST_TENANT, INVITED_ADDRESS, SITE_PATH, Facts
from evidence.facts.packs import PACK_VERSION, PACKS

# Between single quotes nothing of these can end the string.
_SITE = re.compile(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~-]+)*/?\Z", re.ASCII)
_TENANT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)


@dataclass(frozen=True)
class PackValues:
    """What a script looks for; empty where it is not known. `tenant`: of the other side."""

    address: str = ""
    site: str = ""
    tenant: str = ""


def values_for(facts: Facts, side: Side) -> PackValues:
    """The values of a script that this side runs, from facts cut down to what it may see."""
    host, path = facts.value(HOST_DOMAIN), facts.value(SITE_PATH)
    address = facts.value(INVITED_ADDRESS)
    other = facts.value(HOST_TENANT if side is Side.INVITED else HOME_TENANT)
    site = f"https://{host}{path}" if isinstance(host, str) and isinstance(path, str) else ""
    return PackValues(
        address if isinstance(address, str) else "", site, other if isinstance(other, str) else ""
    )


def script(family: str, values: PackValues, locale: str = "en") -> str:
    """PowerShell that reads only. A value that is not known, or that PowerShell could read as
    anything but a value, is left for the administrator to fill in. Raises KeyError for a family
    that there is not."""
    keys = [asked.key for asked in PACKS[family]]
    return words(locale).json(
        f"packs/{snake(family)}.ps1.j2",
        family=family,
        version=PACK_VERSION,
        keys=keys,
        address=harmless(values.address) or "ADDRESS",
        site=values.site if _SITE.match(values.site) else "SITE-ADDRESS",
        tenant=values.tenant if _TENANT.match(values.tenant) else "OTHER-TENANT-ID",
    )
