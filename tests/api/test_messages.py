"""Every word of ours goes through the message catalogues, and is there in every language."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from api.languages import LANGUAGES
from api.messages import read_catalogue
from api.pages import TEMPLATES

API = TEMPLATES.parent
PROPER_NAMES = re.compile(r"SPARQL|SKOS|BibTeX|JSON-LD|Linked Art|Turtle|N-Triples|Khizana")
SPOKEN = frozenset({"title", "aria-label", "placeholder", "alt", "label", "data-label"})
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}", re.DOTALL)
LOOSE = re.compile(r'\b(?:hx-[\w-]+|aria-(?:describedby|invalid))="[^"]*"')  # what a macro gives to an element
SAID = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def messages() -> set[str | tuple[str, ...]]:
    with (API / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(API, methods, options)
    return {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_no_message_is_missing(language):
    held = read_catalogue(language)
    wanted = messages()
    assert len(wanted) > 50
    missing = []
    for one in wanted:
        message = held.get(one)
        said = message.string if message is not None and message.string else ""
        if message is None or message.fuzzy or not all([said] if isinstance(said, str) else said):
            missing.append(one)
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_no_message_is_left_over_and_none_changes_its_places(language):
    wanted, held = messages(), read_catalogue(language)
    for message in held:
        if not message.id:
            continue
        assert message.id in wanted, "no longer said: remove it"
        assert list(message.check(held)) == []


class Words(HTMLParser):
    """Letters in the text and the spoken attributes of a template."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data):
        self.found.append(data)


def untranslated(template: str) -> list[str]:
    words = Words()
    words.feed(LOOSE.sub("", SAID.sub(" ", TRANSLATED.sub(" ", COMMENT.sub(" ", template)))))
    bare = (PROPER_NAMES.sub("", one) for one in words.found)
    return [one.strip() for one in bare if re.search(r"[^\W\d_]", one)]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda one: str(one.relative_to(TEMPLATES)))
def test_no_word_of_a_template_bypasses_the_catalogues(path):
    assert untranslated(path.read_text("utf-8")) == []


def test_the_rule_sees_a_bare_word():
    assert untranslated('<p title="{{ _("Yes") }}">Hello</p>') == ["Hello"]
    assert untranslated('<p title="Hello">{{ _("Yes") }}</p>') == ["Hello"]
