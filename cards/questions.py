"""The words of a question about one fact, and who can answer it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import evidence.facts as f
from cards.commands import command_of
from cards.values import label, value_words
from cards.words import Words, snake, words
from cases.model import Side
from evidence.facts import ERROR_CLASS, Fact, Kind, fact

_TEMPLATE = "words/questions.j2"
_COMMANDS = "words/commands.j2"
_MOST_CHOICES = 10
# Asked as the text or link they are read from, although their values are words.
_READ_FROM_TEXT = frozenset({"error.class", "link.kind"})


@dataclass(frozen=True)
class Question:
    """`choices`: pairs of value and words; empty where the answer is typed or pasted.

    `who` may answer and where they look, if that takes an administrator; `command`: what to
    copy and run for it, if one line does.
    """

    ask: str
    why: str
    placeholder: str
    choices: tuple[tuple[str, str], ...] = ()
    long: bool = False
    who: str = ""
    command: str = ""


_ANYBODY = frozenset(
    {
        f.ERROR_CLASS,
        f.ERROR_TIME,
        f.ERROR_REPEATS,
        f.INVITED_ADDRESS,
        f.LINK_KIND,
        f.LINK_SENT_AT,
        f.WORKED_BEFORE,
        f.FAILS_SINCE,
        f.WHO_FAILS,
        f.RETRY_WORKS,
        f.PRODUCT,
    }
)
_INVITER = _ANYBODY | {
    f.OTHER_DOMAINS_FAIL,
    f.OTHERS_SAME_DOMAIN_FAIL,
    f.LINK_AUDIENCE,
    f.LINK_RECIPIENT_LISTED,
    f.LINK_EXPIRED,
    f.LINK_ITEM_EXISTS,
    f.ITEM_PERMISSION_LISTED,
    f.INVITER_MAY_SHARE,
    f.INVITER_MAY_INVITE,
}
_INVITED_USER = _ANYBODY | {
    f.SIGNED_IN_AS,
    f.USED_OTHER_ACCOUNT,
    f.UPN,
    f.UPN_EQUALS_INVITED,
    f.UPN_IN_PROXIES,
    f.UPN_ON_ONMICROSOFT,
    f.INVITED_IN_PROXIES,
    f.MAIL_EQUALS_INVITED,
    f.ALSO_HAS_MSA,
    f.ACCOUNT_KIND,
    f.TENANT_LIMIT,
    f.CHANGED_AT_HOME,
    f.SIGNS_IN_AT_HOME,
    f.OTHER_HOSTS_WORK,
    f.OTHERS_SAME_DOMAIN_FAIL,
    f.PRIVATE_WINDOW,
    f.OTHER_NETWORK,
    f.OTHER_DEVICE,
    f.OTHER_SESSIONS,
    f.DIRECT_LINK_WORKS,
    f.MAIL_LINK_WORKS,
    f.LINK_OPENED,
    f.CLIENT,
    f.MAIL_KIND,
    f.MAIL_ARRIVED,
}
_ANSWERS: Mapping[Side | None, frozenset[Fact]] = MappingProxyType(
    {None: _ANYBODY, Side.INVITING: _INVITER, Side.INVITED: _INVITED_USER}
)

# The likeliest first; what is not here stands in the order of the alphabet.
_CHOICES: Mapping[Fact, tuple[str, ...]] = MappingProxyType(
    {
        f.WHO_FAILS: ("onePerson", "someOfHome", "allOfHome", "everybody"),
        f.PRODUCT: ("sharepointOnline", "onedrive", "teams", "sharedChannel", "sharepointServer"),
        f.CLIENT: ("browser", "mailApp", "officeApp", "mobileApp"),
        f.LINK_OPENED: ("sharedItem", "sharedSite", "rootSite", "otherSite"),
        f.LINK_AUDIENCE: ("specificPeople", "anyone", "organisation", "existingAccess"),
        f.MAIL_KIND: ("invitation", "passcode", "welcome", "none"),
        f.CHANGED_AT_HOME: ("no", "renamed", "moved", "recreated"),
        f.ACCOUNT_KIND: ("user", "sharedMailbox", "group", "room", "contact", "none"),
        f.SITE_USER_LOGIN_FORM: ("ext", "spoGuestOtp", "liveCom", "other"),
        f.TENANT_RESTRICTED: ("no", "v1", "v2"),
        f.CA_GUEST_POLICY: ("none",),
        f.FEDERATION: ("none",),
        f.ADDRESS_COLLISION: ("none",),
    }
)


def can_answer(name: str, side: Side | None) -> bool:
    """Whether somebody on that side of the invitation can know, be it their administrator."""
    command = command_of(name)
    looked_up = command is not None and side in command.sides
    return fact(name) in _ANSWERS[side] or looked_up


def asks_administrator(name: str) -> bool:
    """Whether only an administrator can tell; raises FactError outside the vocabulary."""
    command = command_of(fact(name).name)
    return command is not None and command.administrator


def command_for(name: str) -> str:
    """The line whose output answers the question, to copy; empty where there is none."""
    command = command_of(fact(name).name)
    return words().text(_COMMANDS, f"{command.id}_command") if command else ""


def best(names: Iterable[str], side: Side | None) -> str:
    """The first of these that this side can answer; empty where they can answer none."""
    return next((name for name in names if can_answer(name, side)), "")


def settled(name: str, answered: Iterable[str]) -> bool:
    """Whether the question is answered, or its command was run for another: that tells all."""
    command, given = command_of(name), set(answered)
    if command is None or not command_for(name):
        return name in given
    return not given.isdisjoint(of.name for of in command.answers)


def question(spoken: Words, name: str, choices: tuple[str, ...] = ()) -> Question:
    """The question for a fact; `choices` are values, by default those its kind suggests.

    Raises FactError for a name outside the vocabulary.
    """
    of, command = fact(name), command_of(name)
    offered = sorted(choices or _choices(of), key=lambda choice: _place(of, choice))
    return Question(
        _text(spoken, name, "ask"),
        _text(spoken, name, "why"),
        _text(spoken, name, "placeholder"),
        tuple((choice, _choice(spoken, name, choice)) for choice in offered),
        name == ERROR_CLASS.name,
        spoken.text(_COMMANDS, f"{command.id}_who") if command else "",
        command_for(name),
    )


def _text(spoken: Words, name: str, part: str) -> str:
    block = f"{snake(name)}_{part}"
    if not spoken.has(_TEMPLATE, block):
        truth = part == "ask" and fact(name).kind is Kind.TRUTH
        block = "generic_truth_ask" if truth else f"generic_{part}"
    return spoken.text(_TEMPLATE, block, fact=label(spoken, name))


def _choices(of: Fact) -> tuple[str, ...]:
    if of.kind is Kind.TRUTH:
        return ("yes", "no")
    fits = of.kind is Kind.WORD and len(of.words) <= _MOST_CHOICES
    return tuple(sorted(of.words)) if fits and of.name not in _READ_FROM_TEXT else ()


def _place(of: Fact, choice: str) -> int:
    first = _CHOICES.get(of, ())
    return first.index(choice) if choice in first else len(first)


def _choice(spoken: Words, name: str, choice: str) -> str:
    own = f"{snake(name)}_choice_{snake(choice)}"
    if spoken.has(_TEMPLATE, own):
        return spoken.text(_TEMPLATE, own)
    return value_words(spoken, fact(name), choice)
