"""JSON of the Bot Framework protocol ↔ botbuilder's Activity.

Our own mapping, driven by the schema's attribute maps: msrest's drops what it does not know
(`conversation.tenantId`, the fields of an entity) and costs ten times the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NoReturn

from botbuilder import schema
from botbuilder.schema import Activity

from bot.rejections import Malformed
from cases.model import Json

MAX_DEPTH = 64

# The schema misspells the key (tenantID); Teams sends and expects tenantId.
_CORRECTED = {"tenantID": "tenantId"}


@dataclass(frozen=True)
class _Field:
    attribute: str
    kind: str
    model: type | None
    many: bool


@cache
def _fields(model: type) -> Mapping[str, _Field]:
    attributes: dict[str, dict[str, str]] = model._attribute_map  # type: ignore[attr-defined]
    return {
        _CORRECTED.get(entry["key"], entry["key"]): _field(attribute, entry["type"])
        for attribute, entry in attributes.items()
    }


def _field(attribute: str, declared: str) -> _Field:
    kind = declared.strip("[]")
    model = getattr(schema, kind, None)
    is_model = isinstance(model, type) and hasattr(model, "_attribute_map")
    return _Field(attribute, kind, model if is_model else None, declared.startswith("["))


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in a request's body. Raises Malformed.

    Text that no store and no UTF-8 stream can hold (NUL, half a surrogate pair) is replaced.
    """
    try:
        raw = _clean(json.loads(body, parse_constant=_no_constant), MAX_DEPTH)
    except (ValueError, RecursionError) as failure:
        raise Malformed(f"not JSON: {type(failure).__name__}") from None
    if not isinstance(raw, dict):
        raise Malformed("not an object")
    return raw


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _clean(value: object, depth: int) -> object:
    if depth == 0:
        raise ValueError("nested too deeply")
    match value:
        case str():
            return _clean_text(value)
        case dict():
            return {_clean_text(k): _clean(v, depth - 1) for k, v in value.items()}
        case list():
            return [_clean(item, depth - 1) for item in value]
        case _:
            return value


def _clean_text(text: str) -> str:
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def dumps(value: Json) -> bytes:
    """JSON as it goes out; read-only mappings are objects like any other."""
    return json.dumps(value, ensure_ascii=False, default=_as_dict).encode()


def _as_dict(value: object) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def to_activity(raw: Json) -> Activity:
    """The activity that `raw` describes. Raises Malformed where type, conversation.id or
    from.id is missing: without them there is no turn. A field whose value does not fit the
    schema is kept like an unknown one, and read by nobody."""
    activity = _to_model(Activity, raw)
    if not activity.type:
        raise Malformed("no type")
    if not (activity.conversation and activity.conversation.id):
        raise Malformed("no conversation id")
    if not (activity.from_property and activity.from_property.id):
        raise Malformed("no sender id")
    return activity


def to_json(activity: Activity) -> dict[str, Any]:
    """The activity as the protocol's JSON, unknown fields included."""
    return _to_dict(activity)


def _to_model(model: type, raw: Json) -> Any:
    made: Any = model()
    fields = _fields(model)
    unknown = {}
    for key, value in raw.items():
        field = fields.get(key)
        read = _read(field, value) if field else None
        if field and read is not None:
            setattr(made, field.attribute, read)
        elif value is not None:
            unknown[key] = value
    made.additional_properties = unknown
    return made


def _read(field: _Field, value: object) -> object:
    if not field.many:
        return _read_one(field, value)
    if not isinstance(value, list):
        return None
    items = [_read_one(field, item) for item in value]
    return None if None in items else items


def _read_one(field: _Field, value: object) -> object:
    if field.model:
        return _to_model(field.model, value) if isinstance(value, Mapping) else None
    match field.kind:
        case "str":
            return value if isinstance(value, str) else None
        case "bool":
            return value if isinstance(value, bool) else None
        case "iso-8601":
            return _moment(value)
        case _:
            return value


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _to_dict(made: Any) -> dict[str, Any]:
    out = dict(getattr(made, "additional_properties", None) or {})
    model: type = type(made)
    for key, field in _fields(model).items():
        value = getattr(made, field.attribute, None)
        if value is not None:
            out[key] = _write(value)
    return out


def _write(value: object) -> object:
    if hasattr(value, "_attribute_map"):
        return _to_dict(value)
    match value:
        case list():
            return [_write(item) for item in value]
        case datetime():
            return value.isoformat()
        case _:
            return value
