"""The shared item's permissions and the people a site knows, read from their JSON, as tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from evidence.collectors.probe import Subject
from evidence.collectors.shared_items import (
    full_path,
    is_login_of,
    item_address,
    listed,
    site_address,
)
from evidence.collectors.site_users import site_user
from evidence.facts import (
    ITEM_PERMISSION_LISTED,
    LINK_AUDIENCE,
    LINK_EXPIRED,
    LINK_RECIPIENT_LISTED,
    SITE_USER_CREATED_AT,
    SITE_USER_LOGIN_FORM,
    SITE_USER_PRESENT,
    Reason,
    Unknown,
    Value,
)
from evidence.refusals import Refused
from sandbox.world import World
from tests.evidence.attempts import complaint
from tests.evidence.microsoft import NOW, Microsoft, reasons, values

Json = dict[str, object]
MARCUS = "marcus.jones@contoso.com"
EXT = "i:0#.f|membership|marcus.jones_contoso.com#ext#@fabrikam.onmicrosoft.com"
OTP = f"i:0#.f|membership|urn:spo:guest#{MARCUS}"
SITE, ITEM = "/sites/project-x", "/sites/project-x/Shared Documents/Plan"


def plain(value: object) -> object:
    return value.reason if isinstance(value, Unknown) else value


@pytest.mark.parametrize(
    ("login", "theirs"),
    [
        (EXT, True),
        (OTP, True),
        (f"i:0#.f|membership|{MARCUS.upper()}", True),
        (f"i:0h.f|membership|live.com#{MARCUS}", True),
        ("i:0#.f|membership|marcus.jones_contoso.com.evil#ext#@fabrikam.onmicrosoft.com", False),
        ("i:0#.f|membership|other_contoso.com#ext#@fabrikam.onmicrosoft.com", False),
        ("c:0t.c|tenant|group", False),
    ],
)
def test_a_claims_login_names_an_address(login: str, theirs: bool) -> None:
    assert is_login_of(login, (MARCUS,)) is theirs


@pytest.mark.parametrize(
    ("site", "item", "graphs_site", "path"),
    [
        (SITE, "", "/sites/h.example:/sites/project-x:", "/sites/project-x/"),
        (f"{SITE}/", ITEM, "/sites/h.example:/sites/project-x:", ITEM),
        ("", ITEM, "/sites/h.example:/sites/project-x:", ITEM),
        (SITE, "Shared Documents/Plan", "/sites/h.example:/sites/project-x:", ITEM),
        ("/sites/Zoë's", "", "/sites/h.example:/sites/Zo%C3%AB%27s:", "/sites/Zoë's/"),
        ("/sites/a:b?c#d", "", "/sites/h.example:/sites/a%3Ab%3Fc%23d:", "/sites/a:b?c#d/"),
        ("", "/Shared Documents/Plan", "/sites/h.example", "/Shared Documents/Plan"),
        (
            "/personal/d",
            "Documents/P",
            "/sites/h-my.example:/personal/d:",
            "/personal/d/Documents/P",
        ),
    ],
)
def test_how_graph_is_asked_for_site_and_item(
    site: str, item: str, graphs_site: str, path: str
) -> None:
    subject = Subject(host_domain="h.example", site_path=site, item_path=item)
    assert site_address(subject) == graphs_site
    assert full_path(subject) == path


@pytest.mark.parametrize("path", ["/sites/x/../../users", "..", "/sites/./x"])
def test_a_path_that_climbs_is_refused(path: str) -> None:
    with pytest.raises(Refused):
        site_address(Subject(host_domain="h.example", site_path=path))


DRIVES = [
    {"id": "b!1", "webUrl": "https://h.example/sites/project-x/Shared%20Documents"},
    {"id": "b!2", "webUrl": "https://h.example/sites/project-x/Shared%20Documents%20Old"},
    {"id": "b!3", "webUrl": "https://h.example/sites/project-x/Lists"},
]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (ITEM, "/drives/b%211/root:/Plan:/"),
        (ITEM.upper(), "/drives/b%211/root:/PLAN:/"),
        (f"{SITE}/Shared Documents Old/A #1.docx", "/drives/b%212/root:/A%20%231.docx:/"),
        (f"{SITE}/Shared Documents", "/drives/b%211/root/"),
        (f"{SITE}/Elsewhere/Plan", None),
    ],
)
def test_the_library_that_holds_the_item(path: str, address: str | None) -> None:
    assert item_address(DRIVES, path) == address


def link(*people: Json, scope: str = "users", **more: object) -> Json:
    return {"link": {"scope": scope}, "grantedToIdentitiesV2": list(people), **more}


def person(email: str = "", login: str = "") -> Json:
    views: Json = {"user": {"id": "1", "email": email or None}}
    return {**views, "siteUser": {"loginName": login}} if login else views


SOMEBODY, THEM = person("ana@litware.example"), person(MARCUS)
OWNERS: Json = {"grantedToV2": {"siteGroup": {"id": "3"}}}
PAST, LATER = (NOW - timedelta(days=1)).isoformat(), (NOW + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("permissions", "there", "expired", "audience"),
    [
        ([OWNERS], False, None, None),
        ([OWNERS, link(THEM)], True, False, "specificPeople"),
        ([link(person(login=EXT))], True, False, "specificPeople"),
        ([link(person(login=OTP))], True, False, "specificPeople"),
        ([link(SOMEBODY)], False, None, None),
        ([link(SOMEBODY, THEM), link(scope="anonymous")], True, False, "specificPeople"),
        ([{"grantedToV2": THEM}], True, False, None),
        ([{"invitation": {"email": MARCUS.upper()}}], True, False, None),
        ([{"grantedTo": {"user": {"email": MARCUS}}}], True, False, None),
        # Others' links say nothing of the one that was sent.
        ([link(scope="organization")], False, None, None),
        ([link(THEM, expirationDateTime=PAST)], True, True, "specificPeople"),
        ([link(THEM, expirationDateTime=LATER)], True, False, "specificPeople"),
        ([link(THEM, expirationDateTime="0001-01-01T00:00:00Z")], True, False, "specificPeople"),
        (
            [link(THEM, expirationDateTime=PAST), {"grantedToV2": THEM}],
            True,
            False,
            "specificPeople",
        ),
        ([link(THEM, scope="existingAccess")], True, False, "existingAccess"),
        # Somebody is named without an address: it may be them.
        ([link(person())], Reason.NOT_GIVEN, None, None),
        ([link(person()), link(THEM)], True, False, "specificPeople"),
    ],
)
def test_what_permissions_say_of_a_person(
    permissions: list[Json], there: object, expired: bool | None, audience: str | None
) -> None:
    found = listed(permissions, (MARCUS,), NOW)
    assert plain(found[ITEM_PERMISSION_LISTED]) == there
    assert plain(found[LINK_RECIPIENT_LISTED]) == there
    assert (found.get(LINK_EXPIRED), found.get(LINK_AUDIENCE)) == (expired, audience)


def row(login: str = EXT, days: float = 3, mail: str = MARCUS) -> Json:
    at = (NOW - timedelta(days=days)).isoformat()
    return {"createdDateTime": at, "fields": {"Name": login, "EMail": mail}}


@pytest.mark.parametrize(
    ("rows", "present", "form", "days"),
    [
        ([], False, None, None),
        ([row(mail="ana@litware.example", login="i:0#.f|membership|ana")], False, None, None),
        ([row()], True, "ext", 3),
        ([row(mail="")], True, "ext", 3),
        ([row(OTP, 90)], True, "spoGuestOtp", 90),
        ([row(f"i:0h.f|membership|live.com#{MARCUS}")], True, "liveCom", 3),
        ([row("i:0#.f|membership|somebody@fabrikam.com")], True, "other", 3),
        ([row(""), ], True, Reason.NOT_GIVEN, 3),
        ([row(), row(OTP, 90)], True, Reason.AMBIGUOUS, Reason.AMBIGUOUS),
        ([row(), row(days=90)], True, "ext", Reason.AMBIGUOUS),
    ],
)  # fmt: skip
def test_what_a_site_knows_of_a_person(
    rows: list[Json], present: bool, form: object, days: object
) -> None:
    found = site_user(rows, (MARCUS,))
    since = NOW - timedelta(days=days) if isinstance(days, int) else days
    assert found[SITE_USER_PRESENT] is present
    assert plain(found.get(SITE_USER_LOGIN_FORM)) == form
    assert plain(found.get(SITE_USER_CREATED_AT)) == since


def turned(**share: object) -> Callable[[World], None]:
    def turn(world: World) -> None:
        for name, value in share.items():
            setattr(world.share, name, value)

    return turn


KNOBS: list[tuple[Callable[[World], None], dict[str, Value | Reason]]] = [
    (turned(), {"link.itemExists": True, "link.recipientListed": True, "link.expired": False}),
    (turned(recipient_listed=False), {"link.itemExists": True, "item.permissionListed": False}),
    (turned(link_expired=True), {"link.expired": True, "link.audience": "specificPeople"}),
    (turned(item_exists=False), {"link.itemExists": False, "link.expired": Reason.NOT_GIVEN}),
    (turned(audience="organisation"), {"link.audience": Reason.NOT_GIVEN}),
    (turned(site_user="ext"), {"siteuser.present": True, "siteuser.loginForm": "ext"}),
    (
        turned(guest="missing", site_user="spoGuestOtp", old_passcode_recipient=True),
        {"siteuser.loginForm": "spoGuestOtp", "item.permissionListed": True},
    ),
    (turned(site_user="none"), {"siteuser.present": False}),
]


@pytest.mark.parametrize(("turn", "expected"), KNOBS)
async def test_every_knob_is_seen(
    microsoft: Microsoft, turn: Callable[[World], None], expected: dict[str, Value | Reason]
) -> None:
    turn(microsoft.world)
    told = complaint(microsoft, case__sitePath=SITE, link__itemPath=ITEM)
    found = values(await microsoft.check(microsoft.marcus, told))
    assert {name: plain(found[name]) for name in expected} == expected


async def test_what_is_shared_from_a_onedrive_is_found_there(microsoft: Microsoft) -> None:
    path = "/personal/denise_smith_fabrikam_com"
    inviting = microsoft.world.inviting
    inviting.sharepoint_host, inviting.site_path = "fabrikam-my.sharepoint.com", path
    told = complaint(
        microsoft,
        case__hostDomain="fabrikam.sharepoint.com",
        case__sitePath=path,
        link__itemPath=f"{path}/Shared Documents/Plan",
    )
    found = values(await microsoft.check(microsoft.marcus, told))
    assert (found["link.recipientListed"], found["siteuser.present"]) == (True, False)


@pytest.mark.parametrize("older", [True, False])
async def test_a_row_of_an_earlier_guest_is_older_than_the_guest(
    microsoft: Microsoft, older: bool
) -> None:
    microsoft.world.share.site_user, microsoft.world.share.site_user_older = "ext", older
    found = values(
        await microsoft.check(microsoft.marcus, complaint(microsoft, case__sitePath=SITE))
    )
    row_made, guest_made = found["siteuser.createdAt"], found["guest.createdAt"]
    assert (row_made < guest_made) is older  # type: ignore[operator]


@pytest.mark.parametrize(
    ("told", "lost", "reason"),
    [
        ({}, ("link.itemExists", "siteuser.present"), Reason.NOT_LOOKED_UP),
        ({"case__sitePath": SITE}, ("link.itemExists",), Reason.NOT_LOOKED_UP),
        (
            {"case__sitePath": "/sites/other", "link__itemPath": "/sites/other/D/x"},
            ("link.itemExists", "siteuser.present"),
            Reason.NOT_GIVEN,
        ),
    ],
    ids=["no place told", "no item told", "a site that is not there"],
)
async def test_without_a_place_nothing_is_said_of_it(
    microsoft: Microsoft, told: dict[str, Value], lost: tuple[str, ...], reason: Reason
) -> None:
    why = reasons(await microsoft.check(microsoft.marcus, complaint(microsoft, **told)))
    assert {why[name] for name in lost} == {reason}


@pytest.mark.parametrize(
    ("permission", "lost", "kept"),
    [
        ("Files.Read.All", "link.itemExists", "siteuser.present"),
        ("Sites.Read.All", "siteuser.present", "link.itemExists"),
    ],
)
async def test_each_permission_opens_its_own(
    microsoft: Microsoft, permission: str, lost: str, kept: str
) -> None:
    microsoft.world.inviting.graph.permissions -= {permission}
    told = complaint(microsoft, case__sitePath=SITE, link__itemPath=ITEM)
    facts = await microsoft.check(microsoft.marcus, told)
    assert reasons(facts)[lost] is Reason.NO_PERMISSION
    assert kept not in reasons(facts)
