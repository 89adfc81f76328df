"""The people of a world: what they know of it, and what they say when they are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from evidence import facts as f
from evidence.facts import Fact, Reason, Unknown, Value
from sandbox.accounts import account_in_browser, bare, same
from sandbox.gates import attempt
from sandbox.world import World

Answered = Value | Unknown
NO_IDEA = Unknown(Reason.NOT_KNOWN)


@dataclass(frozen=True)
class Person:
    """Answers from the world, never from the gate that stopped the attempt."""

    world: World
    now: datetime

    @property
    def invited(self) -> str:
        return self.world.share.invited_address

    def answer(self, about: Fact) -> Answered:
        """What the people concerned would say; NO_IDEA where they could not know."""
        known = _ANSWERS.get(about)
        return NO_IDEA if known is None else known(self)

    def again(self, **browser: object) -> bool:
        """Whether another try gets in, with something else about the browser."""
        world = deepcopy(self.world)
        world.browser = replace(world.browser, **browser)  # type: ignore[arg-type]
        return attempt(world, self.now).got_in

    def by_mail(self) -> Answered:
        """Whether the link of the invitation mail works, where there is such a mail."""
        if (
            self.world.share.mail not in ("delivered", "junk")
            or self.world.share.guest == "missing"
        ):
            return NO_IDEA
        world = deepcopy(self.world)
        world.share.link = "entraRedeem"
        return attempt(world, self.now).got_in


def _signed_in_as(of: Person) -> Answered:
    return account_in_browser(of.world).login


def _name_is_address(of: Person) -> Answered:
    return same(of.world.invited.upn, of.invited)


def _is_among_theirs(of: Person) -> Answered:
    return any(same(bare(proxy), of.invited) for proxy in of.world.invited.proxy_addresses)


def _link_kind(of: Person) -> Answered:
    return of.world.share.link


def _changed_at_home(of: Person) -> Answered:
    if of.world.invited.former_address:
        return "renamed"
    return "recreated" if of.world.invited.predecessor_deleted else "no"


def _mail(of: Person) -> Answered:
    return {"delivered": "inbox", "junk": "junk"}.get(of.world.share.mail, "no")


def _works_at_home(of: Person) -> Answered:
    home = of.world.invited
    usable = home.account_exists and home.account_enabled and home.password_works
    return usable and home.identity_provider_works


def _opened(of: Person) -> Answered:
    return {"shared": "sharedSite"}.get(of.world.share.opened, of.world.share.opened)


def _product(of: Person) -> Answered:
    personal = of.world.inviting.site_path.startswith("/personal/")
    return "onedrive" if personal else "sharepointOnline"


def _worked_before(of: Person) -> Answered:
    """Who accepted once got in then, unless it was another account that accepted."""
    share = of.world.share
    return share.guest == "accepted" and share.guest_redeemed_by in ("invited", "former")


def _may_invite(of: Person) -> Answered:
    policy, inviting = of.world.inviting.invites_from, of.world.inviting
    if policy == "adminsAndGuestInviters":
        return inviting.inviter_is_guest_inviter
    return policy != "none"


_ANSWERS: Mapping[Fact, Callable[[Person], Answered]] = MappingProxyType(
    {
        f.INVITED_ADDRESS: lambda of: of.invited,
        f.HOST_DOMAIN: lambda of: of.world.inviting.sharepoint_host,
        f.LINK_KIND: _link_kind,
        f.LINK_SENT_AT: lambda of: of.world.share.sent_at(of.now),
        f.LINK_AUDIENCE: lambda of: of.world.share.audience,
        f.LINK_OPENED: _opened,
        f.LINK_RECIPIENT_LISTED: lambda of: of.world.share.recipient_listed,
        f.ITEM_PERMISSION_LISTED: lambda of: of.world.share.recipient_listed,
        f.LINK_EXPIRED: lambda of: of.world.share.link_expired,
        f.LINK_ITEM_EXISTS: lambda of: of.world.share.item_exists,
        f.INVITER_MAY_SHARE: lambda of: of.world.inviting.inviter_may_share,
        f.INVITER_MAY_INVITE: _may_invite,
        f.WORKED_BEFORE: _worked_before,
        f.ACCOUNT_KIND: lambda of: of.world.invited.account_kind,
        f.UPN: lambda of: of.world.invited.upn,
        f.SIGNED_IN_AS: _signed_in_as,
        f.USED_OTHER_ACCOUNT: lambda of: of.world.browser.signed_in_as != "work",
        f.INVITED_IN_PROXIES: _is_among_theirs,
        f.MAIL_EQUALS_INVITED: lambda of: same(of.world.invited.mail, of.invited),
        f.UPN_EQUALS_INVITED: _name_is_address,
        f.PRIVATE_WINDOW: lambda of: (
            not of.again(private_window=True, signed_in_as="work", other_sessions=False)
        ),
        f.OTHER_NETWORK: lambda of: not of.again(network="home"),
        f.OTHER_DEVICE: lambda of: (
            not of.again(other_sessions=False, signed_in_as="work", managed_device=False)
        ),
        f.MAIL_LINK_WORKS: lambda of: of.by_mail(),
        f.RETRY_WORKS: lambda _: False,
        f.ERROR_REPEATS: lambda _: True,
        f.OTHER_SESSIONS: lambda of: of.world.browser.other_sessions,
        f.ALSO_HAS_MSA: lambda of: of.world.browser.has_personal_twin,
        f.SIGNS_IN_AT_HOME: _works_at_home,
        f.CHANGED_AT_HOME: _changed_at_home,
        f.MAIL_ARRIVED: _mail,
        f.TENANT_LIMIT: lambda of: of.world.invited.in_too_many_tenants,
        f.PRODUCT: _product,
        f.CLIENT: lambda _: "browser",
    }
)
