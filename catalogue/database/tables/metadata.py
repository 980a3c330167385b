"""The one collection of all tables."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
