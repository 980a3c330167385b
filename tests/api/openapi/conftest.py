"""The same collection that programs write to, for what is said of the doors."""

from tests.api.writing.conftest import app, program, written

__all__ = ["app", "program", "written"]
