"""L3: the guest object in the inviting directory."""

from __future__ import annotations

from sandbox.gates.model import Opening, Stop

_NO_GUEST = "entra/account-not-in-tenant"


def guest_written_everywhere(opening: Opening) -> Stop | None:
    """Minutes after sharing the object is not everywhere yet (C-24)."""
    if opening.just_shared and not opening.old_link and not opening.by_passcode:
        return Stop("L3", "sharepoint/user-not-in-directory", "share.sent_ago", "neither")
    return None


def guest_object_healthy(opening: Opening) -> Stop | None:
    """Entra B2B needs a guest object that exists and is enabled; the old flow makes its own."""
    guest = opening.world.share.guest
    if guest == "disabled":
        return Stop("L3", "entra/guest-disabled", "share.guest")
    if opening.known or opening.legacy or opening.by_passcode:
        return None
    return Stop("L3", _NO_GUEST, "share.guest")


def guest_found_by_address(opening: Opening) -> Stop | None:
    """Another object owns the address: the guest has no proxy address to be found by (C-20)."""
    collision = opening.world.share.address_collision
    if opening.waiting and opening.direct and collision in ("contact", "otherGuest"):
        return Stop("L3", _NO_GUEST, "share.address_collision")
    return None


GATES = (guest_written_everywhere, guest_object_healthy, guest_found_by_address)
