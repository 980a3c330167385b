"""Documents in the words of Linked Art before 1.0, put into the words of today.

The words are in `older_words.tsv`; the classes and properties behind them in `older_names.tsv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.interchange.contexts import LINKED_ART, OLDER
from catalogue.interchange.vocabulary import Scope, linked_art

_TABLE = Path(__file__).with_suffix(".tsv")
_TYPES, _ANY = "type", "*"
Renamed = dict[str, str]


@cache
def _table() -> Mapping[tuple[str, str], str]:
    rows = (row.split("\t") for row in _TABLE.read_text("utf-8").splitlines() if row[:1] != "#")
    return {(where, old): new for where, old, new in rows}


def renewed(document: dict[str, Any]) -> tuple[Any, Renamed]:
    """The document in the words of today, and old word → new for those that it had; itself where it has none."""
    found: Renamed = {}
    context = document.get("@context")
    if isinstance(context, str) and context.partition(":")[2] == OLDER.partition(":")[2]:
        found[context] = LINKED_ART
    return _renewed(document, linked_art(), found), found


def _renewed(node: Any, scope: Scope, found: Renamed) -> Any:
    if isinstance(node, list):
        return [_renewed(one, scope, found) for one in node]
    if not isinstance(node, dict) or "@value" in node:
        return node
    types = node.get(_TYPES)
    if types is not None:
        new = [_word(_TYPES, one, found) for one in types] if isinstance(types, list) else _word(_TYPES, types, found)
        node = {**node, _TYPES: new}
    classes = [c for c in _list(node.get(_TYPES)) if isinstance(c, str)]
    inner = scope.typed(classes)
    made: dict[str, Any] = {}
    for key, value in node.items():
        name = key if key == "@context" else _key(key, value, classes, inner, node, found)
        word = inner.words.get(name)
        told = value if key == "@context" else _renewed(value, inner.under(word) if word is not None else inner, found)
        made[name] = [*_list(made[name]), *_list(told)] if name in made else told
    return made


def _key(key: str, value: Any, classes: list[str], scope: Scope, node: Mapping[str, Any], found: Renamed) -> str:
    """The word for a key; one that is still in use was renamed only where it bears a text, as in names."""
    table = _table()
    own = next((table[c, key] for c in classes if (c, key) in table), None)
    new = own if own is not None and isinstance(value, str) and own not in node else None
    if new is None and key not in scope.words:
        new = table.get((_ANY, key))
    if new is None or new not in scope.words:
        return key
    found[key] = new
    return new


def _word(where: str, one: Any, found: Renamed) -> Any:
    new = _table().get((where, one)) if isinstance(one, str) else None
    if new is None:
        return one
    found[one] = new
    return new


def _list(held: Any) -> list[Any]:
    return held if isinstance(held, list) else [] if held is None else [held]
