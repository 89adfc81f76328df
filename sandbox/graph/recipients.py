"""What else holds addresses in a directory: groups, contacts; and what a mailbox is for."""

from __future__ import annotations

from sandbox.graph.answers import Answer, Call, Json, Refusal
from sandbox.graph.collections import Shape, collection
from sandbox.graph.directory import user_by_key
from sandbox.graph.filters import Grammar
from sandbox.world import Inviting

_BY_ADDRESS = Grammar(frozenset("id displayName mail proxyAddresses".split()))
GROUPS = Shape("groups", _BY_ADDRESS)
CONTACTS = Shape("contacts", _BY_ADDRESS)
_PURPOSES = {"user": "user", "sharedMailbox": "shared", "room": "room"}


def groups(call: Call) -> Answer:
    return Answer(200, collection(call, GROUPS, [_group(call)] if _at_home(call, "group") else []))


def contacts(call: Call) -> Answer:
    collides = call.world.share.address_collision == "contact"
    there = collides if isinstance(call.tenant, Inviting) else _at_home(call, "contact")
    return Answer(200, collection(call, CONTACTS, [_contact(call)] if there else []))


def _at_home(call: Call, kind: str) -> bool:
    home = call.world.invited
    return call.tenant is home and home.account_exists and home.account_kind == kind


def _group(call: Call) -> Json:
    home = call.world.invited
    return {
        "id": "9a0b0000-0000-4000-8000-000000000007",
        "displayName": "Project X",
        "mail": home.mail,
        "mailEnabled": True,
        "mailNickname": "project-x",
        "securityEnabled": False,
        "groupTypes": [],
        "proxyAddresses": list(home.proxy_addresses),
    }


def _contact(call: Call) -> Json:
    address = call.world.share.invited_address
    return {
        "id": "c0a7ac70-0000-4000-8000-000000000008",
        "displayName": call.world.invited.user_name,
        "mail": address,
        "mailNickname": address.partition("@")[0],
        "proxyAddresses": [f"SMTP:{address}"],
    }


def user_purpose(call: Call, key: str) -> Answer:
    """Whose mailbox is elsewhere, or who has none, is no mailbox to Exchange Online."""
    user = user_by_key(call, key)
    if not user["mail"] or "#EXT#" in str(user["userPrincipalName"]):
        message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
        raise Refusal(404, "MailboxNotEnabledForRESTAPI", message)
    own = call.tenant is call.world.invited
    purpose = _PURPOSES.get(call.world.invited.account_kind, "user") if own else "user"
    context = call.context(f"users('{user['id']}')/mailboxSettings/userPurpose")
    return Answer(200, {"@odata.context": context, "value": purpose})


def mailbox_denied(permission: str) -> Refusal:
    message = "Access is denied. Check credentials and try again."
    return Refusal(403, "ErrorAccessDenied", message)
