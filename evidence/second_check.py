"""Which numbers of a sign-in through our own application say something of the invitation. Pure."""

from __future__ import annotations

# What state the account at home is in is not the inviting side's to learn (catalogue 2.6, C-41).
OF_THE_ACCOUNT_AT_HOME = frozenset({50053, 50055, 50056, 50057, 50126, 50144, 53011})
# About our own application: its consent, its registration, its request, who is assigned to it
# (Microsoft Entra, AADSTS codes). Those of its credentials and registration begin with 7000.
_OF_OUR_APPLICATION = frozenset(
    {50011, 50105, 50194, 65001, 65002, 65004, 65005, 70011, 90008, 90009, 90013, 90014, 90094}
    | {90095, 500011, 500113, 900144, *range(650050, 650060)}
)
_REGISTRATION = "7000"


def of_the_invitation(number: int | None) -> bool:
    """Whether it tells of neither our own application nor the account at home."""
    if number is None or number <= 0 or str(number).startswith(_REGISTRATION):
        return False
    return number not in _OF_OUR_APPLICATION | OF_THE_ACCOUNT_AT_HOME
