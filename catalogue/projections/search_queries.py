"""What a question, a filter or a count is to tantivy."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Occur, Query

from catalogue.projections.asking import Question, Word
from catalogue.projections.search_folder import POSITION

Link = tuple[str, str]
"""An address (slug and field keys, with dots) and the IRI it points to."""

_EXPANSIONS = 500
_EVERYWHERE = (("label", 4.0), ("text", 1.0))
_NAMES = (("label", 4.0), ("name", 1.0))
_MOST_TARGETS = 60_000
_ADDRESS = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Among:
    """Only these records, by IRI; or, not `inside`, all but these."""

    iris: Collection[str]
    inside: bool = True


class Queries:
    """Makes queries over one schema that tantivy never refuses, whatever was typed."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def asked(self, question: Question, searcher: tantivy.Searcher, *, names: bool = False) -> Query:
        """What meets a question; with `names`, in what records are called, not in all that they say."""
        if question.blank:
            return self._recorded()
        if not question.words:
            return Query.empty_query()
        asked = [
            (Occur.Should if word.optional else Occur.Must, self._met(word, searcher, names=names))
            for word in question.words
        ]
        together = Query.boolean_query(asked)
        if question.identifier is None:
            return together
        return _any([together, *self._numbered(question.identifier, begins=True)])

    def _recorded(self) -> Query:
        position = self._term("iri", POSITION)
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, position)])

    def _met(self, word: Word, searcher: tantivy.Searcher, *, names: bool) -> Query:
        options: list[Query] = []
        for spelling in word.spellings:
            for field, weight in _NAMES if names else _EVERYWHERE:
                options.append(Query.boost_query(self._spelled(field, spelling), weight))
                within = names and field == "label"  # every label is a name: one look for what begins so will do
                if word.begins and not within and not (word.identifier and len(spelling) > 1):
                    begun = self._begun(field, spelling, searcher)
                    options.append(Query.const_score_query(begun, 0.1 * weight))
        if word.keys:
            alike = [(Occur.Must, self._term("alike" if names else "loose", key)) for key in word.keys]
            options.append(Query.const_score_query(Query.boolean_query(alike), 0.001))
        if word.identifier is not None:
            options.extend(self._numbered(word.identifier, begins=word.begins))
        return _any(options)

    def _spelled(self, field: str, spelling: Sequence[str]) -> Query:
        if len(spelling) == 1:
            return self._term(field, spelling[0])
        return Query.phrase_query(self._schema, field, list(spelling))

    def _begun(self, field: str, spelling: Sequence[str], searcher: tantivy.Searcher) -> Query:
        """The phrase, its last word only begun: in order if few words begin so, else anywhere."""
        *head, last = spelling
        begun = Query.regex_query(self._schema, field, f"{last}.*")
        if not head:
            return begun
        if len(searcher.terms_with_prefix(field, last)) <= _EXPANSIONS:
            return Query.regex_phrase_query(self._schema, field, [*head, f"{last}.*"])
        return Query.boolean_query([(Occur.Must, self._spelled(field, head)), (Occur.Must, begun)])

    def _numbered(self, identifier: str, *, begins: bool) -> tuple[Query, ...]:
        exact = Query.const_score_query(self._term("identifier", identifier), 50.0)
        if not begins:
            return (exact,)
        begun = Query.regex_query(self._schema, "identifier", f"{identifier}.*")
        return exact, Query.const_score_query(begun, 5.0)

    def filtered(
        self, query: Query, slugs: Sequence[str], links: Sequence[Link], among: Among | None = None
    ) -> Query:
        filters = [(Occur.Must, self.linked(link)) for link in links]
        if slugs:
            filters.append((Occur.Must, _any([self._term("slug", slug) for slug in slugs])))
        if among is not None:
            chosen = Query.term_set_query(self._schema, "iri", list(among.iris))
            filters.append((Occur.Must if among.inside else Occur.MustNot, chosen))
        if not filters:
            return query
        unscored = [(occur, Query.const_score_query(each, 0.0)) for occur, each in filters]
        return Query.boolean_query([(Occur.Must, query), *unscored])

    def united(self, links: Sequence[Link], iris: Collection[str]) -> Query:
        """Records that have one of these links, and those that are named by IRI."""
        options = [self.linked(link) for link in links]
        if iris:
            options.append(Query.term_set_query(self._schema, "iri", list(iris)))
        return _any(options) if options else Query.empty_query()

    def of_classes(self, query: Query, classes: Collection[str]) -> Query:
        """Those that are of one of these CRM classes."""
        chosen = Query.term_set_query(self._schema, "class", list(classes))
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(chosen, 0.0))])

    def beginning(self, field: str, key: str) -> Query:
        """Records that stand in an order under keys which begin so; a folded key has no signs of a pattern."""
        return Query.regex_query(self._schema, field, f"{key}.*")

    def linked(self, link: Link) -> Query:
        address, target = link
        if not countable(address):
            return Query.empty_query()
        return self._term(_json_path(address), target)

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value)


def origin(target: str, address: str = "") -> str:
    """A term that says from which address an IRI is pointed to; without an address, how all of them begin."""
    return f"{target}\t{address}"


def either(*options: Query) -> Query:
    """What one of these finds."""
    return _any(list(options))


def _any(options: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, option) for option in options])


def _json_path(address: str) -> str:
    return "link." + address.replace(".", "\\.")


def countable(address: str) -> bool:
    """Whether an address could be one of ours."""
    return _ADDRESS.fullmatch(address) is not None


def counting(address: str, limit: int) -> dict[str, Any]:
    field = "slug" if address == "slug" else _json_path(address)
    return {"terms": {"field": field, "size": max(limit, 1), "segment_size": _MOST_TARGETS}}


def counts(counted: Mapping[str, Any], limit: int) -> tuple[tuple[str, int], ...]:
    buckets = [(str(b["key"]), int(b["doc_count"])) for b in counted["buckets"]]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0])))[:limit]
