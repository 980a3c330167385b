"""Rules for single values, compiled: cells → literals, links and references."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from catalogue.errors import BadTerm
from catalogue.interchange.incoming import Level, Note
from catalogue.interchange.mapping_conditions import Holds
from catalogue.interchange.mapping_conversions import READINGS, Unread
from catalogue.interchange.mapping_elements import cut
from catalogue.interchange.mapping_model import AS_WRITTEN, NO_CUTTING, Mapping, Terms, ValueRule
from catalogue.interchange.mapping_paths import Cells, Getter, Path, written
from catalogue.interchange.record_maker import SharedRecords
from catalogue.interchange.table_making import Making, RowRefused
from catalogue.namespaces import XSD, prefixes
from catalogue.rdf import Term, iri, literal
from catalogue.shapes import Kind

ValueMaker = Callable[[Cells, object, Making], "list[Term]"]
Texts = Callable[[Cells, object], "list[str]"]
Convert = Callable[[str, Cells, object, Making], "Term | None"]
Getters = Callable[[Path], Getter]
_REMEMBERED = 20_000


class ValueCompiler:
    """Compiles rules for values; `standing` are the columns that a record keeps as text anyway."""

    def __init__(self, mapping: Mapping, base: str, getters: Getters, shared: SharedRecords) -> None:
        self._mapping = mapping
        self._base = base
        self._getters = getters
        self._shared = shared

    def maker(self, rule: ValueRule, holds: Holds | None, standing: frozenset[str]) -> ValueMaker:
        """The values of a rule for one row or element."""
        make = self._unconditional(rule, standing)
        if holds is None:
            return make
        return lambda cells, element, making: make(cells, element, making) if holds(cells, element) else []

    def _unconditional(self, rule: ValueRule, standing: frozenset[str]) -> ValueMaker:
        if rule.term is not None:
            constant = [rule.term]
            return lambda _, __, ___: constant
        if rule.record is not None:
            return self._shared_record(rule.record)
        convert = self._conversion(rule, standing)
        if len(rule.columns) == 1 and rule.cutting == NO_CUTTING and not rule.default:
            return _of_one_cell(self._getters(rule.columns[0]), rule.empty, convert)
        texts = self._texts(rule)

        def make(cells: Cells, element: object, making: Making) -> list[Term]:
            found = (convert(text, cells, element, making) for text in texts(cells, element))
            return [term for term in found if term is not None]

        return make

    def _shared_record(self, name: str) -> ValueMaker:
        point = self._shared.point

        def make(cells: Cells, element: object, making: Making) -> list[Term]:
            found = point(name, cells, element, making)
            return [f"<{found}>"] if found else []

        return make

    def _texts(self, rule: ValueRule) -> Texts:
        """The texts that a rule finds: of the first column that has any, or of its template."""
        template = rule.text or rule.refer
        if template is not None:
            fill = template.filler(self._getters)
            return lambda cells, element: [text] if (text := fill(cells, element)) else []
        columns = _columns([self._getters(path) for path in rule.columns], rule.empty)
        default = [rule.default] if rule.default else []
        if rule.cutting == NO_CUTTING:
            return lambda cells, element: columns(cells, element) or default
        cutting = rule.cutting
        return lambda cells, element: (
            [piece for text in columns(cells, element) for piece in cut(text, cutting)] or default
        )

    def _conversion(self, rule: ValueRule, standing: frozenset[str]) -> Convert:
        if rule.refer is not None:
            return self._reference(rule)
        if rule.terms is not None:
            return self._translation(rule, self._mapping.terms[rule.terms])
        read = self._reading(rule)
        column = " or ".join(path.text for path in rule.columns)
        stands = any(path.text in standing for path in rule.columns)

        def convert(text: str, _: Cells, __: object, making: Making) -> Term | None:
            try:
                return read(text)
            except Unread as error:
                making.unread(rule.at, column, text, error, stands=stands)
                return None

        return convert

    def _reading(self, rule: ValueRule) -> Callable[[str], Term]:
        language, datatype = rule.language, rule.field.datatype
        if rule.read != AS_WRITTEN:
            read = READINGS[rule.read]
            return lru_cache(_REMEMBERED)(lambda text: read(text, language))
        if rule.field.kind is Kind.LITERAL and datatype not in (None, f"{XSD}string"):
            return lru_cache(_REMEMBERED)(lambda text: literal(text, datatype, language))
        return lambda text: literal(text, None, language)

    def _reference(self, rule: ValueRule) -> Convert:
        label = rule.label.filler(self._getters) if rule.label is not None else None
        known = prefixes()

        def convert(text: str, cells: Cells, element: object, making: Making) -> Term | None:
            prefix, colon, rest = text.partition(":")
            if colon:
                address = known[prefix] + rest if prefix in known else text
            else:
                address = f"{self._base}/{text.strip('/')}"
            try:
                term = iri(address)
            except BadTerm as error:
                making.warn(rule.at, text, "It is no address of a record.", error.remedy)
                return None
            if label is not None and (said := label(cells, element)):
                making.hint(address, said, self._mapping.language)
            return term

        return convert

    def _translation(self, rule: ValueRule, terms: Terms) -> Convert:
        make, shared = terms.make, self._shared

        def convert(text: str, cells: Cells, _: object, making: Making) -> Term | None:
            term = terms.find(text)
            if term is not None:
                making.hint(term[1:-1], text, self._mapping.language)
                return term
            if make is not None:
                found = shared.point(make, cells, text, making)
                return f"<{found}>" if found else None
            self._unknown(rule, terms, text, making)
            return None

        return convert

    def _unknown(self, rule: ValueRule, terms: Terms, text: str, making: Making) -> None:
        if terms.otherwise == "ignore":
            return
        reason = "The mapping translates no such term."
        remedy = f"Add it to [terms.{terms.name}.values]."
        if terms.otherwise == "refuse":
            origin = making.work.origin
            raise RowRefused(Note(Level.REFUSED, origin, reason, remedy, rule.at, text))
        column = " or ".join(path.text for path in rule.columns)
        keeps = terms.otherwise == "keep"
        making.unread(rule.at, column, text, Unread(reason, remedy), stands=not keeps)


def _of_one_cell(get: Getter, empty: frozenset[str], convert: Convert) -> ValueMaker:
    """The commonest rule, a column as it stands; a list gives a value for each member."""

    def of_one(cell: object, cells: Cells, element: object, making: Making) -> list[Term]:
        text = written(cell)
        if not text or (empty and text.casefold() in empty):
            return []
        term = convert(text, cells, element, making)
        return [] if term is None else [term]

    def make(cells: Cells, element: object, making: Making) -> list[Term]:
        cell = get(cells, element)
        if cell is None:
            return []
        if isinstance(cell, list):
            return [term for one in cell for term in of_one(one, cells, element, making)]
        return of_one(cell, cells, element, making)

    return make


def _columns(getters: list[Getter], empty: frozenset[str]) -> Texts:
    """The texts of the first column that has any; a list gives one for each member."""

    def single(cells: Cells, element: object) -> list[str]:
        for getter in getters:
            cell = getter(cells, element)
            members = cell if isinstance(cell, list) else (cell,)
            found = [text for one in members if (text := written(one))]
            if empty:
                found = [text for text in found if text.casefold() not in empty]
            if found:
                return found
        return []

    return single
