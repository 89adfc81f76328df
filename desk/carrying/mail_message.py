"""A summary as one mail: text and HTML, nothing to fetch, nothing that tells who opened it."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from cards.mail import MailTexts, Page, mail_texts
from cards.summaries import markdown
from cases.hand_off import HandOff
from desk.carrying.carrier import CarryError, Failed, Parcel
from desk.mailboxes import is_mailbox
from evidence.facts.addresses import domain_of, folded


def mail_of(parcel: Parcel, sender: str, organisation: str = "", contact: str = "") -> EmailMessage:
    """The mail of a delivery, under the same Message-ID at every try. `organisation`: whose
    helpdesk sends it, `contact`: how that is reached. Raises CarryError."""
    page, locale = Page(parcel.link, parcel.hand_off.expires_at), parcel.hand_off.locale
    texts = mail_texts(parcel.document, parcel.case.number, page, locale, organisation, contact)
    message = _message(texts, parcel.at)
    to = recipients(parcel)
    if not to or not all(is_mailbox(each) for each in to):
        raise CarryError(Failed.NO_RECIPIENT, final=True)
    message["From"] = _address(sender)
    if is_mailbox(contact):
        message["Reply-To"] = _address(contact)
    message["To"] = [_address(each) for each in to]
    message["Message-ID"] = f"<{parcel.delivery.id}@{domain_of(sender)}>"
    # Nobody's automatic answer is wanted (RFC 3834; the second is Exchange's own).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def unsent_mail(hand_off: HandOff, number: int, link: str, at: datetime) -> bytes:
    """The same as a file that a mail program opens as a draft: from nobody, to nobody."""
    document, page = markdown.read(hand_off.sent), Page(link, hand_off.expires_at)
    message = _message(mail_texts(document, number, page, hand_off.locale, draft=True), at)
    message["X-Unsent"] = "1"
    return message.as_bytes()


def recipients(parcel: Parcel) -> tuple[str, ...]:
    """The addresses it goes to, their domains as A-labels."""
    return tuple(folded_domain(to) for to in parcel.delivery.to.replace(",", " ").split())


def folded_domain(address: str) -> str:
    """The address with its domain as mail servers know it; the part before it is the owner's."""
    local, at, _ = address.rpartition("@")
    return f"{local}{at}{domain_of(address)}" if at else folded(address)


def _message(texts: MailTexts, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = texts.subject
    message["Date"] = at
    message.set_content(texts.text, cte="quoted-printable")
    message.add_alternative(texts.html, subtype="html", cte="quoted-printable")
    return message


def _address(mailbox: str) -> Address:
    local, _, domain = mailbox.rpartition("@")
    return Address(username=local, domain=domain)
