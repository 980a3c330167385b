"""The settings of one catalogue: `khizana.toml` in its folder, then the environment (`KHIZANA_…`)."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from math import inf
from pathlib import Path

from catalogue.errors import NotACatalogue, SettingsError

DEFAULT_BASE = "https://khizana.example"
FILE = "khizana.toml"
ENCRYPTIONS = ("starttls", "tls", "none")
_ADDRESS = re.compile(r"|/[a-z][a-z0-9-]*/[a-z0-9][a-z0-9-]*|[a-z][a-z0-9+.-]*:(?:[^\s<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})+")

_LICENCE = r"(https?://(?:[^\s<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})+)?"


@dataclass(frozen=True)
class Settings:
    """Where a catalogue lies and how it is served.

    `base` is the start of every IRI, without a slash at its end. `hosts` are the names the server answers to
    ("*" for any). `image_hosts` are outside hosts whose images pages may show. `shapes` are
    shape files beside those that ship, `languages` folders of further languages (see `api/locales`).
    `password_*` are the parameters of argon2. A session ends `session_idle` after it was seen last, and `session_age`
    after it began. `oidc_*` name a service that signs people in, `mail_*` one that sends mail; where no issuer or no
    host is named, neither is offered. `publisher` is the name of who publishes all this, `licence` the IRI of the one
    under which what is said of things (not their images) may be used. Times in seconds, sizes in bytes.
    """

    data: Path
    base: str = DEFAULT_BASE
    title: str = "Khizana"
    publisher: str = ""
    licence: str = ""
    hosts: tuple[str, ...] = ("*",)
    trusted_proxies: tuple[str, ...] = ()
    image_hosts: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    query_seconds: float = 30.0
    query_memory: int = 2 << 30
    query_answer: int = 64 << 20
    query_workers: int = 2
    import_memory: int = 4 << 30
    import_line: int = 16 << 20
    import_expansion: int = 4 << 30
    record_body: int = 10 << 20
    home_group: str = ""
    dumps_kept: int = 7
    file_size: int = 256 << 20
    password_memory: int = 64 << 20
    password_passes: int = 3
    password_lanes: int = 1
    session_idle: float = 12 * 3600.0
    session_age: float = 14 * 86400.0
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    oidc_create: bool = False
    mail_host: str = ""
    mail_port: int = 587
    mail_sender: str = ""
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    mail_encryption: str = "starttls"
    mail_site: str = ""

    @property
    def journal(self) -> Path:
        """The database file."""
        return self.data / "journal.sqlite"

    @property
    def partners(self) -> Path:
        """The file of partners and of their documents as fetched; there once a partner was asked."""
        return self.data / "partners.sqlite"

    @property
    def stores(self) -> Path:
        """The folder of everything that is rebuilt from the journal."""
        return self.data / "stores"

    @property
    def labels(self) -> tuple[Path, ...]:
        """The Turtle files in which further languages label shapes and vocabularies."""
        return tuple(file for folder in self.languages for file in sorted(Path(folder).glob("*.ttl")) if file.is_file())

    @property
    def files(self) -> Path:
        """The folder of photographs, documents and recordings."""
        return self.data / "files"

    @property
    def dumps(self) -> Path:
        """The folder of the dumps that are served."""
        return self.data / "dumps"

    @property
    def imports(self) -> Path:
        """The folder of reports and of rows kept aside."""
        return self.data / "imports"


def read_settings(data: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the catalogue in a folder; raises NotACatalogue or SettingsError."""
    file = data / FILE
    if not file.is_file():
        raise NotACatalogue(f"{data} holds no catalogue: it has no {FILE}.", f"Make one with: khizana init {data}")
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not readable: {error}.", "Correct it there.") from None
    said = _flat(said)
    for key, value in (os.environ if environment is None else environment).items():
        if key.startswith("KHIZANA_") and (name := key[8:].lower()) in _KINDS and name != "data":
            said[name] = value.split(",") if _KINDS[name].startswith("tuple") else value
    settings = Settings(data=data.resolve(), **{key: _value(file, key, value) for key, value in said.items()})  # type: ignore[arg-type]  # _value gives each field its kind
    if settings.home_group.startswith("/"):
        return replace(settings, home_group=settings.base + settings.home_group)
    return settings


def write_settings(data: Path, base: str) -> None:
    """Begins a settings file; raises SettingsError for a base that cannot begin an IRI."""
    check_base(base)
    text = f'# Settings of this catalogue; all are listed in the README.\nbase = "{base.rstrip("/")}"\n'
    (data / FILE).write_text(text, "utf-8")


def check_base(base: str) -> None:
    """Raises SettingsError for a base that cannot begin an IRI."""
    if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?", base):
        raise SettingsError(
            f"“{base}” cannot begin the addresses of records.", "Give one such as https://collection.example.org"
        )


def _flat(said: Mapping[str, object]) -> dict[str, object]:
    """Settings of a table by the table's name and theirs: [home] group is home_group."""
    found: dict[str, object] = {}
    for key, value in said.items():
        found |= {f"{key}_{inner}": held for inner, held in value.items()} if isinstance(value, dict) else {key: value}
    return found


def _value(file: Path, key: str, value: object) -> object:
    kind = _KINDS.get(key)
    if kind is None or key == "data":
        raise SettingsError(f"{file}: there is no setting “{key}”.", f"Known: {', '.join(sorted(_KINDS))}.")
    try:
        if kind.startswith("tuple"):
            return _texts(value)
        converted = _READERS[kind](str(value))
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{file}: “{key}” is not usable: {error}.") from None
    if kind != "bool" and isinstance(converted, int | float) and not 0 < converted < inf:
        raise SettingsError(f"{file}: “{key}” is {value}; it must be a number above 0.", "Correct it there.")
    if key == "base":
        check_base(str(converted))
        return str(converted).rstrip("/")
    if key == "mail_encryption" and converted not in ENCRYPTIONS:
        raise SettingsError(f"{file}: “{converted}” is no encryption of mail.", f"Known: {', '.join(ENCRYPTIONS)}.")
    if key == "licence" and not re.fullmatch(_LICENCE, str(converted)):
        raise SettingsError(
            f"{file}: “{converted}” in “licence” is not the address of a licence.",
            "Give one such as https://creativecommons.org/publicdomain/zero/1.0/",
        )
    if key == "home_group" and not _ADDRESS.fullmatch(str(converted)):
        raise SettingsError(
            f"{file}: “{converted}” in [home] group is not the address of a record.",
            "Give the path of a group, such as /group/museum, or its IRI, such as https://ror.org/0…",
        )
    return converted


def _yes(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("it must be true or false")
    return text.lower() == "true"


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("it must be a list")
    return tuple(str(v) for v in value)


_READERS: Mapping[str, Callable[[str], int | float | str | bool]] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": _yes,
}
_KINDS: Mapping[str, str] = {f.name: str(f.type) for f in fields(Settings)}
