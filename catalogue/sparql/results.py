"""A result of the engine → bytes in the format asked for. Runs in a worker, in one thread."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from io import BufferedIOBase, RawIOBase
from itertools import islice

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
)

from catalogue.sparql import formats
from catalogue.sparql.formats import Format
from catalogue.sparql.guard import Form

Result = QuerySolutions | QueryBoolean | QueryTriples
Term = NamedNode | BlankNode | Literal | Triple | None

_TABLES = {
    formats.JSON: QueryResultsFormat.JSON,
    formats.XML: QueryResultsFormat.XML,
    formats.CSV: QueryResultsFormat.CSV,
    formats.TSV: QueryResultsFormat.TSV,
}
_GRAPHS = {
    formats.TURTLE: RdfFormat.TURTLE,
    formats.NTRIPLES: RdfFormat.N_TRIPLES,
    formats.JSONLD: RdfFormat.JSON_LD,
    formats.RDFXML: RdfFormat.RDF_XML,
}


def write(result: Result, wanted: Format, rows: int | None, output: BufferedIOBase | RawIOBase) -> None:
    """Writes a result, which is used up by it; `rows` bounds a TABLE."""
    if wanted is formats.TABLE:
        output.write(json.dumps(_table(result, rows), ensure_ascii=False).encode())
    elif isinstance(result, QueryTriples):
        result.serialize(output, _GRAPHS[wanted])  # type: ignore[arg-type]  # it needs write() only
    else:
        result.serialize(output, _TABLES[wanted])  # type: ignore[arg-type]


def _table(result: Result, rows: int | None) -> dict[str, object]:
    """What a page shows: {form, boolean} or {form, columns, rows, more}.

    A cell is null or [kind, text, language or datatype].
    """
    if isinstance(result, QueryBoolean):
        return {"form": Form.ASK.value, "boolean": bool(result)}
    form = Form.CONSTRUCT if isinstance(result, QueryTriples) else Form.SELECT
    columns, lines = _lines(result)
    shown = [[_cell(term) for term in line] for line in islice(lines, rows)]
    more = rows is not None and len(shown) == rows and next(lines, None) is not None
    return {"form": form.value, "columns": columns, "rows": shown, "more": more}


def _lines(result: QuerySolutions | QueryTriples) -> tuple[list[str], Iterator[Sequence[Term]]]:
    if isinstance(result, QueryTriples):
        return ["subject", "predicate", "object"], ((t.subject, t.predicate, t.object) for t in result)
    columns = [variable.value for variable in result.variables]
    return columns, ([one[name] for name in columns] for one in result)


def _cell(term: Term) -> list[str] | None:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return ["iri", term.value, ""]
    if isinstance(term, Literal):
        if term.language:
            return ["literal", term.value, "@" + term.language]
        return ["literal", term.value, term.datatype.value]
    return ["blank", str(term), ""]
