"""What the whole of it is: VoID (https://www.w3.org/TR/void/) and DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from catalogue.dumps.dump import NQUADS, Dump, DumpFile
from catalogue.namespaces import TYPE, prefixes
from catalogue.rdf import Term, Triple, iri, is_iri, literal, parts, subjects
from catalogue.settings import Settings

PLACE = "/.well-known/void"
FEED = "/activity"
SPARQL = "/sparql"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FORMATS = ("Turtle", "N-Triples", "JSON-LD")
_CONFORMS = {
    SPARQL: "http://www.w3.org/TR/sparql11-protocol/",
    FEED: "https://iiif.io/api/discovery/1.0/",
}
_TITLES = {SPARQL: "SPARQL endpoint", FEED: "Activity feed"}
_RIGHTS = {
    "en": "This licence is for what is said of things. "
    "Where a record or an image names a licence of its own, that one holds for it.",
    "ar": "هذه الرخصة لما يقال عن الأشياء. وحيث يذكر السجل أو الصورة رخصة خاصة فهي التي تسري عليه.",
    "fa": "این مجوز برای آن چیزی است که دربارهٔ اشیا گفته شده است. "
    "هر جا رکورد یا تصویری مجوز خود را دارد، همان برای آن معتبر است.",
    "tr": "Bu lisans eserler hakkında söylenenler içindir. "
    "Bir kayıt ya da görsel kendi lisansını belirtiyorsa onun için o geçerlidir.",
}


@dataclass(frozen=True)
class Counts:
    """What was counted in the public statements; by IRI: entities of classes, statements and subjects of properties."""

    triples: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Whole:
    """All that is told of the collection; `counts` are None while they are not known for what is public now."""

    records: int
    counts: Counts | None
    updated: datetime | None
    examples: Sequence[str]
    dumps: Sequence[Dump]


def described(settings: Settings, whole: Whole) -> frozenset[Triple]:
    """The description of a catalogue."""
    return frozenset(_Description(settings, whole).triples())


def json_ld(triples: Iterable[Triple]) -> str:
    """Triples as JSON-LD, a node a subject, in the prefixes of the house."""
    nodes = []
    used: dict[str, str] = {}
    for subject, said in subjects(triples).items():
        node: dict[str, Any] = {"@id": subject[1:-1]}
        for _, predicate, object_ in said:
            if predicate == TYPE:
                node.setdefault("@type", []).append(_short(object_[1:-1], used))
            else:
                node.setdefault(_short(predicate[1:-1], used), []).append(_value(object_, used))
        single = {key: held[0] for key, held in node.items() if isinstance(held, list) and len(held) == 1}
        nodes.append(node | single)
    return json.dumps({"@context": dict(sorted(used.items())), "@graph": nodes}, ensure_ascii=False, indent=1) + "\n"


def _value(term: Term, used: dict[str, str]) -> dict[str, str] | str:
    if is_iri(term):
        return {"@id": term[1:-1]}
    text, datatype, language = parts(term)
    if language:
        return {"@value": text, "@language": language}
    return {"@value": text, "@type": _short(datatype, used)} if datatype else text


def _short(address: str, used: dict[str, str]) -> str:
    """An IRI by its prefix, where it has one."""
    for prefix, namespace in prefixes().items():
        local = address.removeprefix(namespace)
        if local != address and local.replace("_", "").replace("-", "").isalnum():
            used[prefix] = namespace
            return f"{prefix}:{local}"
    return address


class _Description:
    """The triples, part by part."""

    def __init__(self, settings: Settings, whole: Whole) -> None:
        self._settings = settings
        self._whole = whole
        self._base = settings.base
        self._place = self._base + PLACE
        self._set = iri(f"{self._place}#dataset")

    def triples(self) -> Iterator[Triple]:
        yield from self._document()
        yield from self._dataset()
        yield from self._publisher()
        for path in (SPARQL, FEED):
            yield from self._service(path)
        for dump in self._whole.dumps:
            for file in dump.files:
                yield from self._file(dump, file)
        if self._whole.counts is not None:
            yield from self._counted(self._whole.counts)

    def _document(self) -> Iterator[Triple]:
        place = iri(self._place)
        yield place, TYPE, _term("void:DatasetDescription")
        yield place, _term("dcterms:title"), literal(f"{self._settings.title}: VoID, DCAT")
        yield place, _term("foaf:primaryTopic"), self._set

    def _dataset(self) -> Iterator[Triple]:
        whole, base = self._whole, self._base
        yield self._set, TYPE, _term("void:Dataset")
        yield self._set, TYPE, _term("dcat:Dataset")
        yield self._set, _term("dcterms:title"), literal(self._settings.title)
        for predicate in ("foaf:homepage", "dcat:landingPage"):
            yield self._set, _term(predicate), iri(f"{base}/")
        yield self._set, _term("void:uriSpace"), literal(f"{base}/")
        yield self._set, _term("void:sparqlEndpoint"), iri(base + SPARQL)
        yield self._set, _term("void:entities"), _number(whole.records)
        for name in _FORMATS:
            yield self._set, _term("void:feature"), iri(f"http://www.w3.org/ns/formats/{name}")
        for address in whole.examples:
            yield self._set, _term("void:exampleResource"), iri(address)
        if whole.updated is not None:
            yield self._set, _term("dcterms:modified"), _time(whole.updated)
        if self._settings.licence:
            yield self._set, _term("dcterms:license"), iri(self._settings.licence)
            for language, text in _RIGHTS.items():
                yield self._set, _term("dcterms:rights"), literal(text, language=language)

    def _publisher(self) -> Iterator[Triple]:
        group, name = self._settings.home_group, self._settings.publisher
        if not group and not name:
            return
        publisher = iri(group or f"{self._place}#publisher")
        yield self._set, _term("dcterms:publisher"), publisher
        yield publisher, TYPE, _term("foaf:Agent")
        if name:
            yield publisher, _term("foaf:name"), literal(name)

    def _service(self, path: str) -> Iterator[Triple]:
        service = iri(f"{self._place}#{path.strip('/')}")
        yield service, TYPE, _term("dcat:DataService")
        yield service, _term("dcterms:title"), literal(_TITLES[path], language="en")
        yield service, _term("dcterms:conformsTo"), iri(_CONFORMS[path])
        yield service, _term("dcat:endpointURL"), iri(self._base + path)
        yield service, _term("dcat:servesDataset"), self._set

    def _file(self, dump: Dump, file: DumpFile) -> Iterator[Triple]:
        address = iri(f"{self._base}/dumps/{file.name}")
        yield self._set, _term("dcat:distribution"), address
        if file.form is NQUADS:
            yield self._set, _term("void:dataDump"), address
        else:
            yield address, _term("dcterms:conformsTo"), iri("https://linked.art/ns/v1/linked-art.json")
        yield address, TYPE, _term("dcat:Distribution")
        yield address, _term("dcterms:title"), literal(file.name)
        yield address, _term("dcat:downloadURL"), address
        yield address, _term("dcat:accessURL"), iri(self._place)
        yield address, _term("dcat:mediaType"), iri(_MEDIA + file.form.media_type)
        yield address, _term("dcat:compressFormat"), iri(f"{_MEDIA}application/gzip")
        yield address, _term("dcat:byteSize"), literal(str(file.size), "nonNegativeInteger")
        yield address, _term("dcterms:issued"), _time(dump.made)
        if dump.licence:
            yield address, _term("dcterms:license"), iri(dump.licence)

    def _counted(self, counts: Counts) -> Iterator[Triple]:
        numbers = {
            "triples": counts.triples, "distinctSubjects": counts.subjects, "distinctObjects": counts.objects,
            "classes": len(counts.classes), "properties": len(counts.properties),
        }  # fmt: skip
        for name, number in numbers.items():
            yield self._set, _term(f"void:{name}"), _number(number)
        named = [*counts.classes, *counts.properties]
        for namespace in prefixes().values():
            if any(one.startswith(namespace) for one in named):
                yield self._set, _term("void:vocabulary"), iri(namespace)
        for one, number in counts.classes.items():
            yield from self._partition("class", one, {"entities": number})
        for one, (number, of) in counts.properties.items():
            yield from self._partition("property", one, {"triples": number, "distinctSubjects": of})

    def _partition(self, kind: str, of: str, numbers: Mapping[str, int]) -> Iterator[Triple]:
        part = iri(f"{self._place}#{kind}-{_short(of, {}).replace(':', '-').rpartition('/')[2]}")
        yield self._set, _term(f"void:{kind}Partition"), part
        yield part, _term(f"void:{kind}"), iri(of)
        for name, number in numbers.items():
            yield part, _term(f"void:{name}"), _number(number)


def _term(name: str) -> Term:
    prefix, _, local = name.partition(":")
    return f"<{prefixes()[prefix]}{local}>"


def _number(value: int) -> Term:
    return literal(str(value), "integer")


def _time(moment: datetime) -> Term:
    return literal(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "dateTime")
