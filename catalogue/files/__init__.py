"""Files that belong to the collection: photographs, documents, recordings."""

from catalogue.files.addresses import address, digest_of, held_among, tidy
from catalogue.files.holding import Files
from catalogue.files.kinds import KINDS, FileKind, kind_of
from catalogue.files.store import FileStore, Incoming

__all__ = [
    "KINDS",
    "FileKind",
    "FileStore",
    "Files",
    "Incoming",
    "address",
    "digest_of",
    "held_among",
    "kind_of",
    "tidy",
]
