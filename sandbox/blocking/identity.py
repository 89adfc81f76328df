"""L5: who is signed in, against who was invited."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.blocking.model import (
    HIS_OWN,
    LONG_AGO,
    NAMED,
    PROXIES,
    TENANT,
    UNREDEEMED,
    WORKS,
    Blocking,
    alone,
)

_ALIAS, _FORMER = "m.jones@contoso.com", "marcus.miller@contoso.com"

IDENTITY = (
    alone(
        "personal accounts left out",
        "inviting.personal_accounts_redeem",
        False,
        HIS_OWN,
        ("pending",),
    ),
    alone("other work account", "browser.signed_in_as", "other-work", TENANT, UNREDEEMED),
    alone(
        "personal account",
        "browser.signed_in_as",
        "personal",
        {"browser.has_personal_twin": False},
        UNREDEEMED,
    ),
    alone("other work account later", "browser.signed_in_as", "other-work", TENANT, ("accepted",)),
    alone(
        "personal account by mail link",
        "browser.signed_in_as",
        "personal",
        {"browser.has_personal_twin": False, "share.link": "entraRedeem"},
        ("pending",),
    ),
    alone(
        "redeemed by another work account",
        "share.guest_redeemed_by",
        "other-work",
        {**WORKS, "browser.has_personal_twin": False},
        ("accepted",),
    ),
    Blocking(
        "redeemed by a personal account",
        "share.guest_redeemed_by",
        {"share.guest_redeemed_by": "personal", "share.guest_issuer": "MicrosoftAccount"},
        {**WORKS, "browser.has_personal_twin": False},
        ("accepted",),
    ),
    Blocking(
        "redeemed by the personal twin",
        "share.guest_redeemed_by",
        {
            "share.guest_redeemed_by": "personal",
            "share.guest_issuer": "MicrosoftAccount",
            "browser.has_personal_twin": True,
        },
        WORKS,
        ("accepted",),
    ),
    Blocking(
        "personal twin signed in",
        "browser.signed_in_as",
        {"browser.signed_in_as": "personal", "browser.has_personal_twin": True},
        {"share.guest_redeemed_by": "invited", "invited.tenant_exists": True},
        ("accepted",),
    ),
    Blocking(
        "account re-created",
        "share.guest_redeemed_by",
        {
            "share.guest_redeemed_by": "former",
            "invited.predecessor_deleted": True,
            "invited.account_created_at": datetime(2025, 6, 2, 8, tzinfo=UTC),
        },
        {**WORKS, "share.sent_ago": LONG_AGO, "share.guest_created_ago": LONG_AGO},
        ("accepted",),
    ),
    Blocking(
        "old invitation, accounts must match",
        "inviting.require_match",
        {"inviting.require_match": True, "invited.upn": "mj4711@contoso.com"},
        {**WORKS, "share.link": "acceptInvite", "inviting.legacy_honoured": True},
        ("missing",),
    ),
    alone("sign-in name differs", "invited.upn", "mj4711@contoso.com", NAMED, UNREDEEMED),
    alone(
        "sign-in name on onmicrosoft",
        "invited.upn",
        "marcus.jones@contoso.onmicrosoft.com",
        NAMED,
        UNREDEEMED,
    ),
    Blocking(
        "sign-in name differs, also a proxy",
        "invited.upn",
        {
            "invited.upn": "mj4711@contoso.com",
            "invited.proxy_addresses": (*PROXIES, "smtp:mj4711@contoso.com"),
        },
        NAMED,
        UNREDEEMED,
    ),
    Blocking(
        "old link, new guest, sign-in name differs",
        "invited.upn",
        {"invited.upn": "mj4711@contoso.com", "share.link": "acceptInvite"},
        {**WORKS, "inviting.legacy_honoured": False, "invited.alternate_login": False},
        ("pending",),
    ),
    Blocking(
        "alias invited",
        "share.invited_address",
        {
            "share.invited_address": _ALIAS,
            "invited.proxy_addresses": (*PROXIES, f"smtp:{_ALIAS}"),
        },
        NAMED,
        UNREDEEMED,
    ),
    Blocking(
        "renamed",
        "invited.former_address",
        {
            "share.invited_address": _FORMER,
            "invited.former_address": _FORMER,
            "invited.proxy_addresses": (*PROXIES, f"smtp:{_FORMER}"),
        },
        NAMED,
        UNREDEEMED,
    ),
    alone("mistyped", "share.invited_address", "marcus.jone@contoso.com", NAMED, UNREDEEMED),
)
