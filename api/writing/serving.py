"""What the door stands on: the uploads of a catalogue, and the children that read them."""

from __future__ import annotations

from catalogue.catalogue import Catalogue
from catalogue.interchange.readers import Readers
from catalogue.uploading import Uploads


def uploads_of(catalogue: Catalogue) -> Uploads:
    """The uploads of a catalogue; to be closed with the application."""
    return Uploads(
        catalogue.database,
        catalogue.schema,
        catalogue.saver,
        catalogue.base,
        lambda: catalogue.naming_key,
        Readers(catalogue.schema),
        catalogue.working.summaries,
    )
