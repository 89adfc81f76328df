"""Invitation, code and welcome mails: what they are and whom they were written to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from evidence.reading import read
from evidence.reading.data_files import section, texts
from evidence.reading.sentences import LANGUAGES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
INVITED = "marcus.jones@contoso.com"
INVITER = "denise@fabrikam.com"
BODY = {
    "en": "Denise shared a file with you",
    "de": "Denise hat eine Datei für Sie freigegeben",
    "fr": "Denise a partagé un fichier avec vous",
    "es": "Denise ha compartido un archivo con usted",
    "it": "Denise ha condiviso un file con te",
    "nl": "Denise heeft een bestand met u gedeeld",
    "ja": "Denise さんがファイルをあなたと共有しました",
}


def _mail(language: str, to: str = f"Marcus Jones <{INVITED}>", sender: str = INVITER) -> str:
    def label(part: str) -> str:
        return texts(section("mails", part)[language])[0]

    return (
        f"{label('from')}: Denise <{sender}>\n"
        f"{label('sent')}: 20.11.2026 10:00\n"
        f"{label('to')}: {to}\n"
        f"{label('subject')}: Plan\n\n"
        f"{BODY[language]}\n"
    )


def _forwarded(language: str) -> str:
    outer = (
        f"Please help.\n\nFrom: Marcus <{INVITED}>\nSent: Friday\nTo: Help <help@contoso.com>\n"
        f"Subject: FW: Plan\n\n"
    )
    return outer + _mail(language)


SHAPES: dict[str, Callable[[str], str]] = {
    "as it came": _mail,
    "forwarded": _forwarded,
    "quoted": lambda language: "> " + _mail(language).replace("\n", "\n> "),
    "in bold": lambda language: _mail(language).replace("To:", "**To:**").replace("An:", "*An:*"),
    "without line breaks": lambda language: " ".join(_mail(language).split("\n")),
    "HTML": lambda language: "<p>" + _mail(language).replace("<", "&lt;").replace("\n", "<br>"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_an_invitation_names_the_invited_address_and_not_the_sender(
    shape: str, language: str
) -> None:
    reading = read(SHAPES[shape](language), NOW)
    assert reading.facts["mail.kind"] == "invitation"
    assert reading.facts["case.invitedAddress"] == INVITED


NOBODY = [
    ("two people", _mail("en", to=f"{INVITED}; ana@litware.com")),
    ("names without addresses", _mail("en", to="Marcus Jones")),
    ("a mail about something else", _mail("en").replace(BODY["en"], "See you on Monday")),
    ("a To line alone", f"To: {INVITED}\n{BODY['en']}"),
    ("two invitations to two people", _mail("en") + "\n" + _mail("de", to="ana@litware.com")),
]


@pytest.mark.parametrize(("name", "text"), NOBODY, ids=[row[0] for row in NOBODY])
def test_otherwise_nobody_is_called_invited(name: str, text: str) -> None:
    assert "case.invitedAddress" not in read(text, NOW).facts


KINDS = [
    ("Denise invited you to access applications within their organization", "invitation"),
    ("Fabrikam: Account verification code\nTo sign in, enter the code.", "passcode"),
    ("Hier ist Ihr Prüfcode", "passcode"),
    ("Voici votre code de vérification", "passcode"),
    ("You have been added as a guest to Fabrikam in Microsoft Teams", "welcome"),
    ("U bent als gast toegevoegd aan Fabrikam", "welcome"),
    ("Denise shared a file with her team", None),
    ("Denise shared a file with you. Here is your verification code.", None),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_the_kind_of_mail(text: str, kind: str | None) -> None:
    assert read(text, NOW).facts.get("mail.kind") == kind


@pytest.mark.parametrize(
    "text",
    [
        "Account verification code:\n12345678",
        "Here is your verification code: 123456",
        "Ihr Prüfcode lautet\n\n1234 5678\n",
        "Voici votre code de vérification : 12345678",
        "確認コード: 12345678",
    ],
)
def test_the_code_of_a_code_mail_is_cut(text: str) -> None:
    reading = read(text, NOW)
    assert not any(figures in repr(reading) for figures in ("123456", "5678"))
    assert reading.secrets_cut == 1


@pytest.mark.parametrize(
    "text", ["Request Verification Code, AADSTS500212", "passcode on 2026-11-20", "PIN of 1234"]
)
def test_other_figures_stay(text: str) -> None:
    assert read(text, NOW).text == text


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("AADSTS530032: User blocked due to risk on home tenant.", "home"),
        ("AADSTS530032: blocked by a security policy", None),
    ],
)
def test_whose_risk_policy_spoke(text: str, side: str | None) -> None:
    assert read(text, NOW).facts.get("error.riskSide") == side
