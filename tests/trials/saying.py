"""What things are called in a language, so that one trial reads pages of any."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.languages import BY_CODE
from api.messages import translations
from catalogue.shape_files import read_schema
from catalogue.shapes import Schema, label_in


@dataclass
class Saying:
    """The words of an interface in one language."""

    language: str
    schema: Schema = field(default_factory=read_schema)

    def __post_init__(self) -> None:
        self._messages = translations(BY_CODE[self.language])

    def __call__(self, text: str) -> str:
        """A message."""
        return str(self._messages.gettext(text))

    def kind(self, slug: str) -> str:
        """What a record type is called."""
        return label_in(self.schema.by_slug[slug].labels, self.language)

    def field(self, address: str) -> str:
        """What the field at an address ("object.title.content") is called."""
        return label_in(self.schema.addresses[address].field.labels, self.language)
