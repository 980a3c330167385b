"""What was fetched from partners; tables of a file of their own, so that nothing of it mingles with the collection."""

from __future__ import annotations

import sqlalchemy as sa

PARTNERS = sa.MetaData()

counter = sa.Table("counter", PARTNERS, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.Integer))

partner = sa.Table(
    "partner",
    PARTNERS,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("url", sa.String, nullable=False, unique=True, comment="where its feed is asked for"),
    sa.Column("iri", sa.String, nullable=False, unique=True, comment="what its feed calls itself; names its graph"),
    sa.Column("name", sa.String, nullable=False, unique=True),
    sa.Column("hosts", sa.String, nullable=False, comment="further hosts that may be asked, as JSON"),
    sa.Column("added", sa.String, nullable=False),
    sa.Column("mark", sa.String, comment="the newest time of the feed up to which all was taken"),
    sa.Column("pulled", sa.String, comment="when all was last taken"),
    sa.Column("pulls", sa.Integer, nullable=False, default=0),
    sqlite_autoincrement=True,
)

walk = sa.Table(
    "walk",
    PARTNERS,
    sa.Column("partner_id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("cursor", sa.String, comment="the page to be read next; null once all are read"),
    sa.Column("newest", sa.String),
    sa.Column("only_removals", sa.Boolean, nullable=False, default=False),
    sa.Column("pages", sa.Integer, nullable=False, default=0),
    sa.Column("activities", sa.Integer, nullable=False, default=0),
    sa.Column("stated", sa.Integer, comment="how many there are, as the feed says"),
)

visited = sa.Table(
    "visited",
    PARTNERS,
    sa.Column("partner_id", sa.Integer, primary_key=True),
    sa.Column("address", sa.String, primary_key=True),
)

change = sa.Table(
    "change",
    PARTNERS,
    sa.Column("partner_id", sa.Integer, primary_key=True),
    sa.Column("iri", sa.String, primary_key=True),
    sa.Column("walk", sa.Integer, nullable=False),
    sa.Column("removal", sa.Boolean, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("time", sa.String),
    sa.Column("key", sa.String, nullable=False, comment="which activity this is"),
    sa.Column("done", sa.Boolean, nullable=False, default=False),
    sa.Column("tried", sa.Integer, nullable=False, default=0, comment="the pull in which it was last tried in vain"),
)
sa.Index("change_waiting", change.c.partner_id, change.c.tried, sqlite_where=change.c.done == sa.false())

document = sa.Table(
    "document",
    PARTNERS,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("partner_id", sa.Integer, nullable=False),
    sa.Column("iri", sa.String, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False, unique=True, comment="grows with each change of its content"),
    sa.Column("url", sa.String, nullable=False, comment="where it was asked for"),
    sa.Column("base", sa.String, comment="where it was found"),
    sa.Column("media_type", sa.String),
    sa.Column("etag", sa.String),
    sa.Column("modified", sa.String),
    sa.Column("fetched", sa.String, nullable=False),
    sa.Column("digest", sa.String, index=True, comment="null once it was removed"),
    sa.Column("time", sa.String, comment="of the activity last taken"),
    sa.Column("key", sa.String, nullable=False),
    sa.Column("problem", sa.String, comment="why it could not be read as RDF"),
    sa.UniqueConstraint("partner_id", "iri"),
    sqlite_autoincrement=True,
)

content = sa.Table(
    "content",
    PARTNERS,
    sa.Column("digest", sa.String, primary_key=True, comment="SHA-256 of the bytes as fetched"),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="deflated"),
)

dropped = sa.Table(
    "dropped",
    PARTNERS,
    sa.Column("partner_id", sa.Integer, primary_key=True),
    sa.Column("iri", sa.String, nullable=False, comment="the graph that is still to be taken out of the store"),
)
