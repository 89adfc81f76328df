"""G7: for whom the mailbox of the invited account is."""

from __future__ import annotations

from urllib.parse import quote

from evidence.collectors.invitee import find
from evidence.collectors.probe import INVITED, Found, Probe, Subject
from evidence.collectors.wire import NOT_GIVEN, text
from evidence.facts import ACCOUNT_KIND, Reason, Unknown, Value
from evidence.graph import Json, TenantReader
from evidence.refusals import Refused

_PERMISSION = "MailboxSettings.Read"
# Graph's userPurpose in the catalogue's words; an equipment mailbox is one nobody signs in to.
_PURPOSES = {
    "user": "user",
    "linked": "user",
    "shared": "sharedMailbox",
    "room": "room",
    "equipment": "room",
}


async def _read(reader: TenantReader, subject: Subject) -> Found:
    """Nothing where no account has the address: what else may have it, G6 tells."""
    user = await find(reader, subject)
    key = text(user, "id") if user else None
    return {ACCOUNT_KIND: await _purpose(reader, key)} if key else {}


async def _purpose(reader: TenantReader, user: str) -> Value | Unknown:
    path = f"/users/{quote(user, safe='')}/mailboxSettings/userPurpose"
    try:
        return purpose(await reader.get(path))
    except Refused as refused:
        detail = _PERMISSION if refused.reason is Reason.NO_PERMISSION else ""
        return Unknown(refused.reason, detail)


def purpose(body: Json) -> Value | Unknown:
    """A mailbox in Exchange Online says it; one elsewhere, or none, leaves it open."""
    written = text(body, "value")
    return NOT_GIVEN if written is None else _PURPOSES.get(written, Unknown(Reason.NOT_UNDERSTOOD))


# It feeds nothing by itself: without an account G6 answers.
G7 = Probe("G7", INVITED, _PERMISSION, (), True, _read)
