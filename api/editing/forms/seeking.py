"""Words that were written into a picker and from which nothing was chosen: who writes without a script is asked here.

One record of exactly that name is taken; of several, or of others, one is chosen on the page that comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request

from api.editing.forms.choices import terms
from api.editing.forms.opened import Opened, form_in
from api.editing.forms.reading import Option
from api.editing.forms.sent import Sent
from api.editing.readable import readable
from catalogue.editing.form import Row, Widget
from catalogue.suggesting import Suggestion

LONGEST = 200
_PICKED = (Widget.REFERENCE, Widget.CHOICE)


def sought(request: Request, based: Opened, sent: Sent) -> Sent:
    """What was sent, with what was sought and found in it; what there is to choose from for the rest."""
    if not sent.sought:
        return sent
    rows = form_in(request, based, sent.inputs).rows
    found, candidates, open_ = {}, {}, {}
    for name, words in sent.sought.items():
        row = rows.get(name)
        if row is None or row.widget not in _PICKED:
            continue
        one, several = _found(request, row, words[:LONGEST])
        if one:
            found[name] = one
        else:
            candidates[name], open_[name] = several, words
    inputs = tuple((name, found.get(name, text)) for name, text in sent.inputs)
    missing = found.keys() - {name for name, _ in inputs}
    return replace(sent, inputs=(*inputs, *((n, found[n]) for n in missing)), sought=open_, candidates=candidates)


def _found(request: Request, row: Row, words: str) -> tuple[str, Sequence[Option]]:
    """The one record of that name; else what comes near."""
    state = request.app.state
    language = state.pages.tongue(request).language.code
    wanted = words.casefold()
    listed = [one for one in terms(request).get(row.field.vocabulary or "", ()) if one.label.casefold() == wanted]
    if len(listed) == 1:
        return listed[0].value, ()
    near: Sequence[Suggestion] = state.suggesting.of_field(row.field, words, language, institutions=readable(request))
    exact = [one for one in near if wanted in {n.casefold() for n in one.card.summary.labels.values()}]
    if len(exact) == 1:
        return exact[0].hit.iri, ()
    return "", [Option(one.hit.iri, _told(one, language)) for one in near]


def _told(one: Suggestion, language: str) -> str:
    """A name, with what it stands under."""
    above = [labels.get(language) or next(iter(labels.values()), "") for labels in (s.labels for s in one.above)]
    name = one.hit.label or one.hit.path
    return f"{name} ({' › '.join(filter(None, above))})" if any(above) else name
