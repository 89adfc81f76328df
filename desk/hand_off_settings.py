"""The settings of hand-offs: how mail leaves, where webhooks go, how partners sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from evidence.facts.addresses import domain_of


class Tls(StrEnum):
    """`NONE` only towards this machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class Smtp:
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = Tls.STARTTLS


@dataclass(frozen=True)
class Mail:
    """`sender`: the one mailbox mail leaves from. `smtp`: None: through Graph's sendMail."""

    sender: str
    smtp: Smtp | None = None


class WebhookForm(StrEnum):
    """What the body of a webhook looks like: ours (docs/webhook.schema.json) or a peer's."""

    PLAIN = "plain"
    SERVICENOW = "servicenow"
    JIRA = "jira"
    ZENDESK = "zendesk"


@dataclass(frozen=True)
class Webhook:
    """`secret`: what its signature is made with. `authorization`: a header the receiver wants.
    `fields`: what a ticket system wants beside the summary, such as a group."""

    name: str
    url: str
    secret: str = field(repr=False)
    form: WebhookForm = WebhookForm.PLAIN
    authorization: str = field(default="", repr=False)
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class SignInSettings:
    """The registration of the sign-in check, apart from the others: openid only."""

    client_id: str
    credential: str | Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class HandOffSettings:
    """`sign_in`: None: the check is off. `page_for`: how long a partner's page opens.
    `proxies`: how many proxies stand before this process and may be believed about addresses.
    `organisation`: the own organisation's name, as partners read it; empty: its domain.
    `own_domains`: of its people's mail addresses, as A-labels; none: that of `mail`. `contact`:
    how partners reach the helpdesk, a mail address or one with https; or empty."""

    mail: Mail | None = None
    webhooks: Mapping[str, Webhook] = field(default_factory=lambda: MappingProxyType({}))
    sign_in: SignInSettings | None = None
    page_for: timedelta = timedelta(days=14)
    proxies: int = 0
    organisation: str = ""
    own_domains: frozenset[str] = frozenset()
    contact: str = ""

    @property
    def ours(self) -> frozenset[str]:
        """Where mail stays within the own organisation."""
        return self.own_domains or frozenset({domain_of(self.mail.sender)} if self.mail else ())
