"""The people of the two directories: members, the guest, and who stands for whom."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sandbox.graph.answers import Answer, Call, Json, not_found, not_licensed, reports_denied
from sandbox.graph.answers import bad_request as bad
from sandbox.graph.collections import Shape, collection, selected
from sandbox.graph.filters import Grammar
from sandbox.world import Invited, Inviting, World

_DEFAULTS = (
    "businessPhones,displayName,givenName,id,jobTitle,mail,mobilePhone,officeLocation,"
    "preferredLanguage,surname,userPrincipalName"
)
_FILTERS = frozenset(
    "id displayName mail otherMails proxyAddresses userPrincipalName externalUserState userType"
    " creationType accountEnabled createdDateTime identities".split()
)
_ENDS = frozenset({"mail", "userPrincipalName", "otherMails", "proxyAddresses"})
USERS = Shape("users", Grammar(_FILTERS, _ENDS), tuple(_DEFAULTS.split(",")))


def list_users(call: Call) -> Answer:
    _check_activity(call)
    return Answer(200, collection(call, USERS, living(call)))


def get_user(call: Call, key: str) -> Answer:
    _check_activity(call, key)
    user = user_by_key(call, key)
    name = f"users({call.query['$select']})/$entity" if "$select" in call.query else "users/$entity"
    return Answer(
        200,
        {"@odata.context": call.context(name), **selected(user, call, USERS.defaults)},
    )


def list_sponsors(call: Call, key: str) -> Answer:
    """Directory objects: without $select only what every object of the kind shows."""
    user = user_by_key(call, key)
    ids = sponsors_of(call, str(user["id"]))
    kind, found = (
        {"@odata.type": "#microsoft.graph.user"},
        [u for u in living(call) if u["id"] in ids],
    )
    people = [{**kind, **selected(row, call, USERS.defaults)} for row in found]
    return Answer(200, {"@odata.context": call.context("directoryObjects"), "value": people})


def list_deleted(call: Call) -> Answer:
    return Answer(200, collection(call, USERS, deleted(call)))


def living(call: Call) -> list[Json]:
    """Everybody in the tenant's directory."""
    world = call.world
    if not isinstance(call.tenant, Inviting):
        return _home_people(call.tenant, world)
    there = world.share.guest in ("pending", "accepted", "disabled")
    guest = [guest_object(world, call.now)] if there else []
    return [_inviter(call.tenant), *_desk(call.tenant), *guest, *_collider(world)]


def deleted(call: Call) -> list[Json]:
    """The soft-deleted guest, or an earlier account of the invited person at home."""
    if isinstance(call.tenant, Inviting):
        gone = call.world.share.guest == "deleted"
        return [_in_the_bin(guest_object(call.world, call.now), call.now)] if gone else []
    if not call.tenant.predecessor_deleted:
        return []
    account = _account(call.tenant)
    former = {**account, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, str(account["id"])))}
    return [_in_the_bin(former, call.now)]


def _in_the_bin(person: Json, now: datetime) -> Json:
    """Deletion puts the object id in front of the sign-in name."""
    prefix = str(person["id"]).replace("-", "")
    name = f"{prefix}{person['userPrincipalName']}"
    at = written(now - timedelta(hours=6))
    return {**person, "userPrincipalName": name, "deletedDateTime": at}


def sponsors_of(call: Call, user_id: str) -> frozenset[str]:
    share, inviting = call.world.share, call.world.inviting
    if user_id == share.guest_object_id and share.sponsored_by_inviter:
        return frozenset({inviting.inviter_object_id})
    return frozenset()


def guest_object(world: World, now: datetime) -> Json:
    """The guest as Entra keeps it: found by the invited address, named after it."""
    share, inviting = world.share, world.inviting
    made_at = share.guest_created_at(now)
    pending = share.guest == "pending"
    changed = made_at if pending else min(now, made_at + timedelta(hours=1))
    # An object that owns the address already leaves none for the guest (catalogue, C-20).
    taken = share.address_collision in ("contact", "otherGuest")
    name = f"{share.invited_address.replace('@', '_')}#EXT#@{inviting.initial_domain}"
    return {
        **_person(share.guest_object_id, world.invited.user_name, name),
        "mail": share.invited_address,
        "otherMails": [share.invited_address],
        "proxyAddresses": [] if taken else [f"SMTP:{share.invited_address}"],
        "userType": "Guest",
        "creationType": "Invitation",
        "accountEnabled": share.guest != "disabled",
        "externalUserState": "PendingAcceptance" if pending else "Accepted",
        "externalUserStateChangeDateTime": written(changed),
        "createdDateTime": written(made_at),
        "identities": [
            _identity("federated", _issuer(world), None),
            _identity("userPrincipalName", inviting.initial_domain, name),
        ],
    }


def _issuer(world: World) -> str:
    """Who vouches for the guest; a redemption by another kind of account shows here."""
    share, accepted = world.share, world.share.guest == "accepted"
    if accepted and share.guest_redeemed_by == "personal":
        return "MicrosoftAccount"
    if accepted and not world.invited.tenant_exists and world.inviting.federation == "none":
        return "mail"
    return share.guest_issuer


def _collider(world: World) -> list[Json]:
    """A colleague, or a guest of somebody else, who has the invited address as well."""
    share, inviting = world.share, world.inviting
    if share.address_collision not in ("member", "otherGuest"):
        return []
    member = share.address_collision == "member"
    own = f"m.jones@{inviting.domain if member else 'partner.example'}"
    name = own if member else f"{own.replace('@', '_')}#EXT#@{inviting.initial_domain}"
    origin: Json = {
        "userType": "Guest",
        "creationType": "Invitation",
        "externalUserState": "PendingAcceptance",
    }
    return [
        {
            **_person(str(uuid.uuid5(uuid.NAMESPACE_URL, name)), "M. Jones", name),
            **({} if member else origin),
            "mail": own,
            "proxyAddresses": [f"SMTP:{own}", f"smtp:{share.invited_address}"],
        }
    ]


def _inviter(inviting: Inviting) -> Json:
    upn = inviting.inviter_upn
    return {
        **_person(inviting.inviter_object_id, inviting.inviter_name, upn),
        "mail": upn,
        "proxyAddresses": [f"SMTP:{upn}"],
        "identities": [_identity("userPrincipalName", inviting.initial_domain, upn)],
    }


def _desk(inviting: Inviting) -> list[Json]:
    """The people of the helpdesk."""
    people = (
        (inviting.agent_object_id, inviting.agent_name, inviting.agent_upn),
        (inviting.lead_object_id, inviting.lead_name, inviting.lead_upn),
    )
    return [{**_person(*one), "mail": one[2]} for one in people]


def _home_people(home: Invited, world: World) -> list[Json]:
    other = world.browser.other_account
    there = home.account_exists and home.account_kind not in ("group", "contact")
    return [
        *([_account(home)] if there else []),
        {**_person(home.it_object_id, home.it_name, home.it_address), "mail": home.it_address},
        {
            **_person(
                str(uuid.uuid5(uuid.NAMESPACE_URL, other)), f"{home.user_name} (admin)", other
            ),
            "identities": [_identity("userPrincipalName", home.initial_domain, other)],
        },
    ]


def _account(home: Invited) -> Json:
    """The invited person's account; the one behind a shared or room mailbox is disabled."""
    return {
        **_person(home.user_object_id, home.user_name, home.upn),
        "mail": home.mail or None,
        "proxyAddresses": list(home.proxy_addresses),
        "accountEnabled": home.account_enabled and home.account_kind == "user",
        "createdDateTime": written(home.account_created_at),
        "identities": [_identity("userPrincipalName", home.initial_domain, home.upn)],
    }


def _person(object_id: str, name: str, upn: str) -> Json:
    given, _, surname = name.partition(" ")
    return {
        "id": object_id,
        "businessPhones": [],
        "displayName": name,
        "givenName": given,
        "jobTitle": None,
        "mail": None,
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": None,
        "surname": surname or None,
        "userPrincipalName": upn,
        "otherMails": [],
        "proxyAddresses": [],
        "userType": "Member",
        "creationType": None,
        "accountEnabled": True,
        "externalUserState": None,
        "externalUserStateChangeDateTime": None,
        "createdDateTime": "2019-05-06T08:00:00Z",
        "identities": [],
        "signInActivity": None,
    }


def _identity(kind: str, issuer: str, assigned: str | None) -> Json:
    return {"signInType": kind, "issuer": issuer, "issuerAssignedId": assigned}


def written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def user_by_key(call: Call, key: str) -> Json:
    folded = key.casefold()
    for user in living(call):
        if folded in (str(user["id"]).casefold(), str(user["userPrincipalName"]).casefold()):
            return user
    raise not_found(key)


def _check_activity(call: Call, key: str = "") -> None:
    """signInActivity needs its own permission and a licence, else the whole request fails."""
    if "signInActivity" not in call.query.get("$select", ""):
        return
    if "@" in key:
        raise bad("Get By Key only supports UserId and the key has to be a valid Guid")
    if "AuditLog.Read.All" not in call.roles:
        raise reports_denied("AuditLog.Read.All")
    if not call.knobs.premium:
        raise not_licensed()
