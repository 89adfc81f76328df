"""The inviting organisation's cross-tenant settings do not let the invited one in (C-32)."""

from __future__ import annotations

from causes.cross_tenant import ALLOW_INBOUND, ALLOW_OUTBOUND, REFUSED, details
from causes.model import Cause, Certainty, Mode, Seen, Stage, Truth, Way
from causes.parties import HOST_ADMIN, clouds_differ
from evidence.facts import ERROR_CLASS, INBOUND_ALLOWS

CODE = 500213


def rule(seen: Seen) -> tuple[Way, ...]:
    code, refused = seen.code(CODE), seen.is_(ERROR_CLASS, REFUSED)
    allowed = seen.shown(INBOUND_ALLOWS, True)
    return (
        Way(Certainty.CERTAIN, code & ~allowed),
        Way(Certainty.CERTAIN, refused & seen.proven(INBOUND_ALLOWS, False)),
        # A setting alone may be meant for other people or apps (guards R18 and R45).
        Way(Certainty.LIKELY, code | refused | seen.is_(INBOUND_ALLOWS, False)),
    )


def out(seen: Seen) -> Truth:
    """The setting lets the pair through, or the clouds differ; a code on the page outweighs it."""
    another = seen.proven(INBOUND_ALLOWS, True) | clouds_differ(seen).shown()
    return another & ~seen.shown_code(CODE)


CAUSE = Cause(
    id="xtap-inbound-blocked",
    stages=frozenset({Stage.HOST_ADMITS, Stage.HOST_ACCESS}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(ALLOW_INBOUND, ALLOW_OUTBOUND),
    rule=rule,
    details=details,
    out=out,
    partner="xtap-outbound-blocked",
    deliberate=True,
)
