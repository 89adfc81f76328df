"""SharePoint's list of domains does not admit that of the invited address (C-28)."""

from __future__ import annotations

from causes.domain_lists import REFUSED, details
from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.on_the_page import no_guest_read
from causes.parties import HOST_ADMIN
from evidence.facts import (
    ENTRA_DOMAIN_ALLOWS,
    ERROR_CLASS,
    GUEST_EXISTS,
    OTHER_DOMAINS_FAIL,
    OTHERS_SAME_DOMAIN_FAIL,
    SHARING_BLOCKED,
    SITE_DOMAIN_ALLOWS,
    SPO_DOMAIN_ALLOWS,
)


def rule(seen: Seen) -> tuple[Way, ...]:
    listed = seen.is_(SPO_DOMAIN_ALLOWS, False) | seen.is_(SITE_DOMAIN_ALLOWS, False)
    read = seen.proven(SPO_DOMAIN_ALLOWS, False) | seen.proven(SITE_DOMAIN_ALLOWS, False)
    refused = seen.is_(ERROR_CLASS, REFUSED)
    policy = seen.is_(ERROR_CLASS, "inviter.policy")
    only_that = seen.is_(OTHERS_SAME_DOMAIN_FAIL, True) & seen.is_(OTHER_DOMAINS_FAIL, False)
    missing = seen.is_(GUEST_EXISTS, False)
    return (
        Way(Certainty.CERTAIN, read & (refused | policy | no_guest_read(seen))),
        # A guest that is there may still get in: sources differ on that (R13).
        Way(Certainty.LIKELY, listed),
        Way(Certainty.LIKELY, seen.is_(SHARING_BLOCKED, True) & (refused | policy | missing)),
        Way(Certainty.LIKELY, refused & seen.is_(ENTRA_DOMAIN_ALLOWS, True)),
        Way(Certainty.LIKELY, policy & only_that),
        Way(Certainty.POSSIBLE, refused),
    )


def out(seen: Seen) -> Truth:
    """Both of SharePoint's lists, the organisation's and the site's, read to admit the domain."""
    tenant = seen.proven(SPO_DOMAIN_ALLOWS, True)
    return (tenant & seen.proven(SITE_DOMAIN_ALLOWS, True)).shown()


CAUSE = Cause(
    id="spo-domain-restriction",
    # Refused when sharing; who is a guest already is refused when opening.
    stages=frozenset({Stage.HOST_ADMITS, Stage.SHAREPOINT}),
    acts=(HOST_ADMIN,),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("allow-domain-in-sharepoint", HOST_ADMIN, barred_by=((SPO_DOMAIN_ALLOWS, True),)),
        Remedy("allow-domain-on-the-site", HOST_ADMIN, barred_by=((SITE_DOMAIN_ALLOWS, True),)),
    ),
    rule=rule,
    details=details,
    out=out,
    deliberate=True,
)
