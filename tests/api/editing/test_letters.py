"""Letters about reviews: to whoever may decide and to whoever asked, in their own language."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from catalogue import journal
from tests.api.collection import BASE
from tests.api.staffing import csrf, people_of, signed_in
from tests.catalogue.making import named


@dataclass
class Posted:
    site: str = "https://collection.example"
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to, subject, body):
        self.sent.append((to, subject, body))
        return True


@pytest.fixture
def post(desk):
    posted, before = Posted(), desk.state.mail
    desk.state.mail = posted
    people = people_of(desk)
    for role, language in (("publisher", "ar"), ("cataloguer", "tr"), ("reader", "en")):
        signed_in(desk, role)
        found = people.accounts.named(role)
        people.accounts.change(found.id, email=f"{role}@museum.example", language=language)
    yield posted
    desk.state.mail = before


def do(app, role, path, what, comment=""):
    client = signed_in(app, role)
    with app.state.catalogue.database.reading() as connection:
        version = journal.state(connection, BASE + path)[0].version
    data = {"csrf": csrf(client), "_do": what, "comment": comment, "version": str(version)}
    assert client.post(f"/edit{path}/publish", data=data).status_code == 303


def test_who_may_decide_is_asked_and_whoever_asked_is_told(desk, post):
    catalogue = desk.state.catalogue
    catalogue.save(named(catalogue.schema, "object", "secret-ewer", "A secret ewer"), "object", who="cataloguer")
    do(desk, "cataloguer", "/object/secret-ewer", "ask", "Look, please")
    ((to, subject, body),) = post.sent
    assert (to, subject) == ("publisher@museum.example", "سجل بانتظار مراجعتك")
    assert "https://collection.example/edit/object/secret-ewer/publish" in body
    assert "A secret ewer" not in body
    do(desk, "publisher", "/object/secret-ewer", "return", "The date.")
    assert post.sent[1][:2] == ("cataloguer@museum.example", "Kaydınız geri gönderildi")


def test_without_mail_nothing_is_sent_and_nothing_breaks(desk):
    catalogue = desk.state.catalogue
    catalogue.save(named(catalogue.schema, "object", "ewer-9", "Ewer"), "object", who="cataloguer")
    assert desk.state.mail is None
    do(desk, "cataloguer", "/object/ewer-9", "ask")
