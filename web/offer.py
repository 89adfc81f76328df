"""What a partner's page offers besides the answer: another part of the product adds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from desk.visiting import Visited


@dataclass(frozen=True)
class Offer:
    """What can be unfolded on the page: title, for whom it is, text and a button. `path`: below
    the page's own address, as in "sign-in". `posts`: whether the button sends a form, with these
    fields, or opens a page."""

    title: str
    whom: str
    text: tuple[str, ...]
    path: str
    button: str
    posts: bool = True
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


# What is offered on an opened page whose case is not over.
Offers = Callable[[Visited], tuple[Offer, ...]]
