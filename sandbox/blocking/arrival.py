"""L0 to L2: the service, the link, the share that is refused, the guest that is not admitted."""

from __future__ import annotations

from datetime import timedelta

from sandbox.blocking.model import (
    ALLOWS,
    BLOCKS,
    ENTRA_ALLOWS,
    ENTRA_BLOCKS,
    LONG_AGO,
    MODERN,
    ONEDRIVE,
    READ,
    SITE_ALLOWS,
    TENANT,
    THERE,
    WORKS,
    Blocking,
    alone,
    at_share,
)

LINK = (
    alone("incident", "inviting.incident", True, READ),
    alone(
        "old invitation, retired",
        "share.link",
        "acceptInvite",
        {**READ, "inviting.legacy_honoured": False},
        ("missing",),
    ),
    alone(
        "old invitation, retired, old guest",
        "share.link",
        "acceptInvite",
        {
            **READ,
            "inviting.legacy_honoured": False,
            "share.sent_ago": LONG_AGO,
            "share.guest_created_ago": LONG_AGO,
        },
        ("accepted",),
    ),
    Blocking(
        "passcode ends",
        "inviting.passcode_phase",
        {"share.old_passcode_recipient": True, "inviting.passcode_phase": "newSharesB2B"},
        {**READ, **MODERN, "share.site_user": "spoGuestOtp"},
        ("missing",),
    ),
    Blocking(
        "passcode ended",
        "inviting.passcode_phase",
        {"share.old_passcode_recipient": True, "inviting.passcode_phase": "removed"},
        {**READ, **MODERN, "share.site_user": "spoGuestOtp"},
        ("missing",),
    ),
    alone("item gone", "share.item_exists", False, READ, THERE),
    alone("link expired", "share.link_expired", True, READ, THERE),
    alone("link for colleagues", "share.audience", "organisation", READ, THERE),
)

SHARING = (
    at_share("sharing disabled", "inviting.sharing", {"inviting.sharing": "disabled"}),
    at_share(
        "existing guests only",
        "inviting.sharing",
        {"inviting.sharing": "existingExternalUserSharingOnly"},
    ),
    at_share("site sharing off", "inviting.site_sharing", {"inviting.site_sharing": "disabled"}),
    at_share(
        "onedrive sharing off",
        "inviting.onedrive_sharing",
        {"inviting.onedrive_sharing": "disabled"},
        ONEDRIVE,
    ),
    at_share(
        "sharer not permitted", "inviting.inviter_may_share", {"inviting.inviter_may_share": False}
    ),
    at_share(
        "sharer in no permitted group",
        "inviting.inviter_may_share",
        {"inviting.inviter_may_share": False},
        {"inviting.only_groups_share": True},
    ),
    at_share("domain not allowed", "inviting.domain_mode", ALLOWS),
    at_share("domain blocked", "inviting.domain_mode", BLOCKS),
    at_share("site domain not allowed", "inviting.site_domain_mode", SITE_ALLOWS),
    at_share(
        "characters",
        "share.invited_address",
        {"share.invited_address": "marcus.jones+fabrikam@contoso.com"},
    ),
    at_share(
        "address of a member", "share.address_collision", {"share.address_collision": "member"}
    ),
    at_share("invitations off", "inviting.invites_from", {"inviting.invites_from": "none"}),
    at_share(
        "only admins invite",
        "inviting.invites_from",
        {"inviting.invites_from": "adminsAndGuestInviters"},
        {"inviting.inviter_is_guest_inviter": False},
    ),
    at_share("entra domain not allowed", "inviting.entra_domain_mode", ENTRA_ALLOWS),
    at_share("entra domain blocked", "inviting.entra_domain_mode", ENTRA_BLOCKS),
    at_share("inbound blocked", "inviting.inbound", {"inviting.inbound": "blocked"}, TENANT),
    at_share("outbound blocked", "invited.outbound", {"invited.outbound": "blocked"}, TENANT),
    at_share("other cloud", "invited.cloud", {"invited.cloud": "gcchigh"}, TENANT),
    at_share(
        "worker app off",
        "invited.worker_app_enabled",
        {"invited.worker_app_enabled": False},
        TENANT,
    ),
    at_share("directory full", "inviting.quota_exhausted", {"inviting.quota_exhausted": True}),
)

ADMISSION = (
    *(
        alone(f"mail {state}", "share.mail", state, {}, ("pending",))
        for state in ("junk", "lost", "unsubscribed")
    ),
    alone("sharing disabled", "inviting.sharing", "disabled", READ, ("pending",)),
    alone("sharing disabled later", "inviting.sharing", "disabled", READ, ("accepted",)),
    alone(
        "policy just changed",
        "inviting.policy_changed_ago",
        timedelta(minutes=20),
        READ,
        THERE,
    ),
    Blocking("domain not allowed", "inviting.domain_mode", ALLOWS, READ, ("pending",)),
    Blocking("domain blocked", "inviting.domain_mode", BLOCKS, READ, ("pending",)),
    Blocking(
        "entra domain not allowed",
        "inviting.entra_domain_mode",
        ENTRA_ALLOWS,
        {**READ, **MODERN},
        ("pending",),
    ),
    Blocking(
        "entra domain blocked",
        "inviting.entra_domain_mode",
        ENTRA_BLOCKS,
        {**READ, **MODERN},
        ("pending",),
    ),
    alone("inbound blocked", "inviting.inbound", "blocked", {**READ, **WORKS}, THERE),
    alone("inbound blocked later", "inviting.inbound", "blocked", {**READ, **WORKS}, ("accepted",)),
    alone("too many tenants", "invited.in_too_many_tenants", True, WORKS, ("pending",)),
)
