"""Why a delivery is turned away at the door, each with its HTTP status."""

from __future__ import annotations


class Rejection(Exception):  # noqa: N818  it is no defect
    """A delivery that gets no turn. The text is for the log, never for the sender."""

    status = 400


class Malformed(Rejection):
    """Not an activity we can read."""

    status = 400


class NotAuthentic(Rejection):
    """Not provably from the Bot Framework channel service for this bot."""

    status = 401


class Forbidden(Rejection):
    """From the channel service, but nobody we serve."""

    status = 403


class TooSlow(Rejection):
    """The body did not arrive in time."""

    status = 408


class TooLarge(Rejection):
    """The body is larger than any activity Teams sends."""

    status = 413


class Compressed(Rejection):
    """The body is packed: Teams never does, and a little of it can become a lot."""

    status = 415


class KeysUnavailable(Rejection):
    """The signing keys could not be read, so nothing can be judged; the sender may retry."""

    status = 503
