"""The accounts the invited person may be signed in with, and how addresses compare."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.world import World


@dataclass(frozen=True)
class Account:
    """An account as sign-in sees it. `kind`: work, other-work, personal."""

    kind: str
    login: str
    addresses: tuple[str, ...]
    identity_provider: str


def account_in_browser(world: World) -> Account:
    """The account that answers when the link is opened."""
    return accounts(world)[world.browser.signed_in_as]


def accounts(world: World) -> dict[str, Account]:
    """Every account of the invited person by its kind."""
    home, browser = world.invited, world.browser
    tenant = f"https://sts.windows.net/{home.tenant_id}/"
    # Without a tenant the address itself signs in, by a code that comes by mail.
    provider = tenant if home.tenant_exists else "mail"
    name = home.upn if home.tenant_exists else home.mail
    mails = (home.mail, *map(bare, home.proxy_addresses))
    personal = (
        world.share.invited_address if browser.has_personal_twin else browser.personal_account
    )
    return {
        "work": Account("work", name, mails, provider),
        "other-work": Account("other-work", browser.other_account, (), tenant),
        "personal": Account("personal", personal, (personal,), "live.com"),
    }


def redeemer(world: World) -> str:
    """The kind of account an accepted invitation is bound to; "former" is nobody's any more."""
    if world.share.guest_redeemed_by != "invited":
        return world.share.guest_redeemed_by
    owners = [kind for kind, a in accounts(world).items() if holds(a, world.share.invited_address)]
    return owners[0] if owners else "work"


def holds(account: Account, address: str) -> bool:
    """Whether the address is one of the account's, its sign-in name included."""
    return any(same(address, own) for own in (account.login, *account.addresses))


def login_known_by_mail(account: Account) -> bool:
    """Whether the sign-in name is an address of the account as well."""
    return any(same(account.login, address) for address in account.addresses)


def same(one: str, other: str) -> bool:
    """Whole addresses, whatever their letter case."""
    return one.strip().casefold() == other.strip().casefold()


def domain(address: str) -> str:
    """The part after the last @, in lower case."""
    return address.rpartition("@")[2].strip().casefold()


def bare(proxy: str) -> str:
    """The address of a proxy address, without its `smtp:`."""
    return proxy[5:] if proxy[:5].casefold() == "smtp:" else proxy
