"""Work in hand: reviews, unsaved edits, the public's word, files, numbers that are given out."""

from __future__ import annotations

import sqlalchemy as sa

from catalogue.database.tables.metadata import METADATA

review = sa.Table(
    "review",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("record_id", sa.Integer, nullable=False, index=True),
    sa.Column("version_id", sa.Integer, nullable=False, comment="what was to be reviewed"),
    sa.Column("asked_by", sa.String, nullable=False),
    sa.Column("asked", sa.String, nullable=False),
    sa.Column("request", sa.String, nullable=False, default=""),
    sa.Column("decision", sa.String, comment="approved, returned or withdrawn; null while it waits"),
    sa.Column("decided_by", sa.String),
    sa.Column("decided", sa.String),
    sa.Column("answer", sa.String, nullable=False, default=""),
)

unsaved = sa.Table(
    "unsaved",
    METADATA,
    sa.Column("account_id", sa.Integer, primary_key=True),
    sa.Column("place", sa.String, primary_key=True, comment="path of the record, or of the new one that it may become"),
    sa.Column("version_id", sa.Integer, comment="what the form showed; null for a new record"),
    sa.Column("form", sa.LargeBinary, nullable=False, comment="the fields as sent: JSON, deflated"),
    sa.Column("saved", sa.String, nullable=False),
)

report = sa.Table(
    "report",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("path", sa.String, nullable=False, index=True),
    sa.Column("time", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False, comment="information or claim"),
    sa.Column("name", sa.String, nullable=False, default=""),
    sa.Column("address", sa.String, nullable=False, default=""),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("spam", sa.Boolean, nullable=False, default=False),
    sa.Column("handled", sa.String),
    sa.Column("handled_by", sa.String),
    sa.Column("note", sa.String, nullable=False, default=""),
)

file = sa.Table(
    "file",
    METADATA,
    sa.Column("digest", sa.String, primary_key=True, comment="SHA-256 of the content, as hexadecimal"),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("media_type", sa.String, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("added", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
)

file_use = sa.Table(
    "file_use",
    METADATA,
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("record_id", sa.Integer, primary_key=True),
    sa.Column("current", sa.Boolean, nullable=False, comment="false where only an earlier version refers to it"),
    sa.Index("file_use_record", "record_id"),
)

number_scheme = sa.Table(
    "number_scheme",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("address", sa.String, nullable=False, comment="the field that it fills: object.accession_number"),
    sa.Column("institution", sa.String, nullable=False, server_default=""),
    sa.Column("pattern", sa.String, nullable=False, comment="{year}.{number:4}"),
)

number_given = sa.Table(
    "number_given",
    METADATA,
    sa.Column("scheme_id", sa.Integer, primary_key=True),
    sa.Column("period", sa.String, primary_key=True, comment="what the count begins anew for: a year, or empty"),
    sa.Column("last", sa.Integer, nullable=False),
)

number_used = sa.Table(
    "number_used",
    METADATA,
    sa.Column("address", sa.String, primary_key=True),
    sa.Column("value", sa.String, primary_key=True, comment="a value that was somebody's once, and is given no more"),
)

bulk_job = sa.Table(
    "bulk_job",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.Integer, nullable=False, index=True),
    sa.Column("created", sa.String, nullable=False),
    sa.Column("moved", sa.String, nullable=False, comment="when its state changed last"),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("owner", sa.String, nullable=False, comment="the process that works on it; empty for none"),
    sa.Column("operation", sa.String, comment="JSON; null while nothing is chosen"),
    sa.Column("why", sa.String, nullable=False, server_default=""),
    sa.Column("records", sa.LargeBinary, nullable=False, comment="IRIs, with the versions looked at: JSON, deflated"),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("checked", sa.LargeBinary, comment="what would become of them: JSON, deflated"),
    sa.Column("tally", sa.LargeBinary, comment="what became of them: JSON, deflated"),
    sa.Column("group_id", sa.Integer, comment="its changes"),
)
