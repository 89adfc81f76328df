"""All probes of a check, by who may have them read."""

from __future__ import annotations

from evidence.collectors.access_policies import H9
from evidence.collectors.address_book import G6, H18
from evidence.collectors.alternate_login import G4
from evidence.collectors.applications import G9, H17
from evidence.collectors.audit_searches import H15
from evidence.collectors.audits import H11
from evidence.collectors.capacity import H19, SKU
from evidence.collectors.cross_tenant import G3, H6
from evidence.collectors.domains import G2
from evidence.collectors.guest_sign_in import H7, H8
from evidence.collectors.guests import H2, H3
from evidence.collectors.health import H16, H16_HOME
from evidence.collectors.invitation_settings import H4, H5
from evidence.collectors.invitee import G1
from evidence.collectors.mailbox import G7
from evidence.collectors.predecessors import G8
from evidence.collectors.probe import Probe
from evidence.collectors.shared_items import H13
from evidence.collectors.sharepoint import H1
from evidence.collectors.sign_ins import G5, H10
from evidence.collectors.site_users import H14
from evidence.collectors.tenants import H12, OIDC_HOME, OIDC_HOST

# What Microsoft tells everybody, and the names of organisations.
PUBLIC: tuple[Probe, ...] = (OIDC_HOST, OIDC_HOME, H12)
# Settings of the inviting tenant as a whole: for whoever may ask that tenant at all.
GENERAL: tuple[Probe, ...] = (H1, H4, H7, H16, H17, H19, SKU)
# Directory entries, and settings whose answer depends on the invited address or the other tenant:
# asked domain by domain they would show a whole list. Of H1 it is one fact. The invited tenant as a
# whole is among them: which tenant that is depends on the address.
RELEASED: tuple[Probe, ...] = (
    *(H6, H2, H3, H5, H8, H9, H18),
    # Logs and the site: of the invited person's attempt and share.
    *(H10, H11, H13, H14, H15, G5),
    *(G1, G2, G3, G4, G6, G7, G8, G9, H16_HOME),
)
PROBES = (*PUBLIC, *GENERAL, *RELEASED)
