"""Who works in the catalogue: accounts and their roles, sessions, tokens. Secrets lie here only as hashes."""

from __future__ import annotations

import sqlalchemy as sa

from catalogue.database.tables.metadata import METADATA

account = sa.Table(
    "account",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True, comment="what one signs in with, and what `who` says"),
    sa.Column("full_name", sa.String, nullable=False, default=""),
    sa.Column("email", sa.String, nullable=False, default=""),
    sa.Column("language", sa.String, nullable=False, default=""),
    sa.Column("password", sa.String, comment="argon2; null for whom another service signs in"),
    sa.Column("must_change", sa.Boolean, nullable=False, default=False),
    sa.Column("second_factor", sa.String, comment="the TOTP secret; null where none is asked for"),
    sa.Column("last_step", sa.Integer, comment="the TOTP step used last: a code counts once"),
    sa.Column("subject", sa.String, unique=True, comment="issuer and subject of an OpenID Connect identity"),
    sa.Column("disabled", sa.Boolean, nullable=False, default=False),
    sa.Column("created", sa.String, nullable=False),
)

role = sa.Table(
    "account_role",
    METADATA,
    sa.Column("account_id", sa.Integer, primary_key=True),
    sa.Column("role", sa.String, primary_key=True),
    sa.Column("institution", sa.String, primary_key=True, comment="empty: at every institution"),
)

institution = sa.Table(
    "institution",
    METADATA,
    sa.Column("key", sa.String, primary_key=True, comment="short and lasting: walters"),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("record_iri", sa.String, comment="the group that describes it"),
)

session = sa.Table(
    "session",
    METADATA,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of what the cookie holds"),
    sa.Column("account_id", sa.Integer, nullable=False, index=True),
    sa.Column("created", sa.String, nullable=False),
    sa.Column("seen", sa.String, nullable=False),
    sa.Column("expires", sa.String, nullable=False),
    sa.Column("agent", sa.String, nullable=False, default=""),
    sa.Column("pending", sa.Boolean, nullable=False, default=False, comment="the second factor is still to come"),
)

token = sa.Table(
    "token",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("account_id", sa.Integer, nullable=False, index=True),
    sa.Column("title", sa.String, nullable=False, default=""),
    sa.Column("scopes", sa.String, nullable=False, default="", comment="acts, by spaces; empty: all that its user may"),
    sa.Column("created", sa.String, nullable=False),
    sa.Column("expires", sa.String, nullable=False),
    sa.Column("revoked", sa.String),
    sa.Column("used", sa.String),
)

recovery = sa.Table(
    "recovery_code",
    METADATA,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of account and code"),
    sa.Column("account_id", sa.Integer, nullable=False, index=True),
)
