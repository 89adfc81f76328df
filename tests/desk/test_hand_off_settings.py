"""The settings of hand-offs: what they come to; every wrong one is named before the start."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from desk.hand_off_reading import hand_off_problems, hand_off_settings
from desk.hand_off_settings import HandOffSettings, Mail, Smtp, Tls, Webhook, WebhookForm

CLIENT = "6C1E47AA-0000-4000-8000-00000000CCCC"
SECRET = "0123456789abcdef"
MAIL = {"MAIL_FROM": "desk@fabrikam.com"}
SMTP = MAIL | {"SMTP_HOST": "mail.fabrikam.com"}
PUBLIC = {"PUBLIC_URL": "https://desk.fabrikam.example"}
HOOK = {"url": "https://tickets.example/hook?x=1", "secret": SECRET}


def hooks(**changed: object) -> str:
    return json.dumps({"tickets": HOOK | changed})


def test_without_any_there_are_cards_and_nothing_else() -> None:
    assert hand_off_settings({}) == HandOffSettings()
    assert HandOffSettings().page_for == timedelta(days=14)


def test_mail_leaves_through_graph_unless_a_server_is_named() -> None:
    assert hand_off_settings(MAIL).mail == Mail("desk@fabrikam.com")
    assert hand_off_settings(SMTP).mail == Mail("desk@fabrikam.com", Smtp("mail.fabrikam.com", 587))


@pytest.mark.parametrize(
    ("more", "smtp"),
    [
        ({"SMTP_TLS": "tls"}, Smtp("mail.fabrikam.com", 465, tls=Tls.TLS)),
        ({"SMTP_PORT": "2525"}, Smtp("mail.fabrikam.com", 2525)),
        (
            {"SMTP_USER": "desk", "SMTP_PASSWORD": " with blanks "},
            Smtp("mail.fabrikam.com", 587, "desk", " with blanks "),
        ),
        ({"SMTP_HOST": "127.0.0.1", "SMTP_TLS": "none"}, Smtp("127.0.0.1", 25, tls=Tls.NONE)),
    ],
    ids=str,
)
def test_a_mail_server(more: dict[str, str], smtp: Smtp) -> None:
    mail = hand_off_settings(SMTP | more).mail
    assert mail
    assert mail.smtp == smtp


def test_webhooks_by_name() -> None:
    fields = {"serviceDeskId": "1", "requestTypeId": "5"}
    jira = HOOK | {"form": "jira", "authorization": "Basic eA==", "fields": fields}
    webhooks = hand_off_settings({"WEBHOOKS": json.dumps({"a": HOOK, "Our Jira": jira})}).webhooks
    assert webhooks["a"] == Webhook("a", HOOK["url"], SECRET)
    assert webhooks["Our Jira"].form is WebhookForm.JIRA
    assert webhooks["Our Jira"].authorization == "Basic eA=="
    assert webhooks["Our Jira"].fields == fields


def test_the_sign_in_check_has_a_registration_of_its_own(tmp_path: Path) -> None:
    by_secret = hand_off_settings(
        PUBLIC | {"SIGN_IN_CLIENT_ID": CLIENT, "SIGN_IN_CLIENT_SECRET": "a secret"}
    ).sign_in
    assert by_secret
    assert (by_secret.client_id, by_secret.credential) == (CLIENT.lower(), "a secret")

    file = tmp_path / "sign-in.pfx"
    file.touch()
    certificate = {
        "SIGN_IN_CLIENT_CERTIFICATE": str(file),
        "SIGN_IN_CLIENT_CERTIFICATE_PASSWORD": "p",
    }
    by_file = hand_off_settings(PUBLIC | {"SIGN_IN_CLIENT_ID": CLIENT} | certificate).sign_in
    assert by_file
    assert by_file.credential == {
        "private_key_pfx_path": str(file),
        "passphrase": "p",
        "public_certificate": True,
    }


def test_how_long_a_page_opens_and_how_many_proxies_are_believed() -> None:
    said = hand_off_settings({"HAND_OFF_DAYS": "30", "PROXY_HOPS": "2"})
    assert (said.page_for, said.proxies) == (timedelta(days=30), 2)


@pytest.mark.parametrize("name", ["Fabrikam", "Müller & Söhne GmbH, “Nord”", "x" * 80])
def test_the_name_partners_know_the_organisation_by(name: str) -> None:
    assert hand_off_settings({"ORGANISATION_NAME": f" {name} "}).organisation == name


@pytest.mark.parametrize(
    "contact", ["", "desk@fabrikam.com", "https://help.fabrikam.com/it?topic=guests"]
)
def test_how_partners_reach_the_helpdesk(contact: str) -> None:
    assert hand_off_settings({"DESK_CONTACT": f" {contact} "}).contact == contact


@pytest.mark.parametrize(
    ("env", "ours"),
    [
        ({}, set()),
        (MAIL, {"fabrikam.com"}),
        ({"OWN_DOMAINS": "Fabrikam.com, müller.example  x.example"} | MAIL,
         {"fabrikam.com", "xn--mller-kva.example", "x.example"}),
    ],
)  # fmt: skip
def test_where_mail_stays_within_our_organisation(env: dict[str, str], ours: set[str]) -> None:
    assert hand_off_settings(env).ours == ours


def test_no_secret_is_shown_where_settings_are_printed() -> None:
    password = {"SMTP_USER": "desk", "SMTP_PASSWORD": "pa55word"}
    sign_in = PUBLIC | {"SIGN_IN_CLIENT_ID": CLIENT, "SIGN_IN_CLIENT_SECRET": "s1gnin"}
    webhook = {"WEBHOOKS": hooks(authorization="Basic t0ken")}
    shown = repr(hand_off_settings(SMTP | password | sign_in | webhook))
    assert not [word for word in (SECRET, "pa55word", "s1gnin", "t0ken") if word in shown]


TWO_CREDENTIALS = PUBLIC | {
    "SIGN_IN_CLIENT_ID": CLIENT,
    "SIGN_IN_CLIENT_SECRET": "x",
    "SIGN_IN_CLIENT_CERTIFICATE": __file__,
}
WRONG = [
    ("MAIL_FROM", {"MAIL_FROM": "the helpdesk"}),
    ("MAIL_FROM", {"MAIL_FROM": "Desk <desk@fabrikam.com>"}),
    ("MAIL_FROM", {"MAIL_FROM": "desk@fabrikam.com\r\nBcc: x@y.example"}),
    ("MAIL_FROM", {"MAIL_FROM": "desk@müller.example"}),
    ("SMTP_HOST", {"SMTP_HOST": "mail.fabrikam.com"}),
    ("SMTP_HOST", MAIL | {"SMTP_HOST": "mail.fabrikam.com:25"}),
    ("SMTP_HOST", MAIL | {"SMTP_HOST": "smtp://mail"}),
    ("SMTP_HOST", MAIL | {"SMTP_HOST": "a b"}),
    ("SMTP_TLS", SMTP | {"SMTP_TLS": "ssl"}),
    ("SMTP_TLS", SMTP | {"SMTP_TLS": "none"}),
    ("SMTP_PORT", SMTP | {"SMTP_PORT": "0"}),
    ("SMTP_PORT", SMTP | {"SMTP_PORT": "70000"}),
    ("SMTP_PORT", SMTP | {"SMTP_PORT": "\u0665\u0668\u0667"}),
    ("SMTP_USER", SMTP | {"SMTP_USER": "desk"}),
    ("SMTP_USER", SMTP | {"SMTP_PASSWORD": "x"}),
    ("WEBHOOKS", {"WEBHOOKS": "https://tickets.example"}),
    ("WEBHOOKS", {"WEBHOOKS": "[]"}),
    ("WEBHOOKS", {"WEBHOOKS": '{"a": "https://tickets.example"}'}),
    ("WEBHOOKS", {"WEBHOOKS": json.dumps({"": HOOK})}),
    ("WEBHOOKS", {"WEBHOOKS": json.dumps({"a\nb": HOOK})}),
    ("WEBHOOKS", {"WEBHOOKS": '{"a": {"url": "https://tickets.example"}}'}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(url="http://tickets.example")}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(url="https://tickets.example#x")}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(secret="short")}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(secret=5)}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(form="jirra")}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(form="jira")}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(fields={"group": "x"})}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(form="zendesk", fields=["x"])}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(authorization="Basic x\r\nX-Other: y")}),
    ("WEBHOOKS", {"WEBHOOKS": hooks(method="PUT")}),
    ("SIGN_IN_CLIENT_ID", PUBLIC | {"SIGN_IN_CLIENT_ID": CLIENT}),
    ("SIGN_IN_CLIENT_ID", PUBLIC | {"SIGN_IN_CLIENT_SECRET": "x"}),
    ("SIGN_IN_CLIENT_ID", PUBLIC | {"SIGN_IN_CLIENT_ID": "ours", "SIGN_IN_CLIENT_SECRET": "x"}),
    ("SIGN_IN_CLIENT_ID", {"SIGN_IN_CLIENT_ID": CLIENT, "SIGN_IN_CLIENT_SECRET": "x"}),
    (
        "SIGN_IN_CLIENT_CERTIFICATE",
        PUBLIC | {"SIGN_IN_CLIENT_ID": CLIENT, "SIGN_IN_CLIENT_CERTIFICATE": "/no/such.pfx"},
    ),
    ("SIGN_IN_CLIENT_CERTIFICATE", TWO_CREDENTIALS),
    ("HAND_OFF_DAYS", {"HAND_OFF_DAYS": "0"}),
    ("HAND_OFF_DAYS", {"HAND_OFF_DAYS": "91"}),
    ("HAND_OFF_DAYS", {"HAND_OFF_DAYS": "two weeks"}),
    ("ORGANISATION_NAME", {"ORGANISATION_NAME": "x" * 81}),
    ("ORGANISATION_NAME", {"ORGANISATION_NAME": "Fabrikam\r\nBcc: x@y.example"}),
    ("ORGANISATION_NAME", {"ORGANISATION_NAME": "Fabri\u202ekam"}),
    ("OWN_DOMAINS", {"OWN_DOMAINS": "@fabrikam.com"}),
    ("OWN_DOMAINS", {"OWN_DOMAINS": "fabrikam.com, *.fabrikam.com"}),
    ("OWN_DOMAINS", {"OWN_DOMAINS": "fabrikam"}),
    ("DESK_CONTACT", {"DESK_CONTACT": "the desk"}),
    ("DESK_CONTACT", {"DESK_CONTACT": "http://help.fabrikam.com"}),
    ("DESK_CONTACT", {"DESK_CONTACT": "http://localhost/help"}),
    ("DESK_CONTACT", {"DESK_CONTACT": "javascript:alert(1)"}),
    ("DESK_CONTACT", {"DESK_CONTACT": "desk@fabrikam.com\r\nBcc: x@y.example"}),
    ("DESK_CONTACT", {"DESK_CONTACT": "https://fabrikam.com/" + "x" * 180}),
    ("PROXY_HOPS", {"PROXY_HOPS": "-1"}),
    ("PROXY_HOPS", {"PROXY_HOPS": "6"}),
]


@pytest.mark.parametrize(("name", "env"), WRONG, ids=str)
def test_a_wrong_one_is_named_and_its_value_is_not(name: str, env: dict[str, str]) -> None:
    [problem] = hand_off_problems(env)
    assert problem.startswith(f"{name}: expected ")
    assert SECRET not in problem
    assert "Bcc" not in problem


def test_an_empty_one_is_as_good_as_none() -> None:
    names = {name for _, env in WRONG for name in env}
    assert hand_off_settings(dict.fromkeys(names, "")) == HandOffSettings()
