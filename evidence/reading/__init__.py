"""Reading what people paste and type: facts, never guesses, and never a secret."""

from evidence.reading.pasted import read, warm

__all__ = ["read", "warm"]
