"""The invitation went to a secondary address of the account, which nobody signs in with (C-06)."""

from __future__ import annotations

from causes.model import Cause, Mode, Seen, Stage, Truth, Way
from causes.other_name import (
    ADD_NAME,
    SHARE_WITH_NAME,
    SIGN_IN_BY_NAME,
    differing,
    no_difference,
    on_onmicrosoft,
    perhaps_renamed,
    secondary,
    ways,
)
from causes.parties import HOST_ADMIN, INVITED_USER, INVITER
from causes.twins import details
from evidence.facts import INVITED_IN_PROXIES, MAIL_EQUALS_INVITED


def rule(seen: Seen) -> tuple[Way, ...]:
    sure = seen.trusted(INVITED_IN_PROXIES) & seen.trusted(MAIL_EQUALS_INVITED)
    return ways(seen, secondary(seen), sure)


def out(seen: Seen) -> Truth:
    """No difference that matters; a renaming or a name on onmicrosoft.com explains more."""
    better = perhaps_renamed(seen) | differing(seen, on_onmicrosoft(seen))
    return no_difference(seen) | better


CAUSE = Cause(
    id="invited-alias",
    stages=frozenset({Stage.IDENTITY}),
    acts=(INVITER, INVITED_USER, HOST_ADMIN),
    mode=Mode.ONE_OF,
    remedies=(SHARE_WITH_NAME, SIGN_IN_BY_NAME, ADD_NAME),
    rule=rule,
    details=details,
    out=out,
)
