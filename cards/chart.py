"""Who had to act, as a picture of bars. Pure: figures in, PNG out; no state is kept."""

from __future__ import annotations

import io

from cards.desk_lists import acting_words, most_first
from cards.plain import clip
from cards.words import words
from cases.lists import MonthTallies

_MOST = 5
_INCHES = (8.0, 3.6)
_DPI = 100  # 800 × 360 pixels: Teams takes at most 1024 × 1024
# An opaque card of its own, so that it reads the same on a light and on a dark client.
_PAPER, _INK, _BAR = "#ffffff", "#242424", "#5b5fc7"
_LONGEST = 34


def chart_png(tallies: MonthTallies, locale: str) -> bytes:
    """Bars of opened cases by who had to act, the five largest, as PNG of at most 1024×1024."""
    # Half a second to import: only whoever asks for figures waits for it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    spoken = words(locale)
    most = most_first(tallies.acting)[:_MOST][::-1]
    names = [clip(acting_words(spoken, key), _LONGEST) for key, _ in most]
    counts = [tally.opened for _, tally in most]
    figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor=_PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(facecolor=_PAPER)
    bars = axes.barh(range(len(names)), counts, color=_BAR)
    axes.bar_label(bars, padding=4, color=_INK, fontsize=12)
    axes.set_yticks(range(len(names)), names, color=_INK, fontsize=12)
    axes.set_title(
        spoken.text("words/figures.j2", "chart_title", month=tallies.month),
        color=_INK, fontsize=13, loc="left",
    )  # fmt: skip
    axes.set_xticks([])
    axes.margins(x=0.1)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
    written = io.BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()
