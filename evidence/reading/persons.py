"""A person's row in a listing: the guest, the account at home, the site user."""

from __future__ import annotations

from collections.abc import Iterator

from evidence import facts
from evidence.facts import Fact, Value
from evidence.reading.addresses import found_in
from evidence.reading.dates import written_in
from evidence.reading.listings import Listed

_TRUTH = {"true": True, "false": False}
_ISSUERS = {
    "externalazuread": "ExternalAzureAD",
    "microsoftaccount": "MicrosoftAccount",
    "mail": "mail",
    "google.com": "google",
}
_STATES = {"pendingacceptance": "PendingAcceptance", "accepted": "Accepted"}
# SharePoint Online itself: another enterprise application's row says nothing.
_SHAREPOINT = ("office 365 sharepoint online", "sharepoint online")
_WRAPPING = "{}[]\"'“”„, "
_CUT = ("…", "...")


def guest_or_account(user: Listed, invited: str | None) -> Iterator[tuple[Fact, Value]]:
    """A guest's row is the inviting directory's; a member's only home's if its name's domain is."""
    name = user.text("UserPrincipalName").casefold()
    kind = user.text("UserType").casefold()
    if "#ext#" in name or kind.startswith("guest"):
        yield from _guest(user, invited)
    elif (
        invited and name.partition("@")[2].strip(_WRAPPING) == invited.partition("@")[2].casefold()
    ):
        yield from _account(user)


def _guest(user: Listed, invited: str | None) -> Iterator[tuple[Fact, Value]]:
    yield facts.GUEST_EXISTS, True
    yield from _truth(facts.GUEST_ENABLED, user, "AccountEnabled")
    state = _STATES.get(user.text("ExternalUserState").strip(_WRAPPING).casefold())
    if state:
        yield facts.GUEST_STATE, state
    yield from _time(facts.GUEST_CREATED_AT, user, "CreatedDateTime")
    yield from _time(facts.GUEST_STATE_CHANGED_AT, user, "ExternalUserStateChangeDateTime")
    issuers = {value.strip(_WRAPPING).casefold() for value in user.values.get("issuer", ())}
    named = {_ISSUERS[issuer] for issuer in issuers if issuer in _ISSUERS}
    if len(issuers) == 1 and named:
        yield facts.GUEST_ISSUER, named.pop()
    # What was not selected is blank as well: only a hit says something.
    if invited and any(invited.casefold() in _listed(user, of) for of in ("Mail", "OtherMails")):
        yield facts.GUEST_ADDRESS_MATCHES, True


def _account(user: Listed) -> Iterator[tuple[Fact, Value]]:
    yield facts.ACCOUNT_FOUND, True
    yield from _truth(facts.ACCOUNT_ENABLED, user, "AccountEnabled")
    yield from _time(facts.ACCOUNT_CREATED_AT, user, "CreatedDateTime")
    for of, name in ((facts.UPN, "UserPrincipalName"), (facts.MAIL, "Mail")):
        written = next((address.text for address in found_in(user.text(name))), None)
        if written:
            yield of, written
    proxies = user.text("ProxyAddresses")
    if proxies and not any(cut in proxies for cut in _CUT):
        yield facts.PROXY_ADDRESSES, frozenset(_listed(user, "ProxyAddresses"))


def site_user(row: Listed) -> Iterator[tuple[Fact, Value]]:
    """The claim that a login name is written as tells how the person came in (H14, B4)."""
    login = row.text("LoginName").casefold().replace("%3a", ":")
    if not login or any(cut in login for cut in _CUT):
        return
    yield facts.SITE_USER_PRESENT, True
    forms = (("urn:spo:guest", "spoGuestOtp"), ("live.com#", "liveCom"), ("#ext#", "ext"))
    named = next((form for mark, form in forms if mark in login), None)
    yield facts.SITE_USER_LOGIN_FORM, named or "other"


def app(row: Listed) -> Iterator[tuple[Fact, Value]]:
    """SharePoint Online's enterprise application (H17)."""
    if row.text("DisplayName").partition("\n")[0].strip(_WRAPPING).casefold() not in _SHAREPOINT:
        return
    enabled = _TRUTH.get(_first(row.text("AccountEnabled")))
    assigned = _TRUTH.get(_first(row.text("AppRoleAssignmentRequired")))
    if enabled is False:
        yield facts.SPO_APP, "disabled"
    elif enabled and assigned is not None:
        yield facts.SPO_APP, "assignmentRequired" if assigned else "enabled"


def _listed(user: Listed, name: str) -> set[str]:
    return {address.text.casefold() for address in found_in(user.text(name))}


def _truth(of: Fact, row: Listed, name: str) -> Iterator[tuple[Fact, Value]]:
    value = _TRUTH.get(_first(row.text(name)))
    if value is not None:
        yield of, value


def _first(raw: str) -> str:
    return "".join(raw.split(maxsplit=1)[:1]).strip(_WRAPPING).casefold()


def _time(of: Fact, row: Listed, name: str) -> Iterator[tuple[Fact, Value]]:
    """Only with its zone: PowerShell writes times as the window has them, hours may be off."""
    date = next(iter(written_in(row.text(name))), None)
    if date is not None and date.at is not None and date.zoned:
        yield of, date.at
