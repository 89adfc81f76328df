"""L0 and L1: Microsoft's service is up, and the link still leads somewhere."""

from __future__ import annotations

from sandbox.gates.model import Opening, Stop


def service_up(opening: Opening) -> Stop | None:
    """An incident stops everybody, and nobody but Microsoft ends it."""
    if opening.world.inviting.incident:
        return Stop("L0", "entra/service-trouble", "inviting.incident", "neither")
    return None


def old_link_still_works(opening: Opening) -> Stop | None:
    """Invitations of the old SharePoint manager are retired since the end of June 2024 (S4)."""
    if opening.legacy and not opening.world.inviting.legacy_honoured:
        return Stop("L1", "sharepoint/refused", "share.link")
    return None


def passcode_still_works(opening: Opening) -> Stop | None:
    """SharePoint's own codes end; whoever never became a guest is left outside (S5b, S6, S7)."""
    phase = opening.world.inviting.passcode_phase
    if not opening.by_passcode or phase == "legacyOtp":
        return None
    gone = "sharepoint/access-denied" if phase == "removed" else "sharepoint/guest-settings-updated"
    return Stop("L1", gone, "inviting.passcode_phase")


def item_still_there(opening: Opening) -> Stop | None:
    """The shared item was deleted or moved, or its link removed."""
    if not opening.world.share.item_exists:
        return Stop("L1", "sharepoint/link-removed", "share.item_exists")
    return None


def link_in_time(opening: Opening) -> Stop | None:
    """Links and permissions can carry an expiry."""
    if opening.world.share.link_expired:
        return Stop("L1", "sharepoint/link-expired", "share.link_expired")
    return None


def link_for_outsiders(opening: Opening) -> Stop | None:
    """A link for people in the organisation admits no guest."""
    if opening.world.share.audience == "organisation":
        return Stop("L1", "sharepoint/access-denied", "share.audience")
    return None


GATES = (
    service_up,
    old_link_still_works,
    passcode_still_works,
    item_still_there,
    link_in_time,
    link_for_outsiders,
)
