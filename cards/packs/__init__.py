"""Check packs: read-only scripts that an administrator runs, and what they printed. Pure."""

from cards.packs.families import families_for as families_for
from cards.packs.printed import PackRow as PackRow
from cards.packs.printed import pack_rows as pack_rows
from cards.packs.scripts import PackValues as PackValues
from cards.packs.scripts import script as script
from cards.packs.scripts import values_for as values_for
