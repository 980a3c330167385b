"""What an outside thing is taken for that says no more than its CRM class and its types."""

from __future__ import annotations

import pytest

from catalogue.interchange.incoming import Hint
from catalogue.interchange.record_types import classes_of
from catalogue.interchange.stubs import stub_type
from catalogue.namespaces import TYPE

CRM = "http://www.cidoc-crm.org/cidoc-crm/"
KIND = f"<{CRM}P2_has_type>"
V = "https://w3id.org/khizana/vocabulary/"
SAMPLES = "http://vocab.getty.edu/aat/300028875"


@pytest.mark.parametrize(
    ("class_", "types", "slug"),
    [
        ("E5_Event", [], "event"),
        ("E7_Activity", [], "event"),
        ("E5_Event", [f"{V}event-types/incident"], "incident"),
        ("E29_Design_or_Procedure", [], "technique"),
        ("E29_Design_or_Procedure", [f"{V}plan-types/treatment-proposal"], "proposal"),
        ("E22_Human-Made_Object", [], "object"),
        ("E22_Human-Made_Object", [SAMPLES], "object"),
        ("E22_Human-Made_Object", [SAMPLES, f"{V}sample-types/for-analysis"], "sample"),
    ],
)
def test_a_thing_of_unknown_kind_is_what_its_class_and_types_make_it(schema, class_, types, slug):
    thing = "<https://museum.example/thing/1>"
    said = [(thing, TYPE, f"<{CRM}{class_}>"), *((thing, KIND, f"<{one}>") for one in types)]
    found = classes_of(schema).record_type(thing, said, "https://khizana.example")
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize(
    ("class_", "types", "slug"),
    [
        ("E5_Event", [], "event"),
        ("E5_Event", [f"{V}event-types/incident"], "incident"),
        ("E7_Activity", [], "event"),
        ("E29_Design_or_Procedure", [], "technique"),
    ],
)
def test_a_stub_is_of_the_same_type(schema, class_, types, slug):
    hint = Hint("https://museum.example/thing/1", CRM + class_, classified=tuple(types))
    found = stub_type(hint, None, schema, "https://khizana.example")
    assert found is not None
    assert found.slug == slug
