"""Every setting that can stop an attempt, alone, in the order of the stages.

The world they are turned in is the one of `sandbox.worlds`, where everything works. Written from
the catalogue (sections 2 and 6), like the gates; a test holds that each is stopped by its own.
"""

from __future__ import annotations

from sandbox.blocking.accounts import GUEST, HOME
from sandbox.blocking.arrival import ADMISSION, LINK, SHARING
from sandbox.blocking.entry import ACCESS, AT_SITE
from sandbox.blocking.identity import IDENTITY
from sandbox.blocking.model import Blocking, Turned

__all__ = ["BLOCKING", "Blocking", "Turned"]

BLOCKING: tuple[Blocking, ...] = (
    *LINK,
    *SHARING,
    *ADMISSION,
    *GUEST,
    *HOME,
    *IDENTITY,
    *ACCESS,
    *AT_SITE,
)
