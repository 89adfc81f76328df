"""Which cause it is, and which organisation must act: facts in, a diagnosis out. Pure.

`CAUSES` is in order of precedence: of two causes at the same stage the earlier one wins.
"""

from __future__ import annotations

from causes import (
    browser_session_or_cookies,
    conditional_access_blocked,
    consent_or_terms_declined,
    cross_cloud_not_enabled,
    directory_limits,
    email_otp_disabled,
    entra_domain_allow_block_list,
    federation_misconfigured,
    guest_address_conflict,
    guest_disabled,
    guest_invite_settings,
    guest_missing,
    guest_pending_acceptance,
    guest_soft_deleted,
    home_account_cannot_sign_in,
    home_account_recreated,
    home_user_not_in_entra,
    invitation_expired,
    invitation_mail_not_delivered,
    invitation_withdrawn_or_share_removed,
    invited_address_is_group_or_shared,
    invited_alias,
    legacy_account_match,
    legacy_invitation_retired,
    letter_case,
    msa_and_work_account_same_address,
    no_account_for_address,
    no_permission_on_item,
    redeemed_by_other_account,
    redemption_order_restricted,
    replication_delay,
    service_incident,
    sharer_not_permitted,
    site_or_onedrive_sharing_lower,
    site_user_id_mismatch,
    spo_app_disabled_or_assignment_required,
    spo_domain_restriction,
    spo_existing_guests_only,
    spo_guest_access_expired,
    spo_licence_or_trial_limits,
    spo_network_device_or_site_restriction,
    spo_otp_retired,
    spo_tenant_sharing_disabled,
    tenant_restrictions,
    unmanaged_home_tenant,
    unsupported_characters_in_address,
    upn_differs_from_invited_address,
    upn_on_onmicrosoft_domain,
    user_renamed,
    wrong_account_signed_in,
    xtap_inbound_blocked,
    xtap_outbound_blocked,
)
from causes.derived import derive as derive
from causes.diagnosing import diagnose
from causes.model import Cause, Diagnosis
from causes.outdated import without_outdated
from evidence.facts import Facts

RULESET = "2026-11-22.4"

CAUSES: tuple[Cause, ...] = (
    service_incident.CAUSE,
    legacy_invitation_retired.CAUSE,
    spo_otp_retired.CAUSE,
    invitation_withdrawn_or_share_removed.CAUSE,
    invitation_expired.CAUSE,
    spo_tenant_sharing_disabled.CAUSE,
    spo_existing_guests_only.CAUSE,
    site_or_onedrive_sharing_lower.CAUSE,
    spo_domain_restriction.CAUSE,
    entra_domain_allow_block_list.CAUSE,
    sharer_not_permitted.CAUSE,
    spo_licence_or_trial_limits.CAUSE,
    unsupported_characters_in_address.CAUSE,
    guest_invite_settings.CAUSE,
    xtap_inbound_blocked.CAUSE,
    cross_cloud_not_enabled.CAUSE,
    directory_limits.CAUSE,
    guest_address_conflict.CAUSE,
    guest_soft_deleted.CAUSE,
    guest_disabled.CAUSE,
    replication_delay.CAUSE,
    guest_missing.CAUSE,
    home_account_recreated.CAUSE,
    invitation_mail_not_delivered.CAUSE,
    invited_address_is_group_or_shared.CAUSE,
    guest_pending_acceptance.CAUSE,
    no_account_for_address.CAUSE,
    email_otp_disabled.CAUSE,
    unmanaged_home_tenant.CAUSE,
    home_user_not_in_entra.CAUSE,
    home_account_cannot_sign_in.CAUSE,
    xtap_outbound_blocked.CAUSE,
    tenant_restrictions.CAUSE,
    federation_misconfigured.CAUSE,
    wrong_account_signed_in.CAUSE,
    msa_and_work_account_same_address.CAUSE,
    redeemed_by_other_account.CAUSE,
    legacy_account_match.CAUSE,
    user_renamed.CAUSE,
    upn_on_onmicrosoft_domain.CAUSE,
    invited_alias.CAUSE,
    upn_differs_from_invited_address.CAUSE,
    redemption_order_restricted.CAUSE,
    browser_session_or_cookies.CAUSE,
    conditional_access_blocked.CAUSE,
    spo_app_disabled_or_assignment_required.CAUSE,
    consent_or_terms_declined.CAUSE,
    spo_network_device_or_site_restriction.CAUSE,
    site_user_id_mismatch.CAUSE,
    spo_guest_access_expired.CAUSE,
    no_permission_on_item.CAUSE,
    letter_case.CAUSE,
)


def classify(facts: Facts, *, ask: bool = True) -> Diagnosis:
    """Judges every cause and chooses the answer and, with `ask`, the questions that could change
    it. Raw facts: `considered` is applied here."""
    return diagnose(CAUSES, considered(facts), RULESET, ask=ask)


def considered(facts: Facts) -> Facts:
    """The facts that are judged: without an outdated page, with all that follows from the rest."""
    return derive(without_outdated(facts))


def cause(of: str) -> Cause:
    """Returns the cause of that id; raises KeyError for an unknown one."""
    return _BY_ID[of]


_BY_ID = {each.id: each for each in CAUSES}
