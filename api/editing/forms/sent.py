"""What a browser sent for a form of a record: the inputs, and what is to be done with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.editing.forms.reading import Option
from catalogue.editing.form import REMOVE

FIND, TAKE, CHOOSE, NUMBER = "@find", "@take", "_choose:", "_number:"
_OURS = ("_", "csrf")


@dataclass(frozen=True)
class Sent:
    """`inputs` are those of the form itself; `sought` the words written into pickers, by the name of their row,
    and `candidates` what there is for them.

    `resolved` says of fields that were in conflict whose value is to stand, `numbers` from which scheme a field gets
    its number. `do` is the button that was pressed.
    """

    inputs: tuple[tuple[str, str], ...]
    do: str = ""
    place: str = ""
    version: int | None = None
    why: str = ""
    carry: tuple[str, ...] = ()
    sought: Mapping[str, str] = field(default_factory=dict)
    resolved: Mapping[str, str] = field(default_factory=dict)
    candidates: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)


def read_sent(pairs: Iterable[tuple[str, object]]) -> Sent:
    """Sorts out what was sent; files and names of nothing are left to their own doors."""
    texts = [(name, text) for name, text in pairs if isinstance(text, str)]
    own = {name: text for name, text in texts if name.startswith(_OURS)}
    taken = {name.removesuffix(TAKE): text for name, text in texts if name.endswith(TAKE) and text}
    inputs = [
        (name, taken.get(name, text))
        for name, text in texts
        if not name.startswith(_OURS) and not name.endswith((FIND, TAKE))
    ]
    do, place = _pressed(own)
    if do == "remove":
        inputs.append((place + REMOVE, "1"))
    elif do == "restore":
        inputs = [(name, text) for name, text in inputs if name != place + REMOVE]
    sought = {name.removesuffix(FIND): text.strip() for name, text in texts if name.endswith(FIND) and text.strip()}
    version = own.get("_version", "")
    return Sent(
        tuple(inputs),
        do,
        place,
        int(version) if version.isdecimal() and len(version) < 19 else None,
        own.get("_why", "").strip()[:500],
        tuple(text for name, text in texts if name == "_carry"),
        {name: text for name, text in sought.items() if name not in taken},
        {name.removeprefix(CHOOSE): text for name, text in own.items() if name.startswith(CHOOSE)},
        numbers={name.removeprefix(NUMBER): text for name, text in own.items() if name.startswith(NUMBER) and text},
    )


def _pressed(own: Mapping[str, str]) -> tuple[str, str]:
    """The button that was pressed, and the name it is about; without one the form is saved."""
    for word in ("add", "remove", "restore", "differ", "prefer", "obsolete", "make"):
        if f"_{word}" in own:
            return word, own[f"_{word}"]
    return own.get("_do", "save"), ""
