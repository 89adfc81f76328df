"""What keeping can run into. None of these carries personal data or a password."""

from __future__ import annotations

from cases.model import Json


class StoreError(Exception):
    """Anything the store refuses or cannot do."""


class DatabaseAddressError(StoreError):
    """The database's address is not one the store can use; the message says why."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached, or does not answer in time. Trying later may help."""


class SchemaTooNewError(StoreError):
    """A newer version of the product made this database; this one must not write to it."""


class DuplicateTurn(StoreError):  # noqa: N818 - an outcome to handle, not a failure
    """This delivery was handled before. `response`: what it was answered then."""

    def __init__(self, response: Json | None) -> None:
        super().__init__("this delivery was handled before")
        self.response = response


class DraftConflict(StoreError):  # noqa: N818
    """Another turn changed the draft since it was read: read it again and redo the turn."""


class CaseConflict(StoreError):  # noqa: N818
    """Somebody changed the case since it was read, or it was erased."""

    def __init__(self, number: int) -> None:
        super().__init__(f"case {number} changed since it was read")
        self.number = number


class LeaseLost(StoreError):  # noqa: N818
    """The job was leased anew, ended or erased: whatever the old holder did does not count."""

    def __init__(self, job_id: int) -> None:
        super().__init__(f"job {job_id} is no longer leased to this worker")
        self.job_id = job_id
