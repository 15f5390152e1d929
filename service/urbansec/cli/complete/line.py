"""The command line as it is so far, and how words are handed to each shell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_UNSAFE = re.compile(r"([^A-Za-z0-9_@%+=:,./~\u0080-\U0010ffff-])")
_BREAKS = "=:"


class Word(NamedTuple):
    """A word to offer, and what it means."""

    text: str
    meaning: str = ""


@dataclass(frozen=True)
class Offer:
    """What can follow; ``mode`` as in :func:`urbansec.cli.complete.answer`."""

    words: tuple[Word, ...] = ()
    mode: str = "words"


@dataclass(frozen=True)
class Line:
    """The words before the one that is typed, without the command itself, and ``current``, which is typed.

    ``quote`` is the quotation mark that is still open, ``breaks`` the characters at which the shell begins a new word of its own.
    """

    before: tuple[str, ...]
    current: str
    quote: str = ""
    breaks: str = ""


def of_words(words: Sequence[str]) -> Line:
    """The line of a shell that hands over its words, the one that is typed last."""
    return Line(tuple(words[:-1]), words[-1] if words else "")


def of_bash(environment: Mapping[str, str]) -> Line:
    """The line of bash, which splits words at characters such as ``=`` and ``:``, so that they are read anew."""
    text = environment.get("COMP_LINE", "")
    point = int(environment.get("COMP_POINT", len(text.encode())))
    words, quote = _split(text.encode()[:point].decode(errors="replace"))
    breaks = "".join(character for character in _BREAKS if character in environment.get("COMP_WORDBREAKS", _BREAKS))
    return Line(tuple(words[1:-1]), words[-1], quote, "" if quote else breaks)


def written(offer: Offer, line: Line, shell: str) -> str:
    """The answer for the shell."""
    words = offer.words
    if shell == "bash":
        cut = max((line.current.rfind(character) + 1 for character in line.breaks), default=0)
        words = tuple(Word(text if line.quote else _UNSAFE.sub(r"\\\1", text)) for text in (word.text[cut:] for word in words))
    lines = (f"{_flat(word.text)}\t{_flat(word.meaning)}" for word in words)
    return "".join(f"{each}\n" for each in (offer.mode, *lines))


def _flat(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split(" "))


def _split(text: str) -> tuple[list[str], str]:
    """The words of a line that may be unfinished, the last of which is typed (empty after a space), and the quotation mark that is open."""
    words, word, quote, begun, escaped = [], "", "", False, False
    for character in text:
        if escaped:
            word, escaped = word + character, False
        elif character == "\\" and quote != "'":
            escaped, begun = True, True
        elif quote:
            word, quote = (word, "") if character == quote else (word + character, quote)
        elif character in "'\"":
            quote, begun = character, True
        elif character.isspace():
            if begun:
                words.append(word)
            word, begun = "", False
        else:
            word, begun = word + character, True
    return [*words, word], quote
