"""Which of several texts serves a reader best, by the languages that they are in."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def preferred(texts: Iterable[T], languages: Sequence[str], tag: Callable[[T], str | None]) -> T | None:
    """The first text in the first of ``languages`` that there is one in; else in English, in no language, or any. ``None`` if there is no text.

    ``tag`` tells the language of a text; of ``de-AT`` the first part counts.
    """
    listed = tuple(texts)
    for wanted in (*languages, "en", ""):
        for text in listed:
            if (tag(text) or "").partition("-")[0].lower() == wanted:
                return text
    return listed[0] if listed else None
