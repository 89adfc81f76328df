"""The steps of a way: what is done where, its price, and each command alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cards.screens import Option
from cards.summaries.document import Command, Paragraph, Part, Section
from cards.summaries.parts import Say

# What stands for a value that we do not know; the verbs of HTTP are none.
_TO_FILL_IN = re.compile(
    r"(?<![\w-])(?!(?:GET|POST|PUT|PATCH|DELETE)\b)[A-Z]{3,}(?:-[A-Z]+)*(?![\w-])"
)


def way_sections(
    say: Say, options: Sequence[Option], block: str = "way", *, exact: bool = True
) -> Iterator[Section]:
    """A section for each way. `block`: of its heading, with `_only` where there is but one;
    `exact`: with role and command."""
    block = block if len(options) > 1 else f"{block}_only"
    for number, option in enumerate(options, start=1):
        heading = say(
            block,
            number=number,
            all=len(options),
            organisation=option.organisation,
            actor=option.actor,
        )
        yield Section(heading, tuple(steps(say, option, exact=exact)))


def steps(say: Say, option: Option, *, exact: bool = True) -> Iterator[Part]:
    """`exact`: with role and command."""
    yield Paragraph(option.what)
    role, licence = (option.role, option.licence) if exact else ("", "")
    yield say.rows(
        where=option.path,
        role=role,
        licence=licence,
        price=option.price,
        time=option.time,
        after=option.after,
    )
    if exact:
        yield from _commands(say, option)


def _commands(say: Say, option: Option) -> Iterator[Part]:
    """One block for each alternative: whatever stands in a block may be run as it is."""
    texts = (option.command, option.graph, option.instead_command, option.instead_graph)
    if any(_TO_FILL_IN.search(text) for text in texts):
        yield Paragraph(say("fill_in"))
    yield from _either(say, option.command, option.graph)
    if option.instead:
        yield Paragraph(option.instead)
        yield from _either(say, option.instead_command, option.instead_graph)


def _either(say: Say, command: str, graph: str) -> Iterator[Part]:
    if command:
        yield Command(command)
    if command and graph:
        yield Paragraph(say("or_graph"))
    if graph:
        yield Command(graph)
