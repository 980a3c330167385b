"""A record made in passing: of which a name is all that is known, so that a form can point to it at once."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.editing.forms.opened import new_record
from api.editing.places import making_place
from api.staff import StaffRoute, allow
from api.words import gettext_of
from catalogue.accounts import Act, Person
from catalogue.catalogue import Catalogue
from catalogue.editing.copying import named, naming
from catalogue.errors import BadTerm, RecordRefused

LONGEST = 500


def quick(request: Request) -> Response:
    """Saves a draft with that `name`, a term of that `vocabulary`, and says where it is; 422 with the reason if not."""
    gettext, form = gettext_of(request), request.state.form
    person: Person = request.state.person
    catalogue: Catalogue = request.app.state.catalogue
    opened = new_record(request)
    place = making_place(request, opened.record_type)
    allow(request, Act.EDIT, opened.record_type, place)
    name, vocabulary = (_text(form.get(one)) for one in ("name", "vocabulary"))
    if not name or len(name) > LONGEST or naming(opened.record_type) is None:
        return _refused(gettext("A record needs a name, of at most %(num)s characters.") % {"num": LONGEST})
    try:
        record = named(opened.record_type, opened.record.path, catalogue.base, name, vocabulary)
        catalogue.saver.save(record, opened.record_type.slug, who=person.name, new=True, institution=place)
    except (RecordRefused, BadTerm) as error:
        return _refused(str(error))
    return JSONResponse({"iri": record.iri, "path": record.path, "label": name}, 201)


def _text(said: object) -> str:
    """A text on one line, as it is stored."""
    return " ".join(said.split()) if isinstance(said, str) else ""


def _refused(said: str) -> Response:
    problem = {"type": "about:blank", "title": said, "status": 422}
    return JSONResponse(problem, 422, media_type="application/problem+json")


routes = (StaffRoute("/edit/{slug}/new/quick", quick, act=Act.EDIT, methods=("POST",)),)
