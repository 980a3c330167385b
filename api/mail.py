"""Letters: for password resets and reviews, where the settings name a mail server. Otherwise nothing offers them."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from catalogue.settings import Settings

SECONDS = 20
_log = logging.getLogger("khizana.mail")


class Mail:
    """Sends plain letters by the mail server of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.site = (settings.mail_site or settings.base).rstrip("/")
        """How the addresses in letters begin: never with a host that a request named."""

    def send(self, to: str, subject: str, body: str) -> bool:
        """Sends a letter; whether the mail server took it. What went wrong is logged, never raised."""
        try:
            letter = self._letter(to, subject, body)
            with self._server() as server:
                if self._settings.mail_user:
                    server.login(self._settings.mail_user, self._settings.mail_password)
                server.send_message(letter)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            _log.error("A letter could not be sent: %s", error)
            return False
        return True

    def _letter(self, to: str, subject: str, body: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self._settings.mail_sender
        letter["To"] = to
        letter["Subject"] = " ".join(subject.split())
        letter["Date"] = formatdate(usegmt=True)
        letter["Message-ID"] = make_msgid(domain=self._settings.mail_sender.rpartition("@")[2].rstrip(">") or None)
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(body)
        return letter

    def _server(self) -> smtplib.SMTP:
        said = self._settings
        if said.mail_encryption == "tls":
            return smtplib.SMTP_SSL(
                said.mail_host, said.mail_port, timeout=SECONDS, context=ssl.create_default_context()
            )
        server = smtplib.SMTP(said.mail_host, said.mail_port, timeout=SECONDS)
        if said.mail_encryption == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server


def mail_of(settings: Settings) -> Mail | None:
    """The mail of a catalogue; None where no server is named."""
    return Mail(settings) if settings.mail_host and settings.mail_sender else None
