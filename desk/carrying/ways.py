"""Which ways a deployment has for a summary to leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from cases.hand_off import Way
from cases.store import Store
from desk.asked import KnowsRoles
from desk.carrying.by_card import ByCard
from desk.carrying.by_graph import ByGraph
from desk.carrying.by_mail import ByMail, Transport
from desk.carrying.by_smtp import BySmtp
from desk.carrying.by_webhook import ByWebhook
from desk.carrying.carrier import Carrier
from desk.delivery import Opens
from desk.hand_off_settings import HandOffSettings, Mail
from evidence.tokens import Tokens


@dataclass(frozen=True)
class Outside:
    """What carriers reach the world by. `tokens`: of the Graph reader, for `own_tenant`; `members`:
    who is at the desk at each try."""

    session: aiohttp.ClientSession
    tokens: Tokens
    graph_url: str
    own_tenant: str
    deliver: Opens
    members: KnowsRoles
    clock: Callable[[], datetime]


def ways(setup: HandOffSettings, store: Store, outside: Outside) -> dict[Way, Carrier]:
    """The carriers of what is set up; cards always are."""
    carriers: dict[Way, Carrier] = {
        Way.CARD: ByCard(store, outside.members, outside.deliver, outside.own_tenant),
        Way.WEBHOOK: ByWebhook(outside.session, setup.webhooks, outside.clock),
    }
    if setup.mail:
        transport = _transport(setup.mail, outside)
        carriers[Way.MAIL] = ByMail(setup.mail.sender, transport, setup.organisation, setup.contact)
    return carriers


def _transport(mail: Mail, outside: Outside) -> Transport:
    if mail.smtp:
        return BySmtp(mail.smtp)
    return ByGraph(outside.session, outside.tokens, outside.own_tenant, outside.graph_url)
