"""Which site and document an address shows, and which of them was opened; never a share token."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from evidence.reading import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SITE = "https://fabrikam.sharepoint.com"
MINE = "https://fabrikam-my.sharepoint.com"
TOKEN = "EQh3k9sTOKENtokenTOKENtoken"

SITES = [
    ("a site", f"{SITE}/sites/project-x", "/sites/project-x"),
    ("a team's site", f"{SITE}/teams/Blue%20Team/SitePages/Home.aspx", "/teams/Blue Team"),
    (
        "somebody's OneDrive",
        f"{MINE}/personal/denise_fabrikam_com/Documents",
        "/personal/denise_fabrikam_com",
    ),
    ("a share link of a site", f"{SITE}/:w:/s/project-x/{TOKEN}?e=4:a", "/sites/project-x"),
    ("a share link of a team", f"{SITE}/:f:/t/blue/{TOKEN}", "/teams/blue"),
    (
        "a guest's share link",
        f"{MINE}/:x:/g/personal/denise_fabrikam_com/{TOKEN}",
        "/personal/denise_fabrikam_com",
    ),
    ("a link that names the file", f"{SITE}/:w:/r/sites/x/Shared%20Documents/a.docx", "/sites/x"),
    (
        "an old invitation",
        f"{SITE}/sites/x/_layouts/15/acceptinvite.aspx?invitation=%7B1%7D",
        "/sites/x",
    ),
    (
        "an old invitation to the root",
        f"{SITE}/_layouts/15/acceptinvite.aspx?invitation=%7B1%7D",
        "/",
    ),
    ("a document of the root site", f"{SITE}/Shared%20Documents/plan.docx", "/"),
    (
        "where a refusal came from",
        f"{SITE}/_layouts/15/AccessDenied.aspx?Source=%2Fsites%2Fx",
        "/sites/x",
    ),
    (
        "the whole address where a refusal came from",
        f"{SITE}/_layouts/15/AccessDenied.aspx?Source={quote(f'{SITE}/sites/x', safe='')}",
        "/sites/x",
    ),
    ("a share link that names no site", f"{SITE}/:w:/g/{TOKEN}", None),
    ("a host alone", SITE, None),
    ("two sites", f"{SITE}/sites/x and {SITE}/sites/y", None),
    (
        "what was shared, beside a bookmark",
        f"{SITE}/:w:/s/x/{TOKEN} not {SITE}/sites/y",
        "/sites/x",
    ),
    ("the admin centre", "https://fabrikam-admin.sharepoint.com/sites/x", None),
    ("another product", "https://example.com/sites/x", None),
    ("the landing page of a sign-in", f"{SITE}/_forms/default.aspx", None),
]


@pytest.mark.parametrize(("name", "text", "site"), SITES, ids=[row[0] for row in SITES])
def test_the_site_that_was_shared(name: str, text: str, site: str | None) -> None:
    assert read(text, NOW).facts.get("case.sitePath") == site


ITEMS = [
    (
        "a file",
        f"{SITE}/sites/x/Shared%20Documents/plan.docx",
        "/sites/x/Shared Documents/plan.docx",
    ),
    ("a folder", f"{SITE}/sites/x/Shared%20Documents/Plan", "/sites/x/Shared Documents/Plan"),
    (
        "a German library",
        f"{SITE}/sites/x/Freigegebene%20Dokumente/Plan",
        "/sites/x/Freigegebene Dokumente/Plan",
    ),
    (
        "the list's folder",
        f"{SITE}/sites/x/Shared%20Documents/Forms/AllItems.aspx?id=%2Fsites%2Fx%2FShared%20Documents%2FPlan",
        "/sites/x/Shared Documents/Plan",
    ),
    (
        "a link that names the file",
        f"{SITE}/:w:/r/sites/x/Shared%20Documents/a.docx?d=w1",
        "/sites/x/Shared Documents/a.docx",
    ),
    ("a share link", f"{SITE}/:w:/s/x/{TOKEN}?e=4:a", None),
    ("a page", f"{SITE}/sites/x/SitePages/Home.aspx", None),
    ("the library itself", f"{SITE}/sites/x/Shared%20Documents/Forms/AllItems.aspx", None),
    ("the site itself", f"{SITE}/sites/project.x", None),
    ("two files", f"{SITE}/sites/x/Docs/a.docx {SITE}/sites/x/Docs/b.docx", None),
]


@pytest.mark.parametrize(("name", "text", "item"), ITEMS, ids=[row[0] for row in ITEMS])
def test_the_document_that_the_address_shows(name: str, text: str, item: str | None) -> None:
    assert read(text, NOW).facts.get("link.itemPath") == item


OPENED = [
    ("the root alone", f"URL: {SITE}/", "rootSite"),
    ("a system page of the root", f"URL: {SITE}/_layouts/15/settings.aspx", "rootSite"),
    ("the root, another was shared", f"{SITE}/:w:/s/x/{TOKEN}\nURL: {SITE}", "rootSite"),
    (
        "the one that was shared",
        f"{SITE}/:w:/s/x/{TOKEN}\nURL: {SITE}/sites/X/Lists/a",
        "sharedSite",
    ),
    ("another one", f"{SITE}/:w:/s/x/{TOKEN}\nURL: {SITE}/sites/y", "otherSite"),
    ("some site, nobody knows which was shared", f"URL: {SITE}/sites/y", None),
    ("an address that no page names", f"I opened {SITE}/", None),
    (
        "the sign-in that names no tenant",
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=1",
        "commonEndpoint",
    ),
    (
        "the sign-in of a tenant",
        "https://login.microsoftonline.com/fabrikam.com/oauth2/authorize",
        None,
    ),
    ("where every password goes", "https://login.microsoftonline.com/common/login", None),
    ("a check by hand", "https://login.microsoftonline.com/common/userrealm/a@b.com", None),
]


@pytest.mark.parametrize(("name", "text", "opened"), OPENED, ids=[row[0] for row in OPENED])
def test_what_was_opened(name: str, text: str, opened: str | None) -> None:
    assert read(text, NOW).facts.get("link.opened") == opened


@pytest.mark.parametrize("text", [text for _, text, _ in (*SITES, *ITEMS, *OPENED)])
def test_no_token_is_in_any_path(text: str) -> None:
    assert TOKEN not in repr(read(text, NOW))
