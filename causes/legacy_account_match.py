"""SharePoint's own invitation must be accepted by the invited address, and the name differs (C-00).

The article's cause. It decides only where such invitations still work; afterwards it explains
why the invitation failed in its day (catalogue, 7.8: twins).
"""

from __future__ import annotations

from causes.attempt import through_entra
from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER
from causes.twins import (
    ADD_PROXY,
    LIFT_REQUIREMENT,
    PERSONAL_ACCOUNT,
    details,
    names_read,
    of_the_same_house,
)
from evidence.facts import (
    INVITED_IN_PROXIES,
    LEGACY_HONOURED,
    LINK_KIND,
    REQUIRE_MATCH,
    UPN_EQUALS_INVITED,
    UPN_IN_PROXIES,
    USED_OTHER_ACCOUNT,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    names = seen.is_(UPN_EQUALS_INVITED, False) & seen.is_(UPN_IN_PROXIES, False)
    required = seen.is_(LINK_KIND, "acceptInvite") & seen.is_(REQUIRE_MATCH, True)
    conflict = required & names
    honoured = seen.is_(LEGACY_HONOURED, True)
    read = names_read(seen) & seen.proven(REQUIRE_MATCH, True) & seen.trusted(LEGACY_HONOURED)
    own_address = seen.is_(INVITED_IN_PROXIES, True)
    return (
        Way(Certainty.CERTAIN, conflict & honoured & read & own_address),
        Way(Certainty.LIKELY, conflict & honoured),
        Way(Certainty.POSSIBLE, required & honoured & of_the_same_house(seen)),
        Way(Certainty.POSSIBLE, conflict, past=True),
    )


def out(seen: Seen) -> Truth:
    """A code or a late guest shows Entra B2B at work; a stranger's account, another cause; a
    sign-in name among the addresses, that there is no conflict."""
    stranger = seen.shown(USED_OTHER_ACCOUNT, True)
    matches = seen.shown(UPN_EQUALS_INVITED, True) | seen.shown(UPN_IN_PROXIES, True)
    return through_entra(seen) | stranger | matches


CAUSE = Cause(
    id="legacy-account-match",
    stages=frozenset({Stage.IDENTITY, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN, HOME_ADMIN, INVITED_USER),
    mode=Mode.ONE_OF,
    remedies=(LIFT_REQUIREMENT, ADD_PROXY, PERSONAL_ACCOUNT),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
