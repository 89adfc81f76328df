"""How a collection answers: $filter, $search, $select, $top, next pages, $count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from sandbox.graph.answers import Call, Json, bad_request, unsupported
from sandbox.graph.filters import Grammar, matching

_PAGE = 100
_OPTIONS = frozenset({"$filter", "$search", "$select", "$top", "$count", "$orderby", "$skiptoken"})


@dataclass(frozen=True)
class Shape:
    """A collection: its name in the context, how it filters, what it returns without $select."""

    context: str
    grammar: Grammar
    defaults: tuple[str, ...] = ()
    page: int = _PAGE
    max_page: int = 999


def collection(call: Call, shape: Shape, rows: Sequence[Json]) -> Json:
    """The page of the collection that the call asks for. Raises Refusal."""
    _check_options(call)
    found = _found(call, shape, rows)
    start, size = _start(call), _size(call, shape)
    page = [selected(row, call, shape.defaults) for row in found[start : start + size]]
    body: Json = {"@odata.context": call.context(_context(call, shape.context))}
    if call.advanced and start == 0:
        body["@odata.count"] = len(found)
    if start + size < len(found):
        body["@odata.nextLink"] = _next(call, start + size)
    return {**body, "value": page}


def selected(row: Json, call: Call, defaults: Sequence[str]) -> Json:
    """The properties asked for; without $select only the default ones."""
    asked = [name.strip() for name in call.query.get("$select", "").split(",") if name.strip()]
    names = asked or list(defaults)
    if not names:
        return dict(row)
    for name in asked:
        if name not in row:
            raise bad_request(f"Could not find a property named '{name}' on the type.")
    return {name: row[name] for name in dict.fromkeys(["id", *names]) if name in row}


def _check_options(call: Call) -> None:
    for option in call.query:
        if option.startswith("$") and option not in _OPTIONS:
            raise unsupported(f"The query option '{option}' is not supported.")
    ordered = "$orderby" in call.query and "$filter" in call.query
    if ordered and not call.advanced:
        raise unsupported("Sorting not supported for current query.")


def _found(call: Call, shape: Shape, rows: Sequence[Json]) -> list[Json]:
    found = list(rows)
    if filter_ := call.query.get("$filter"):
        test = matching(filter_, shape.grammar, call.advanced)
        found = [row for row in found if test(row)]
    if search := call.query.get("$search"):
        found = [row for row in found if _has(row, _searched(call, search))]
    return found


def _searched(call: Call, search: str) -> tuple[str, str]:
    if call.headers.get("consistencylevel", "").lower() != "eventual":
        raise bad_request("Request with $search query parameter only works with ConsistencyLevel.")
    name, colon, value = search.strip('"').partition(":")
    if not colon:
        raise bad_request("Syntax error in $search.")
    return name, value


def _has(row: Json, searched: tuple[str, str]) -> bool:
    return searched[1].casefold() in str(row.get(searched[0], "")).casefold()


def _start(call: Call) -> int:
    token = call.query.get("$skiptoken", "0")
    if not token.isdecimal():
        raise bad_request("Invalid skip token.")
    return int(token)


def _size(call: Call, shape: Shape) -> int:
    top = call.query.get("$top", str(shape.page))
    if not top.isdecimal() or not 1 <= int(top) <= shape.max_page:
        raise bad_request("Invalid page size specified.")
    return int(top)


def _next(call: Call, start: int) -> str:
    query = {**call.query, "$skiptoken": str(start)}
    return f"{call.base}{quote(call.path)}?{urlencode(query, quote_via=quote, safe='$')}"


def _context(call: Call, name: str) -> str:
    return f"{name}({call.query['$select']})" if call.query.get("$select") else name
