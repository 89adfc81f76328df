"""The mail of a summary: what is in it, and that nobody's words become headers or markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cards.summaries import markdown
from cards.summaries.document import Command, Document, Paragraph, Rows, Section
from cases.hand_off import Delivery, HandOff, Way
from desk.carrying.carrier import CarryError, Parcel
from desk.carrying.mail_message import mail_of, recipients, unsent_mail
from evidence.facts import SummaryReader
from tests.cards import casebook
from tests.desk.office import AMARA
from tests.desk.postroom import RECIPIENT, SENDER, SUMMARY

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINK = "https://desk.fabrikam.example/h/abc_DEF-123"
UNTIL = datetime(2026, 12, 6, 12, tzinfo=UTC)
CRLF = "\r\n"
HOSTILE = (
    f"Title{CRLF}Bcc: everybody@contoso.example",
    "Title\nBcc: everybody@contoso.example",
    f"Title{CRLF}{CRLF}<html>another body</html>",
    "=?utf-8?B?QmNjOiBh?=",
    "Ti\x00tle \u202e\u2028Bcc: a@b.example",
    "<script>alert(1)</script>",
    "ü" * 400,
)


def parcel(document: Document = SUMMARY, to: str = RECIPIENT, link: str = LINK) -> Parcel:
    text = markdown.write(document)
    given = HandOff(
        "h" * 32, 12, SummaryReader.PARTNER, "en", text, text, AMARA, AT, expires_at=UNTIL
    )
    delivery = Delivery("d" * 32, given.id, 12, Way.MAIL, to, AT)
    case = replace(casebook.case(), number=12)
    return Parcel(delivery, given, case, markdown.read(text), AT, link)


def sent(made: Parcel) -> EmailMessage:
    """As the receiver reads it."""
    read = message_from_bytes(mail_of(made, SENDER).as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def text_of(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body
    return str(body.get_content())


def test_it_says_who_sends_what_to_whom_and_wants_no_automatic_answer() -> None:
    mail = sent(parcel())
    assert {name: str(mail[name]) for name in mail if name != "Content-Type"} == {
        "Subject": "[InviteDesk 12] Sign-in name and invited address differ",
        "Date": "Sun, 22 Nov 2026 12:00:00 +0000",
        "MIME-Version": "1.0",
        "From": SENDER,
        "To": RECIPIENT,
        "Message-ID": f"<{'d' * 32}@fabrikam.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def test_text_and_html_are_two_forms_of_the_same() -> None:
    mail = sent(parcel())
    parts = list(mail.iter_parts())
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    for kind in ("plain", "html"):
        for said in ("Nobody is at fault", "Set-Mailbox -Identity X", LINK, "2026-12-06 12:00 UTC"):
            assert said in text_of(mail, kind)


def test_nothing_is_fetched_and_nothing_tells_who_opened_it() -> None:
    html = text_of(sent(parcel()), "html")
    assert not re.search(r"<(img|script|link|style|iframe|form|object|svg)\b|url\(", html)
    assert set(re.findall(r"https?://[^\s\"'<]+", html)) == {LINK}


def test_without_a_page_there_is_no_link() -> None:
    mail = sent(parcel(link=""))
    assert "href" not in text_of(mail, "html")
    assert "answer" not in text_of(mail, "plain")


@pytest.mark.parametrize("title", HOSTILE, ids=lambda text: repr(text)[:20])
def test_a_hostile_title_stays_in_the_subject(title: str) -> None:
    mail = sent(replace(parcel(), document=replace(SUMMARY, title=title)))
    assert mail["Bcc"] is None
    assert mail["To"] == RECIPIENT
    assert str(mail["Subject"]).startswith("[InviteDesk 12] ")
    assert len(str(mail["Subject"])) < 250
    assert "Nobody is at fault" in text_of(mail, "plain")
    assert "<script" not in text_of(mail, "html")


@pytest.mark.parametrize("words", HOSTILE, ids=lambda text: repr(text)[:20])
def test_hostile_words_are_text_in_both_forms(words: str) -> None:
    parts = (Paragraph(words), Rows(((words, words),)), Command(words))
    mail = sent(parcel(Document("A title", (Section(words, parts),))))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "[InviteDesk 12] A title"
    assert "<script" not in text_of(mail, "html")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "@contoso.example",
        "it@",
        "it<x>@contoso.example",
        '"it"@contoso.example',
        "ünser@contoso.example",
        f"it@contoso.example{CRLF}Bcc:a@b.example",
    ],
)
def test_what_is_no_plain_address_is_refused_for_good(to: str) -> None:
    with pytest.raises(CarryError) as refused:
        mail_of(parcel(to=to), SENDER)
    assert (refused.value.reason, refused.value.final) == ("no recipient", True)


def test_it_says_whose_helpdesk_writes_where_that_is_known() -> None:
    mail = mail_of(parcel(), SENDER, "Müller & Söhne")
    for kind in ("plain", "html"):
        said = text_of(mail, kind).replace("&amp;", "&")
        assert "for the helpdesk of Müller & Söhne, which works on case 12." in " ".join(
            said.split()
        )
        assert "To answer, please use the page above." in said
        assert "The page below shows what can be done" in said


@pytest.mark.parametrize(
    ("contact", "replies_to"),
    [
        ("desk@fabrikam.example", "desk@fabrikam.example"),
        ("https://help.fabrikam.example", None),
        ("", None),
    ],
)
def test_it_says_how_the_helpdesk_is_reached(contact: str, replies_to: str | None) -> None:
    mail = mail_of(parcel(), SENDER, "Fabrikam", contact)

    assert mail["Reply-To"] == replies_to
    for kind in ("plain", "html"):
        assert (f"How to reach the helpdesk: {contact}" in text_of(mail, kind)) == bool(contact)
        assert ("How to reach" in text_of(mail, kind)) == bool(contact)
        assert ("Replies to this mail may not be read." in text_of(mail, kind)) != bool(replies_to)


def test_several_recipients_and_a_domain_with_an_umlaut() -> None:
    made = parcel(to="IT@Contoso.example, hilfe@müller.example")
    assert recipients(made) == ("IT@contoso.example", "hilfe@xn--mller-kva.example")
    assert sent(made)["To"] == "IT@contoso.example, hilfe@xn--mller-kva.example"


def test_a_draft_is_from_nobody_to_nobody_and_opens_to_be_sent() -> None:
    draft = message_from_bytes(unsent_mail(parcel().hand_off, 12, LINK, AT), policy=policy.default)
    assert isinstance(draft, EmailMessage)
    assert draft["X-Unsent"] == "1"
    assert [draft[name] for name in ("From", "To", "Message-ID")] == [None] * 3
    assert LINK in text_of(draft, "plain")
    for kind in ("plain", "html"):
        assert "may not be read" not in text_of(draft, kind), "who sends it reads the answers"
        assert "InviteDesk sent" not in text_of(draft, kind)
