"""What the two forms of the article's conflict share: sign-in name and invited address differ.

Once SharePoint itself compared them (legacy-account-match); today Entra B2B does
(upn-differs-from-invited-address). The article's three options are the same for both.
"""

from __future__ import annotations

from dataclasses import dataclass

from causes.addresses import kindred, of_tenant, same
from causes.model import Remedy, Seen, Truth
from causes.parties import HOME_ADMIN, HOST_ADMIN, INVITED_USER, for_command, home_domain
from evidence.facts import (
    ERROR_IDP,
    HOME_TENANT,
    HOST_DOMAIN,
    INVITED_ADDRESS,
    OUTBOUND_ALLOWS,
    REQUIRE_MATCH,
    SIGNED_IN_AS,
    TENANT_RESTRICTED,
    UPN,
    UPN_EQUALS_INVITED,
)

LIFT_REQUIREMENT = Remedy("lift-match-requirement", HOST_ADMIN)
ADD_PROXY = Remedy("add-sign-in-name-as-proxy", HOME_ADMIN, discloses_sign_in_name=True)
# A personal account must not be offered as a way round what the invited organisation blocks.
PERSONAL_ACCOUNT = Remedy(
    "separate-microsoft-account",
    INVITED_USER,
    barred_by=((OUTBOUND_ALLOWS, False), (TENANT_RESTRICTED, "v1"), (TENANT_RESTRICTED, "v2")),
)


@dataclass(frozen=True)
class Details:
    """`sign_in_name`: None where unknown or where the reader may not see it."""

    host_domain: str | None
    home_domain: str | None
    invited_address: str | None
    sign_in_name: str | None
    require_match: bool


def details(seen: Seen) -> Details:
    return Details(
        host_domain=seen.text(HOST_DOMAIN),
        home_domain=home_domain(seen),
        invited_address=for_command(seen, INVITED_ADDRESS),
        sign_in_name=for_command(seen, UPN),
        require_match=bool(seen.shown(REQUIRE_MATCH, True).state),
    )


def names_read(seen: Seen) -> Truth:
    """Whether more than somebody's word says what the sign-in name is."""
    return seen.trusted(UPN) | seen.proven(UPN_EQUALS_INVITED, False)


def of_the_same_house(seen: Seen) -> Truth:
    """Seen from the inviting side (7.5): another name of the same domains or the same tenant."""
    same_tenant = seen.compared(ERROR_IDP, HOME_TENANT, of_tenant)
    other_name = ~seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, same)
    return seen.compared(SIGNED_IN_AS, INVITED_ADDRESS, kindred) | (same_tenant & other_name)
