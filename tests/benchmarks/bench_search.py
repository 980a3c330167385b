"""Speed of the search index as a collection grows: `python -m tests.benchmarks.bench_search`.

Documents have about 64 words of Latin and Arabic script, two labels, a number and four links.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from catalogue.projections.search import Document, SearchIndex

QUESTIONS = {
    "a rare word": "word17x",
    "a common word": "brass",
    "three words": "brass ewer inlaid",
    "a name, transliterated": "Mosul",
    "Arabic": "كتاب",
    "a phrase": '"gift of the shah"',
    "a number": "1970.301.2",
    "a number begun": "1970.3",
    "one letter": "s",
    "nothing found": "zzzzz",
}


def document(number: int, chance: random.Random) -> Document:
    """A record of a middling kind."""
    rare = " ".join(f"word{chance.randrange(30_000):x}x" for _ in range(20))
    text = (
        f"Brass ewer inlaid with silver and copper, signed Shujāʿ ibn Manʿa al-Mawsili; {rare}. "
        f"Gift of the shah's grandson, {chance.randrange(1900, 2020)}; shown in Qur'an manuscripts "
        "of the 13th century, gold-flecked paper from Isfahan, folio of a dispersed Shah-nameh"
    )
    return Document(
        iri=f"https://example.org/object/{number}",
        path=f"/object/{number}",
        slug="object" if number % 3 else "person",
        labels={"en": f"Ewer {chance.randrange(10**6)}", "ar": f"كتاب {number}"},
        texts=(text, "dated Rajab 629 AH"),
        identifiers=(f"{1900 + number % 120}.{number % 977}.{number}",),
        links=tuple((f"object.field{n}", f"https://x.org/{number % 10**n}") for n in range(1, 5)),
        updated=number,
    )


def documents(count: int) -> Iterator[Document]:
    """The same documents at every run."""
    chance = random.Random(42)
    return (document(number, chance) for number in range(count))


def milliseconds(act: Callable[[], object], times: int = 20) -> float:
    """The median of several runs."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)[times // 2]


def measure(count: int, folder: Path) -> dict[str, float]:
    """All figures for one size of collection."""
    index = SearchIndex(folder)
    held = list(documents(count))
    begun = time.perf_counter()
    index.bulk(held, 1)
    figures = {"documents/s": count / (time.perf_counter() - begun)}
    for name, text in QUESTIONS.items():
        figures[f"{name}, ms"] = milliseconds(partial(index.search, text))
    figures["list by label, ms"] = milliseconds(lambda: index.list("object"))
    figures["list, in the middle, ms"] = milliseconds(lambda: index.list("object", count // 3), 5)
    figures["incoming from 10, ms"] = milliseconds(
        lambda: index.incoming("https://x.org/3", [f"object.field{n}" for n in range(10)])
    )
    figures["4 facets, ms"] = milliseconds(
        lambda: index.facets([f"object.field{n}" for n in range(1, 5)], "brass")
    )
    figures["change of 1, ms"] = milliseconds(lambda: index.apply([held[7]], [], 2))
    figures["change of 20, ms"] = milliseconds(lambda: index.apply(held[:20], [], 3))
    index.close()
    figures["MB"] = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    return figures


def main() -> None:
    """Prints a table: one column a size, and how much the last grew over the first."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    sizes: list[int] = asked.parse_args().sizes
    columns = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            columns.append(measure(size, Path(folder)))
    print(f"{'':28}" + "".join(f"{size:>12,}" for size in sizes) + f"{'growth':>10}")
    for name in columns[0]:
        values = [column[name] for column in columns]
        row = "".join(f"{value:>12,.2f}" for value in values)
        print(f"{name:28}{row}{values[-1] / values[0]:>9.1f}×")


if __name__ == "__main__":
    main()
