"""Is it a card that Teams takes and people can read? Schema 1.5 and what the schema is blind to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from jsonschema import Draft6Validator

from cards.render import LIMIT_BYTES, TARGET_BYTES, utf8_bytes, utf16_bytes

Node = Mapping[str, object]
SHORT_TITLE = 20
_KNOWN_ACTIONS = frozenset(
    {"Action.Execute", "Action.Submit", "Action.ToggleVisibility", "Action.ShowCard",
     "Action.OpenUrl"}
)  # fmt: skip
# Of these the schema asks only that they are strings; of a list it asks no number of items.
_ANY_WORDS = frozenset(
    {"text", "title", "label", "placeholder", "errorMessage", "tooltip", "speak", "fallbackText",
     "altText", "value", "id"}
)  # fmt: skip


@cache
def schema() -> Draft6Validator:
    """Microsoft's schema of Adaptive Cards 1.5, as the test dependency carries it."""
    text = files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8")
    return Draft6Validator(json.loads(text))


def nodes(of: object) -> Iterator[Node]:
    """Every JSON object of a card, itself first; data that goes back to the bot excepted."""
    if isinstance(of, Mapping):
        yield of
        for key, inner in of.items():
            if key != "data":
                yield from nodes(inner)
    elif isinstance(of, list):
        for inner in of:
            yield from nodes(inner)


def problems(card: Node, longest: int = TARGET_BYTES) -> list[str]:
    """One line for each thing that is wrong with the card."""
    found = list(_schema_errors(json.dumps(shape(card), sort_keys=True)))
    every = list(nodes(card))
    for rule in (_frame, _texts, _ids, _inputs, _actions, _phone):
        found.extend(rule(card, every))
    if utf8_bytes(card) > longest or utf16_bytes(card) > LIMIT_BYTES:
        found.append(f"size: {utf8_bytes(card)} bytes")
    return found


def shape(of: object, key: str = "") -> object:
    """What the schema sees of a card: words are as good as others, equal siblings stand once.

    Validating is most of what these tests cost, and most cards differ in their words only.
    """
    if isinstance(of, str):
        return "words" if key in _ANY_WORDS else of
    if isinstance(of, Mapping):
        return {k: {} if k == "data" else shape(inner, k) for k, inner in of.items()}
    if isinstance(of, list):
        shapes = (shape(inner) for inner in of)
        return list({json.dumps(each, sort_keys=True): each for each in shapes}.values())
    return of


@cache
def _schema_errors(card: str) -> tuple[str, ...]:
    errors = schema().iter_errors(json.loads(card))
    return tuple(f"schema: {error.message[:200]}" for error in errors)


def visible_texts(card: Node) -> list[str]:
    """All that a person reads or hears."""
    keys = ("text", "title", "label", "placeholder", "errorMessage", "tooltip", "speak")
    shown = [str(node[key]) for node in nodes(card) for key in keys if key in node]
    return [*shown, str(card["fallbackText"])]


def _frame(card: Node, every: list[Node]) -> Iterator[str]:
    if card.get("version") != "1.5":
        yield "version is not 1.5"
    for key in ("lang", "speak", "fallbackText"):
        if not card.get(key):
            yield f"no {key}"


def _texts(card: Node, every: list[Node]) -> Iterator[str]:
    for node in every:
        if node.get("type") in ("TextBlock", "TextRun") and not str(node.get("text", "")).strip():
            yield "empty text"
        if node.get("type") == "TextBlock" and node.get("wrap") is not True:
            yield f"does not wrap: {node.get('text')}"
        if node.get("color"):
            yield f"coloured text: {node.get('text')}"
    asks_or_tells = any(n.get("style") == "heading" for n in every)
    if card.get("actions") and not asks_or_tells:
        yield "no heading"


def _ids(card: Node, every: list[Node]) -> Iterator[str]:
    ids = [node["id"] for node in every if "id" in node]
    if len(ids) != len(set(ids)):
        yield f"ids twice: {ids}"
    hidden = {node["id"] for node in every if node.get("isVisible") is False and "id" in node}
    targets = [
        target
        for node in every
        if node.get("type") == "Action.ToggleVisibility"
        for target in _list(node.get("targetElements"))
    ]
    if set(map(str, targets)) != hidden:
        yield f"toggles {targets} do not fit what is hidden {hidden}"


def _inputs(card: Node, every: list[Node]) -> Iterator[str]:
    for node in every:
        if not str(node.get("type", "")).startswith("Input."):
            continue
        required = node.get("isRequired")
        for key in ("id", "label", *(("errorMessage",) if required else ())):
            if not node.get(key):
                yield f"input without {key}"
        if not isinstance(required, bool):
            yield "input that does not say whether it is required"


def _actions(card: Node, every: list[Node]) -> Iterator[str]:
    sets = [_list(node.get("actions")) for node in every if "actions" in node]
    for actions in sets:
        # Whoever works on cases gets the tools for it: forms, which menus do not unfold.
        most = 6 if any(a.get("type") == "Action.ShowCard" for a in actions) else 3
        primary = [a for a in actions if a.get("mode") != "secondary"]
        if len(actions) > 6 or len(primary) > most:
            yield f"too many buttons: {[a.get('title') for a in actions]}"
    refresh = card.get("refresh")
    if isinstance(refresh, dict):
        yield from _refresh(refresh)
    for node in every:
        if str(node.get("type", "")).startswith("Action.") and node is not _action_of(refresh):
            yield from _action(node)


def _action_of(refresh: object) -> object:
    return refresh.get("action") if isinstance(refresh, dict) else None


def _refresh(refresh: Node) -> Iterator[str]:
    """Teams asks for the views of at most 60 people, named by their Teams ids."""
    action, viewers = refresh.get("action"), refresh.get("userIds")
    if not isinstance(action, dict) or action.get("type") != "Action.Execute":
        yield "refresh without an Action.Execute"
    elif action.get("data", {}).get("verb") != action.get("verb"):
        yield "refresh without the verb in its data"
    if not isinstance(viewers, list) or not 0 < len(viewers) <= 60:
        yield f"refresh for {viewers}"


def _action(node: Node) -> Iterator[str]:
    title = str(node.get("title", ""))
    if not title or len(title) > SHORT_TITLE:
        yield f"button title: {title!r}"
    if node.get("type") not in _KNOWN_ACTIONS:
        yield f"unexpected action {node.get('type')}"
    if node.get("type") == "Action.ShowCard" and node.get("mode") == "secondary":
        yield f"{title}: a form that a menu does not unfold"
    if node.get("type") == "Action.Execute":
        yield from _execute(node, title)


def _execute(node: Node, title: str) -> Iterator[str]:
    data, fallback = node.get("data"), node.get("fallback")
    if not isinstance(data, dict) or not isinstance(fallback, dict):
        yield f"{title}: no data or no fallback"
        return
    if fallback.get("type") != "Action.Submit" or fallback.get("data") != data:
        yield f"{title}: the fallback submits something else"
    if not {"verb", "case", "rev", "nonce"} <= set(data) or data["verb"] != node.get("verb"):
        yield f"{title}: data is incomplete"
    if not all(isinstance(value, str) for value in data.values()):
        yield f"{title}: data is not all strings"


def _phone(card: Node, every: list[Node]) -> Iterator[str]:
    for node in every:
        if node.get("type") in ("Table", "Media", "ImageSet"):
            yield f"not readable on phones: {node['type']}"
        if node.get("type") == "Image" and not (node.get("url") and node.get("altText")):
            yield "image without an address or words"
        if len(_list(node.get("columns"))) > 2:
            yield "more than two columns"


def _list(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []
