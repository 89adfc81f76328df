"""Tenant ids that may stand in a command."""

from __future__ import annotations

import re

from causes.model import Seen
from evidence.facts import Fact

_TENANT_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


def tenant_for_command(seen: Seen, fact: Fact) -> str | None:
    """The id, None where unknown or where it is anything else than an id."""
    found = seen.text(fact)
    return found if found and _TENANT_ID.match(found) else None
