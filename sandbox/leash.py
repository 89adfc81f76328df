"""Starts a command that cannot outlive its parent: `python -m sandbox.leash PARENT COMMAND …`.

The kernel kills the process when the parent dies, however that happens; the order survives
the exec below. Linux only; elsewhere the sandbox's own clean-up has to do.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(parent: int, command: list[str]) -> None:
    """Replaces this process by the command; does not return."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)  # the parent died before the order was given
    os.execv(command[0], command)  # noqa: S606 - the sandbox's own command, no shell


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
