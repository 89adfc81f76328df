"""Reading what people paste and type: facts, never guesses, and never a secret."""

from evidence.reading.check_pack import CheckPack, CheckPackError, PackProblem, read_check_pack
from evidence.reading.pasted import read, warm

__all__ = ["CheckPack", "CheckPackError", "PackProblem", "read", "read_check_pack", "warm"]
