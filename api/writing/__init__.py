"""The door for programs that write: records in one body each, with a token."""

from api.writing.documents import working_document
from api.writing.routes import routes
from api.writing.serving import uploads_of

__all__ = ["routes", "uploads_of", "working_document"]
