"""The invited organisation's cross-tenant settings do not let its people out (C-38)."""

from __future__ import annotations

from causes.cross_tenant import ALLOW_INBOUND, ALLOW_OUTBOUND, REFUSED, details
from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.parties import HOME_ADMIN, clouds_differ
from evidence.facts import ERROR_CLASS, OUTBOUND_ALLOWS

CODE = 500212


def rule(seen: Seen) -> tuple[Way, ...]:
    code, refused = seen.code(CODE), seen.is_(ERROR_CLASS, REFUSED)
    allowed = seen.shown(OUTBOUND_ALLOWS, True)
    return (
        Way(Certainty.CERTAIN, code & ~allowed),
        Way(Certainty.CERTAIN, refused & seen.proven(OUTBOUND_ALLOWS, False)),
        # A setting alone may be meant for other people or apps (guards R18 and R45).
        Way(Certainty.LIKELY, code | refused | seen.is_(OUTBOUND_ALLOWS, False)),
    )


def out(seen: Seen) -> Truth:
    """The setting lets the pair through, or the clouds differ; a code on the page outweighs it."""
    another = seen.proven(OUTBOUND_ALLOWS, True) | clouds_differ(seen).shown()
    return another & ~seen.shown_code(CODE)


CAUSE = Cause(
    id="xtap-outbound-blocked",
    stages=frozenset({Stage.HOME_LETS_OUT}),
    acts=(HOME_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(ALLOW_OUTBOUND, ALLOW_INBOUND),
    rule=rule,
    details=details,
    out=out,
    partner="xtap-inbound-blocked",
    deliberate=True,
)
