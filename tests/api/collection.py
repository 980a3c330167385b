"""The collection that the tests of the doors read: a lamp, a leaf, their makers, and what is said
of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.assembly import Tree, assemble
from catalogue.catalogue import Catalogue
from catalogue.interchange.stubs import path_of
from catalogue.namespaces import AAT, CRM
from catalogue.rdf import Term, iri, literal
from catalogue.record import Record

BASE = "https://khizana.example"
DATETIME = "dateTime"


def at(path: str) -> Term:
    """The term of a local record."""
    return iri(BASE + path)


def name(text: str, language: str | None = None) -> Tree:
    """A name in a language of the collection."""
    tree: dict[str, object] = {"content": [literal(text)]}
    if language:
        tree["language"] = [at(f"/concept/{language}")]
    return tree  # type: ignore[return-value]


def dated(begin: str, end: str, written: str = "") -> Tree:
    """A time-span by its outer days."""
    span: dict[str, object] = {
        "begin_of_the_begin": [literal(f"{begin}T00:00:00Z", DATETIME)],
        "end_of_the_end": [literal(f"{end}T23:59:59Z", DATETIME)],
    }
    if written:
        span["as_written"] = [{"content": [literal(written)]}]
    return span  # type: ignore[return-value]


def measured(value: str) -> Tree:
    """A dimension in centimetres."""
    return {"value": [literal(value, "decimal")], "unit": [at("/concept/cm")]}


LANGUAGES = {"en": "English", "ar": "Arabic", "fa": "Persian", "tr": "Turkish"}
CONCEPTS = {
    "cm": {"en": "cm", "ar": "سم"},
    "mosque-lamp": {"en": "mosque lamp", "ar": "مشكاة", "tr": "kandil"},
    "leaf": {"en": "leaf", "fa": "برگ"},
    "fritware": {"en": "fritware", "tr": "frit hamuru"},
    "paper": {"en": "paper", "ar": "ورق"},
    "alternative": {"en": "alternative", "ar": "بديل"},
    "<script>alert(1)</script>": {"en": "<script>alert(1)</script>"},
}


def _concept(names: Mapping[str, str], notation: str | None = None) -> Tree:
    tree: dict[str, object] = {"name": [name(text, language) for language, text in names.items()]}
    if notation:
        tree["notation"] = [literal(notation)]
    return tree  # type: ignore[return-value]


def _records() -> dict[str, Tree]:
    found: dict[str, Tree] = {}
    for code, label in LANGUAGES.items():
        found[f"/concept/{code}"] = _concept({"en": label}, code)
    for number, (key, names) in enumerate(CONCEPTS.items()):
        found[f"/concept/{key if key[0] != '<' else f'hostile-{number}'}"] = _concept(names)
    found["/person/musli"] = {"name": [name("Musli", "en"), name("مصلي", "ar")]}
    found["/group/museum"] = {"name": [name("British Museum", "en"), name("المتحف البريطاني", "ar")]}
    found["/person/curator"] = {"name": [name("A. Curator", "en")]}
    found["/object/lamp"] = LAMP
    found[ELSEWHERE_PATH] = _concept({"fa": "کاشی"})
    for number in range(60):
        found[f"/object/leaf-{number:02}"] = {
            "title": [name(f"Leaf {number:02} of a Qur’an", "en")],
            "type": [at("/concept/leaf")],
            "material": [at("/concept/paper")],
        }
    return found


LAMP: Tree = {
    "title": [
        name("Lamp from the Dome of the Rock", "en"),
        name("مصباح من قبة الصخرة", "ar"),
        name("چراغ قبة‌الصخره", "fa"),
        name("Kubbetü’s-Sahre kandili", "tr"),
    ],
    "other_title": [name("The Musli lamp", "en")],
    "accession_number": [{"content": [literal("1887,0516.1")]}],
    "type": [at("/concept/mosque-lamp")],
    "material": [at("/concept/fritware")],
    "description": [
        {
            "content": [
                literal("Pottery mosque lamp, painted in blue, turquoise and black.\nInscribed <b>in naskh</b>.")
            ],
            "language": [at("/concept/en")],
        },
        {
            "content": [literal("مشكاة من الخزف مزخرفة بالأزرق (١٥٤٩).")],
            "language": [at("/concept/ar")],
        },
    ],
    "production": [
        {
            "carried_out_by": [at("/person/musli")],
            "timespan": [dated("1549-06-07", "1549-07-06", "Jumada I 956")],
        }
    ],
    "height": [measured("38.5")],
    "current_owner": [at("/group/museum")],
    "see_also": [
        iri("https://www.britishmuseum.org/collection/object/W_1887-0516-1"),
        iri("javascript:alert(1)"),
    ],
    "attribution": [
        {
            "assigned_property": [iri(CRM + "P108i_was_produced_by")],
            "assigned_making": [{"timespan": [dated("1520-01-01", "1530-12-31")]}],
            "carried_out_by": [at("/person/curator")],
            "status": [at("/concept/alternative")],
        }
    ],
}

DRAFT = "/object/draft"
WITHDRAWN = "/object/withdrawn"
ELSEWHERE = "https://vocabulary.example/واژه/کاشی"
ELSEWHERE_PATH = path_of(ELSEWHERE, "concept", BASE)


def fill(catalogue: Catalogue) -> None:
    """Saves and publishes the collection; one record stays a draft, one is withdrawn again."""
    for path, tree in _records().items():
        _save(catalogue, path, tree)
    _save(catalogue, WITHDRAWN, {"title": [name("Withdrawn thing", "en")]})
    catalogue.publish_all()
    catalogue.withdraw([BASE + WITHDRAWN])
    _save(catalogue, DRAFT, {"title": [name("Secret draft", "en")]})


def _save(catalogue: Catalogue, path: str, tree: Tree) -> None:
    slug = path.split("/")[1]
    known_as = ELSEWHERE if path == ELSEWHERE_PATH else BASE + path
    triples = assemble(catalogue.schema.by_slug[slug], known_as, BASE + path, tree)
    catalogue.save(Record(known_as, path, BASE + path, triples), slug)


__all__ = ["AAT", "BASE", "DRAFT", "WITHDRAWN", "fill"]
