"""What the engine itself makes of a text: the yardstick of the guard."""

from __future__ import annotations

import re

from pyoxigraph import Store


def parses(text: str) -> bool:
    """Whether the engine takes the text as a query."""
    try:
        Store().query(text)
    except (SyntaxError, UnicodeEncodeError):
        return False
    except (OSError, RuntimeError, ValueError):  # it began to evaluate
        return True
    return True


def reads_service(text: str) -> bool:
    """Whether the engine reads SERVICE as a keyword somewhere: then the text means nothing with another word there.

    In a string, comment, IRI, variable or name the other word would do as well.
    """
    return parses(text) and not parses(re.sub("service", "servicx", text, flags=re.IGNORECASE))


def updates(text: str) -> bool:
    """Whether the engine takes the text as an update that does something."""
    try:
        Store().update(text)
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return bool(re.sub(r"#.*|\s", "", text))
