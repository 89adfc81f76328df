"""One turn: (draft, what was said) → (draft, replies, commands). Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from cards.links import chat_with
from cards.screens import ConfirmForget, Elsewhere, Hello, Help, Note
from cases.model import Scope
from desk.commands import NEWEST, Command, ForgetMe, Reply, SetChannel, Withdraw
from dialogs import intake, triage
from dialogs.draft import FORGETTING, Draft
from dialogs.outcome import Outcome
from dialogs.phrases import verb_of, yes_or_no
from dialogs.said import Press, Said
from evidence.facts import ERROR_CLASS, FACTS, Fact, fact


def converse(draft: Draft, said: Said) -> Outcome:
    """What this turn comes to. `draft.case` is the number a new case would get."""
    if said.place.scope is not Scope.PERSONAL:
        return _among_others(draft, said)
    if not said.person.object_id:
        return Outcome(draft, (Note("no-identity"),))
    if said.arrived:
        return Outcome(draft, (Hello(said.person.name),))
    if said.press:
        return _pressed(draft, said, said.press)
    return _typed(draft, said)


def means_nothing_else(draft: Draft, said: Said) -> bool:
    """Whether words in the person's own chat are neither an answer, nor a command, nor
    anything that tells about a case: they may be meant for the desk."""
    own_chat = said.place.scope is Scope.PERSONAL and bool(said.person.object_id)
    typed = own_chat and not said.press and not said.arrived and bool(said.text.strip())
    meant = verb_of(said.text) or triage.typed(said.text) or intake.yields(said)
    return typed and not draft.asking and not meant


def aside(press: Press) -> bool:
    """Whether a button has nothing to do with the questions that are open in the chat."""
    return press.verb in triage.OWN or press.verb in triage.AT_DESK


def changes(press: Press) -> bool:
    """Whether a button is about the answers of the very case that its card is of."""
    return press.verb in REVISED or press.verb == "intake.change"


def _among_others(draft: Draft, said: Said) -> Outcome:
    """In a place that others see: what the desk does there, and nothing about a person."""
    if said.press:
        command = triage.pressed(said.press) if said.press.verb in triage.AT_DESK else None
    else:
        command = SetChannel() if verb_of(said.text) == "desk.here" else None
    known = bool(said.person.object_id) and not said.arrived
    if command and known:
        return Outcome(draft, (), (command,))
    return Outcome(draft, (Elsewhere(chat_with(said.place.bot_id)),))


def _typed(draft: Draft, said: Said) -> Outcome:
    if draft.asking == FORGETTING:
        return _confirm(replace(draft, asking=None), said)
    verb = verb_of(said.text)
    if verb == "intake.start" and (draft.asking or draft.begun):
        return Outcome(draft, (Note("hello-again"),)).then(intake.current(draft, said.place.locale))
    if verb:
        return _meant(draft, said, verb)
    if command := triage.typed(said.text):
        return Outcome(draft, (), (command,))
    if draft.asking:
        return intake.answer(draft, said, fact(draft.asking))
    if intake.yields(said):
        return intake.paste(draft, said)
    if said.desk_asks is not None:
        return Outcome(draft, (), (Reply(said.desk_asks, said.text),))
    return _start(draft, said)


def _meant(draft: Draft, said: Said, verb: str) -> Outcome:
    """Typed words that mean a button."""
    if verb in VERBS:
        return VERBS[verb](draft, said)
    number = draft.case if draft.case and draft.begun else NEWEST
    own = triage.about_own(verb, number)
    command = own or triage.pressed(Press(verb))
    draft = replace(draft, asking=None) if own else draft
    return Outcome(draft, (), (command,) if command else ())


def _pressed(draft: Draft, said: Said, press: Press) -> Outcome:
    if aside(press):
        command = triage.pressed(press)
        return Outcome(draft, (), (command,)) if command else Outcome(draft, (Note("pick-one"),))
    handler = VERBS.get(press.verb)
    if handler is None:
        return _stale(draft, said)
    if press.verb in REVISED and _revision(said) != draft.complaint.revision:
        return _stale(draft, said)
    return handler(draft, said)


def _stale(draft: Draft, said: Said) -> Outcome:
    now = intake.current(draft, said.place.locale)
    return now.then(Outcome(now.draft, (Note("stale-card"),)))


def _revision(said: Said) -> int:
    rev = said.press.data.get("rev", "") if said.press else ""
    return int(rev) if rev.isascii() and rev.isdigit() and len(rev) < 10 else -1


def _start(draft: Draft, said: Said) -> Outcome:
    if draft.begun:
        return intake.current(draft, said.place.locale)
    return Outcome(draft, (Hello(said.person.name),)).then(intake.current(draft, said.place.locale))


def _begin(draft: Draft, said: Said) -> Outcome:
    return intake.current(draft, said.place.locale) if said.press else _start(draft, said)


def _help(draft: Draft, said: Said) -> Outcome:
    return Outcome(draft, (Help(),))


def _field(draft: Draft, said: Said) -> Fact | None:
    named = said.press.data.get("field", "") if said.press else draft.asking
    return FACTS.get(named or "")


def _answer(draft: Draft, said: Said) -> Outcome:
    about = _field(draft, said)
    return intake.answer(draft, said, about) if about else _stale(draft, said)


def _skip(draft: Draft, said: Said) -> Outcome:
    about = _field(draft, said)
    return intake.skip(draft, said, about) if about else intake.current(draft, said.place.locale)


def _change(draft: Draft, said: Said) -> Outcome:
    about = _field(draft, said) if said.press else None
    if about:
        return intake.ask(draft, about)
    return Outcome(replace(draft, asking=None), (intake.understood(draft, said.place.locale),))


def _paste(draft: Draft, said: Said) -> Outcome:
    return intake.ask(draft, ERROR_CLASS)


def _back(draft: Draft, said: Said) -> Outcome:
    if not draft.path:
        return Outcome(draft, (Note("nothing-to-go-back-to"),)).then(
            intake.current(draft, said.place.locale)
        )
    last = fact(draft.path[-1])
    return intake.ask(replace(draft, path=draft.path[:-1]), last)


def _check(draft: Draft, said: Said) -> Outcome:
    return intake.check(draft, said.place.locale)


def _cancel(draft: Draft, said: Said) -> Outcome:
    return Outcome(Draft(), (Note("cancelled"),), _withdrawal(draft))


def _restart(draft: Draft, said: Said) -> Outcome:
    fresh = Draft() if draft.begun else Draft(draft.case)
    first = Outcome(fresh, (Note("started-again"),), _withdrawal(draft))
    return first.then(intake.current(fresh, said.place.locale))


def _withdrawal(draft: Draft) -> tuple[Command, ...]:
    # A case that was checked stays; only one that never got that far is withdrawn.
    open_case = draft.case if draft.begun and not draft.checked else None
    return (Withdraw(open_case),) if open_case else ()


def _forget_ask(draft: Draft, said: Said) -> Outcome:
    return Outcome(replace(draft, asking=FORGETTING), (ConfirmForget(),))


def _confirm(draft: Draft, said: Said) -> Outcome:
    """A typed yes or no to forgetting; anything else is heard as if nothing had been asked."""
    match yes_or_no(said.text):
        case True:
            return _forget_yes(draft, said)
        case False:
            return _forget_no(draft, said)
        case _:
            return _typed(draft, said)


def _forget_yes(draft: Draft, said: Said) -> Outcome:
    return Outcome(Draft(), (Note("forgotten"),), (ForgetMe(),))


def _forget_no(draft: Draft, said: Said) -> Outcome:
    return Outcome(replace(draft, asking=None), (Note("kept"),))


VERBS: Mapping[str, Callable[[Draft, Said], Outcome]] = MappingProxyType(
    {
        "intake.start": _begin,
        "intake.answer": _answer,
        "intake.change": _change,
        "intake.skip": _skip,
        "intake.back": _back,
        "intake.restart": _restart,
        "intake.cancel": _cancel,
        "intake.help": _help,
        "intake.check": _check,
        "intake.paste": _paste,
        "forget.ask": _forget_ask,
        "forget.yes": _forget_yes,
        "forget.no": _forget_no,
    }
)
# Presses that only make sense on the newest card of an intake.
REVISED = frozenset({"intake.answer", "intake.skip", "intake.back", "intake.check"})
