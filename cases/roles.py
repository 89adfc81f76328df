"""Who may do what with a case. Asked on every press, whatever card the button sat on. Pure.

docs/roles.md shows the same table to people; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from cases.model import Case, Person


class Action(StrEnum):
    """What somebody may want to do, with a case or with the desk as a whole."""

    SEE = "see"
    CHECK = "check"
    PASS = "pass"  # noqa: S105 - to the desk
    TELL = "tell"
    REPLY = "reply"
    WITHDRAW = "withdraw"
    CHANGE = "change"
    SEE_AS_DESK = "see as desk"
    TAKE = "take"
    GIVE = "give"
    RELEASE = "release"
    ASK = "ask"
    NOTE = "note"
    HAND = "hand"
    HAND_OFF = "hand off"
    REVOKE = "revoke"
    FIX = "fix"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    LINK = "link"
    QUEUE = "queue"
    GROUP = "group"
    FIGURES = "figures"
    SET_CHANNEL = "set channel"
    ROLES = "roles"
    ERASE = "erase"
    EXPORT = "export"


class Role(StrEnum):
    """What somebody is: REPORTER and OWNER to one case, the others at the desk as a whole."""

    REPORTER = "reporter"
    OWNER = "owner"
    AGENT = "agent"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"


DESK_ROLES = frozenset({Role.AGENT, Role.LEAD, Role.ADMINISTRATOR})
Held = frozenset[Role]
NONE: Held = frozenset()

AT_DESK = frozenset({Role.AGENT, Role.LEAD})
_MAY: Mapping[Action, Held] = MappingProxyType(
    {
        Action.SEE: frozenset({Role.REPORTER}),
        Action.CHECK: frozenset({Role.REPORTER}) | AT_DESK,
        Action.PASS: frozenset({Role.REPORTER}),
        Action.TELL: frozenset({Role.REPORTER}),
        Action.REPLY: frozenset({Role.REPORTER}),
        Action.WITHDRAW: frozenset({Role.REPORTER}),
        Action.CHANGE: frozenset({Role.REPORTER}),
        Action.REOPEN: frozenset({Role.REPORTER}) | AT_DESK,
        Action.SEE_AS_DESK: AT_DESK,
        Action.TAKE: AT_DESK,
        Action.GIVE: frozenset({Role.OWNER, Role.LEAD}),
        Action.RELEASE: frozenset({Role.OWNER, Role.LEAD}),
        Action.ASK: AT_DESK,
        Action.NOTE: AT_DESK,
        Action.HAND: AT_DESK,
        Action.HAND_OFF: AT_DESK,
        Action.REVOKE: AT_DESK,
        Action.FIX: AT_DESK,
        Action.CLOSE: AT_DESK,
        Action.MERGE: AT_DESK,
        Action.LINK: AT_DESK,
        Action.QUEUE: AT_DESK,
        Action.GROUP: frozenset({Role.LEAD}),
        Action.FIGURES: frozenset({Role.LEAD, Role.ADMINISTRATOR}),
        Action.SET_CHANNEL: frozenset({Role.ADMINISTRATOR}),
        Action.ROLES: frozenset({Role.ADMINISTRATOR}),
        Action.ERASE: frozenset({Role.ADMINISTRATOR}),
        Action.EXPORT: frozenset({Role.ADMINISTRATOR}),
    }
)


def may(person: Person, action: Action, case: Case | None = None, held: Held = NONE) -> bool:
    """Whether one of the roles the person holds allows the action.

    `held`: the desk roles they hold at this moment. A desk role counts for a case only once the
    case was passed to the desk.
    """
    return bool(roles_of(person, case, held) & _MAY[action])


def roles_of(person: Person, case: Case | None, held: Held) -> Held:
    """What the person is, to this case and at the desk."""
    if case is None:
        return held
    own = frozenset({Role.REPORTER}) if is_reporter(person, case) else NONE
    if case.triage is None:
        return own
    return own | held | (frozenset({Role.OWNER}) if _owns(person, case, held) else NONE)


def is_reporter(person: Person, case: Case) -> bool:
    """Whether the case is the person's own."""
    return same(person, case.reporter)


def _owns(person: Person, case: Case, held: Held) -> bool:
    # Who left the desk owns nothing any more.
    owner = case.triage.owner if case.triage else None
    return bool(held & AT_DESK) and owner is not None and same(person, owner)


def same(one: Person, other: Person) -> bool:
    """Whether both are one person; nobody is who has no ids. Both ids count: only the tenant
    signs an object id."""
    ids = (one.object_id, one.tenant_id)
    return all(ids) and ids == (other.object_id, other.tenant_id)
