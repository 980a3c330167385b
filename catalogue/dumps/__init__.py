"""Dumps: all that is public, as files that are offered until something in them is withdrawn."""

from catalogue.dumps.dump import FORMS, Dump, DumpFile, Form
from catalogue.dumps.dumps import Dumps

__all__ = ["FORMS", "Dump", "DumpFile", "Dumps", "Form"]
