"""What each check pack may answer: yes, no, or that it could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evidence.facts import vocabulary as v
from evidence.facts.values import Fact, Value

PACK_VERSION = 1


@dataclass(frozen=True)
class PackFact:
    """`key`: how the pack's JSON names it. `yes`, `no`: the fact's value then; None where that
    answer does not settle it."""

    key: str
    of: Fact
    yes: Value | None = True
    no: Value | None = False


def _truths(*facts: Fact) -> tuple[PackFact, ...]:
    return tuple(PackFact(of.name, of) for of in facts)


def _only_yes(of: Fact) -> PackFact:
    """A "no" is no proof: the place that was looked at does not show everything."""
    return PackFact(of.name, of, no=None)


def _word(of: Fact, yes: str, no: str | None = None) -> PackFact:
    return PackFact(f"{of.name}:{yes}", of, yes, no)


def _words(of: Fact, *words: str) -> tuple[PackFact, ...]:
    return tuple(_word(of, word) for word in words)


_LEVELS = ("disabled", "existingOnly", "newAndExisting", "anyone")

# Read in the invited organisation.
INVITED_PACKS: Mapping[str, tuple[PackFact, ...]] = MappingProxyType(
    {
        "account": (
            *_truths(
                v.ACCOUNT_FOUND,
                v.ACCOUNT_ENABLED,
                v.UPN_EQUALS_INVITED,
                v.MAIL_EQUALS_INVITED,
                v.UPN_IN_PROXIES,
                v.INVITED_IN_PROXIES,
            ),
            *_words(v.ACCOUNT_KIND, "group", "contact"),
            # The bin keeps 30 days.
            _only_yes(v.PREDECESSOR_DELETED),
        ),
        "sign-in-name": (
            *_truths(v.UPN_EQUALS_INVITED, v.UPN_ON_ONMICROSOFT),
            # The staged roll-out may open it to some (evidence/collectors/alternate_login.py).
            _only_yes(v.ALTERNATE_LOGIN_ID),
            _word(v.DOMAIN_AUTH, "federated", "managed"),
        ),
        "outbound": (
            *_truths(v.OUTBOUND_ALLOWS, v.WORKER_APP_ENABLED),
            # Older restrictions live in a proxy, where no directory shows them.
            _word(v.TENANT_RESTRICTED, "v2"),
        ),
    }
)
# Read in the inviting organisation.
INVITING_PACKS: Mapping[str, tuple[PackFact, ...]] = MappingProxyType(
    {
        "guest": (
            *_truths(
                v.GUEST_EXISTS,
                v.GUEST_SOFT_DELETED,
                v.GUEST_ENABLED,
                v.GUEST_ADDRESS_MATCHES,
                v.GUEST_PROXIES_EMPTY,
            ),
            *_words(v.GUEST_STATE, "PendingAcceptance", "Accepted"),
            *_words(v.GUEST_ISSUER, "ExternalAzureAD", "MicrosoftAccount", "mail"),
        ),
        "sharing": (
            *_truths(v.REQUIRE_MATCH, v.B2B_INTEGRATION, v.SPO_DOMAIN_ALLOWS, v.SITE_DOMAIN_ALLOWS),
            *_truths(v.SPO_EXPIRY_POLICY, v.SPO_IP_RESTRICTED, v.SITE_LOCKED),
            *_words(v.SPO_SHARING, *_LEVELS),
            *_words(v.SITE_SHARING, *_LEVELS),
        ),
        "admission": (
            *_truths(v.INBOUND_ALLOWS, v.TRUST_MFA, v.TRUST_COMPLIANT, v.TRUST_HYBRID),
            *_words(v.ALLOW_INVITES_FROM, *sorted(v.ALLOW_INVITES_FROM.words)),
            *_words(v.EMAIL_OTP, "default", "enabled", "disabled"),
        ),
        "access": (
            *_words(v.SPO_APP, "enabled", "disabled", "assignmentRequired"),
            _word(v.CA_GUEST_POLICY, "none"),
        ),
    }
)
PACKS: Mapping[str, tuple[PackFact, ...]] = MappingProxyType({**INVITED_PACKS, **INVITING_PACKS})
