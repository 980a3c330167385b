"""The relational database: its tables, its write lock, and the small tables that imports and requests need.

With `journal` and `publication` this is the only user of SQL.
"""

from catalogue.database.connection import NAMING_KEY, Connection, Database, packed, set_setting, setting, unpacked
from catalogue.database.tables import (
    METADATA,
    change,
    meta,
    pointer,
    public_record,
    publication,
    record,
    version,
)

__all__ = [
    "METADATA",
    "NAMING_KEY",
    "Connection",
    "Database",
    "change",
    "meta",
    "packed",
    "pointer",
    "public_record",
    "publication",
    "record",
    "set_setting",
    "setting",
    "unpacked",
    "version",
]
