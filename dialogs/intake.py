"""The questions before a check: what is missing, asked one at a time. Pure."""

from __future__ import annotations

from dataclasses import replace

from cards.screens import Ask, Note, Screen, Understood
from cards.verdict import understood_rows
from desk.commands import KeepCase, StartCheck
from dialogs.draft import Draft
from dialogs.outcome import Outcome
from dialogs.said import Said
from evidence.facts import (
    AADSTS,
    CORRELATION_ID,
    ERROR_CLASS,
    FACTS,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    LINK_KIND,
    REPORTER_SIDE,
    SHAREPOINT_CORRELATION_ID,
    Answer,
    Complaint,
    Fact,
    Kind,
    Reason,
    Trust,
    Unknown,
    fact,
)

# Asked in this order; a question counts as settled once any of its facts was answered.
QUESTIONS: tuple[tuple[Fact, tuple[Fact, ...]], ...] = (
    (REPORTER_SIDE, (REPORTER_SIDE,)),
    (ERROR_CLASS, (ERROR_CLASS, AADSTS)),
    (INVITED_ADDRESS, (INVITED_ADDRESS,)),
    (LINK_KIND, (LINK_KIND, HOST_DOMAIN)),
)
# A text that shows one of these is an error page.
PAGE = frozenset({ERROR_CLASS.name, AADSTS.name, SHAREPOINT_CORRELATION_ID.name})
YES_NO = ("yes", "no")


def missing(draft: Draft) -> tuple[Fact, ...]:
    """The questions still to ask, best first."""
    return tuple(q for q, by in QUESTIONS if not any(draft.knows(f) for f in by))


def ask(draft: Draft, about: Fact, problem: str = "", given: str = "") -> Outcome:
    """Puts one question, again with a problem where the last answer did not fit."""
    screen = Ask(about.name, given, problem, bool(draft.path), choices(about))
    return Outcome(replace(draft, asking=about.name), (screen,))


def choices(about: Fact) -> tuple[str, ...]:
    """The words to choose from, where a fact has few."""
    if about is REPORTER_SIDE:
        return ("invited", "inviting")
    if about.kind is Kind.TRUTH:
        return YES_NO
    free = about in (ERROR_CLASS, LINK_KIND)
    return () if free else tuple(sorted(about.words))


def current(draft: Draft, locale: str) -> Outcome:
    """The screen this draft stands at."""
    if draft.asking in FACTS:
        return ask(draft, fact(str(draft.asking)))
    left = missing(draft)
    return ask(draft, left[0]) if left else Outcome(draft, (understood(draft, locale),))


def understood(draft: Draft, locale: str, secrets_cut: int = 0) -> Screen:
    """What was taken so far, correctable field by field."""
    left = tuple(f.name for f in missing(draft))
    return Understood(understood_rows(draft.complaint, draft.side, locale), left, secrets_cut)


def answer(draft: Draft, said: Said, about: Fact) -> Outcome:
    """Takes the answer to one question, with whatever else the text yields."""
    if said.answer is None and (said.reading.facts or said.reading.told):
        return paste(draft, said)
    if said.answer is None:
        return ask(draft, about, said.problem or "pick-one", said.reading.text[:200])
    trust = Trust.PASTED if about.name in said.reading.facts else Trust.TOLD
    taken = taken_from(draft, said).told(about, Answer(said.answer, trust, said.at))
    return advance(draft, taken, said)


def skip(draft: Draft, said: Said, about: Fact) -> Outcome:
    """Keeps "I don't know" as an answer, so that it is not asked twice."""
    unknown = Answer(Unknown(Reason.NOT_KNOWN), Trust.TOLD, said.at)
    return advance(draft, draft.told(about, unknown), said)


def paste(draft: Draft, said: Said) -> Outcome:
    """Takes what an unasked text yields."""
    return advance(draft, taken_from(draft, said), said, show=True)


def yields(said: Said) -> bool:
    """Whether an unasked text says anything the bot can use."""
    found = said.reading
    return bool(found.facts or found.told or found.addresses or found.problems)


def taken_from(draft: Draft, said: Said) -> Draft:
    """The draft with every pasted fact; what the person typed on request is not overwritten."""
    complaint = _without_former_page(draft.complaint, said)
    for name, value in said.reading.facts.items():
        if not _typed(draft, name):
            complaint = complaint.with_(fact(name), Answer(value, Trust.PASTED, said.at))
    complaint = _with_told(complaint, said)
    complaint = _with_unread_page(complaint, said)
    return _with_lone_address(replace(draft, complaint=complaint, asking=None), said)


def _typed(draft: Draft, name: str) -> bool:
    """Whether this answer was given on request. A page says more than words on one."""
    before = draft.complaint.answers.get(name)
    known = before is not None and not isinstance(before.value, Unknown)
    asked = known and before is not None and before.trust is Trust.TOLD and name in draft.path
    return asked and name != ERROR_CLASS.name


def _with_told(complaint: Complaint, said: Said) -> Complaint:
    """What the words tell fills gaps: it overrides neither an answer nor what was pasted."""
    for name, value in said.reading.told.items():
        if isinstance(complaint.value(fact(name)), Unknown) and not _has_code(complaint, name):
            complaint = complaint.with_(fact(name), Answer(value, Trust.TOLD, said.at))
    return complaint


def _has_code(complaint: Complaint, name: str) -> bool:
    # A page that shows a code needs no word on what kind of page it was.
    return name == ERROR_CLASS.name and not isinstance(complaint.value(AADSTS), Unknown)


def _without_former_page(complaint: Complaint, said: Said) -> Complaint:
    """A second page is not mixed with the first: what the first showed goes."""
    if not said.reading.facts.keys() & PAGE:
        return complaint
    for name, before in complaint.answers.items():
        if name.startswith("error.") and before.trust is Trust.PASTED and before.at < said.at:
            complaint = complaint.without(fact(name))
    return complaint


def _with_unread_page(complaint: Complaint, said: Said) -> Complaint:
    # Ids without a known error: the page was pasted, in words we cannot read. Once is enough.
    ids = said.reading.facts.keys() & {CORRELATION_ID.name, SHAREPOINT_CORRELATION_ID.name}
    if not ids or complaint.answers.keys() & {ERROR_CLASS.name, AADSTS.name}:
        return complaint
    unread = Answer(Unknown(Reason.NOT_UNDERSTOOD), Trust.PASTED, said.at)
    return complaint.with_(ERROR_CLASS, unread)


def _with_lone_address(draft: Draft, said: Said) -> Draft:
    # One address and nothing else in the text: it can only be the one that was invited.
    if draft.has(INVITED_ADDRESS) or said.reading.facts or len(said.reading.addresses) != 1:
        return draft
    return draft.told(INVITED_ADDRESS, Answer(said.reading.addresses[0], Trust.TOLD, said.at))


def advance(before: Draft, draft: Draft, said: Said, *, show: bool = False) -> Outcome:
    """Keeps what was accepted and goes on: next question, overview, or the next check."""
    if draft.complaint.revision == before.complaint.revision:
        return _nothing_taken(draft, said)
    if draft.case is None:
        raise ValueError("a draft that accepts answers has a case number")
    keep = Outcome(draft, (), (KeepCase(draft.case, draft.complaint, draft.side),))
    if draft.checked and not missing(draft):
        return keep.then(check(draft, said.place.locale))
    notes = tuple(Note(problem) for problem in said.reading.problems)
    shown = (
        (understood(draft, said.place.locale, said.reading.secrets_cut),)
        if show and missing(draft)
        else ()
    )
    return keep.then(Outcome(draft, (*notes, *shown))).then(current(draft, said.place.locale))


def _nothing_taken(draft: Draft, said: Said) -> Outcome:
    notes = tuple(Note(problem) for problem in said.reading.problems)
    return Outcome(draft, notes).then(current(draft, said.place.locale))


def check(draft: Draft, locale: str) -> Outcome:
    """Starts the check; asks on where something is missing."""
    left = missing(draft)
    if left or draft.case is None:
        return current(replace(draft, asking=None), locale)
    started = replace(draft, asking=None, checked=True)
    return Outcome(started, (), (StartCheck(draft.case, draft.complaint, draft.side),))
