"""Marcus's case as it is handed off, seen from either organisation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

from cards.summaries.document import Command, Document, Items, Paragraph, Rows
from cards.summaries.leaving import Around
from cards.summaries.summary import summary
from cards.visible import Viewer, known_to
from cases.model import Case, CaseState, Side
from causes import classify
from causes.model import Cause, Diagnosis
from evidence import facts as f
from evidence.facts import Facts, Observation, SummaryReader, Trust
from tests.cards.casebook import AT, SIGN_IN_NAME, case, diagnosis_of, facts
from tests.cards.deskbook import AMARA, at_desk

LATER = AT + timedelta(hours=3)


def handed(
    known: Facts | None = None, cause: Cause | None = None, state: CaseState = CaseState.NEW
) -> Case:
    """The case at the desk, in Amara's hands; judged by the rules, or as if they named `cause`."""
    known = facts() if known is None else known
    made = case(known, diagnosis_of(cause) if cause else judged(known))
    at = at_desk(owner=AMARA)
    history = (*made.history, *at.history[1:])
    return replace(made, state=state, triage=at.triage, partner="contoso.com", history=history)


def around(of: Case, own: Side | None = Side.INVITING, others: int = 2) -> Around:
    """As desk/summing_up.py makes it: the partner's verdict is judged anew."""
    told = judged(known_to(of.facts, Viewer(None)))
    return Around(LATER, own, Viewer(own, agent=True), others, judged=told)


def judged(known: Facts) -> Diagnosis:
    """As the rules say; a tenth of a second each, and the same few are asked for all the time."""
    return _judged(json.dumps(known.to_json(), sort_keys=True))


@cache
def _judged(known: str) -> Diagnosis:
    return classify(Facts.from_json(json.loads(known)))


def summed(of: Case, to: SummaryReader, own: Side | None = Side.INVITING) -> Document:
    return summary(of, to, around(of, own), "en")


def as_named(of: Case, to: SummaryReader, cause: Cause, own: Side | None = None) -> Document:
    """As if the rules had named this cause to every reader."""
    told = Around(LATER, own, Viewer(own, agent=True), others=2, judged=diagnosis_of(cause))
    return summary(of, to, told, "en")


def texts(document: Document) -> Iterator[str]:
    """Every text of a summary."""
    yield document.title
    for section in document.sections:
        yield section.heading
        for part in section.parts:
            match part:
                case Rows(rows):
                    yield from (text for row in rows for text in row)
                case Items(items):
                    yield from items
                case Paragraph(text) | Command(text):
                    yield text


def legacy() -> Facts:
    """A tenant where SharePoint's own invitations still work: the article as it was written."""
    page = (f.ERROR_CLASS, "spo.generic-didnt-work"), (f.LINK_KIND, "acceptInvite")
    known = without(facts(), f.AADSTS, f.ERROR_CLASS, f.LINK_KIND, *GUEST)
    for of, value in page:
        known = known.with_(of, Observation(value, "the person", AT, Trust.PASTED))
    for of, truth in ((f.LEGACY_HONOURED, True), (f.UPN_IN_PROXIES, False)):
        known = known.with_(of, Observation(truth, "H1", AT, Trust.READ))
    return known


def outbound() -> Facts:
    """The invited organisation lets nobody out to this partner."""
    known = without(facts(), f.AADSTS, f.ERROR_CLASS, f.OUTBOUND_ALLOWS)
    for of, value in ((f.AADSTS, 500212), (f.ERROR_CLASS, "aad.500212")):
        known = known.with_(of, Observation(value, "the person", AT, Trust.PASTED))
    return known.with_(f.OUTBOUND_ALLOWS, Observation(False, "G3", AT, Trust.READ))


def disabled() -> Facts:
    """The guest account is switched off."""
    known = without(facts(), f.AADSTS, f.ERROR_CLASS, f.GUEST_ENABLED, f.GUEST_STATE)
    for of, value in ((f.AADSTS, 500571), (f.ERROR_CLASS, "aad.500571")):
        known = known.with_(of, Observation(value, "the person", AT, Trust.PASTED))
    known = known.with_(f.GUEST_STATE, Observation("Accepted", "H2", AT, Trust.READ))
    return known.with_(f.GUEST_ENABLED, Observation(False, "H2", AT, Trust.READ))


def untold() -> Facts:
    """Somebody could not get in, and nothing could be read."""
    known = Facts()
    told = ((f.INVITED_ADDRESS, "marcus.jones@contoso.com"), (f.HOST_DOMAIN, HOST))
    for of, value in (*told, (f.REPORTER_SIDE, "invited")):
        known = known.with_(of, Observation(value, "the person", AT, Trust.TOLD))
    return known


def released() -> Facts:
    """Marcus signed in on the partner's page and released his sign-in name."""
    seen = Observation(SIGN_IN_NAME, f.SIGN_IN_CHECK, AT, Trust.SIGNED_IN)
    return without(facts(), f.UPN).with_(f.UPN, seen)


def without(known: Facts, *these: f.Fact) -> Facts:
    names = {of.name for of in these}
    return Facts({n: seen for n, seen in known.observations.items() if n not in names})


HOST = "fabrikam.sharepoint.com"
GUEST = tuple(of for name, of in f.FACTS.items() if name.startswith("guest."))
