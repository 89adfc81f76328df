"""Golden cards: plain JSON that a reviewer reads in the diff. UPDATE_GOLDEN=1 writes them."""

from __future__ import annotations

import json
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def differs(name: str, card: object) -> str:
    """Empty where the card is the golden one; else what to do."""
    path = FOLDER / f"{name}.json"
    text = json.dumps(card, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if not path.is_file():
        return f"{path} is missing: run with UPDATE_GOLDEN=1 and read what it wrote"
    same = path.read_text(encoding="utf-8") == text
    return "" if same else f"{path} is another card: run with UPDATE_GOLDEN=1 and read the diff"
