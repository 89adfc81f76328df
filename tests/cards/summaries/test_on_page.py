"""What stands where on the partner's page, and what of it is folded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards.summaries import html, markdown
from cards.summaries.document import Command, Document, Paragraph, Section
from cards.summaries.on_page import OnPage, Place, Shown, on_page, place_of
from cards.summaries.summary import summary
from cases.model import CaseState, Side
from causes import CAUSES
from causes.model import Cause
from evidence.facts import SummaryReader
from tests.cards.summaries.casebook import around, as_named, handed, summed, texts, untold
from tests.cards.summaries.test_markdown import every_text, everywhere
from tests.cards.summaries.test_outputs import TAGS, Page

PARTNER = SummaryReader.PARTNER
# What is not folded, as it says in short what is the matter or what they are asked.
UNFOLDED = {"", "What stands in the way", "What would settle it"}


def paged(edited: str = "", instead: str = "") -> OnPage:
    """Marcus's case; `edited` stands in for a piece of the text, or after all of it."""
    made = markdown.write(summed(handed(), PARTNER))
    sent = made.replace(instead, edited) if instead else made + edited
    return on_page(markdown.read(sent), markdown.read(made), "en")


def names(shown: tuple[Shown, ...]) -> list[str]:
    return [each.section.heading for each in shown]


def by_name(page: OnPage) -> dict[str, Shown]:
    return {each.section.heading: each for each in (*page.before, *page.after)}


def test_what_is_needed_stands_before_the_answer_and_the_rest_behind_it() -> None:
    page = paged()
    assert names(page.before) == [
        "", "What stands in the way",
        "Your way 1 of 3: ask marcus.jones@contoso.com to do this",
        "Your way 2 of 3: an administrator",
        "Your way 3 of 3: ask marcus.jones@contoso.com to do this",
        "What happens next",
    ]  # fmt: skip
    assert names(page.after) == [
        "What our side can do", "What else would do",
        "From the old article, and what is true of it today", "In detail",
        "To find the attempt in your logs", "What this rests on", "To read",
    ]  # fmt: skip


def test_the_first_way_is_open_and_of_the_others_one_sentence_is_seen() -> None:
    ways = [each for each in paged().before if each.folds]
    assert [each.open for each in ways] == [True, False, False]
    assert ways[2].gist.startswith("Option 3: ")
    assert ways[2].gist.endswith("invite that address in its own right.")
    [rest, *_] = ways[2].section.parts
    assert isinstance(rest, Paragraph)
    assert rest.text.startswith("It works only where")


def test_everything_behind_the_answer_is_folded() -> None:
    assert not [each for each in paged().after if each.open or not each.folds]


def test_what_an_agent_added_at_the_end_is_read_before_the_answer() -> None:
    last = paged("\n\nPlease call us.\n").before[-1]
    assert last.section.parts[-1] == Paragraph("Please call us.")
    assert last.open


@pytest.mark.parametrize(
    ("instead", "follows"),
    [("## What stands in the way", ""), ("## What else would do", "What our side can do")],
)
def test_a_section_that_only_an_agent_knows_stays_in_its_place_unfolded(
    instead: str, follows: str
) -> None:
    page = paged(f"## By the way\n\nPlease call.\n\n{instead}", instead)
    at = page.before if "By the way" in names(page.before) else page.after
    assert names(at)[names(at).index("By the way") - 1] == follows
    assert not by_name(page)["By the way"].folds


def test_what_an_agent_changed_in_a_folded_section_is_seen_at_once() -> None:
    page = paged("None of these is decided, sorry.", "None of these is decided yet.")
    assert by_name(page)["What our side can do"].open
    assert not by_name(page)["In detail"].open


@pytest.mark.parametrize("state", [CaseState.NEW, CaseState.WAITING_INVITED, CaseState.SOLVED])
@pytest.mark.parametrize("own", [*Side, None])
@pytest.mark.parametrize("of", [*CAUSES, None], ids=lambda cause: cause.id if cause else "unclear")
def test_each_heading_of_ours_has_its_place(
    of: Cause | None, own: Side | None, state: CaseState
) -> None:
    case = handed(cause=of, state=state) if of else handed(untold(), state=state)
    made = as_named(case, PARTNER, of, own) if of else summed(case, PARTNER, own)
    elsewhere = {s.heading for s in made.sections if place_of(s.heading, "en") is Place.HERE}
    assert elsewhere <= UNFOLDED


@pytest.mark.parametrize("own", [*Side, None])
def test_nothing_is_lost_on_the_page(own: Side | None) -> None:
    made = summed(handed(), PARTNER, own)
    page = on_page(made, made, "en")
    shown = Page(html.on_page(page.before) + html.on_page(page.after)).texts
    said = " ".join(f"{page.title} {' '.join(shown)}".split())
    assert not [text for text in texts(made) if " ".join(text.split()) not in said]


@every_text
def test_on_the_page_every_text_is_text(text: str) -> None:
    made = everywhere(text)
    page = on_page(made, made, "en")
    tags = Page(html.on_page(page.before) + html.on_page(page.after)).tags
    assert {tag for tag, _ in tags} <= TAGS | {"details", "summary", "span"}


def test_a_command_can_be_reached_by_keyboard() -> None:
    made = Document("t", (Section("", (Command("Get-MgUser"),)),))
    assert '<pre tabindex="0"><code>Get-MgUser' in html.on_page(on_page(made, made, "en").before)


@pytest.mark.parametrize(
    ("own", "name", "title", "lead"),
    [
        (Side.INVITING, "Fabrikam", "SharePoint from Fabrikam cannot be",
         "We, Fabrikam (fabrikam.sharepoint.com), invited"),
        (Side.INVITING, "", "SharePoint from fabrikam.sharepoint.com cannot be",
         "We, fabrikam.sharepoint.com, invited"),
        (Side.INVITED, "Contoso", "Your invitation to Contoso cannot be",
         "a person of ours, Contoso (contoso.com), to your"),
        (Side.INVITED, "", "Your invitation to contoso.com cannot be",
         "a person of ours, contoso.com, to your"),
    ],
)  # fmt: skip
def test_the_organisation_that_writes_is_named(own: Side, name: str, title: str, lead: str) -> None:
    of = handed()
    made = summary(of, PARTNER, replace(around(of, own), organisation=name), "en")
    assert title in made.title
    assert lead in " ".join(texts(made))
