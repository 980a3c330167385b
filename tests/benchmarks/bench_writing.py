"""One PUT of a record with a token, from the request to the answer, which follows the fsync, beside a plain save."""

from __future__ import annotations

import itertools
import json

from starlette.testclient import TestClient

from api.app import create_app
from catalogue.accounts import Given
from catalogue.record import Record
from tests import sample
from tests.benchmarks import stage
from tests.benchmarks.measure import median_seconds, report

EDITS = 200
FORMS = ("application/ld+json", "application/n-triples")


def main() -> None:
    """Prints a line for each form."""
    with stage.folder() as where, stage.new(where).closing() as catalogue:
        catalogue.import_records(sample.objects(catalogue.schema, 100), sample.SOURCE)
        saving = median_seconds(_save(catalogue), EDITS)
        app = create_app(catalogue.settings, catalogue)
        people = app.state.people
        made = people.add("bench", [Given("registrar")], "a password for benches")
        with TestClient(app, headers={"Authorization": f"Bearer {people.tokens.make(made.id)}"}) as client:
            for form in FORMS:
                ours = median_seconds(_put(app, client, form), EDITS, warm=3)
                report(f"PUT one record as {form}", ours, saving, "s", "plain save")


def _save(catalogue):
    editions = itertools.count(1)

    def save() -> None:
        one = sample.one_object(catalogue.schema, 7, edition=next(editions))
        assert catalogue.save(Record(one.iri, one.path, one.local, one.triples), "object") is not None

    return save


def _put(app, client: TestClient, form: str):
    """Puts one record again and again, each time with another value."""
    uploads = app.state.uploads
    path = sample.one_object(app.state.schema, 8).path
    numbers = itertools.count(1)

    def put() -> None:
        target = uploads.target(path)
        body = _body(uploads, target, form, f"edition {next(numbers)}")
        headers = {"Content-Type": form, "If-Match": f'"{target.etag}"'}
        answer = client.put(path, content=body, headers=headers)
        assert (answer.status_code, answer.json()["changed"]) == (200, True), answer.text

    return put


def _body(uploads, target, form: str, said: str) -> str:
    if form == FORMS[0]:
        told = uploads.document(target)
        told["identified_by"][0]["content"] = said
        return json.dumps(told)
    texts = sorted(t for t in target.record.triples if t[1].endswith("P190_has_symbolic_content>"))
    changed = (target.record.triples - {texts[0]}) | {(texts[0][0], texts[0][1], f'"{said}"')}
    return "".join(f"{s} {p} {o} .\n" for s, p, o in changed)


if __name__ == "__main__":
    main()
