"""Importing, publishing and rebuilding, each beside a bare bulk load of the same triples."""

from __future__ import annotations

from tests.benchmarks import stage
from tests.benchmarks.measure import clock, note, report


def main() -> None:
    """Prints three lines."""
    with stage.folder() as where:
        given = stage.collection(where)
        with stage.new(where).closing() as catalogue:
            with clock() as importing:
                records = stage.import_all(catalogue, given)
            triples = stage.exported(catalogue, where / "all.nt")
            note(f"{records:,} records, {triples:,} triples")
            bare = stage.raw_load(where / "all.nt", where / "bare")
            report("import: file to journal", importing.seconds, bare, "s", "bare load")
            with clock() as publishing:
                catalogue.publish_all()
            stage.exported(catalogue, where / "public.nt", public=True)
            bare = stage.raw_load(where / "public.nt", where / "bare")
            report("publish: journal to store and search", publishing.seconds, bare, "s", "bare load")
            with clock() as rebuilding:
                catalogue.rebuild()
            report("rebuild: log to store and search", rebuilding.seconds, bare, "s", "bare load")


if __name__ == "__main__":
    main()
