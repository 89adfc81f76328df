"""sendMail: from the one mailbox the application has a role for in Exchange, into our mailbox."""

from __future__ import annotations

import binascii
import re
import uuid
from base64 import b64decode
from email import message_from_bytes, policy
from email.message import EmailMessage

from sandbox.graph.answers import Answer, Call, Json, Refusal, throttled
from sandbox.happened import Mail
from sandbox.world import Inviting

SEND = re.compile(r"/users/([^/]+)/(?:microsoft\.graph\.)?sendMail\Z", re.IGNORECASE)
MIME = "mime"  # the key of a body that came as text: base64 of a whole message
_KEPT = 200
_RETRY_AFTER = 2.0  # seconds


def send_mail(call: Call, mailbox: str) -> Answer:
    """202 without a body, whatever becomes of the mail. Raises Refusal."""
    tenant = call.tenant
    state = tenant.desk_mail if isinstance(tenant, Inviting) else "refused"
    if state == "throttled":
        raise throttled(_RETRY_AFTER)
    if not isinstance(tenant, Inviting) or mailbox.casefold() not in _mailboxes(tenant):
        raise Refusal(404, "ErrorInvalidUser", f"The requested user '{mailbox}' is invalid.")
    if state == "refused" or mailbox.casefold() != tenant.desk_mailbox.casefold():
        raise Refusal(
            403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."
        )
    body = call.body or {}
    sent = _of_mime(call, str(body[MIME])) if MIME in body else _of_json(call, body)
    if not sent.to:
        raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    call.world.mails = (*call.world.mails, sent)[-_KEPT:]
    return Answer(202, {})


def _mailboxes(tenant: Inviting) -> frozenset[str]:
    people = (tenant.inviter_upn, tenant.agent_upn, tenant.lead_upn)
    return frozenset(name.casefold() for name in (tenant.desk_mailbox, *people))


def _of_mime(call: Call, text: str) -> Mail:
    try:
        raw = b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as reason:
        told = "Invalid base64 string for MIME content."
        raise Refusal(400, "ErrorMimeContentInvalidBase64String", told) from reason
    message = message_from_bytes(raw, policy=policy.default)
    to = message["To"].addresses if message["To"] else ()
    return Mail(
        id=uuid.uuid4().hex,
        at=call.now,
        sender=str(message["From"] or ""),
        to=tuple(one.addr_spec for one in to),
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        message_id=str(message["Message-ID"] or ""),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def _of_json(call: Call, body: Json) -> Mail:
    """Of `message`, as the documentation has it."""
    message = _object(body.get("message"))
    content = _object(message.get("body"))
    kind, text = str(content.get("contentType", "text")).casefold(), str(content.get("content", ""))
    listed = message.get("toRecipients")
    to = [_object(_object(one).get("emailAddress")) for one in _list(listed)]
    return Mail(
        id=uuid.uuid4().hex,
        at=call.now,
        sender=call.world.inviting.desk_mailbox,
        to=tuple(str(one["address"]) for one in to if one.get("address")),
        subject=str(message.get("subject", "")),
        text="" if kind == "html" else text,
        html=text if kind == "html" else "",
        message_id=f"<{uuid.uuid4().hex}@{call.world.inviting.domain}>",
    )


def _object(value: object) -> Json:
    if isinstance(value, dict):
        return value
    raise Refusal(400, "RequestBodyRead", "Unable to read the message of the request.")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
