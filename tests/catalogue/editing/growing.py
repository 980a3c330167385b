"""Records grown from the shapes alone: anything that a shape allows, and much that it does not foresee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from catalogue.namespaces import CRM, KHZ, RDF, TYPE, XSD
from catalogue.public_view import ASSIGNED, ASSIGNED_PROPERTY, ATTRIBUTED
from catalogue.rdf import Term, Triple, iri, literal
from catalogue.record import Record
from catalogue.shapes import Field, Kind, RecordType, Shape

BASE = "https://khizana.example"
FRAGMENTS = (
    *("k3m9x0q2ab", "has_type-1a2b3c4d", "new-1", "new-", "~5d41402abc4b", "a/b", "a.b", "50%", "%2F", "x@language"),
    *(
        "x@remove",
        "باب-1",
        "sé é",
        "a+b",
        "a&b=c",
        "a;b",
        "..",
        "~",
        "",
        "-",
        "title/new-1",
        "📜",
        "a'b",
        "(1)",
        "#2",
        "?",
    ),
)
TEXTS = (
    *(
        "A text",
        " padded ",
        "two\nlines",
        "old\rMac",
        "DOS\r\nlines",
        "\n",
        "tab\there",
        "",
        '"quoted" \\ back',
        "نصّ عربي",
    ),
    *("<b>bold</b>", "&amp;", "a\u00a0b", "\u200fright", "\u0000nul", "٣٫٥", "new-1", "\ufeffmark", "e\u0301", "é"),
)
NUMBERS = ("15.5", "-3", "0", "100000000000000000", "0.10", "1e3", "abc", "")
MOMENTS = ("1540-05-07T00:00:00Z", "-0425-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "-4000000-01-01T00:00:00Z", "soon")
LANGUAGES = ("en", "ar", "fa-Latn", "de-ch", "tr")
_SAMPLES = {
    "decimal": NUMBERS,
    "integer": ("1", "-7", "012", "x"),
    "boolean": ("true", "false", "1", "perhaps"),
    "dateTime": MOMENTS,
    "date": ("1970-11-14", "-0044-03-15", "1970-11-31", "a day"),
    "gYear": ("-0044", "1970"),
}
_UNCLAIMED = (f"<{CRM}P3_has_note>", f"<{KHZ}embargoedUntil>", "<https://example.org/terms#odd>")


@dataclass
class Growing:
    """One growing of one record; `chance` decides everything."""

    chance: Random
    record_type: RecordType
    size: int = 60
    triples: set[Triple] = field(default_factory=set)
    parts: list[tuple[Term, Shape]] = field(default_factory=list)
    path: str = ""

    def grow(self) -> Record:
        """A record, with all its oddities."""
        self.path = f"/{self.record_type.slug}/grown"
        foreign = self.chance.random() < 0.2
        root = "<http://vocab.getty.edu/aat/300055644>" if foreign else f"<{BASE}{self.path}>"
        self.triples.add((root, TYPE, f"<{self.record_type.record_class}>"))
        self._fill(root, self.record_type, 0)
        for _ in range(self.chance.randrange(4)):
            self._oddity(root)
        return Record(root[1:-1], self.path, BASE + self.path, frozenset(self.triples))

    def _fragment(self) -> Term:
        plain = "".join(self.chance.choice("abcdefgh0123") for _ in range(10))
        name = self.chance.choice(FRAGMENTS) if self.chance.random() < 0.3 else plain
        return f"<{BASE}{self.path}#{name.replace(' ', '_')}>"

    def _fill(self, subject: Term, shape: Shape, depth: int) -> None:
        self.parts.append((subject, shape))
        if self.chance.random() < 0.95:
            self.triples.add((subject, TYPE, f"<{self.chance.choice(shape.classes)}>"))
        self.triples.update((subject, *pair) for pair in shape.fixed)
        own = [one for one in shape.fields if not one.inverse]
        for one in self.chance.sample(own, min(len(own), self.chance.randrange(1, 7))):
            for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
                self._value(subject, one, depth)

    def _value(self, subject: Term, one: Field, depth: int) -> None:
        if one.part is None:
            self.triples.add((subject, one.path, self._term(one)))
        elif len(self.triples) < self.size and depth < 7:
            shared = [s for s, shape in self.parts if shape is one.part]
            if shared and self.chance.random() < 0.1:
                self.triples.add((subject, one.path, self.chance.choice(shared)))
                return
            below = self._fragment()
            self.triples.add((subject, one.path, below))
            self.triples.update((below, *pair) for pair in one.required)
            self._fill(below, one.part, depth + 1)

    def _term(self, one: Field) -> Term:
        if self.chance.random() < 0.05:
            return self._any_term()
        if one.kind is not Kind.LITERAL:
            return iri(f"{BASE}/concept/{self.chance.choice(('blue', 'سبز', 'k3m9', 'a(b)', 'x?y=1&z'))}")
        if one.datatype is None or one.datatype == RDF + "langString":
            return literal(self.chance.choice(TEXTS), language=self.chance.choice((*LANGUAGES, None)))
        samples = _SAMPLES.get(one.datatype.removeprefix(XSD), TEXTS)
        return literal(self.chance.choice(samples), one.datatype)

    def _any_term(self) -> Term:
        made = (
            literal(self.chance.choice(TEXTS)),
            literal(self.chance.choice(TEXTS), language="ar"),
            literal("2000", "gYear"),
            literal("POINT(1 2)", "http://www.opengis.net/ont/geosparql#wktLiteral"),
            literal("https://example.org/x"),
            "_:b0",
            iri("urn:isbn:123"),
            self._fragment(),
        )
        return self.chance.choice(made)

    def _oddity(self, root: Term) -> None:
        subject, shape = self.chance.choice(self.parts)
        other = self.chance.choice(self.parts)[0]
        loose = f"<{BASE}{self.path}#loose>"
        what = self.chance.randrange(7)
        if what == 0:
            self.triples.add((subject, self.chance.choice(_UNCLAIMED), self._any_term()))
        elif what == 1:
            self.triples.update({(loose, TYPE, f"<{CRM}E52_Time-Span>"), (loose, _UNCLAIMED[0], literal("loose"))})
        elif what == 2:
            self.triples.add((loose, _UNCLAIMED[0], subject))
        elif what == 3:
            self.triples.add((subject, self.chance.choice(list(shape.by_path) or [TYPE]), other))
        elif what == 4:
            self.triples.add((subject, TYPE, f"<{CRM}E1_CRM_Entity>"))
        elif what == 5:
            self.triples.add((subject, self.chance.choice(_UNCLAIMED), root))
        else:
            self._statement(subject, shape)

    def _statement(self, subject: Term, shape: Shape) -> None:
        about = self.chance.choice(list(shape.by_path) or [TYPE])
        statement, value = self._fragment(), self._fragment()
        self.triples |= {
            (subject, ATTRIBUTED, statement),
            (statement, TYPE, f"<{CRM}E13_Attribute_Assignment>"),
            (statement, ASSIGNED_PROPERTY, about),
            (statement, ASSIGNED, value),
        }
        one = self.chance.choice(shape.by_path.get(about, (None,)))
        if one is not None and one.part is not None:
            self.triples.update((value, *pair) for pair in one.required)
            self._fill(value, one.part, 6)


def grown(seed: int, record_type: RecordType, size: int = 60) -> Record:
    """The record that a number gives."""
    return Growing(Random(seed), record_type, size).grow()


def as_a_browser(inputs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was put into a page as it comes back: line ends are two characters, no character is a null."""
    return [
        (n, t.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n").replace("\0", "\ufffd"))
        for n, t in inputs
    ]
