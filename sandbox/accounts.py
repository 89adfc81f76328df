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
    mails = (home.mail, *(_bare(p) for p in home.proxy_addresses))
    return {
        "work": Account("work", home.upn, mails, tenant),
        "other-work": Account("other-work", browser.other_account, (), tenant),
        "personal": Account(
            "personal", browser.personal_account, (browser.personal_account,), "live.com"
        ),
    }


def redeemer(world: World) -> str:
    """The kind of account an accepted invitation is bound to: whose address it is."""
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


def _bare(proxy: str) -> str:
    return proxy[5:] if proxy[:5].casefold() == "smtp:" else proxy
