"""The vocabulary of evidence: facts, observations, and Unknown with a named reason.

Everything else speaks in these types. Fact names and their values are those of the
catalogue, section 7.1. Pure: no clock, no I/O, no import from the rest of the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType

Value = bool | int | str | datetime | frozenset[str]


class Trust(IntEnum):
    """How an observation came to us; the higher is judged when two disagree."""

    TOLD = 1
    PASTED = 2
    SIGNED_IN = 3
    READ = 4


class Reason(StrEnum):
    """Why a fact is unknown. Each has its sentence in cards/templates/reasons."""

    NOT_ASKED = "not asked"
    NOT_KNOWN = "not known"
    NO_CONSENT = "no consent"
    NO_PERMISSION = "no permission"
    NO_LICENCE = "no licence"
    NOT_RELEASED = "not released"
    NOT_IN_CLOUD = "not in this cloud"
    THROTTLED = "throttled"
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"
    NOT_UNDERSTOOD = "answer not understood"
    NOT_GIVEN = "not in the answer"
    AMBIGUOUS = "more than one match"
    OWN_CREDENTIALS = "own credentials refused"


@dataclass(frozen=True)
class Unknown:
    """Not false: nobody could tell, and `reason` says why."""

    reason: Reason
    detail: str = ""


class Audience(StrEnum):
    """Who may see a fact's value (design: nobody learns what they may not)."""

    EVERYONE = "everyone"
    AGENTS = "agents"
    INVITED_SIDE = "invited side"


class Kind(Enum):
    """What a fact's value is made of."""

    TRUTH = "true or false"
    NUMBER = "a whole number"
    TEXT = "a text"
    TEXTS = "a list of texts"
    TIME = "a time in ISO 8601"
    WORD = "one of the listed words"


@dataclass(frozen=True)
class Fact:
    """A dotted name, what its value may be, and who may see it."""

    name: str
    kind: Kind
    words: frozenset[str] = frozenset()
    readers: Audience = Audience.EVERYONE


@dataclass(frozen=True)
class Observation:
    """One value, or Unknown, of one fact. `at` is when it was true as far as we know, in UTC."""

    value: Value | Unknown
    source: str
    at: datetime | None
    trust: Trust


class FactError(ValueError):
    """A name or value that is not in the vocabulary; the message is one clear line."""


_ALL: dict[str, Fact] = {}


def _fact(name: str, kind: Kind, readers: Audience = Audience.EVERYONE) -> Fact:
    _ALL[name] = fact = Fact(name, kind, readers=readers)
    return fact


def _truth(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TRUTH, readers)


def _text(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TEXT, readers)


def _time(name: str, readers: Audience = Audience.EVERYONE) -> Fact:
    return _fact(name, Kind.TIME, readers)


def _word(name: str, words: str, readers: Audience = Audience.EVERYONE) -> Fact:
    _ALL[name] = fact = Fact(name, Kind.WORD, frozenset(words.split()), readers)
    return fact


_PRIVATE = Audience.INVITED_SIDE
_AGENTS = Audience.AGENTS
_SHARING = "disabled existingOnly newAndExisting anyone"
_CLOUDS = "global gcc gcchigh dod china"

# --- the case and who can be read ---------------------------------------------------------
NOW = _time("now")
REPORTER_SIDE = _word("reporter.side", "inviting invited")
OWNS_INVITED_ADDRESS = _truth("reporter.ownsInvitedAddress")
HOST_DOMAIN = _text("case.hostDomain")
HOST_TENANT = _text("case.hostTenantId")
HOME_TENANT = _text("case.homeTenantId")
INVITED_ADDRESS = _text("case.invitedAddress")
HOST_CLOUD = _word("case.cloud.host", _CLOUDS)
HOME_CLOUD = _word("case.cloud.home", _CLOUDS)
HOST_VISIBLE = _truth("evidence.hostVisible")
HOME_VISIBLE = _truth("evidence.homeVisible")

# --- what the person saw ------------------------------------------------------------------
ERROR_CLASS = _word(
    "error.class",
    "spo.user-not-in-directory spo.partner-user-invalid spo.signin-not-working"
    " spo.generic-didnt-work spo.site-sharing-off entra.failed-to-accept"
    " spo.guest-settings-updated spo.access-denied spo.network-location aadb2b.0001"
    " ca.blocked-page msa.signup-blocked picker.ambiguous picker.not-in-tenant otp.prompt"
    " consent.prompt mail.not-received inviter.blocked-domain inviter.policy"
    " inviter.invites-disabled inviter.xtap inviter.worker-disabled inviter.guest-blocked none",
)
AADSTS = _fact("error.aadsts", Kind.NUMBER)
SIGNED_IN_AS = _text("error.signedInAs", _PRIVATE)
ERROR_IDP = _text("error.idp")
TENANT_SHOWN = _text("error.tenantShown")
CORRELATION_ID = _text("error.correlationId")
# SharePoint's own: only in its audit log and with Microsoft Support, never in sign-in logs.
SHAREPOINT_CORRELATION_ID = _text("error.sharepointCorrelationId")
REQUEST_ID = _text("error.requestId")
ERROR_TIME = _time("error.time")
# Settings were seen to change after the page was: it says nothing of the next attempt.
ERROR_OUTDATED = _truth("error.outdated")
LINK_KIND = _word("link.kind", "acceptInvite guestAccess shortShare entraRedeem siteOrBookmark")
LINK_SENT_AT = _time("link.sentAt")
LINK_RECIPIENT_LISTED = _truth("link.recipientListed")
LINK_EXPIRED = _truth("link.expired")
LINK_ITEM_EXISTS = _truth("link.itemExists")
PRIVATE_WINDOW = _truth("repro.privateWindow")
OTHER_NETWORK = _truth("repro.otherNetwork")
OTHERS_SAME_DOMAIN_FAIL = _truth("repro.otherInviteesSameDomainFail")
OTHER_DOMAINS_FAIL = _truth("repro.otherDomainsFail")

# --- the inviting tenant ("host") ---------------------------------------------------------
REQUIRE_MATCH = _truth("host.requireMatch")
LEGACY_HONOURED = _truth("host.legacyInvitationsHonoured")
SPO_SHARING = _word("host.spo.sharingCapability", _SHARING)
ONEDRIVE_SHARING = _word("host.onedrive.sharingCapability", _SHARING)
SITE_SHARING = _word("host.site.sharingCapability", _SHARING)
SPO_DOMAIN_MODE = _word("host.spo.domainMode", "none allowList blockList", _AGENTS)
SPO_DOMAIN_ALLOWS = _truth("host.spo.domainAllowsInvitee")
SITE_DOMAIN_ALLOWS = _truth("host.site.domainAllowsInvitee")
SITE_LOCKED = _truth("host.site.locked")
SITE_RAC = _truth("host.site.rac")
SPO_IP_RESTRICTED = _truth("host.spo.ipRestricted")
SPO_EXPIRY_POLICY = _truth("host.spo.expiryPolicy")
SITE_USER_EXPIRED = _truth("host.siteuser.expired")
OTP_PHASE = _word("host.otpPhase", "legacyOtp newSharesB2B removed")
ENTRA_DOMAIN_ALLOWS = _truth("host.entra.domainAllowsInvitee")
ENTRA_DOMAIN_CHANGED = _truth("host.entra.domainPolicyChangedAfterInvite")
ALLOW_INVITES_FROM = _word(
    "host.entra.allowInvitesFrom",
    "none adminsAndGuestInviters adminsGuestInvitersAndAllMembers everyone",
)
INVITER_MAY_INVITE = _truth("host.inviter.mayInvite")
EMAIL_OTP = _word("host.entra.emailOtp", "default enabled disabled")
INBOUND_ALLOWS = _truth("host.xtap.inboundAllows")
TRUST_MFA = _truth("host.xtap.trustMfa")
TRUST_COMPLIANT = _truth("host.xtap.trustCompliant")
TRUST_HYBRID = _truth("host.xtap.trustHybrid")
REDEMPTION_ORDER_CUSTOM = _truth("host.redemptionOrderCustom")
FEDERATION = _word("host.federation.forInvitedDomain", "none saml wsfed google")
CA_GUEST_POLICY = _word("host.ca.guestPolicyApplies", "none block mfa device tou risk")
ADDRESS_COLLISION = _word("host.addressCollision", "none contact member otherGuest")
QUOTA_EXHAUSTED = _truth("host.quotaExhausted")

# --- the guest object and the site user ---------------------------------------------------
GUEST_EXISTS = _truth("guest.exists")
GUEST_SOFT_DELETED = _truth("guest.softDeleted")
GUEST_ENABLED = _truth("guest.accountEnabled")
GUEST_STATE = _word("guest.externalUserState", "PendingAcceptance Accepted null")
GUEST_ISSUER = _word(
    "guest.issuer", "hostDomain ExternalAzureAD MicrosoftAccount mail google otherUri"
)
GUEST_ADDRESS_MATCHES = _truth("guest.addressMatches")
GUEST_PROXIES_EMPTY = _truth("guest.proxyAddressesEmpty")
GUEST_CREATED_AT = _time("guest.createdAt")
GUEST_STATE_CHANGED_AT = _time("guest.stateChangedAt")
GUEST_LAST_OK = _time("guest.lastHostSignInOk")
SITE_USER_PRESENT = _truth("siteuser.present")
SITE_USER_LOGIN_FORM = _word("siteuser.loginForm", "ext spoGuestOtp liveCom other")
SITE_USER_OLDER = _truth("siteuser.olderThanGuest")
SITE_USER_MISMATCH = _truth("siteuser.idMismatch")
ITEM_PERMISSION_LISTED = _truth("item.permissionListed")

# --- the invited person at home -----------------------------------------------------------
TENANT_FOUND = _truth("invitee.tenantFound")
TENANT_MANAGED = _truth("invitee.tenantManaged")
ACCOUNT_FOUND = _truth("invitee.accountFound", _PRIVATE)
ACCOUNT_ENABLED = _truth("invitee.accountEnabled", _PRIVATE)
ACCOUNT_KIND = _word("invitee.accountKind", "user sharedMailbox room group contact none", _PRIVATE)
UPN = _text("invitee.upn", _PRIVATE)
MAIL = _text("invitee.mail", _PRIVATE)
PROXY_ADDRESSES = _fact("invitee.proxyAddresses", Kind.TEXTS, _PRIVATE)
UPN_EQUALS_INVITED = _truth("invitee.upnEqualsInvited")
UPN_IN_PROXIES = _truth("invitee.upnInProxyAddresses")
INVITED_IN_PROXIES = _truth("invitee.invitedInProxyAddresses")
MAIL_EQUALS_INVITED = _truth("invitee.mailEqualsInvited")
UPN_ON_ONMICROSOFT = _truth("invitee.upnDomainIsOnmicrosoft", _PRIVATE)
DOMAIN_AUTH = _word("invitee.domainAuth", "managed federated")
ALTERNATE_LOGIN_ID = _truth("invitee.alternateLoginId")
ACCOUNT_CREATED_AT = _time("invitee.accountCreatedAt", _PRIVATE)
PREDECESSOR_DELETED = _truth("invitee.predecessorDeleted", _PRIVATE)
ALSO_HAS_MSA = _truth("invitee.alsoHasMsa")
OUTBOUND_ALLOWS = _truth("home.xtap.outboundAllows")
TENANT_RESTRICTED = _word("home.tenantRestricted", "no v1 v2")
INCIDENT = _truth("health.incident")

# --- derived by causes/derived.py; may also be given --------------------------------------
USED_OTHER_ACCOUNT = _truth("usedOtherAccount")
USED_UPN = _truth("usedUpn")
HOME_RECREATED = _truth("homeRecreated")

FACTS: Mapping[str, Fact] = MappingProxyType(_ALL)

_AAD_CLASS = re.compile(r"aad\.\d{2,8}\Z")


def fact(name: str) -> Fact:
    """Returns the fact of that dotted name; raises FactError for an unknown one."""
    try:
        return FACTS[name]
    except KeyError:
        raise FactError(f"unknown fact name: {name!r}") from None


def parse(of: Fact, raw: object) -> Value | Unknown:
    """Returns the value that `raw` (JSON) stands for; raises FactError where it does not fit.

    `null`, `"unknown"` and `{"unknown": "no permission"}` are Unknown; the state of a guest
    may be null in its own right (guests that were never invited).
    """
    if raw is None and of is GUEST_STATE:
        return "null"
    if raw is None or raw == "unknown":
        return Unknown(Reason.NOT_KNOWN)
    if isinstance(raw, dict):
        return _parse_unknown(of, raw)
    return _PARSERS[of.kind](of, raw)


def to_json(value: Value | Unknown) -> object:
    """The JSON form that `parse` reads back."""
    match value:
        case Unknown(reason, detail):
            return {"unknown": reason.value, **({"detail": detail} if detail else {})}
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case frozenset():
            return sorted(value)
        case _:
            return value


def _misfit(of: Fact, raw: object) -> FactError:
    wanted = f"one of {', '.join(sorted(of.words))}" if of.kind is Kind.WORD else of.kind.value
    return FactError(f"{of.name}: expected {wanted}, got {str(raw)[:60]!r}")


def _parse_unknown(of: Fact, raw: Mapping[object, object]) -> Unknown:
    reason = raw.get("unknown")
    if set(raw) - {"unknown", "detail"} or reason not in set(Reason):
        listed = ", ".join(Reason)
        raise FactError(f'{of.name}: an unknown fact is {{"unknown": REASON}}, one of {listed}')
    return Unknown(Reason(str(reason)), str(raw.get("detail", "")))


def _parse_truth(of: Fact, raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    raise _misfit(of, raw)


def _parse_number(of: Fact, raw: object) -> Value:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise _misfit(of, raw)


def _parse_text(of: Fact, raw: object) -> Value:
    if isinstance(raw, str) and raw.strip():
        return raw.strip()
    raise _misfit(of, raw)


def _parse_texts(of: Fact, raw: object) -> Value:
    if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
        return frozenset(raw)
    raise _misfit(of, raw)


def _parse_time(of: Fact, raw: object) -> Value:
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
        zoned = moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        utc = zoned.astimezone(UTC) if zoned else None
    except (ValueError, OverflowError):
        utc = None
    if utc is None:
        raise _misfit(of, raw)
    return utc


def _parse_word(of: Fact, raw: object) -> Value:
    if isinstance(raw, str) and (raw in of.words or (of is ERROR_CLASS and _AAD_CLASS.match(raw))):
        return raw
    raise _misfit(of, raw)


_PARSERS = {
    Kind.TRUTH: _parse_truth,
    Kind.NUMBER: _parse_number,
    Kind.TEXT: _parse_text,
    Kind.TEXTS: _parse_texts,
    Kind.TIME: _parse_time,
    Kind.WORD: _parse_word,
}


@dataclass(frozen=True)
class Facts:
    """All observations of a case by fact name, in the order they were made. Immutable."""

    observations: Mapping[str, tuple[Observation, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def __iter__(self) -> Iterator[str]:
        return iter(self.observations)

    def with_(self, of: Fact, *seen: Observation) -> Facts:
        """A copy with further observations of one fact."""
        merged = dict(self.observations)
        merged[of.name] = (*merged.get(of.name, ()), *seen)
        return Facts(MappingProxyType(merged))

    def with_all(self, other: Facts) -> Facts:
        """A copy with every observation of `other` added after ours."""
        merged = dict(self.observations)
        for name, seen in other.observations.items():
            merged[name] = (*merged.get(name, ()), *seen)
        return Facts(MappingProxyType(merged))

    def judged(self, of: Fact) -> Observation | None:
        """The observation to believe: known before unknown, then trust, then the latest.

        None where nobody ever tried.
        """
        seen = self.observations.get(of.name, ())
        return max(enumerate(seen), key=_weight, default=(0, None))[1] if seen else None

    def value(self, of: Fact) -> Value | Unknown:
        """The judged value; Unknown(NOT_ASKED) where nobody ever tried."""
        best = self.judged(of)
        return best.value if best else Unknown(Reason.NOT_ASKED)

    def contradictions(self, of: Fact) -> tuple[Observation, ...]:
        """The known observations that disagree with the judged one."""
        best = self.judged(of)
        return tuple(
            o
            for o in self.observations.get(of.name, ())
            if best and not isinstance(o.value, Unknown) and o.value != best.value
        )

    def to_json(self) -> dict[str, list[dict[str, object]]]:
        """Plain JSON for the store."""
        return {n: [_observation_json(o) for o in seen] for n, seen in self.observations.items()}

    @classmethod
    def from_json(cls, raw: Mapping[str, Iterable[Mapping[str, object]]]) -> Facts:
        """What to_json wrote. Facts that left the vocabulary since are dropped; a word that
        left it becomes Unknown."""
        return cls(
            MappingProxyType(
                {
                    name: tuple(_observation(FACTS[name], o) for o in seen)
                    for name, seen in raw.items()
                    if name in FACTS
                }
            )
        )


def _weight(item: tuple[int, Observation]) -> tuple[bool, int, datetime, int]:
    place, seen = item
    oldest = datetime.min.replace(tzinfo=UTC)
    return (not isinstance(seen.value, Unknown), seen.trust, seen.at or oldest, place)


def _observation_json(seen: Observation) -> dict[str, object]:
    return {
        "value": to_json(seen.value),
        "source": seen.source,
        "at": to_json(seen.at) if seen.at else None,
        "trust": seen.trust.name.lower(),
    }


def _kept(of: Fact, raw: object) -> Value | Unknown:
    # A stored case must stay readable by every later release.
    try:
        return parse(of, raw)
    except FactError:
        return Unknown(Reason.NOT_UNDERSTOOD)


def _observation(of: Fact, raw: Mapping[str, object]) -> Observation:
    at = raw["at"]
    return Observation(
        _kept(of, raw["value"]),
        str(raw["source"]),
        datetime.fromisoformat(str(at)) if at else None,
        Trust[str(raw["trust"]).upper()],
    )


@dataclass(frozen=True)
class Answer:
    """One thing a person told or pasted."""

    value: Value | Unknown
    trust: Trust
    at: datetime


@dataclass(frozen=True)
class Complaint:
    """What a person told us. Never changed: each answer makes the next revision."""

    revision: int = 0
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))

    def with_(self, of: Fact, answer: Answer) -> Complaint:
        """The next revision, with one answer given or replaced."""
        answers = MappingProxyType({**self.answers, of.name: answer})
        return replace(self, revision=self.revision + 1, answers=answers)

    def without(self, of: Fact) -> Complaint:
        """The next revision, with one answer taken back."""
        answers = MappingProxyType({n: a for n, a in self.answers.items() if n != of.name})
        return replace(self, revision=self.revision + 1, answers=answers)

    def value(self, of: Fact) -> Value | Unknown:
        """What was said of the fact, or Unknown(NOT_ASKED)."""
        answer = self.answers.get(of.name)
        return answer.value if answer else Unknown(Reason.NOT_ASKED)

    def facts(self) -> Facts:
        """The complaint as observations."""
        told = {
            name: (Observation(a.value, "the person", a.at, a.trust),)
            for name, a in self.answers.items()
        }
        return Facts(MappingProxyType(told))

    def to_json(self) -> dict[str, object]:
        """Plain JSON for the store."""
        return {
            "revision": self.revision,
            "answers": {
                name: {
                    "value": to_json(a.value),
                    "trust": a.trust.name.lower(),
                    "at": to_json(a.at),
                }
                for name, a in self.answers.items()
            },
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Complaint:
        """What to_json wrote. Answers whose fact left the vocabulary since are dropped."""
        answers = raw.get("answers")
        given = answers if isinstance(answers, dict) else {}
        return cls(
            int(str(raw.get("revision", 0))),
            MappingProxyType({n: _answer(FACTS[n], a) for n, a in given.items() if n in FACTS}),
        )


def _answer(of: Fact, raw: Mapping[str, object]) -> Answer:
    return Answer(
        _kept(of, raw["value"]),
        Trust[str(raw["trust"]).upper()],
        datetime.fromisoformat(str(raw["at"])),
    )


@dataclass(frozen=True)
class Reading:
    """What a text yields: facts by name, and the pieces that typed answers are made of.

    `times` are in UTC; one that named no zone is kept as written and counted in
    `zoneless`. `problems` are keys of sentences ("too-long", "link-without-host", ...).
    `secrets_cut` counts what was removed before anything was kept. `text` is the text
    without them.
    """

    facts: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    addresses: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    times: tuple[datetime, ...] = ()
    zoneless: int = 0
    problems: tuple[str, ...] = ()
    secrets_cut: int = 0
    text: str = ""
