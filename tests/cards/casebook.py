"""A judged case, as both sides may look at it: the article's people, everything readable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cases.model import Case, CaseState, Event, EventKind, Person, Place, Side
from causes import classify
from causes.model import Cause, Certainty, Diagnosis, State, Verdict
from evidence import facts as f
from evidence.facts import (
    Answer,
    Complaint,
    Fact,
    Facts,
    Observation,
    Reason,
    Trust,
    Unknown,
    Value,
)

AT = datetime(2026, 11, 22, 10, 43, tzinfo=UTC)
SIGN_IN_NAME = "mj4711@contoso.com"
SECRETS = (SIGN_IN_NAME, "mj4711", "m.jones@contoso.com", "admin.marcus@contoso.com")

TOLD: dict[Fact, Value] = {
    f.REPORTER_SIDE: "invited",
    f.INVITED_ADDRESS: "marcus.jones@contoso.com",
    f.LINK_KIND: "shortShare",
    f.HOST_DOMAIN: "fabrikam.sharepoint.com",
}
PASTED: dict[Fact, Value] = {
    f.ERROR_CLASS: "aad.50020",
    f.AADSTS: 50020,
    f.SIGNED_IN_AS: SIGN_IN_NAME,
    f.ERROR_TIME: AT - timedelta(minutes=7),
    f.CORRELATION_ID: "5d1f1a4e-0000-4000-8000-00000000c0de",
}
READ: dict[str, dict[Fact, Value]] = {
    "H1": {
        f.REQUIRE_MATCH: True,
        f.SPO_SHARING: "newAndExisting",
        f.SPO_DOMAIN_MODE: "none",
        f.SPO_DOMAIN_ALLOWS: True,
    },
    "H2": {
        f.GUEST_EXISTS: True,
        f.GUEST_ENABLED: True,
        f.GUEST_STATE: "PendingAcceptance",
        f.GUEST_ISSUER: "ExternalAzureAD",
        f.GUEST_ADDRESS_MATCHES: True,
        f.GUEST_PROXIES_EMPTY: False,
        f.GUEST_CREATED_AT: AT - timedelta(days=2),
        f.GUEST_STATE_CHANGED_AT: AT - timedelta(days=2),
    },
    "H3": {f.GUEST_SOFT_DELETED: False},
    "H6": {
        f.INBOUND_ALLOWS: True,
        f.TRUST_MFA: False,
        f.TRUST_COMPLIANT: False,
        f.TRUST_HYBRID: False,
        f.REDEMPTION_ORDER_CUSTOM: False,
    },
    "OIDC": {
        f.HOST_TENANT: "f4b41ca3-0000-4000-8000-000000000001",
        f.HOME_TENANT: "c0470500-0000-4000-8000-000000000002",
        f.HOST_CLOUD: "global",
        f.HOME_CLOUD: "global",
        f.TENANT_FOUND: True,
        f.HOST_VISIBLE: True,
        f.HOME_VISIBLE: True,
    },
    "G1": {
        f.ACCOUNT_FOUND: True,
        f.ACCOUNT_ENABLED: True,
        f.UPN: SIGN_IN_NAME,
        f.UPN_EQUALS_INVITED: False,
        f.MAIL: "marcus.jones@contoso.com",
        f.PROXY_ADDRESSES: frozenset({"marcus.jones@contoso.com", "m.jones@contoso.com"}),
        f.ACCOUNT_CREATED_AT: datetime(2019, 5, 6, 8, 0, tzinfo=UTC),
    },
    "G2": {f.DOMAIN_AUTH: "managed", f.TENANT_MANAGED: True},
    "G3": {f.OUTBOUND_ALLOWS: True, f.TENANT_RESTRICTED: "no"},
}
REFUSED: dict[Fact, Reason] = {
    f.ALLOW_INVITES_FROM: Reason.NO_PERMISSION,
    f.EMAIL_OTP: Reason.NO_PERMISSION,
    f.GUEST_LAST_OK: Reason.NO_LICENCE,
    f.ALTERNATE_LOGIN_ID: Reason.TIMED_OUT,
}


def complaint() -> Complaint:
    """What Marcus told and pasted."""
    made = Complaint()
    for of, value in TOLD.items():
        made = made.with_(of, Answer(value, Trust.TOLD, AT))
    for of, value in PASTED.items():
        made = made.with_(of, Answer(value, Trust.PASTED, AT))
    return made


def facts() -> Facts:
    """Complaint and all that a check with nearly every permission reads."""
    known = complaint().facts()
    for source, values in READ.items():
        for of, value in values.items():
            known = known.with_(of, Observation(value, source, AT, Trust.READ))
    for of, reason in REFUSED.items():
        known = known.with_(of, Observation(Unknown(reason), "H4", AT, Trust.READ))
    return known.with_(f.NOW, Observation(AT, "clock", AT, Trust.READ))


def case(known: Facts | None = None, judged: Diagnosis | None = None) -> Case:
    """The case after its check."""
    known = facts() if known is None else known
    judged = classify(known) if judged is None else judged
    return Case(
        number=12,
        version=4,
        state=CaseState.NEW,
        reporter=Person("29:marcus", "3a5c0500", "c0470500", "Marcus Jones"),
        side=Side.INVITED,
        place=Place("19:chat", "https://smba.trafficmanager.net/teams/", "c0470500", "28:bot"),
        complaint=complaint(),
        opened_at=AT,
        changed_at=AT,
        facts=known,
        diagnosis=judged.to_json(),
        history=(Event(EventKind.CHECKED, AT, "bot"),),
    )


def diagnosis_of(cause: Cause) -> Diagnosis:
    """As if the rules had named this cause, with everything it can advise."""
    because = ("error.class", "guest.externalUserState", "invitee.upnEqualsInvited")
    return Diagnosis(
        cause=cause.id,
        certainty=Certainty.LIKELY,
        mode=cause.mode,
        acts=cause.acts,
        remedies=tuple(remedy.id for remedy in cause.remedies),
        verdicts=(Verdict(cause.id, State.PRESENT, Certainty.LIKELY, because),),
        next_obstacles=(),
        questions=("repro.privateWindow",),
        ruleset="2026-11-22",
    )
