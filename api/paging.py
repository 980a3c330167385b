"""Pages of a list: numbers, links, and the page that was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.shown import Paging

DEEPEST = 10_000


def asked(request: Request, name: str = "page") -> int:
    """The page number in the query, from 1; a number that is none is 404."""
    text = request.query_params.get(name, "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= DEEPEST):
        raise HTTPException(404)
    return int(text[:9])


def paging(
    page: int, size: int, total: int, path: str, query: Mapping[str, str] | Sequence[tuple[str, str]], anchor: str = ""
) -> Paging:
    """The paging of a list of `total` entries; raises 404 beyond its end."""
    pages = max(1, -(-total // size))
    said = list(query.items()) if isinstance(query, Mapping) else list(query)
    if page > pages:
        raise HTTPException(404)

    def address(number: int) -> str:
        further = [*said, *([("page", str(number))] if number > 1 else [])]
        return path + ("?" + urlencode(further) if further else "") + anchor

    near = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    links: list[tuple[int, str]] = []
    for number in near:
        if links and number - links[-1][0] > 1:
            links.append((0, ""))
        links.append((number, address(number)))
    return Paging(
        page=page,
        pages=pages,
        first=min(total, (page - 1) * size + 1),
        last=min(total, page * size),
        total=total,
        previous=address(page - 1) if page > 1 else "",
        next=address(page + 1) if page < pages else "",
        links=tuple(links),
    )
