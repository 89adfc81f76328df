"""One site or OneDrive is stricter than the organisation, or another address was opened."""

from __future__ import annotations

import pytest

from causes import classify
from tests.causes.stories import Known, answer, facts, unknown_on, verdicts, who

CAUSE = "site-or-onedrive-sharing-lower"
OFF: Known = {"error.class": "spo.site-sharing-off"}
DENIED: Known = {"error.class": "spo.access-denied"}
REFUSED: Known = {"error.class": "inviter.policy"}
NO_NAME: Known = {"error.class": "spo.generic-didnt-work"}
MISSING: Known = {"guest.exists": False}
CLOSED: Known = {"host.site.sharingCapability": "disabled"}
OPEN: Known = {"host.site.sharingCapability": "newAndExisting"}
TENANT_ON: Known = {"host.spo.sharingCapability": "newAndExisting"}
ROOT: Known = {"link.opened": "rootSite"}
OF_A_SITE: Known = {"product": "sharepointOnline"}
ONEDRIVE: Known = {"case.sitePath": "/personal/denise_smith_fabrikam_com"}

TABLE = [
    ("refused, and the site is read to be closed", DENIED, CLOSED, "present, certain"),
    ("the inviter is refused, and the site is closed", REFUSED, CLOSED, "present, certain"),
    ("a page without a name, and the site is closed", NO_NAME, CLOSED, "present, likely"),
    ("no guest was made, and the site is closed", {}, {**CLOSED, **MISSING}, "present, certain"),
    ("closed, but the guest may have been stopped before", {}, CLOSED, "present, possible"),
    ("the site is told to be closed", {**DENIED, **CLOSED}, {}, "present, likely"),
    (
        "closed, but the link admits no guest anyway",
        {**DENIED, "link.audience": "organisation"},
        CLOSED,
        "present, likely",
    ),
    (
        "closed, but another site was opened",
        {**DENIED, "link.opened": "otherSite"},
        CLOSED,
        "present, likely",
    ),
    (
        "the site is for existing guests, and this is none",
        {},
        {"host.site.sharingCapability": "existingOnly", "guest.exists": False},
        "present, certain",
    ),
    (
        "the site is for existing guests, and this is one",
        OF_A_SITE,
        {
            "host.site.sharingCapability": "existingOnly",
            "guest.exists": True,
            "host.site.stricterThanTenant": False,
        },
        "cannot_tell",
    ),
    ("the page says sharing is off for the address", OFF, {}, "present, likely"),
    (
        "that page, of the site itself, and the organisation's switch is on",
        OFF,
        {**TENANT_ON, **CLOSED, "link.opened": "sharedSite"},
        "present, certain",
    ),
    ("that page, of the root site", OFF, {**TENANT_ON, **ROOT}, "present, certain"),
    ("that page, of the root site by hearsay", {**OFF, **ROOT}, TENANT_ON, "present, likely"),
    (
        "that page, but the organisation's switch may be off",
        OFF,
        {**ROOT, "host.spo.sharingCapability": {"unknown": "no permission"}},
        "present, likely",
    ),
    ("the site is open, and it was the site", {**OFF, "link.opened": "sharedSite"}, OPEN, "absent"),
    ("the site is open, but the root site was opened", {**OFF, **ROOT}, OPEN, "present, likely"),
    ("refused at the root site", {**DENIED, **ROOT}, {}, "present, likely"),
    ("refused at the shared site", {**DENIED, "link.opened": "sharedSite"}, {}, "cannot_tell"),
    (
        "known only as stricter, and refused",
        DENIED,
        {"host.site.stricterThanTenant": True},
        "present, likely",
    ),
    (
        "stricter than an organisation that admits anyone: that may harm nobody",
        {},
        {"host.site.stricterThanTenant": True, "host.spo.sharingCapability": "anyone"},
        "present, possible",
    ),
    (
        "a OneDrive, and OneDrive is closed",
        {**ONEDRIVE, **DENIED},
        {"host.onedrive.sharingCapability": "disabled", **CLOSED},
        "present, certain",
    ),
    (
        "OneDrive is closed, and it is a OneDrive by hearsay",
        {"product": "onedrive", **DENIED},
        {"host.onedrive.sharingCapability": "disabled"},
        "present, likely",
    ),
    (
        "OneDrive is closed, but a site was shared",
        {"case.sitePath": "/sites/project-x", "link.opened": "sharedSite"},
        {"host.onedrive.sharingCapability": "disabled", **OPEN},
        "absent",
    ),
    (
        "people of other organisations are refused there too",
        {**DENIED, "repro.otherDomainsFail": True},
        {},
        "present, possible",
    ),
    ("the inviter's refusal alone does not tell which policy", REFUSED, {}, "cannot_tell"),
    ("refused, nothing read of the site", DENIED, {}, "cannot_tell"),
    (
        "an administrator has the site's settings, nobody showed them",
        DENIED,
        {"host.site.sharingCapability": {"unknown": "not looked up"}},
        "cannot_tell",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


def test_a_closed_site_is_opened_by_an_administrator() -> None:
    of = facts({**CLOSED, **TENANT_ON}, OFF)
    assert answer(of) == (CAUSE, "certain")
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == ("allow-guests-on-the-site",)


@pytest.mark.parametrize(
    "page",
    [
        {**OFF, **ROOT},
        {**DENIED, **ROOT},
        {**OFF, "link.opened": "otherSite"},
        {**OFF, "link.kind": "siteOrBookmark"},
    ],
    ids=["off, at the root", "refused, at the root", "off, elsewhere", "off, by a bookmark"],
)
def test_elsewhere_the_invited_user_opens_the_shared_address(page: Known) -> None:
    of = facts(TENANT_ON, page)
    assert answer(of)[0] == CAUSE
    assert who(of) == ["invited invited-user"]
    assert classify(of, ask=False).remedies == ("open-the-shared-address",)


def test_a_closed_site_stays_closed_whichever_address_was_opened() -> None:
    of = facts({**TENANT_ON, **ROOT, **CLOSED}, OFF)
    assert who(of) == ["inviting admin"]


def test_who_followed_the_shared_link_is_not_sent_back_to_it() -> None:
    of = facts(TENANT_ON, {**OFF, "link.kind": "shortShare"})
    assert who(of) == ["inviting admin"]


def test_a_onedrive_is_opened_as_a_onedrive() -> None:
    of = facts({"host.onedrive.sharingCapability": "disabled"}, {**ONEDRIVE, **DENIED})
    assert classify(of, ask=False).remedies == ("allow-guests-on-onedrive",)
    assert who(of) == ["inviting admin"]


def test_the_whole_organisation_closed_comes_first() -> None:
    of = facts({"host.spo.sharingCapability": "disabled"}, OFF)
    assert answer(of) == ("spo-tenant-sharing-disabled", "certain")


def test_what_an_inviter_reads_is_the_inviting_side_s() -> None:
    assert who(facts(told=REFUSED)) == unknown_on("inviting")
