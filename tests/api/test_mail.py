"""Letters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.mail import Mail, mail_of
from catalogue.settings import Settings
from tests.api import letters

SETTINGS = Settings(Path("treasury"))


def test_nothing_is_offered_where_no_server_is_named():
    assert mail_of(SETTINGS) is None
    assert mail_of(replace(SETTINGS, mail_host="mail.example")) is None


def test_a_letter_arrives_as_it_was_written():
    with letters.running() as (port, found):
        settings = replace(
            SETTINGS, mail_host="127.0.0.1", mail_port=port, mail_sender="K <k@m.example>", mail_encryption="none"
        )
        assert Mail(settings).send("a@b.example", "خزانة\nBcc: evil@m.example", "سلام\nالسطر الثاني")
    assert len(found) == 1
    letter = found[0]
    assert letter["To"] == "a@b.example"
    assert letter["Subject"] == "خزانة Bcc: evil@m.example"
    assert letter["Bcc"] is None
    assert "سلام" in letter.get_content()  # type: ignore[attr-defined]  # a message of the default policy


@pytest.mark.parametrize("to", ["a@b.example\nBcc: c@d.example", ""])
def test_an_address_that_is_more_than_one_is_not_written_to(to):
    with letters.running() as (port, found):
        settings = replace(
            SETTINGS, mail_host="127.0.0.1", mail_port=port, mail_sender="k@m.example", mail_encryption="none"
        )
        Mail(settings).send(to, "s", "b")
    assert all(one["Bcc"] is None for one in found)


def test_a_server_that_does_not_answer_fails_nothing(caplog):
    settings = replace(SETTINGS, mail_host="127.0.0.1", mail_port=1, mail_sender="k@m.example")
    assert not Mail(settings).send("a@b.example", "s", "b")
    assert "could not be sent" in caplog.text
