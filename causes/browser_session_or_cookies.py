"""Old sessions or cookies in the invited person's browser get in the way (C-48)."""

from __future__ import annotations

from causes.model import Cause, Certainty, Mode, Remedy, Seen, Stage, Truth, Way
from causes.parties import INVITED_USER, parties
from evidence.facts import (
    CLIENT,
    ERROR_CLASS,
    ERROR_REPEATS,
    LINK_OPENED,
    OTHER_DEVICE,
    OTHER_SESSIONS,
    PRIVATE_WINDOW,
    USED_OTHER_ACCOUNT,
)

# Passing on the way of a sign-in; coming back again and again they are a loop (2.6).
LOOPING = (50058, 50140, 50199)
SEVERAL_ACCOUNTS = 16000


def rule(seen: Seen) -> tuple[Way, ...]:
    # Never certain: nothing of a browser can be read, and other causes hide behind it.
    loop = seen.is_(ERROR_CLASS, "browser.sign-in-loop")
    again = seen.code(*LOOPING) & seen.is_(ERROR_REPEATS, True)
    sessions = seen.is_(OTHER_SESSIONS, True)
    several = seen.code(SEVERAL_ACCOUNTS) & sessions
    common = seen.is_(LINK_OPENED, "commonEndpoint")
    return (
        Way(Certainty.LIKELY, loop | again),
        Way(Certainty.LIKELY, several),
        Way(Certainty.LIKELY, seen.is_(PRIVATE_WINDOW, False)),
        Way(Certainty.LIKELY, seen.is_(OTHER_DEVICE, False)),
        Way(Certainty.POSSIBLE, sessions),
        Way(Certainty.POSSIBLE, common),
        Way(Certainty.POSSIBLE, seen.is_(CLIENT, "mailApp")),
    )


def out(seen: Seen) -> Truth:
    """It fails in a clean browser too; or another account is what is wrong (C-03)."""
    # Blocked cookies make a loop in a private window as well.
    loop = seen.shown(ERROR_CLASS, "browser.sign-in-loop") | seen.shown_code(*LOOPING)
    private = seen.shown(PRIVATE_WINDOW, True) & ~loop
    clean = seen.shown(OTHER_DEVICE, True) | private
    return clean | seen.proven(USED_OTHER_ACCOUNT, True).shown()


def _no_tenant(seen: Seen) -> Truth:
    return seen.shown(LINK_OPENED, "commonEndpoint")


CAUSE = Cause(
    id="browser-session-or-cookies",
    stages=frozenset({Stage.IDENTITY, Stage.SHAREPOINT}),
    acts=(INVITED_USER,),
    mode=Mode.ONE_OF,
    remedies=(
        Remedy("open-the-link-of-the-tenant", INVITED_USER, when=_no_tenant),
        Remedy("start-with-a-clean-browser", INVITED_USER),
    ),
    rule=rule,
    details=parties,
    out=out,
)
