"""Keeping a catalogue safe: backups, and catalogues made of them."""

from catalogue.keeping.backup import BackedUp, back_up
from catalogue.keeping.manifest import MANIFEST, Manifest, read_manifest
from catalogue.keeping.restoring import Restored, restore

__all__ = ["MANIFEST", "BackedUp", "Manifest", "Restored", "back_up", "read_manifest", "restore"]
