"""L3 and L4: the guest object, and the invited organisation."""

from __future__ import annotations

from datetime import timedelta

from sandbox.blocking.model import (
    ANEW,
    HIS_NAME,
    HIS_OWN,
    MODERN,
    NO_TENANT,
    THERE,
    UNREDEEMED,
    WORKS,
    Blocking,
    alone,
)

GUEST = (
    alone("just shared", "share.sent_ago", timedelta(minutes=4), MODERN, ("missing",)),
    alone("guest missing", "share.guest", "missing", ANEW),
    alone("guest deleted", "share.guest", "deleted", ANEW),
    alone("guest disabled", "share.guest", "disabled"),
    alone("contact owns the address", "share.address_collision", "contact", MODERN, ("pending",)),
    alone(
        "other guest owns the address",
        "share.address_collision",
        "otherGuest",
        MODERN,
        ("pending",),
    ),
)

HOME = (
    alone(
        "tenant restrictions v1", "invited.tenant_restrictions", "v1", {"browser.network": "office"}
    ),
    alone(
        "tenant restrictions v2",
        "invited.tenant_restrictions",
        "v2",
        {**HIS_OWN, "browser.network": "office"},
        THERE,
    ),
    alone("address of a group", "invited.account_kind", "group", HIS_NAME),
    alone("address of a contact", "invited.account_kind", "contact", HIS_NAME),
    alone("no such account", "invited.account_exists", False, HIS_NAME),
    alone(
        "no such account, federated",
        "invited.account_exists",
        False,
        {**HIS_NAME, "invited.domain_auth": "federated"},
    ),
    *(
        alone(
            f"federation broken, {kind}",
            "inviting.federation_works",
            False,
            {**NO_TENANT, "inviting.federation": kind},
        )
        # An address of an organisation's own domain is never Google's to sign in.
        for kind in ("saml", "wsfed")
    ),
    alone(
        "codes by mail off",
        "inviting.email_otp",
        "disabled",
        {**NO_TENANT, "inviting.federation": "none", "browser.signed_in_as": "work"},
    ),
    alone(
        "codes by mail off later",
        "inviting.email_otp",
        "disabled",
        {**NO_TENANT, "inviting.federation": "none", "browser.signed_in_as": "work"},
        ("accepted",),
    ),
    alone("shared mailbox", "invited.account_kind", "sharedMailbox", HIS_NAME),
    alone("room mailbox", "invited.account_kind", "room", HIS_NAME),
    alone("account disabled", "invited.account_enabled", False, WORKS),
    alone(
        "identity provider down",
        "invited.identity_provider_works",
        False,
        {**WORKS, "invited.domain_auth": "federated"},
    ),
    alone("password refused", "invited.password_works", False, WORKS),
    alone("at risk at home", "invited.at_risk", True, WORKS),
    alone("unmanaged tenant", "invited.managed", False, {**WORKS, **MODERN}, UNREDEEMED),
    alone("other cloud", "invited.cloud", "gcchigh", WORKS, THERE),
    Blocking(
        "inviting side in another cloud",
        "invited.cloud",
        {"inviting.cloud": "gcchigh"},
        {**WORKS, "invited.cloud": "global"},
        THERE,
    ),
    alone("outbound blocked", "invited.outbound", "blocked", WORKS, THERE),
)
