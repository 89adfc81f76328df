"""Entra policies that keep their rules as JSON inside a text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from evidence.collectors.wire import texts
from evidence.facts import Reason
from evidence.graph import Json
from evidence.refusals import MisreadError, Refused


def active(policies: Sequence[Json], kind: str) -> Json:
    """The rules of the policy of that kind which is in force, member names in lower case.

    Nothing where none is. Raises Refused where several claim to be: only one may be the
    organisation's default (Graph, stsPolicy).
    """
    rules = [_rules(policy).get(kind) for policy in policies if _in_force(policy)]
    found = [one for one in rules if isinstance(one, Mapping)]
    if len(found) > 1:
        raise Refused(Reason.AMBIGUOUS)
    return found[0] if found else {}


def _in_force(policy: Json) -> bool:
    """A boolean; Microsoft's sample of b2bManagementPolicy writes it as text."""
    return str(policy.get("isOrganizationDefault")).lower() == "true"


def _rules(policy: Json) -> Json:
    written = texts(policy, "definition") or ()
    return _object(written[0]) if written else {}


def _object(written: str) -> Json:
    """Microsoft's samples put the names into single quotes, which is no JSON."""
    for text in (written, written.replace("'", '"')):
        try:
            read = _lower(json.loads(text))
        except ValueError:
            continue
        if isinstance(read, dict):
            return read
    raise MisreadError("a definition that is no JSON object")


def _lower(value: object) -> object:
    if isinstance(value, dict):
        return {str(name).lower(): _lower(inner) for name, inner in value.items()}
    return value
