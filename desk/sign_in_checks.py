"""The checks by signing in, put together from a deployment's settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cases.store import Store
from desk.releasing import Releasing
from desk.settings import Settings
from desk.signing_in import Doors, SigningIn
from desk.visiting import Visiting
from evidence.graph import Graph
from evidence.sign_in import SignInClient
from evidence.tokens import is_guid


@dataclass(frozen=True)
class SignInChecks:
    """`client_id`: of their own registration. `reader`: the Graph reader's, for administrators
    who consent to it; empty where it has none that they could."""

    signing_in: SigningIn
    releasing: Releasing
    client_id: str
    reader: str


def sign_in_checks(
    settings: Settings,
    store: Store,
    reads: Graph,
    visiting: Visiting,
    clock: Callable[[], datetime],
) -> SignInChecks | None:
    """None without their registration, or without an address that people could come back to."""
    given, public = settings.hand_off.sign_in, settings.desk.public_url
    if given is None or not public:
        return None
    reader = settings.graph_client_id if is_guid(settings.graph_client_id) else ""
    client = SignInClient(given.client_id, given.credential, settings.login_url, clock)
    doors = Doors(public, settings.login_url, reader)
    own, patience = settings.own_tenant, settings.desk.patience
    return SignInChecks(
        SigningIn(store, visiting, client, reads, doors, clock),
        Releasing(store, visiting, reads, own, patience, clock),
        given.client_id,
        reader,
    )
