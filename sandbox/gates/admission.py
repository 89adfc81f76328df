"""L2, on the invited person's side: the inviting tenant still admits the guest it made."""

from __future__ import annotations

from datetime import timedelta

from sandbox.gates.levels import domain_allowed, level, place, tenant_level
from sandbox.gates.model import Opening, Stop

# Until a change of a sharing policy is everywhere (C-24).
_SETTLES = timedelta(hours=1)


def mail_arrived(opening: Opening) -> Stop | None:
    """Who never saw the mail opens nothing; who accepted already needs none."""
    invited_only = opening.waiting or (opening.legacy and not opening.redeemed)
    if invited_only and opening.world.share.mail != "delivered":
        return Stop("L2", "mail/none", "share.mail", "invited")
    return None


def sharing_allowed(opening: Opening) -> Stop | None:
    """SharePoint's own switch; "existing guests only" admits nobody who is no guest yet."""
    admitted = tenant_level(opening.world)
    if admitted < 1 or (admitted < 2 and not opening.known):
        return Stop("L2", "sharepoint/refused", "inviting.sharing")
    return None


def policy_settled(opening: Opening) -> Stop | None:
    """A changed policy takes up to an hour; until then the old one holds."""
    changed = opening.world.inviting.policy_changed_ago
    if changed is not None and changed < _SETTLES:
        return Stop("L2", "sharepoint/refused", "inviting.policy_changed_ago", "neither")
    return None


def domain_allowed_to_redeem(opening: Opening) -> Stop | None:
    """Domain lists are checked again when somebody redeems, not for who already has (S16)."""
    host, address = opening.world.inviting, opening.world.share.invited_address
    if opening.redeemed:
        return None
    if not domain_allowed(host.domain_mode, host.domain_list, address):
        return Stop("L2", "sharepoint/refused", "inviting.domain_mode")
    if not opening.legacy and not domain_allowed(
        host.entra_domain_mode, host.entra_domain_list, address
    ):
        return Stop("L2", "entra/failed-to-accept", "inviting.entra_domain_mode")
    return None


def inbound_allowed(opening: Opening) -> Stop | None:
    """The inviting tenant's cross-tenant settings towards the partner; not personal accounts."""
    if opening.from_partner and opening.world.inviting.inbound == "blocked":
        return Stop("L2", "entra/inbound-blocked", "inviting.inbound")
    return None


def tenants_left_to_join(opening: Opening) -> Stop | None:
    """Nobody may be in more than 500 tenants (S27)."""
    own = opening.account.kind == "work" and opening.world.invited.tenant_exists
    if own and opening.waiting and opening.world.invited.in_too_many_tenants:
        return Stop("L2", "entra/failed-to-accept", "invited.in_too_many_tenants", "invited")
    return None


def without_account_allowed(opening: Opening) -> Stop | None:
    """Links for anyone need the widest level, SharePoint's codes the one below."""
    needed = 3 if opening.world.share.audience == "anyone" else 2
    if level(opening.world) < needed:
        return Stop("L2", "sharepoint/refused", place(opening.world))
    return None


GATES = (
    mail_arrived,
    sharing_allowed,
    policy_settled,
    domain_allowed_to_redeem,
    inbound_allowed,
    tenants_left_to_join,
)
