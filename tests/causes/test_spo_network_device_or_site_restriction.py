"""SharePoint refuses the network or the device, or the site is closed to most."""

from __future__ import annotations

import pytest

from causes import cause, classify
from causes.model import Seen
from tests.causes.stories import Known, answer, facts, verdicts, who

CAUSE = "spo-network-device-or-site-restriction"
PAGE: Known = {"error.class": "spo.network-location"}
DENIED: Known = {"error.class": "spo.access-denied"}

TABLE = [
    ("the page names the network", PAGE, {}, "present, certain"),
    ("refused by a locked site", DENIED, {"host.site.locked": True}, "present, likely"),
    ("the lock only told", {**DENIED, "host.site.locked": True}, {}, "present, likely"),
    ("locked, no page", {}, {"host.site.locked": True}, "present, likely"),
    ("refused by a site for named groups", DENIED, {"host.site.rac": True}, "present, likely"),
    (
        "refused by a site with limited access",
        DENIED,
        {"host.site.limitedAccess": True},
        "present, likely",
    ),
    (
        "refused where only some networks pass",
        DENIED,
        {"host.spo.ipRestricted": True},
        "present, likely",
    ),
    (
        "refused here, opened from another network",
        {**DENIED, "repro.otherNetwork": False},
        {},
        "present, likely",
    ),
    (
        "only some networks pass, but Entra itself refused",
        {"error.aadsts": 50020},
        {"host.spo.ipRestricted": True, "host.site.locked": False},
        "absent",
    ),
    (
        "nothing of the kind is set",
        DENIED,
        {
            "host.site.locked": False,
            "host.site.rac": False,
            "host.site.limitedAccess": False,
            "host.spo.ipRestricted": False,
            "repro.otherNetwork": True,
        },
        "absent",
    ),
    ("refused, nothing read of the site", DENIED, {}, "cannot_tell"),
    (
        "access rules of Entra have pages of their own",
        {"error.aadsts": 53003},
        {"host.site.locked": False},
        "absent",
    ),
]

test_the_verdict = verdicts(CAUSE, TABLE)


@pytest.mark.parametrize(
    ("told", "read", "remedy", "what"),
    [
        (PAGE, {}, "allow-the-network", "network"),
        (DENIED, {"host.site.locked": True}, "unlock-the-site", "locked"),
        (DENIED, {"host.site.rac": True}, "admit-to-the-site-groups", "groups"),
        (DENIED, {"host.site.limitedAccess": True}, "lift-device-limits", "limited"),
        (DENIED, {"host.spo.ipRestricted": True}, "allow-the-network", "network"),
    ],
)
def test_only_the_restriction_that_is_known_is_lifted(
    told: Known, read: Known, remedy: str, what: str
) -> None:
    of = facts(read, told)
    assert answer(of)[0] == CAUSE
    assert who(of) == ["inviting admin"]
    assert classify(of, ask=False).remedies == (remedy,)
    assert cause(CAUSE).details(Seen(of)).what == what  # type: ignore[attr-defined]
