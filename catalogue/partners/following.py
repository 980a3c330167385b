"""The store follows the documents: what came since its position is read, and takes its place in the partner's graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from catalogue.database import partners as held
from catalogue.database.partners import Held, PartnersFile
from catalogue.errors import UnreadableFile
from catalogue.partners.reading import DocumentReader
from catalogue.projections.partner_store import PartnerStore, Said
from catalogue.settings import Settings

BATCH = 200
Progress = Callable[[int, int], None]
Tell = Callable[[str, str], None]


class Following:
    """The store of partners, open for writing; whoever has it holds the lock of the partners."""

    def __init__(self, settings: Settings, file: PartnersFile, anew: bool = False) -> None:
        self._file = file
        self._reader = DocumentReader()
        folder = settings.stores / "partners"
        self.store = PartnerStore(folder, anew)
        with file.reading() as connection:
            ahead = self.store.position() > held.position(connection)
        if ahead:  # the documents are those of an earlier day
            self.store.close()
            self.store = PartnerStore(folder, anew=True)

    def follow(self, progress: Progress | None = None, tell: Tell | None = None) -> None:
        """Takes what is new; tells the addresses of documents that cannot be read as RDF, with the reason."""
        self._drop()
        position = begin = self.store.position()
        while True:
            with self._file.reading() as connection:
                batch, last = held.after(connection, position, BATCH), held.position(connection)
                contents = held.bodies(connection, {one.digest for one in batch if one.digest is not None})
                graphs = {one.id: one.iri for one in held.every(connection)}
            if not batch:
                return
            for url, problem in self._take(batch, contents, graphs):
                if tell is not None:
                    tell(url, problem)
            position = batch[-1].sequence
            if progress is not None:
                progress(position - begin, last - begin)

    def close(self) -> None:
        """Lets go of store and child."""
        self._reader.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take(self, batch: list[Held], contents: dict[str, bytes], graphs: dict[int, str]) -> list[tuple[str, str]]:
        said: list[Said] = []
        problems: list[tuple[Held, str | None]] = []
        for one in batch:
            lines, problem = "", None
            if one.digest is not None:
                try:
                    lines = self._reader.read(contents[one.digest], one.media_type or "", one.base or one.url)
                except UnreadableFile as error:
                    problem = str(error)
            problems.append((one, problem))
            said.append(Said(one.partner_id, graphs[one.partner_id], one.id, lines))
        with self._file.writing() as connection:
            held.note_problems(connection, [(one.id, problem) for one, problem in problems])
        self.store.apply(said, batch[-1].sequence)
        return [(one.url, problem) for one, problem in problems if problem is not None]

    def _drop(self) -> None:
        with self._file.reading() as connection:
            dropped = held.dropped_graphs(connection)
        for partner_id, graph in dropped.items():
            self.store.drop(partner_id, graph)
        if dropped:
            with self._file.writing() as connection:
                held.forget_dropped(connection, dropped)
