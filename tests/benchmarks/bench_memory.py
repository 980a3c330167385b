"""The memory of an import, its reading child included, beside that of a bare bulk load of the same triples."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from catalogue.catalogue import Catalogue
from tests.benchmarks import stage
from tests.benchmarks.measure import peak_memory, report
from tests.served import ROOT


def main() -> None:
    """Prints one line; both are measured in processes of their own."""
    with stage.folder() as where:
        given = stage.collection(where)
        stage.new(where).close()
        ours = _measured("import", where / "catalogue", given.file, given.mapping or "")
        with Catalogue.open(where / "catalogue").closing() as catalogue:
            stage.exported(catalogue, where / "all.nt")
        theirs = _measured("load", where / "all.nt", where / "bare")
        report("memory of an import", ours, theirs, "B", "bare load")


def _measured(*words: object) -> int:
    command = [sys.executable, "-m", "tests.benchmarks.bench_memory", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


def _import(folder: str, file: str, mapping: str) -> None:
    with Catalogue.open(Path(folder)).closing() as catalogue:
        stage.import_all(catalogue, stage.Collection(Path(file), mapping or None))
    print(peak_memory() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


def _load(file: str, where: str) -> None:
    stage.raw_load(Path(file), Path(where))
    print(peak_memory())


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "import":
        _import(*sys.argv[2:])
    else:
        _load(*sys.argv[2:])
