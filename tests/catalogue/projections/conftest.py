from collections.abc import Callable
from typing import Any

import pytest

from catalogue.projections.search import Document, SearchIndex


def _record(name: str, label: Any = "", *texts: str, slug: str = "object", **more: Any) -> Document:
    labels = label if isinstance(label, dict) else {"en": label}
    path = f"/{slug}/{name}"
    return Document(f"https://example.org{path}", path, slug, labels, texts, **more)


@pytest.fixture(scope="session")
def record() -> Callable[..., Document]:
    """Makes a document by name, label and texts."""
    return _record


@pytest.fixture
def index(tmp_path):
    """An index that is empty."""
    index = SearchIndex(tmp_path / "search")
    yield index
    index.close()


@pytest.fixture
def find(index):
    """Indexes records, then answers with the names found."""

    def indexed(*records):
        index.bulk(records, 1)

        def names(text, **asked):
            page = index.search(text, **asked)
            found = [hit.path.rpartition("/")[2] for hit in page.hits]
            assert page.total >= len(found)
            return found

        return names

    return indexed
