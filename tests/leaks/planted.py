"""A collection with secrets in every place where one can be, each a word that stands nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from catalogue.assembly import Tree
from catalogue.catalogue import Catalogue
from catalogue.errors import KhizanaError
from catalogue.interchange.importing import Source
from catalogue.interchange.incoming import Hint, Incoming, Level, Note, Origin, Refused
from catalogue.namespaces import CRM, TYPE
from catalogue.public_view import ASSIGNED, ASSIGNED_PROPERTY, ATTRIBUTED
from catalogue.rdf import Term, Triple, literal
from catalogue.record import Record
from catalogue.shapes import Schema
from tests.catalogue.making import (
    AUDIENCE,
    BASE,
    EMBARGO,
    STAFF,
    aat,
    crm,
    foreign,
    incoming,
    link,
    make,
    named,
    source,
    text,
)

STAFF_NOTE = "<https://w3id.org/khizana/vocabulary/statement-types/staff-note>"
NOTE = aat(300027200)
ULAN = "http://vocab.getty.edu/ulan/500115"
LOUD = ("openword", "plainword")
OPEN_SCHEME = "https://terms.example/openword-colours"


@dataclass
class House:
    """The catalogue, the secrets in it by what they are, and those that were public once."""

    catalogue: Catalogue
    seed: str
    secrets: dict[str, str] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)
    hidden_paths: list[str] = field(default_factory=list)
    gone_paths: list[str] = field(default_factory=list)
    shown_paths: list[str] = field(default_factory=list)
    ended_paths: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def secret(self, what: str) -> str:
        """A word that must never come out."""
        return self.secrets.setdefault(what, _word(self.seed, len(self.secrets)))

    def once(self, what: str) -> str:
        """A word that was public, and is so no more."""
        return self.former.setdefault(what, f"zqonce{len(self.former):02}x")

    @property
    def schema(self) -> Schema:
        """The shapes of the catalogue."""
        return self.catalogue.schema


def _word(seed: str, number: int) -> str:
    return f"zq{seed}{number:03}x"


def plant(catalogue: Catalogue, seed: str) -> House:
    """Fills an empty catalogue with the collection; `seed` goes into every secret and into nothing public."""
    house = House(catalogue, seed)
    _people(house)
    _objects(house)
    _loans(house)
    _joint_work(house)
    _publish(house)
    _afterwards(house)
    _endings(house)
    _import_notes(house)
    return house


def _save(house: House, *records: Record) -> None:
    for record in records:
        house.catalogue.save(record, record.path.split("/")[1], who=house.secret("who"), why=house.secret("why"))


def _people(house: House) -> None:
    schema = house.schema
    closed = f"https://terms.example/{house.secret('the name of a scheme')}"
    house.hidden_paths += [f"/person/{house.secret('draft id')}", f"/group/{house.secret('lacking id')}"]
    hidden = foreign(schema, "person", ULAN, {"name": [text(house.secret("a draft with an address of others"))]})
    house.hidden_paths.append(hidden.path)
    house.secrets["an address of others"] = ULAN
    _save(
        house,
        named(schema, "person", "p1", "Openword Potter", staff_note=[text(house.secret("a staff note of a person"))]),
        named(schema, "person", house.secret("draft id"), house.secret("the name of a draft")),
        make(
            schema, "group", house.secret("lacking id"), {"note": [text(house.secret("a text of what lacks a name"))]}
        ),
        hidden,
        make(schema, "concept", "lang-ar", {"name": [text("Arabic")], "notation": [literal("ar")]}),
        make(
            schema, "concept", "oil", {"name": [text("plainword oil")], "notation": [literal("N1")], **_in(OPEN_SCHEME)}
        ),
        named(schema, "concept", "wax", "plainword wax", **_in(OPEN_SCHEME), broader=[link("concept", "oil")]),
        named(
            schema, "concept", house.secret("draft term"), house.secret("the name of a draft term"), **_in(OPEN_SCHEME)
        ),
        named(schema, "concept", "hidden-term", house.secret("a term of a hidden scheme"), **_in(closed)),
    )
    house.hidden_paths += [f"/concept/{house.secret('draft term')}", "/concept/hidden-term"]
    house.schemes += [OPEN_SCHEME, closed]


def _in(scheme: str) -> Mapping[str, list[Term]]:
    return {"scheme": [f"<{scheme}>"]}


def _joint_work(house: House) -> None:
    """What the front page tells stories of: with a part of each that is not public."""
    schema = house.schema
    museum, jug = [link("group", "g1")], [link("object", "o1")]
    pact, washing = [link("accord", "a1")], [link("technique", "t1")]
    draft = {"staff_note": [text(house.secret("a staff note of an accord"))]}
    numbers = {"value": [literal("123454321", "decimal")], "currency": [link("concept", "oil")]}
    amount = {"value": [literal("7000", "decimal")], "currency": [link("concept", "oil")]}
    house.secrets["the amount of a draft grant"] = "123454321"
    _save(
        house,
        named(schema, "accord", "a1", "Openword accord", party=museum, **draft),
        named(schema, "accord", "a2", house.secret("the name of a draft accord"), party=museum),
        named(schema, "provenance", "r1", "Openword return", under_accord=pact, object=[*jug, link("object", "o5")]),
        named(
            schema, "provenance", "r2", house.secret("a draft return"), under_accord=[link("accord", "a2")], object=jug
        ),
        named(schema, "provenance", "r3", house.secret("another draft return"), under_accord=[link("accord", "a2")]),
        named(schema, "condition", "c1", "Openword report", object=jug),
        named(schema, "technique", "t1", "Openword washing"),
        named(
            schema,
            "treatment",
            "w1",
            "Openword bath",
            object=jug,
            motivated_by=[link("condition", "c1")],
            method=washing,
        ),
        named(schema, "gathering", "w1", "Openword workshop", technique_taught=washing, organiser=museum),
        named(schema, "gathering", "w2", house.secret("a draft gathering"), organiser=museum, technique_taught=washing),
        named(
            schema,
            "grant",
            "m1",
            "Openword grant",
            project=[link("gathering", "w1")],
            awarded_amount=[amount],
            awarded_on=[literal("2020-05-06", "date")],
        ),
        named(schema, "grant", "m2", house.secret("a draft grant"), awarded_amount=[numbers], grantee=museum),
        named(schema, "incident", "i1", house.once("the name of an incident that was withdrawn"), object=jug),
    )
    house.hidden_paths += ["/accord/a2", "/provenance/r2", "/provenance/r3", "/gathering/w2", "/grant/m2"]


def _objects(house: House) -> None:
    schema, oil = house.schema, [link("concept", "oil")]
    place = named(schema, "place", house.secret("storage id"), house.secret("the name of the store"))
    house.hidden_paths += [place.path, "/object/o5"]
    _save(house, place, make(schema, "object", "o1", _jug(house), *_odd_statements(house)))
    for number, what in (("o2", "withdrawn"), ("o3", "published again"), ("o4", "renamed since")):
        _save(house, named(schema, "object", number, house.once(f"the title of what was {what}"), material=oil))
    for_staff = (link("object", "o5"), AUDIENCE, STAFF)
    _save(house, named(schema, "object", "o5", house.secret("a record for staff"), for_staff))


def _jug(house: House) -> Tree:
    """What a form would say of an object, public and not."""
    draft, lacking = link("person", house.secret("draft id")), link("group", house.secret("lacking id"))
    role = {"@id": "role", "carried_out_by": [f"<{ULAN}>"]}
    arabic = {"language": [link("concept", "lang-ar")], "@id": "ar"}
    ours = f"<{BASE}/anything/{house.secret('an address of ours')}>"
    return {
        "title": [text("Openword jug", **{"@id": "title"}), text("جرّة", **arabic)],
        "other_title": [text(house.secret("a title for staff"), **{"@id": "staffpart"})],
        "note": [
            text("plainword note", **{"@id": "note"}),
            text(house.secret("a text under embargo"), **{"@id": "embargoed"}),
            text(house.secret("a text of an odd audience"), **{"@id": "odd"}),
        ],
        "staff_note": [text(house.secret("a staff note"), **{"@id": "staffnote"})],
        "storage_location": [link("place", house.secret("storage id"))],
        "current_owner": [lacking],
        "material": [link("concept", "oil")],
        "see_also": [draft, ours, "<https://elsewhere.example/plain>"],
        "production": [{"@id": "making", "carried_out_by": [link("person", "p1"), draft], "part": [role]}],
    }


def _odd_statements(house: House) -> list[Triple]:
    """What no form would say: hidden parts, unknown words, loose ends, statements that compete."""
    root, part = link("object", "o1"), f"<{BASE}/object/o1#"
    return [
        (root, f"<urn:x:{house.secret('an unknown predicate')}>", literal(house.secret("an unclaimed text"))),
        (root, TYPE, f"<urn:x:{house.secret('an unclaimed class')}>"),
        (f"{part}loose>", crm("P3_has_note"), literal(house.secret("a loose text"))),
        (f"{part}staffpart>", AUDIENCE, STAFF),
        (f"{part}embargoed>", EMBARGO, literal("2999-01-01", "date")),
        (f"{part}odd>", AUDIENCE, literal(house.secret("an odd audience"))),
        (f"{part}note>", f"<urn:x:{house.secret('an unknown predicate in a part')}>", literal("1")),
        *_statement(house, root, part, "s1", "P67i_is_referred_to_by", STAFF_NOTE),
        *_statement(house, root, part, "s2", "P999_nothing", NOTE),
    ]


def _statement(house: House, root: Term, part: str, name: str, property_: str, kind: Term) -> list[Triple]:
    """A competing statement that is for staff."""
    at, value = f"{part}{name}>", f"{part}{name}v>"
    return [
        (root, ATTRIBUTED, at),
        (at, TYPE, crm("E13_Attribute_Assignment")),
        (at, ASSIGNED_PROPERTY, crm(property_)),
        (at, ASSIGNED, value),
        (value, TYPE, crm("E33_Linguistic_Object")),
        (value, crm("P2_has_type"), kind),
        (value, crm("P190_has_symbolic_content"), literal(house.secret(f"a competing statement ({name})"))),
    ]


def _loans(house: House) -> None:
    schema = house.schema
    items = [
        {"@id": "i1", "object": [link("object", "o1")], "remark": [literal("plainword crate")],
         "courier": [link("person", house.secret("draft id"))]},
        {"@id": "i2", "object": [link("object", "o5")], "remark": [literal(house.secret("a part that falls"))]},
        {"@id": "i3", "object": [link("object", "o2")], "remark": [literal(house.once("beside what was withdrawn"))]},
    ]  # fmt: skip
    value = {
        "@id": "v",
        "note": [literal(house.secret("an insured value"))],
        "value": [literal("987654321", "decimal")],
    }
    lender = [link("group", "g1")]
    loan = named(schema, "loan", "l1", "Openword loan", lender=lender, item=items, insured_value=[value])
    house.secrets["an amount"] = "987654321"
    blocked = named(
        schema,
        "loan",
        house.secret("blocked id"),
        house.secret("a blocked loan"),
        lender=[link("person", house.secret("draft id"))],
    )
    house.hidden_paths.append(blocked.path)
    _save(house, named(schema, "group", "g1", "Openword museum"), loan, blocked)


def _publish(house: House) -> None:
    public = [
        "person/p1",
        "concept/lang-ar",
        "concept/oil",
        *(f"object/o{n}" for n in (1, 2, 3, 4)),
        "group/g1",
        "loan/l1",
        "concept/wax",
        *("accord/a1", "provenance/r1", "condition/c1", "technique/t1", "treatment/w1", "gathering/w1", "grant/m1"),
        "incident/i1",
    ]
    done = house.catalogue.publish(f"{BASE}/{path}" for path in public)
    assert not done.blocked
    tried = house.catalogue.publish([f"{BASE}/object/o5", f"{BASE}/loan/{house.secret('blocked id')}"])
    assert len(tried.blocked) == 2


def _afterwards(house: House) -> None:
    """Withdrawn, published again, changed, and edited since."""
    catalogue, schema = house.catalogue, house.schema
    catalogue.withdraw([f"{BASE}/object/o2", f"{BASE}/object/o3", f"{BASE}/incident/i1"])
    house.gone_paths += ["/object/o2", "/incident/i1"]
    for number, title in (("o3", "Openword bowl"), ("o4", "Openword vase")):
        _save(house, named(schema, "object", number, title, material=[link("concept", "oil")]))
        catalogue.publish([f"{BASE}/object/{number}"])
    for number in ("o2", "o3", "o4"):
        _save(house, named(schema, "object", number, house.secret(f"a pending draft of {number}")))
    _save(
        house,
        make(
            schema,
            "concept",
            "lang-ar",
            {
                "name": [text(house.secret("a draft of a language"))],
                "notation": [literal(house.secret("a draft notation"))],
            },
        ),
    )
    # neighbours are projected anew while drafts are pending
    catalogue.withdraw([f"{BASE}/concept/oil"])
    catalogue.publish([f"{BASE}/concept/oil"])


def _endings(house: House) -> None:
    """Deleted with its last state shown, deleted without, merged into a draft, erased; and what pointed there."""
    schema, life, who = house.schema, house.catalogue.life, house.secret("who")
    items = [
        {"@id": "i1", "object": [link("object", "o1")], "remark": [literal("plainword box")]},
        {"@id": "i2", "object": [link("object", "o7")], "remark": [literal(house.once("beside what was deleted"))]},
    ]
    note = {"staff_note": [text(house.secret("a staff note of what was deleted"))]}
    _save(
        house,
        named(schema, "object", "o6", house.secret("a draft into which was merged")),
        named(schema, "object", "o7", house.once("the title of what was deleted")),
        named(schema, "object", "o8", house.once("the title of what was merged into a draft")),
        named(schema, "person", "p3", house.once("the name of somebody who was erased")),
        named(schema, "loan", "l2", "Openword loan that ended", lender=[link("group", "g1")], item=items, **note),
        named(schema, "object", "o9", "Openword plate", production=[{"carried_out_by": [link("person", "p3")]}]),
    )
    house.hidden_paths.append("/object/o6")
    public = [f"{BASE}/{path}" for path in ("object/o7", "object/o8", "person/p3", "loan/l2", "object/o9")]
    assert not house.catalogue.publish(public).blocked
    why = house.secret("why something was deleted")
    life.delete([f"{BASE}/loan/l2"], who=who, why=why, public_reason="plainword reason", show_last=True)
    life.delete([f"{BASE}/object/o7"], who=who, why=why)
    life.merge(f"{BASE}/object/o8", f"{BASE}/object/o6", who=who, why=why)
    life.erase([f"{BASE}/person/p3"], who=who, reason=house.secret("why somebody was erased"), drop=True)
    house.gone_paths += ["/object/o7", "/object/o8", "/person/p3"]
    house.shown_paths.append("/loan/l2")


def _import_notes(house: House) -> None:
    """An import that ended, with remarks and refusals, and one that did not."""
    schema, catalogue = house.schema, house.catalogue
    note = Note(Level.WARNING, Origin(house.secret("a file")), house.secret("a remark of an import"))
    maker = f"https://elsewhere.example/{house.secret('a stub')}"
    record = named(
        schema,
        "object",
        house.secret("imported id"),
        house.secret("an imported draft"),
        production=[{"carried_out_by": [f"<{maker}>"]}],
    )
    hint = Hint(maker, f"{CRM}E21_Person", (("en", house.secret("a hint")),))
    items: list[Incoming | Refused] = [
        incoming(schema, record, hints=(hint,), notes=(note,)),
        Refused(Origin("f"), (note,), house.secret("a refused row")),
    ]
    house.hidden_paths.append(record.path)
    catalogue.import_records(items, Source(house.secret("a source"), house.secret("a source's title"), "f1"))
    again = named(schema, "object", "o1", house.secret("of an unfinished import"))
    unfinished = [
        incoming(schema, named(schema, "object", f"u{house.seed}{n:03}", "U"), f"row {n}") for n in range(100)
    ]

    def breaking():
        yield from unfinished
        raise KhizanaError("stop")

    with pytest.raises(KhizanaError):
        catalogue.import_records(breaking(), source(house.secret("a fingerprint"), "other"))
    catalogue.import_records([incoming(schema, again)], source("f3", "third"))
