"""Whose sign-in log keeps an attempt (catalogue, 0.8 and section 3)."""

from __future__ import annotations

from sandbox.gates.model import Opening

# Refused by the inviting tenant itself once it knew the guest, or by its settings on partners.
_HOST_KEEPS = frozenset(
    {500213, 500571, 53000, 53001, 53003, 530004, 530032, 50076, 65004, 50105, 7000112}
)
# Nobody of the invited tenant signed in: no such account, somebody else's provider, no service.
_HOME_LACKS = frozenset({50034, 90033, 50107, 40009, 500011, 650052})


def kept_by_host(stage: str, code: int | None) -> bool:
    """Whether the inviting tenant's log has it: its own refusals and what went through."""
    return stage in ("L7", "in") if code is None else code in _HOST_KEEPS


def kept_by_home(stage: str, code: int | None, opening: Opening) -> bool:
    """Whether the invited tenant's log has it, as far as one of its accounts signed in."""
    signed_in = stage in ("L7", "in") if code is None else code not in _HOME_LACKS
    return signed_in and opening.from_partner
