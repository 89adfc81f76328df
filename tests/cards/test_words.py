"""Every member of every vocabulary has its words, in every template that speaks of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from jinja2 import Environment, nodes

from cards import values
from cards.hand_off_lists import PLACES
from cards.questions import can_answer, question
from cards.render import line
from cards.screens import Note
from cards.words import snake, words
from cases.hand_off import ERASED, DeliveryState, PartnerAnswer, Way
from cases.lists import View
from cases.model import CaseState, CloseReason, Party, PassedBecause, Side
from causes.model import Actor, Certainty, Mode, Organisation
from desk.carrying.carrier import Failed
from evidence.facts import FACTS, Fact, FactError, Kind, Reason, SummaryReader, Trust

ENGLISH = words("en")
SOURCES = [
    *(f"H{n}" for n in range(1, 20)), *(f"G{n}" for n in range(1, 10)),
    "SKU", "OIDC", "the person", "derived", "sponsors", "administrator",
    "partner page", "check pack", "sign-in check", "second check",
]  # fmt: skip
NOTES = [
    "hello-again", "cancelled", "started-again", "stale-card", "elsewhere",
    "forgotten", "passed-to-desk", "told-works", "withdrawn", "nothing-to-go-back-to", "checking",
    "check-failed", "no-cases", "kept", "unknown-case", "slow-down", "card-changed",
    "no-identity", "not-checked",
    "error-reference",
]  # fmt: skip
# The desk's notes, with the values each of them names.
DESK_NOTES: dict[str, tuple[str, ...]] = {
    "roles-unknown": (),
    "not-at-desk": (),
    "not-in-this-state": (),
    "not-while": ("state",),
    "text-missing": (),
    "text-too-long": (),
    "no-such-case": (),
    "nobody-at-desk-by-that-name": (),
    "taken-by": ("name",),
    "told-taken": ("number", "name"),
    "told-handed": ("number", "party"),
    "told-handed-off": ("number", "party"),
    "told-handed-to-you": ("number",),
    "told-fixed": ("number",),
    "told-closed": ("number", "reason"),
    "told-reopened": ("number",),
    "told-passed": ("number",),
    "told-merged": ("number", "into"),
    "replied": ("number",),
    "asked": ("number",),
    "desk-here": (),
    "desk-here-only-in-a-channel": (),
    "desk-not-set-up": ("number",),
    "desk-unreached": ("number",),
    "desk-unreached-admin": ("number", "reason"),
    "group-stopped": ("partner",),
    "no-public-address": (),
    "roles-read-again": (),
    "erased": ("count",),
    "nothing-found": (),
    "withdrawn": ("number",),
    "told-withdrawn": (),
    "still-stands": ("number",),
    "group-started": ("count",),
    "opened-from-message": ("number",),
    "opened-unreached": ("number",),
    "told-works-not": ("number",),
    "told-joined": ("number",),
    "joined-works": ("number",),
    "nothing-asked": ("number",),
    "too-many-links": ("number",),
    "not-with-this-role": (),
    "told-partner-answered": ("number", "answer"),
    "hand-off-case-changed": ("last",),
    "hand-off-too-long": ("longest",),
    "hand-off-unreleased": ("facts",),
    "hand-off-no-such-way": (),
    "hand-off-no-mail": ("most",),
    "hand-off-no-address": ("piece",),
    "hand-off-not-ours": ("address", "domains"),
    "hand-off-no-card": (),
    "hand-off-no-webhook": (),
    "hand-off-not-again": (),
    "link-revoked": (),
}
PROBLEMS = [
    "no-address", "link-without-host", "too-long", "time-in-future", "ambiguous-date",
    "not-a-time", "not-yes-or-no", "unreadable", "pick-one", "empty",
    "several-addresses", "check-pack",
]  # fmt: skip
OWN_QUESTIONS = [
    "reporter.side", "case.invitedAddress", "link.kind", "case.hostDomain", "error.class",
    "error.signedInAs", "invitee.upnEqualsInvited", "link.sentAt", "guest.exists",
    "host.requireMatch", "host.legacyInvitationsHonoured", "repro.privateWindow",
]  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_has_a_label_that_is_not_its_name(name: str) -> None:
    label = values.label(ENGLISH, name)
    assert label
    assert "." not in label.replace("onmicrosoft.com", "")


def test_no_two_facts_have_the_same_label() -> None:
    labels = [values.label(ENGLISH, name) for name in FACTS]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("of", "word"),
    [(of, word) for of in FACTS.values() if of.kind is Kind.WORD for word in sorted(of.words)],
    ids=lambda part: part.name if isinstance(part, Fact) else part,
)
def test_a_word_of_a_fact_is_said_in_words(of: Fact, word: str) -> None:
    assert values.value_words(ENGLISH, of, word)


def test_a_block_may_stand_in_any_template_that_is_extended() -> None:
    templates = Path(__file__).parents[2] / "cards/templates"
    for path in templates.rglob("*.j2"):
        parsed = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text("utf-8"))
        name = path.relative_to(templates).as_posix()
        extends = parsed.find(nodes.Extends) is not None
        assert (len(ENGLISH._chain(name)) > 1) is extends, name


def test_a_sign_in_error_is_said_with_its_code() -> None:
    said = values.value_words(ENGLISH, FACTS["error.class"], "aad.50020")
    assert said == "sign-in error AADSTS50020"


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_says_what_is_missing_and_what_that_costs(reason: Reason) -> None:
    sentence = ENGLISH.text("words/reasons.j2", snake(reason), facts="guest accounts")
    assert "guest accounts" in sentence
    assert len(sentence.split(". ")) >= 2
    assert values.reason_short(ENGLISH, reason)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_is_said_in_words(source: str) -> None:
    assert values.source_words(ENGLISH, source) != source


def test_an_unheard_of_source_stands_as_it_is() -> None:
    assert values.source_words(ENGLISH, "X9") == "X9"


@pytest.mark.parametrize(
    ("template", "block"),
    [
        *(("who", f"organisation_{m.value}") for m in Organisation),
        *(("who", f"actor_{snake(m.value)}") for m in Actor),
        *(("judgement", f"certainty_{snake(m.value)}") for m in Certainty),
        *(("judgement", f"reason_{snake(m.value)}") for m in Certainty),
        *(("judgement", f"mode_{m.value}") for m in Mode),
        *(("judgement", f"trust_{m.name.lower()}") for m in Trust),
        *(("judgement", f"state_{snake(m.value)}") for m in CaseState),
        *(("judgement", f"party_{snake(m.value)}") for m in Party),
        *(("judgement", f"passed_{snake(m.value)}") for m in PassedBecause),
        *(("judgement", f"close_reason_{snake(m.value)}") for m in CloseReason),
        *(("judgement", f"view_{m.value}") for m in View),
        *(("queue", f"empty_{m.value}") for m in View),
        *(("deliveries", f"reader_{m.value}") for m in SummaryReader),
        *(("deliveries", f"way_{m.value}") for m in Way),
        *(("deliveries", f"state_{m.value}") for m in DeliveryState),
        *(("deliveries", f"answer_{m.value}") for m in PartnerAnswer),
        *(("deliveries", f"to_{place}") for place in sorted(PLACES)),
        *(("deliveries", snake(m)) for m in (*Failed, ERASED)),
        *(("notes", snake(key)) for key in NOTES),
        *(("problems", snake(key)) for key in PROBLEMS),
    ],
)
def test_every_member_and_key_has_its_words(template: str, block: str) -> None:
    assert ENGLISH.text(f"words/{template}.j2", block)


@pytest.mark.parametrize("key", DESK_NOTES)
def test_a_note_of_the_desk_says_its_values(key: str) -> None:
    # A value that is no key of the words stands as it is.
    values = {name: str(n) for n, name in enumerate(DESK_NOTES[key], start=41)}
    said = line(Note(key, values))
    assert said
    assert [value for value in values.values() if value not in said] == []


@pytest.mark.parametrize(
    ("note", "ends"),
    [
        (Note("told-handed", {"number": "12", "party": "inviter"}), "the person who invited."),
        (Note("told-handed-off", {"number": "12", "party": "invited organisation"}),
         "waits for the invited organisation. Their IT department gets a summary of it."),
        (Note("not-while", {"state": "waiting for the inviter"}), "waiting for the inviter."),
        (Note("told-closed", {"number": "12", "reason": "no answer", "text": "Ask again."}),
         "The helpdesk adds: Ask again."),
        (Note("desk-unreached-admin", {"number": "12", "reason": "no channel"}),
         "no channel is set. I try again every hour."),
        (Note("desk-unreached-admin", {"number": "12", "reason": "error"}),
         "something went wrong on my own side. I try again every hour."),
        (Note("handed-off", {"way": "mail", "cut": "0"}), "you hear of it."),
        (Note("handed-off", {"way": "webhook", "cut": "0"}), "you hear of it."),
        (Note("handed-off", {"way": "file", "cut": "1"}), "1 secret part of a link was left out."),
        (Note("handed-off", {"way": "card", "cut": "2"}), "2 secret parts of links were left out."),
        (Note("told-partner-answered", {"number": "12", "answer": "done"}), "then I ask you."),
        (Note("told-partner-answered", {"number": "12", "answer": "cannot"}),
         "The helpdesk looks for another one."),
        (Note("erased", {"count": "1"}),
         "1 case was erased, with all that was kept about that address."),
    ],
)  # fmt: skip
def test_a_note_says_in_words_what_its_values_are_keys_of(note: Note, ends: str) -> None:
    assert " ".join(line(note).split()).endswith(ends)


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_can_be_asked_for(name: str) -> None:
    asked = question(ENGLISH, name)
    assert asked.ask
    assert asked.why
    assert asked.placeholder


@pytest.mark.parametrize("name", OWN_QUESTIONS)
def test_what_people_are_asked_is_asked_in_words_of_its_own(name: str) -> None:
    assert ENGLISH.has("words/questions.j2", f"{snake(name)}_ask")
    assert values.label(ENGLISH, name) not in question(ENGLISH, name).ask


@pytest.mark.parametrize("side", [None, *Side])
def test_whatever_somebody_can_answer_is_asked_in_words_of_its_own(side: Side | None) -> None:
    answerable = [name for name in FACTS if can_answer(name, side)]
    assert answerable
    for name in answerable:
        assert ENGLISH.has("words/questions.j2", f"{snake(name)}_ask"), name


def test_only_the_invited_side_is_asked_about_its_own_sign_in() -> None:
    assert can_answer("invitee.upnEqualsInvited", Side.INVITED)
    assert not can_answer("invitee.upnEqualsInvited", Side.INVITING)
    assert not can_answer("guest.exists", Side.INVITED)


def test_a_yes_or_no_question_offers_its_own_answers() -> None:
    assert question(ENGLISH, "invitee.upnEqualsInvited").choices == (
        ("yes", "Yes, exactly that address"),
        ("no", "No, the sign-in name differs"),
    )


def test_there_is_no_question_about_what_is_no_fact() -> None:
    with pytest.raises(FactError):
        question(ENGLISH, "no.such")


@pytest.mark.parametrize("locale", ["en", "en-GB", "de-AT", "", "../../etc", "x" * 9000, "tlh\x00"])
def test_a_language_without_a_catalogue_is_english(locale: str) -> None:
    assert words(locale) is ENGLISH


def test_babel_finds_the_sentences_of_screens_words_and_causes() -> None:
    root = Path(__file__).parents[2]
    with (root / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    found = {
        (Path(name).parts[0], message)
        for name, _, message, _, _ in extract_from_dir(root / "cards/templates", methods, options)
    }
    assert ("screens", "Check again") in found
    assert any(folder == "causes" and "must act" in message for folder, message in found)
    assert ("words", "The person asked does not know: %(facts)s. Without it, other causes stay "
            "possible.") in found  # fmt: skip
