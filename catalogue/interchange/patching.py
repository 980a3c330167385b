"""JSON Patch (RFC 6902) on the Linked Art document of a record."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import jsonpatch
import jsonpointer

from catalogue.errors import RecordRefused

MOST = 10_000  # operations


def patched(document: Any, operations: Any) -> Any:
    """The document once every operation was applied; raises RecordRefused where one cannot be."""
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise RecordRefused("A JSON Patch is a list of operations.", "See RFC 6902.")
    if len(operations) > MOST:
        raise RecordRefused(f"The patch has {len(operations):,} operations; {MOST:,} are read.", "Send it in pieces.")
    document = deepcopy(document)
    for number, operation in enumerate(operations, 1):
        try:
            document = jsonpatch.apply_patch(document, [operation], in_place=True)
        except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, KeyError) as error:
            said = f"Operation {number} of the patch cannot be applied: {error}."
            raise RecordRefused(said, "Fetch the working document that it is to change, and look at it.") from None
    return document
