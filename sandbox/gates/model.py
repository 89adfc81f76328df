"""What a gate is asked and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.accounts import Account, account_in_browser
from sandbox.world import World

# Invitations of the old SharePoint manager ended; guests made since are Entra B2B (catalogue, S4).
LEGACY_ENDED = datetime(2024, 7, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stop:
    """The gate that closed.

    `setting`: the dotted name of the world's setting that closed it. `owner`: who can cure it
    first, by the catalogue's index of acts: inviting, invited, neither; both where it takes both
    or either will do. `seen_by`: whose screen shows the page.
    """

    stage: str
    page: str
    setting: str
    owner: str = "inviting"
    seen_by: str = "invited"


@dataclass(frozen=True)
class Opening:
    """Somebody opens the link (or shares anew, where no guest is left): the world, and when."""

    world: World
    now: datetime

    @property
    def account(self) -> Account:
        return account_in_browser(self.world)

    @property
    def redeemed(self) -> bool:
        return self.world.share.guest == "accepted"

    @property
    def waiting(self) -> bool:
        return self.world.share.guest == "pending"

    @property
    def known(self) -> bool:
        """Whether a guest object stands in the directory, in whatever state."""
        return self.world.share.guest in ("pending", "accepted", "disabled")

    @property
    def old_link(self) -> bool:
        return self.world.share.link == "acceptInvite"

    @property
    def made_by_entra(self) -> bool:
        """A guest made after the old flow ended is Entra B2B, whatever the link (7.8)."""
        made = self.now - self.world.share.guest_created_ago
        return self.known and made >= LEGACY_ENDED

    @property
    def legacy(self) -> bool:
        """Whether SharePoint's own, old flow handles this link."""
        honoured = self.world.inviting.legacy_honoured
        return self.old_link and (honoured or not self.made_by_entra)

    @property
    def direct(self) -> bool:
        """A link without a ticket: it knows only the name signed in with."""
        return not self.legacy and self.world.share.link != "entraRedeem"

    @property
    def by_passcode(self) -> bool:
        """Somebody who got in with SharePoint's own code and never became a guest."""
        share = self.world.share
        return share.old_passcode_recipient and share.guest == "missing" and not self.old_link

    @property
    def anew(self) -> bool:
        """Sharing must make a guest now: what refuses that is shown to the inviter."""
        return not (self.known or self.old_link or self.by_passcode or self.just_shared)

    @property
    def just_shared(self) -> bool:
        """Shared, and the guest object not yet written everywhere (C-24)."""
        share = self.world.share
        return share.guest == "missing" and share.sent_ago < timedelta(minutes=15)

    @property
    def from_partner(self) -> bool:
        """An account of the invited tenant: cross-tenant settings concern it."""
        return self.account.kind != "personal" and self.world.invited.tenant_exists


Gate = Callable[[Opening], Stop | None]
