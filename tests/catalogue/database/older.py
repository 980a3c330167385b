"""Journals as earlier formats had them, made of ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from catalogue.database.tables import METADATA

TABLES = (
    "meta record change_group change version imported unique_value hierarchy publication public_record pointer request"
)
ADDED = (
    "record.institution", "version.stub", "public_record.last", "publication.change_id", "publication.slug",
    "publication.type_sequence", "publication.crm_class", "publication.moved_to",
)  # fmt: skip


def make_format_1(file: Path) -> None:
    """Takes from a journal what format 1 had not."""
    with sqlite3.connect(file) as raw:
        for table in sorted(METADATA.tables.keys() - set(TABLES.split())):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("DROP INDEX publication_type")
        for added in ADDED:
            table, column = added.split(".")
            raw.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        raw.execute("UPDATE meta SET value = '1' WHERE key = 'format'")
    raw.close()
