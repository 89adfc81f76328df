"""Which cause it is, and which organisation must act: facts in, a diagnosis out. Pure.

`CAUSES` is in order of precedence: of two causes at the same stage the earlier one wins.
"""

from __future__ import annotations

from causes import (
    guest_missing,
    guest_pending_acceptance,
    legacy_account_match,
    legacy_invitation_retired,
    letter_case,
    spo_otp_retired,
    spo_tenant_sharing_disabled,
    upn_differs_from_invited_address,
    wrong_account_signed_in,
    xtap_inbound_blocked,
    xtap_outbound_blocked,
)
from causes.derived import derive as derive
from causes.diagnosing import diagnose
from causes.model import Cause, Diagnosis
from causes.outdated import without_outdated
from evidence.facts import Facts

RULESET = "2026-11-22.2"

CAUSES: tuple[Cause, ...] = (
    legacy_invitation_retired.CAUSE,
    spo_otp_retired.CAUSE,
    spo_tenant_sharing_disabled.CAUSE,
    xtap_inbound_blocked.CAUSE,
    guest_missing.CAUSE,
    guest_pending_acceptance.CAUSE,
    xtap_outbound_blocked.CAUSE,
    wrong_account_signed_in.CAUSE,
    legacy_account_match.CAUSE,
    upn_differs_from_invited_address.CAUSE,
    letter_case.CAUSE,
)


def classify(facts: Facts) -> Diagnosis:
    """Judges every cause and chooses the answer. Raw facts: `considered` is applied here."""
    return diagnose(CAUSES, considered(facts), RULESET)


def considered(facts: Facts) -> Facts:
    """The facts that are judged: without an outdated page, with all that follows from the rest."""
    return derive(without_outdated(facts))


def cause(of: str) -> Cause:
    """Returns the cause of that id; raises KeyError for an unknown one."""
    return _BY_ID[of]


_BY_ID = {each.id: each for each in CAUSES}
