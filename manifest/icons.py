"""Draws the app's two icons: an envelope that is also a speech bubble. Our own work.

`python -m manifest.icons` writes them again. Sizes and colours are Teams' rules:
https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

Point = tuple[float, float]
Pixel = tuple[int, int, int, int]

HERE = Path(__file__).parent
GROUND = (0x0B, 0x5A, 0x6B)
WHITE = (255, 255, 255)
COLOR_SIDE, SYMBOL_SIDE, OUTLINE_SIDE = 192, 96, 32

_STROKE = 0.1
_SAMPLES = 4
_BUBBLE: tuple[Point, ...] = (
    (0.06, 0.1), (0.94, 0.1), (0.94, 0.72), (0.48, 0.72), (0.24, 0.93), (0.24, 0.72),
    (0.06, 0.72), (0.06, 0.1),
)  # fmt: skip
_FLAP: tuple[Point, ...] = ((0.06, 0.1), (0.5, 0.46), (0.94, 0.1))


def color_png() -> bytes:
    """192x192: the white symbol, 96x96, in the middle of a plain ground."""
    margin = (COLOR_SIDE - SYMBOL_SIDE) // 2
    return _png(COLOR_SIDE, lambda x, y: _on_ground(_coverage(x - margin, y - margin, SYMBOL_SIDE)))


def outline_png() -> bytes:
    """32x32: the symbol in pure white on nothing."""
    return _png(OUTLINE_SIDE, lambda x, y: (*WHITE, round(255 * _coverage(x, y, OUTLINE_SIDE))))


def _on_ground(covered: float) -> Pixel:
    red, green, blue = (
        round(under + (over - under) * covered) for under, over in zip(GROUND, WHITE, strict=True)
    )
    return (red, green, blue, 255)


def _coverage(x: int, y: int, side: int) -> float:
    """How much of a pixel the symbol covers, by sampling inside it; none beyond its square."""
    if not (0 <= x < side and 0 <= y < side):
        return 0.0
    steps = [(step + 0.5) / _SAMPLES for step in range(_SAMPLES)]
    hits = [_inked(((x + dx) / side, (y + dy) / side)) for dx in steps for dy in steps]
    return sum(hits) / len(hits)


def _inked(at: Point) -> bool:
    lines = (*pairwise(_BUBBLE), *pairwise(_FLAP))
    return any(_distance(at, start, end) <= _STROKE / 2 for start, end in lines)


def _distance(at: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    offset = (at[0] - start[0], at[1] - start[1])
    share = (offset[0] * along[0] + offset[1] * along[1]) / (along[0] ** 2 + along[1] ** 2)
    share = min(1.0, max(0.0, share))
    return math.hypot(offset[0] - share * along[0], offset[1] - share * along[1])


def _png(side: int, pixel: Callable[[int, int], Pixel]) -> bytes:
    rows = (
        b"\0" + b"".join(struct.pack("4B", *pixel(x, y)) for x in range(side)) for y in range(side)
    )
    header = struct.pack(">2I5B", side, side, 8, 6, 0, 0, 0)
    parts = (("IHDR", header), ("IDAT", zlib.compress(b"".join(rows), 9)), ("IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind.encode(), body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


if __name__ == "__main__":
    (HERE / "color.png").write_bytes(color_png())
    (HERE / "outline.png").write_bytes(outline_png())
