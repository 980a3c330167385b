"""The description of every door, for programs (OpenAPI 3.1)."""

from api.openapi.describing import description
from api.openapi.door import routes

__all__ = ["description", "routes"]
