"""What the collection is: records, changes, versions, the public log, and what is looked up in them."""

from __future__ import annotations

import sqlalchemy as sa

from catalogue.database.tables.metadata import METADATA

meta = sa.Table("meta", METADATA, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String))

record = sa.Table(
    "record",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("iri", sa.String, nullable=False, unique=True),
    sa.Column("path", sa.String, nullable=False, unique=True),
    sa.Column("slug", sa.String, nullable=False, index=True),
    sa.Column("version", sa.Integer, comment="the head; null once deleted"),
    sa.Column("stub", sa.Boolean, nullable=False, default=False),
    sa.Column("status", sa.String, nullable=False, default="draft"),
    sa.Column("moved_to", sa.String),
    sa.Column(
        "institution", sa.String, nullable=False, server_default="", comment="whose it is; empty: the catalogue's own"
    ),
)

group = sa.Table(
    "change_group",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("fingerprint", sa.String, index=True, comment="of source and mapping: finds an interrupted import"),
    sa.Column("opened", sa.String, nullable=False),
    sa.Column("closed", sa.String),
    sa.Column("done", sa.Integer, nullable=False, default=0, comment="records of the source already in the journal"),
)

change = sa.Table(
    "change",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("group_id", sa.Integer, index=True),
    sa.Column("who", sa.String),
    sa.Column("why", sa.String),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
)

version = sa.Table(
    "version",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("change_id", sa.Integer, nullable=False, index=True),
    sa.Column("record_id", sa.Integer, nullable=False, index=True),
    sa.Column("deleted", sa.Boolean, nullable=False, default=False),
    sa.Column("stub", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("state", sa.LargeBinary, comment="null once erased"),
    sa.Column("salt", sa.LargeBinary, comment="null once erased"),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
)

imported = sa.Table(
    "imported",
    METADATA,
    sa.Column("record_id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("version_id", sa.Integer, nullable=False),
    sa.Column("state", sa.LargeBinary, comment="as imported, where the version merged it with edits; else null"),
)

unique_value = sa.Table(
    "unique_value",
    METADATA,
    sa.Column("address", sa.String, primary_key=True),
    sa.Column("value", sa.String, primary_key=True),
    sa.Column("record_id", sa.Integer, nullable=False, index=True),
)

hierarchy = sa.Table(
    "hierarchy",
    METADATA,
    sa.Column("record_iri", sa.String, primary_key=True),
    sa.Column("predicate", sa.String, primary_key=True),
    sa.Column("target", sa.String, primary_key=True),
)

publication = sa.Table(
    "publication",
    METADATA,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("time", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False, comment="Create, Update or Delete"),
    sa.Column("record_id", sa.Integer, nullable=False, index=True),
    sa.Column("slug", sa.String, nullable=False, server_default="", comment="of the record"),
    sa.Column("type_sequence", sa.Integer, nullable=False, server_default="0", comment="its place among its type's"),
    sa.Column("crm_class", sa.String, nullable=False, server_default="", comment="of the record then"),
    sa.Column("moved_to", sa.Integer, comment="of a merged record: the entry of the other, where that was public"),
    sa.Column("version_id", sa.Integer, comment="the version that was published"),
    sa.Column("before", sa.Integer, comment="the record's entry before this one"),
    sa.Column("change_id", sa.Integer, comment="the change in the journal that says who published it"),
    sa.Column("etag", sa.String),
    sa.Column("state", sa.LargeBinary, comment="the public view; null for Delete or once erased"),
    sa.Index("publication_type", "slug", "type_sequence", unique=True),
)

public_record = sa.Table(
    "public_record",
    METADATA,
    sa.Column("record_id", sa.Integer, primary_key=True),
    sa.Column("iri", sa.String, nullable=False, unique=True),
    sa.Column("path", sa.String, nullable=False, unique=True),
    sa.Column("slug", sa.String, nullable=False, index=True),
    sa.Column("sequence", sa.Integer, nullable=False, index=True),
    sa.Column("first", sa.String, nullable=False),
    sa.Column("gone", sa.String, comment="null while public; else why: withdrawn, deleted, merged, erased"),
    sa.Column("reason", sa.String),
    sa.Column("last", sa.Integer, comment="the entry that is still shown of a deleted record; null: none"),
    sa.Column("summary", sa.String, nullable=False, comment="JSON: labels, class, notations"),
)

pointer = sa.Table(
    "pointer",
    METADATA,
    sa.Column("record_id", sa.Integer, primary_key=True),
    sa.Column("predicate", sa.String, primary_key=True),
    sa.Column("target", sa.String, primary_key=True),
    sa.Column("shown", sa.Boolean, nullable=False),
    sa.Index("pointer_target", "target"),
)

public_file = sa.Table(
    "public_file",
    METADATA,
    sa.Column("address", sa.String, primary_key=True, comment="of a file, as a public view refers to it"),
    sa.Column("record_id", sa.Integer, primary_key=True),
    sa.Index("public_file_record", "record_id"),
)

request = sa.Table(
    "request",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("asked", sa.String, nullable=False),
    sa.Column("done", sa.String),
    sa.Column("outcome", sa.String),
)
