"""A museum, an object and a loan, and what is public of them."""

from __future__ import annotations

from catalogue.publication import PublicRecord
from tests.catalogue.making import link

LENDER = [link("group", "g1")]


def public(catalogue, slug, number):
    return catalogue.public_log.by_path(f"/{slug}/{number}")


def said(catalogue, slug, number):
    found = public(catalogue, slug, number)
    assert isinstance(found, PublicRecord)
    return " ".join(" ".join(t) for t in sorted(found.triples))


def kinds(catalogue, after=0):
    return [(e.kind, e.path) for e in catalogue.public_log.entries(after)]
