"""Files and reports with secrets: of drafts, of what was withdrawn or shown once, under names that say too much."""

from __future__ import annotations

from catalogue.files import address
from catalogue.rdf import Term, iri
from catalogue.reports import ReportKind, Reports
from tests.catalogue.files.samples import PNG
from tests.catalogue.making import BASE, make, text
from tests.leaks.planted import House


def attach(house: House) -> None:
    """Puts files in, refers to them from records of every standing, publishes and withdraws; and reports on records."""
    catalogue = house.catalogue
    shown = _put(house, "plainword picture", f"{house.secret('a name that a file had first')}.png")
    public = address(BASE, shown.rsplit("/", 2)[-2], "openword.png")
    hidden = _put(house, house.secret("a draft's file"), f"{house.secret('the name of a draft file')}.png")
    unused = _put(house, house.secret("a file that nothing uses"), "unused.png")
    staff = _put(house, house.secret("a file in a staff field"), "staff.png")
    gone = _put(house, house.once("the file of what was withdrawn"), "gone.png")
    earlier = _put(house, house.once("a file that was replaced"), "earlier.png")
    _show(house, "f1", "Openword scan", public, earlier)
    _show(house, "f3", "Openword print", gone)
    catalogue.publish([f"{BASE}/object/f1", f"{BASE}/object/f3"])
    catalogue.withdraw([f"{BASE}/object/f3"])
    _show(house, "f1", "Openword scan", public)
    catalogue.publish([f"{BASE}/object/f1"])
    _show(house, "f1", "Openword scan", public, hidden)  # a draft of what is public
    _show(house, "f2", house.secret("what a draft with a file is called"), hidden, staff)
    house.hidden_paths.append("/object/f2")
    house.gone_paths.append("/object/f3")
    house.files += [public, shown, hidden, unused, staff, gone, earlier, address(BASE, "0" * 64, "nothing.png")]
    for path in ("/object/o1", "/object/f2", "/object/o2"):
        said = house.secret("what a visitor reported"), house.secret("who reported it")
        Reports(catalogue.database).add(path, ReportKind.CLAIM, *said)


def _put(house: House, said: str, name: str) -> str:
    """Keeps a picture in which a word stands; its address."""
    files = house.catalogue.files
    with files.store.incoming(1 << 20) as incoming:
        incoming.write(PNG + said.encode())
        return files.address(files.add(incoming, name, house.secret("who")))


def _show(house: House, number: str, title: str, *addresses: str) -> None:
    images: list[dict[str, list[dict[str, list[Term]]]]] = [{"file": [{"access_point": [iri(a)]}]} for a in addresses]
    tree = {"title": [text(title)], "image": images}
    record = make(house.schema, "object", number, tree)  # type: ignore[arg-type]  # a tree of trees
    house.catalogue.save(record, "object", who=house.secret("who"), why=house.secret("why"))
