"""Our own questions, one .rq file each."""

from __future__ import annotations

import re
from pathlib import Path

from catalogue.rdf import iri

_FOLDER = Path(__file__).resolve().parent


def question(name: str) -> str:
    """The text of a question, by folder and name: “cooperation/whole-chain”."""
    return (_FOLDER / f"{name}.rq").read_text("utf-8").strip()


def story(theme: str) -> str | None:
    """The question of a theme, by its key; None where the theme has none."""
    file = _FOLDER / "home" / f"{theme}.rq"
    return file.read_text("utf-8").strip() if theme.isidentifier() and file.is_file() else None


def about(text: str, **iris: str) -> str:
    """The question with an IRI in place of each of these names; raises BadTerm for what is no IRI."""
    terms = {name: iri(value) for name, value in iris.items()}
    return re.sub(r"\?(\w+)\b", lambda found: terms.get(found[1], found[0]), text)
