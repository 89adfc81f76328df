"""What people tell in their own words, in seven languages; what is taken back is not told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evidence import facts
from evidence.reading import read, told
from evidence.reading.data_files import rows, texts
from evidence.reading.sentences import LANGUAGES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

TOLD = [
    ("It worked before.", {"history.workedBefore": True}),
    ("That did not work today but it worked before.", {"history.workedBefore": True}),
    ("It no longer works for her", {"history.workedBefore": True}),
    ("It has never worked!", {"history.workedBefore": False}),
    ("Früher hat es funktioniert.", {"history.workedBefore": True}),
    ("Avant ça marchait", {"history.workedBefore": True}),
    ("Antes funcionaba, ahora da error", {"history.workedBefore": True}),
    ("Prima funzionava", {"history.workedBefore": True}),
    ("Vroeger werkte het gewoon", {"history.workedBefore": True}),
    ("以前はアクセスできていました。", {"history.workedBefore": True}),
    ("Everyone else can open the file.", {"repro.whoFails": "onePerson"}),
    ("Bei allen anderen geht es", {"repro.whoFails": "onePerson"}),
    ("It happens to all our guests", {"repro.whoFails": "everybody"}),
    ("Tous nos invités ont la même erreur", {"repro.whoFails": "everybody"}),
    ("Invitations from other companies work fine.", {"repro.otherHostsWork": True}),
    ("Bei anderen Firmen funktioniert es", {"repro.otherHostsWork": True}),
    ("the second try worked", {"repro.retryWorks": True}),
    ("al segundo intento funcionó", {"repro.retryWorks": True}),
    ("In a private window it works.", {"repro.privateWindow": True}),
    ("In a private window, it works.", {"repro.privateWindow": True}),
    ("Im privaten Fenster geht es", {"repro.privateWindow": True}),
    ("In incognito funziona", {"repro.privateWindow": True}),
    ("Same error in incognito.", {"repro.privateWindow": False}),
    ("ook niet in incognito", {"repro.privateWindow": False}),
    ("シークレット モードでも同じです", {"repro.privateWindow": False}),
    ("We run SharePoint Server 2019", {"product": "sharepointServer"}),
    ("It is a Power BI report", {"product": "powerBi"}),
    ("I use the OneDrive sync client", {"product": "syncClient"}),
    ("Ich bin Gast in unserem Team", {"product": "teams"}),
    ("The code never arrives", {"mail.kind": "passcode", "mail.arrived": "no"}),
    ("No me llega el código", {"mail.kind": "passcode", "mail.arrived": "no"}),
    ("コードが届きません", {"mail.kind": "passcode", "mail.arrived": "no"}),
    ("The mail went to junk.", {"mail.arrived": "junk"}),
    ("Die Mail ist im Spam-Ordner gelandet", {"mail.arrived": "junk"}),
    (
        "Marcus never received the invitation",
        {"error.class": "mail.not-received", "mail.arrived": "no"},
    ),
    (
        "Die Einladung ist nie angekommen",
        {"error.class": "mail.not-received", "mail.arrived": "no"},
    ),
    (
        "The link is for people in your organization with the link",
        {"link.audience": "organisation"},
    ),
    ("Toute personne disposant du lien", {"link.audience": "anyone"}),
]


@pytest.mark.parametrize(("text", "says"), TOLD, ids=[text for text, _ in TOLD])
def test_words_that_leave_no_choice(text: str, says: dict[str, object]) -> None:
    reading = read(text, NOW)
    assert reading.told == says
    assert not reading.facts.keys() & says.keys()


TAKEN_BACK = [
    "It is not true that it worked before.",
    "I don't think it worked before",
    "Did it work before? It worked before?",
    "If it worked before, I would know.",
    "Ask her whether it worked before.",
    "Maybe it worked before",
    "It should work in a private window",
    "The mail was not in the junk folder.",
    "It isn't a shared channel, it is not the sync client.",
    "I doubt it: nobody said that everyone else can.",
    "Es ist nicht so, dass es früher funktioniert hat",
    "Im privaten Fenster geht es nicht",
    "Ob es früher ging, weiß ich nicht. Ob früher ging es, weiß ich nicht.",
    "Je ne sais pas si avant ça marchait",
    "No sé si antes funcionaba",
    "Non so se prima funzionava",
    "Ik weet niet of het vroeger werkte. Ik weet niet of vroeger werkte het",
    "以前はアクセスできていましたか。",
    "シークレット モードではアクセスできませんでした",
    "It works for Anna and in incognito it fails",
    "I have never worked with SharePoint before",
    "We used to work for Contoso",
    "",
]


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_what_is_taken_back_is_not_told(text: str) -> None:
    assert read(text, NOW).told == {}


def test_two_phrases_that_disagree_say_nothing() -> None:
    reading = read(
        "In incognito it works. No: same error in incognito, always the same error.", NOW
    )
    assert reading.told == {"error.repeats": True}


def test_a_page_is_not_told_but_shown() -> None:
    reading = read("That didn't work\nIssue Type: User not in directory. It worked before.", NOW)
    assert reading.facts["error.class"] == "spo.user-not-in-directory"
    assert reading.told == {"history.workedBefore": True}


def test_what_the_text_shows_needs_no_telling() -> None:
    reading = read("AADSTS50020. She never received the invitation.", NOW)
    assert reading.facts["error.class"] == "aad.50020"
    assert reading.told == {"mail.arrived": "no"}


def test_every_phrase_of_every_language_says_what_its_file_says() -> None:
    wrong = [
        (language, phrase)
        for language in LANGUAGES
        for row in rows(f"told/{language}", "told")
        for phrase in texts(row["phrases"])
        if not _says(f"{phrase.replace(' ...', ' we')}.", row["says"])
    ]
    assert wrong == []


def _says(text: str, says: object) -> bool:
    seen = {of.name: value for of, value in told.told(text, NOW).items()}
    assert isinstance(says, dict)
    known = {name: facts.parse(facts.fact(name), value) for name, value in says.items()}
    return known.items() <= seen.items()


DAY = datetime(2026, 3, 3, tzinfo=UTC)
YESTERDAY = datetime(2026, 11, 21, tzinfo=UTC)
SINCE = [
    ("Since 3 March 2026 it fails.", DAY),
    ("Since March 3, 2026, it fails.", DAY),
    ("It worked before, but since 3 March 2026 it fails.", DAY),
    ("it has not worked since yesterday", YESTERDAY),
    ("It worked until yesterday.", YESTERDAY),
    ("Seit dem 3. März 2026 funktioniert es nicht mehr", DAY),
    ("Seit gestern geht es nicht", YESTERDAY),
    ("Depuis le 3 mars 2026 ça ne marche plus", DAY),
    ("Depuis hier, ça ne marche plus", YESTERDAY),
    ("Desde ayer no funciona", YESTERDAY),
    ("Da ieri non funziona", YESTERDAY),
    ("Sinds gisteren werkt het niet meer", YESTERDAY),
    ("2026年3月3日からエラーになります", DAY),
    ("Seit einer Woche geht es nicht", datetime(2026, 11, 15, tzinfo=UTC)),
    # No failure, no time, two times, a time to come, somebody else's time.
    ("Since 3 March 2026 it works.", None),
    ("Since 3 March 2026, it works without an error.", None),
    ("I have been a customer since 3 March 2019 and there is an error", None),
    ("It fails since we changed the domain", None),
    ("It fails since 03/04/2026", None),
    ("It fails since 3 March 2026. It fails since yesterday.", None),
    ("It fails since 3 March 2027", None),
    ("Has it been failing since 3 March 2026?", None),
]


@pytest.mark.parametrize(("text", "at"), SINCE, ids=[text for text, _ in SINCE])
def test_since_when_it_fails(text: str, at: datetime | None) -> None:
    assert read(text, NOW).told.get("history.failsSince") == at
