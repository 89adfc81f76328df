"""L6 and L7: what the inviting tenant asks of a matched guest, and SharePoint itself."""

from __future__ import annotations

from sandbox.blocking.model import (
    ALLOWS,
    BLOCKS,
    MODERN,
    ON_SITE,
    ONEDRIVE,
    SITE_ALLOWS,
    Blocking,
    alone,
)

ACCESS = (
    *(
        alone(f"sharepoint app {state}", "inviting.sharepoint_app", state)
        for state in ("disabled", "assignmentRequired", "missing")
    ),
    alone("no licence", "inviting.licensed", False),
    alone("policy blocks", "inviting.guest_policy", "block"),
    alone("policy sees risk", "inviting.guest_policy", "risk"),
    Blocking(
        "second factor lost",
        "inviting.guest_policy",
        {"inviting.guest_policy": "mfa", "browser.second_factor_works": False},
        {"inviting.trust_mfa": False},
    ),
    alone(
        "devices not trusted", "inviting.guest_policy", "device", {"inviting.trust_devices": False}
    ),
    Blocking(
        "device not managed",
        "browser.managed_device",
        {"inviting.guest_policy": "device", "browser.managed_device": False},
        {"inviting.trust_devices": True},
    ),
    Blocking(
        "device in a private window",
        "browser.private_window",
        {"inviting.guest_policy": "device", "browser.private_window": True},
        {"inviting.trust_devices": True, "browser.managed_device": True},
    ),
    Blocking(
        "terms declined",
        "browser.accepts_terms",
        {"inviting.guest_policy": "terms", "browser.accepts_terms": False},
    ),
    alone("consent declined", "browser.accepts_terms", False, MODERN, ("pending",)),
)

AT_SITE = (
    alone("root site opened", "share.opened", "rootSite", {}, ON_SITE),
    alone("other site opened", "share.opened", "otherSite", {}, ON_SITE),
    alone("site sharing off", "inviting.site_sharing", "disabled", {}, ON_SITE),
    alone("onedrive sharing off", "inviting.onedrive_sharing", "disabled", ONEDRIVE, ON_SITE),
    Blocking("domain not allowed later", "inviting.domain_mode", ALLOWS, {}, ("accepted",)),
    Blocking("domain blocked later", "inviting.domain_mode", BLOCKS, {}, ("accepted",)),
    Blocking("site domain not allowed", "inviting.site_domain_mode", SITE_ALLOWS, {}, ON_SITE),
    alone("site locked", "inviting.site_access", "locked", {}, ON_SITE),
    alone("site for named groups", "inviting.site_access", "named-groups", {}, ON_SITE),
    alone(
        "site for managed devices",
        "inviting.site_access",
        "limited",
        {"browser.managed_device": False},
        ON_SITE,
    ),
    alone("networks restricted", "inviting.allowed_networks_only", True, {}, ON_SITE),
    alone(
        "access expired",
        "share.access_expired",
        True,
        {"inviting.access_expires": True},
        ("accepted",),
    ),
    alone(
        "site user of an earlier guest",
        "share.site_user_older",
        True,
        {"share.site_user": "ext"},
        ("accepted",),
    ),
    alone("recipient taken off", "share.recipient_listed", False, {}, ON_SITE),
    alone(
        "stale sessions", "browser.other_sessions", True, {"browser.private_window": False}, ON_SITE
    ),
)
