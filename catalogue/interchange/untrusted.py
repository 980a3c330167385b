"""Nobody else's file is parsed in our process: a confined child reads it and sends records back as text.

The child runs `main` of this module under the limits of `confinement`, with a task as JSON, and answers on
its standard input (a socket): a line a record, then one line that begins with "!" and says how it ended.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from catalogue.confinement import Confined, Confinement, start
from catalogue.errors import ImportRefused, KhizanaError, MappingError, UnreadableFile
from catalogue.interchange import wire
from catalogue.interchange.incoming import Incoming, Refused
from catalogue.shapes import Schema

_ERRORS = {kind.__name__: kind for kind in (ImportRefused, MappingError, UnreadableFile)}
_BUFFER = 1 << 20
_SPLIT = "Split the file, or raise import_memory in the settings."


@dataclass(frozen=True)
class Task:
    """What a child is to read: files and folders, by a mapping or as documents; sizes in bytes.

    `shapes` are shape files beside those that ship.
    """

    paths: tuple[str, ...]
    mapping: str | None
    base: str
    line: int
    expanded: int
    shapes: tuple[str, ...] = ()


def read_confined(task: Task, memory: int, schema: Schema) -> Iterator[Incoming | Refused]:
    """The records that a child reads; raises UnreadableFile where it died or ran out of memory."""
    child = start(__name__, Confinement(memory_bytes=memory), [json.dumps(asdict(task))])
    try:
        with child.channel.makefile("rb", buffering=_BUFFER) as answers:
            for line in answers:
                if line.startswith(b"!"):
                    _raise_told(json.loads(line[1:]))
                    return
                yield wire.read(line.decode("ascii"), schema)
        raise _died(child)
    finally:
        child.kill()
        child.close()
        child.process.wait()


def main(arguments: Sequence[str]) -> None:
    """The child: reads what it is told, writes a line for each record, says at last how it ended."""
    said = json.loads(arguments[0])
    task = Task(**{key: tuple(value) if isinstance(value, list) else value for key, value in said.items()})
    with socket.socket(fileno=0) as channel, channel.makefile("w", encoding="ascii", buffering=_BUFFER) as out:
        try:
            for item in _items(task):
                out.write(wire.written(item) + "\n")
            out.write("!{}\n")
        except KhizanaError as error:
            told = {"error": type(error).__name__, "message": error.message, "remedy": error.remedy}
            out.write(f"!{json.dumps(told)}\n")
        except MemoryError:
            out.write(f"!{json.dumps({'message': 'Reading this takes more memory than an import may.', 'remedy': _SPLIT})}\n")


def _items(task: Task) -> Iterator[Incoming | Refused]:
    from catalogue.interchange.sources import read_here  # here, because only the child needs the readers
    from catalogue.shape_files import read_schema

    return read_here(task, read_schema(further=[Path(file) for file in task.shapes]))


def _raise_told(said: dict[str, Any]) -> None:
    if "message" in said:
        kind = _ERRORS.get(said.get("error", ""), UnreadableFile)
        raise kind(str(said["message"]), str(said.get("remedy", "")))


def _died(child: Confined) -> UnreadableFile:
    child.process.wait()
    short = "MemoryError" in child.last_words()
    reason = "it takes more memory than an import may" if short else "its reader broke down"
    return UnreadableFile(f"The reading of this source stopped before its end: {reason}.", _SPLIT)
