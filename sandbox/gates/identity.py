"""L5: the account signed in is the one that was invited."""

from __future__ import annotations

from sandbox.accounts import bare, holds, login_known_by_mail, redeemer, same
from sandbox.gates.model import Opening, Stop

_NO_GUEST = "entra/account-not-in-tenant"


def personal_accounts_admitted(opening: Opening) -> Stop | None:
    """The redemption order may leave out personal accounts; who redeemed keeps it (S18)."""
    off = not opening.world.inviting.personal_accounts_redeem
    if off and opening.waiting and opening.account.kind == "personal" and _own(opening):
        return Stop(
            "L5", "entra/account-type-not-valid", "inviting.personal_accounts_redeem", "both"
        )
    return None


def bound_account_signed_in(opening: Opening) -> Stop | None:
    """A redeemed guest belongs to the account that redeemed it."""
    if not opening.redeemed or opening.account.kind == redeemer(opening.world):
        return None
    page = "sharepoint/user-not-in-directory" if opening.legacy else _NO_GUEST
    by = opening.world.share.guest_redeemed_by
    if by == "invited" or opening.account.kind != "work":
        return Stop("L5", page, "browser.signed_in_as", "invited")
    twin = by == "personal" and opening.world.browser.has_personal_twin
    return Stop("L5", page, "share.guest_redeemed_by", "invited" if twin else "inviting")


def legacy_account_matches(opening: Opening) -> Stop | None:
    """The article's gate: under the match requirement the sign-in name must be an address too."""
    if not opening.legacy or opening.redeemed or not opening.world.inviting.require_match:
        return None
    account, invited = opening.account, opening.world.share.invited_address
    if holds(account, invited) and (same(account.login, invited) or login_known_by_mail(account)):
        return None
    if not holds(account, invited):
        return _mismatch(opening, "sharepoint/legacy-refused")
    return Stop("L5", "sharepoint/legacy-refused", "inviting.require_match", "both")


def direct_link_matches(opening: Opening) -> Stop | None:
    """A direct link knows only the name signed in with: it must be the guest's address (S10)."""
    if not opening.direct or opening.redeemed or opening.by_passcode:
        return None
    if same(opening.account.login, opening.world.share.invited_address) or _by_mail_name(opening):
        return None
    return _mismatch(opening, _NO_GUEST)


def ticket_matches(opening: Opening) -> Stop | None:
    """The invitation mail's ticket names the guest: any address of the account will do (S10)."""
    if opening.world.share.link != "entraRedeem" or opening.redeemed or _own(opening):
        return None
    return _mismatch(opening, _NO_GUEST)


def _own(opening: Opening) -> bool:
    return holds(opening.account, opening.world.share.invited_address)


def _by_mail_name(opening: Opening) -> bool:
    """Home lets people sign in with their mail addresses; managed domains only (S24)."""
    home = opening.world.invited
    able = home.alternate_login and home.domain_auth == "managed"
    listed = any(
        same(bare(proxy), opening.world.share.invited_address) for proxy in home.proxy_addresses
    )
    return able and listed and opening.account.kind == "work"


def _mismatch(opening: Opening, page: str) -> Stop:
    """Why the account and the invited address differ."""
    world, invited = opening.world, opening.world.share.invited_address
    if opening.account.kind != "work":
        return Stop("L5", page, "browser.signed_in_as", "invited")
    if same(world.invited.former_address, invited):
        return Stop("L5", page, "invited.former_address")
    if not _own(opening):
        return Stop("L5", page, "share.invited_address")
    if same(world.invited.mail, invited):
        return Stop("L5", page, "invited.upn", "invited")
    return Stop("L5", page, "share.invited_address", "both")  # an alias: either side may act


GATES = (
    personal_accounts_admitted,
    bound_account_signed_in,
    legacy_account_matches,
    direct_link_matches,
    ticket_matches,
)
