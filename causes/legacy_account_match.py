"""SharePoint's own invitation must be accepted by the invited address, and the name differs (C-00).

The article's cause. It decides only where such invitations still work; afterwards it explains
why the invitation failed in its day (catalogue, 7.8: twins).
"""

from __future__ import annotations

from causes.attempt import through_entra
from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.twins import (
    ADD_PROXY,
    HOME_ADMIN,
    HOST_ADMIN,
    INVITED_USER,
    LIFT_REQUIREMENT,
    PERSONAL_ACCOUNT,
    details,
    names_read,
)
from evidence.facts import (
    INVITED_IN_PROXIES,
    LEGACY_HONOURED,
    LINK_KIND,
    REQUIRE_MATCH,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    names = seen.is_(UPN_EQUALS_INVITED, False) & seen.is_(UPN_IN_PROXIES, False)
    conflict = seen.is_(LINK_KIND, "acceptInvite") & seen.is_(REQUIRE_MATCH, True) & names
    honoured = seen.is_(LEGACY_HONOURED, True)
    read = names_read(seen) & seen.proven(REQUIRE_MATCH, True) & seen.trusted(LEGACY_HONOURED)
    own_address = seen.is_(INVITED_IN_PROXIES, True)
    return (
        Way(Certainty.CERTAIN, conflict & honoured & read & own_address),
        Way(Certainty.LIKELY, conflict & honoured),
        Way(Certainty.POSSIBLE, conflict, past=True),
    )


def out(seen: Seen) -> Truth:
    """An AADSTS code, or a guest made after the legacy flow ended, shows Entra B2B at work."""
    return through_entra(seen)


CAUSE = Cause(
    id="legacy-account-match",
    stages=frozenset({Stage.IDENTITY, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN, HOME_ADMIN, INVITED_USER),
    mode=Mode.ONE_OF,
    remedies=(LIFT_REQUIREMENT, ADD_PROXY, PERSONAL_ACCOUNT),
    rule=rule,
    details=details,
    out=out,
)
