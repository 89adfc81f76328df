"""Links of every shape, whatever mail programs and scanners did to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from evidence.reading import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TENANT = "f4b41ca3-0000-4000-8000-000000000001"
SITE = "https://fabrikam.sharepoint.com"
LEGACY = f"{SITE}/sites/x/_layouts/15/acceptinvite.aspx?invitation=%7B{TENANT}%7D"
SHORT = f"{SITE}/:w:/s/x/EQh3k9sTOKENtokenTOKEN?e=4:aBcDeF"
INVITATIONS = (
    f"https://invitations.microsoft.com/redeem/?tenant={TENANT}&user={TENANT}&ticket=T1CKET&ver=2.0"
)
REDEEM = f"https://login.microsoftonline.com/redeem?rd={quote(INVITATIONS, safe='')}"

KINDS = [
    (LEGACY, "acceptInvite"),
    (f"{SITE}/_layouts/15/AcceptInvite.aspx?invitation={{{TENANT}}}", "acceptInvite"),
    (f"{SITE}/_layouts/15/guestaccess.aspx?docid=1&authkey=AbCd", "guestAccess"),
    (f"{SITE}/_layouts/15/guestaccess.aspx?share=EabcDEF&e=4:x", "guestAccess"),
    (SHORT, "shortShare"),
    (f"{SITE}/:f:/g/personal/marcus_contoso_com/EabcdefGHIJ", "shortShare"),
    (f"{SITE}/%3Ax%3A/s/x/EabcdefGHIJ", "shortShare"),
    (REDEEM, "entraRedeem"),
    (INVITATIONS, "entraRedeem"),
    (f"{SITE}/sites/x", "siteOrBookmark"),
    (SITE, "siteOrBookmark"),
    ("fabrikam.sharepoint.com/sites/x", "siteOrBookmark"),
    (f"{LEGACY} came from {SITE}/sites/x", "acceptInvite"),
    # These say nothing of how one came there.
    ("fabrikam.sharepoint.com", None),
    (f"{SITE}/_layouts/15/AccessDenied.aspx?Source=%2Fsites%2Fx", None),
    (f"{SITE}/_forms/default.aspx", None),
    (f"https://login.microsoftonline.com/{TENANT}/oauth2/authorize", None),
    ("https://fabrikam-admin.sharepoint.com/sites/x", None),
    ("https://example.com/acceptinvite.aspx", None),
    ("https://fabrikam.sharepoint.com.evil.example/:w:/s/x/y", None),
    (f"{LEGACY} and {SHORT}", None),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_the_kind_of_link(text: str, kind: str | None) -> None:
    assert read(text, NOW).facts.get("link.kind") == kind


def test_the_page_that_refused_names_the_link_that_led_there() -> None:
    source = quote(LEGACY, safe="")
    reading = read(f"{SITE}/_layouts/15/AccessDenied.aspx?Source={source}", NOW)
    assert reading.facts["link.kind"] == "acceptInvite"
    assert reading.facts["error.class"] == "spo.access-denied"


SITES = [
    (f"{SITE}/sites/x", "fabrikam.sharepoint.com"),
    ("https://FABRIKAM.SharePoint.com/", "fabrikam.sharepoint.com"),
    ("https://fabrikam-my.sharepoint.com/personal/d", "fabrikam.sharepoint.com"),
    ("found in the fabrikam.sharepoint.com directory", "fabrikam.sharepoint.com"),
    ("https://fabrikam.sharepoint.us/sites/x", "fabrikam.sharepoint.us"),
    ("https://fabrikam-admin.sharepoint.com/", None),
    ("https://fabrikam.sharepoint.com@evil.example/", None),
    ("https://evil.example/fabrikam.sharepoint.com", None),
    ("denise@fabrikam.sharepoint.com", None),
    (f"{SITE}/sites/x or https://contoso.sharepoint.com/sites/y", None),
    (f"{SHORT} not https://contoso.sharepoint.com/sites/y", "fabrikam.sharepoint.com"),
    (
        "https://login.microsoftonline.com/common/oauth2/authorize?redirect_uri="
        f"{quote(SITE, safe='')}%2F_forms%2Fdefault.aspx",
        "fabrikam.sharepoint.com",
    ),
]


@pytest.mark.parametrize(("text", "host"), SITES)
def test_the_site_meant(text: str, host: str | None) -> None:
    assert read(text, NOW).facts.get("case.hostDomain") == host


def test_every_site_is_listed_even_where_it_cannot_be_told_which_is_meant() -> None:
    reading = read("https://contoso-my.sharepoint.com/a https://fabrikam.sharepoint.com/b", NOW)
    assert reading.hosts == ("contoso.sharepoint.com", "fabrikam.sharepoint.com")


@pytest.mark.parametrize(
    ("host", "cloud"),
    [
        ("sharepoint.us", "gcchigh"),
        ("sharepoint-mil.us", "dod"),
        ("sharepoint.cn", "china"),
        ("sharepoint.com", None),
    ],
)
def test_a_host_proves_its_cloud_or_nothing(host: str, cloud: str | None) -> None:
    assert read(f"https://fabrikam.{host}/sites/x", NOW).facts.get("case.cloud.host") == cloud


TENANTS = [
    (REDEEM, TENANT),
    (f"https://myapps.microsoft.com/?tenantid={TENANT}", TENANT),
    # The tenant of a sign-in page may be either side's.
    (f"https://login.microsoftonline.com/{TENANT}/oauth2/authorize", None),
    (f"https://invitations.microsoft.com/redeem/?tenant=fabrikam.com&user={TENANT}", None),
]


@pytest.mark.parametrize(("text", "tenant"), TENANTS)
def test_the_tenant_is_taken_only_where_it_is_certainly_the_inviting_one(
    text: str, tenant: str | None
) -> None:
    assert read(text, NOW).facts.get("case.hostTenantId") == tenant


def _proofpoint_v2(url: str) -> str:
    spelled = quote(url, safe="/:.").replace("-", "%2D").replace("_", "%5F").replace("%", "-")
    spelled = spelled.replace(":", "-3A").replace("/", "_")
    return f"https://urldefense.proofpoint.com/v2/url?u={spelled}&d=D"


WRAPPERS: dict[str, Callable[[str], str]] = {
    "as it is": lambda url: url,
    "in brackets": lambda url: f"<{url}>",
    "end of a sentence": lambda url: f"I opened {url}.",
    "in parentheses": lambda url: f"the link ({url}) fails",
    "quoted": lambda url: f'"{url}"',
    "Markdown": lambda url: f"[open]({url})",
    "HTML": lambda url: f'<a class="b" href="{url.replace("&", "&amp;")}">Open</a>',
    "JSON": lambda url: '{"url":"' + url.replace("/", "\\/") + '"}',
    "Safe Links": lambda url: (
        f"https://nam02.safelinks.protection.outlook.com/?url={quote(url, safe='')}"
        "&data=05%7C02%7Cmarcus%40contoso.com&sdata=abc%3D&reserved=0"
    ),
    "Safe Links twice": lambda url: WRAPPERS["Safe Links"](WRAPPERS["Safe Links"](url)),
    "urldefense v1": lambda url: (
        f"https://urldefense.proofpoint.com/v1/url?u={quote(url, safe='')}&k=a"
    ),
    "urldefense v2": _proofpoint_v2,
    "urldefense v3": lambda url: f"https://urldefense.com/v3/__{url}__;!!A1b2!xyz$",
    "another scanner": lambda url: f"https://scan.example/url?a={quote(url, safe='')}&c=E,1",
    "in a scanner's path": lambda url: f"https://scan.example/1a2b/{quote(url, safe='')}",
    "broken in brackets": lambda url: f"<{url[:40]}\n{url[40:70]}\r\n{url[70:]}>",
    "broken before its parameters": lambda url: url.replace("?", "\n?", 1),
    "broken at the end of a long line": lambda url: "x" * 40 + f" {url[:45]}\n{url[45:]}",
    "broken in quoted mail": lambda url: "> " + "x" * 40 + f" {url[:45]}\n> {url[45:]}",
    "quoted-printable": lambda url: (
        f"see {url[:40].replace('=', '=3D')}=\n{url[40:].replace('=', '=3D')}"
    ),
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("url", [LEGACY, SHORT, REDEEM])
def test_a_link_is_read_through_what_mail_did_to_it(url: str, wrapper: str) -> None:
    plain, wrapped = read(url, NOW), read(WRAPPERS[wrapper](url), NOW)
    assert wrapped.facts == plain.facts
    assert plain.facts["link.kind"] in {"acceptInvite", "shortShare", "entraRedeem"}


def test_urldefense_v3_gives_replaced_characters_back() -> None:
    text = (
        "https://urldefense.com/v3/__https://fabrikam.sharepoint.com/sites/x/_layouts/15/"
        f"acceptinvite.aspx?invitation=*7B{TENANT}*7D__;JSU!!abc$"
    )
    reading = read(text, NOW)
    assert reading.facts["link.kind"] == "acceptInvite"
    assert f"invitation=%7B{TENANT}%7D" in reading.text


def test_a_line_that_ends_in_a_link_is_not_joined_with_the_next_label() -> None:
    page = f"URL: {SITE}/sites/a-long-name-for-a-project-site-with-partners\nUser: mj@contoso.com"
    assert read(page, NOW).facts["error.signedInAs"] == "mj@contoso.com"


@pytest.mark.parametrize(
    "text",
    [
        "/sites/project-x",
        "https:///sites/x",
        "https://",
        "open /:w:/s/x/abc",
        "/_layouts/15/a.aspx",
    ],
)
def test_a_link_without_a_host_is_said(text: str) -> None:
    assert read(text, NOW).problems == ("link-without-host",)


@pytest.mark.parametrize("text", [f"{SITE}/sites/x, that is /sites/x", "either/or", "and/sites/"])
def test_a_path_beside_its_host_is_no_problem(text: str) -> None:
    assert read(text, NOW).problems == ()
