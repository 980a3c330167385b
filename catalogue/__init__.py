"""The collection: records, their journal and their public side. Knows nothing of HTTP or HTML."""
