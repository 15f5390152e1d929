"""Which words can stand where the user types."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from urbansec.cli.complete import known
from urbansec.cli.complete.line import Line, Offer, Word
from urbansec.letters import bare

_MOST = 200
"""Nobody reads more words than these."""


def offer(line: Line) -> Offer:
    """What can follow, taken from the files of the project that ``line`` names with ``--home``, else of the shipped one."""
    place = _Place()
    tree = known.commands()
    for word in line.before:
        place.step(tree, word)
    home = next((value for option, value in reversed(place.options) if option == "--home"), None)
    return _Choice(tree, place, known.root(home)).of(line.current)


@dataclass
class _Place:
    """Where in the command the user is: the command, its arguments so far, and the option that waits for a value."""

    command: str = ""
    arguments: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    waiting: str = ""
    only_arguments: bool = False

    def step(self, tree: Mapping[str, Any], word: str) -> None:
        """One word further."""
        here = tree[self.command]
        if self.waiting:
            self.options.append((self.waiting, word))
            self.waiting = ""
        elif word == "--" and not self.only_arguments:
            self.only_arguments = True
        elif word.startswith("-") and len(word) > 1 and not self.only_arguments:
            name, equals, value = word.partition("=")
            if equals:
                self.options.append((name, value))
            elif here["options"].get(word, {}).get("takes"):
                self.waiting = word
        elif here["commands"]:
            below = f"{self.command} {word}".strip()
            self.command = below if below in tree else self.command
        else:
            self.arguments.append(word)


class _Choice:
    """The words for one place."""

    def __init__(self, tree: Mapping[str, Any], place: _Place, root: Path) -> None:
        self._tree, self._place, self._root = tree, place, root
        self._here = tree[place.command]

    def of(self, current: str) -> Offer:
        """What can stand for ``current``."""
        place = self._place
        if place.waiting:
            return self._values(self._here["options"][place.waiting], current)
        if current.startswith("-") and not place.only_arguments:
            name, equals, value = current.partition("=")
            if equals and name in self._here["options"]:
                found = self._values(self._here["options"][name], value)
                return Offer(tuple(Word(f"{name}={word.text}", word.meaning) for word in found.words), found.mode)
            return Offer(_fitting((Word(name, option["help"]) for name, option in self._here["options"].items() if len(name) > 2), current))
        if self._here["commands"]:
            return Offer(_fitting((Word(name, text) for name, text in self._here["commands"].items()), current))
        kinds = self._here["arguments"]
        if not kinds:
            return Offer()
        return self._values(kinds[min(len(place.arguments), len(kinds) - 1)], current)

    def _values(self, kind: Mapping[str, Any], current: str) -> Offer:
        match kind["takes"]:
            case "files" | "folders" as mode:
                return Offer(mode=mode)
            case "query" if "/" in current or current.startswith("."):
                return Offer(mode="files")
            case "pairs":
                return self._pairs(current)
        return Offer(_fitting(self._words(kind), current))

    def _words(self, kind: Mapping[str, Any]) -> Iterable[Word]:
        asked = self._query() or {}
        match kind["takes"]:
            case "choice":
                return map(Word, kind["values"])
            case "query":
                return self._queries()
            case "tag":
                return map(Word, known.queries(self._root)["tags"])
            case "format":
                return map(Word, asked.get("formats") or known.queries(self._root)["formats"])
            case "day":
                return self._of_type(asked.get("params", {}).get("on", {"type": "date"}))
        return ()

    def _queries(self) -> Iterator[Word]:
        """The names of the files as they are now, with what is known of them."""
        told = known.queries(self._root)["queries"]
        names = {entry.name.removesuffix(".rq") for entry in os.scandir(self._root / "queries" / "saved") if entry.name.endswith(".rq")}
        return (Word(name, told.get(name, {}).get("summary", "")) for name in sorted(names) if not told.get(name, {}).get("deprecated"))

    def _query(self) -> Mapping[str, Any] | None:
        name = self._place.arguments[0].partition("@")[0] if self._place.arguments else ""
        found: Mapping[str, Any] | None = known.queries(self._root)["queries"].get(name)
        return found

    def _pairs(self, current: str) -> Offer:
        asked = self._query()
        if asked is None:
            return Offer()
        name, equals, value = current.partition("=")
        params = asked["params"]
        if equals:
            words = _fitting(self._of_type(params.get(name, {})), value)
            return Offer(tuple(Word(f"{name}={word.text}", word.meaning) for word in words))
        pairs = [*self._place.arguments[1:], *(value for option, value in self._place.options if option in ("-p", "--param"))]
        given = {pair.partition("=")[0] for pair in pairs}
        left = (Word(f"{each}=", param["description"]) for each, param in params.items() if each not in given or param["list"])
        return Offer(_fitting(left, current), "nospace")

    def _of_type(self, param: Mapping[str, Any]) -> Iterable[Word]:
        likely = [Word(value) for value in dict.fromkeys((*param.get("defaults", ()), *param.get("examples", ())))]
        match param.get("type"):
            case "enum":
                return map(Word, param["values"])
            case "boolean":
                return (Word("true"), Word("false"))
            case "date":
                return dict.fromkeys((Word("today", "the current day"), *likely))
            case "iri" if param.get("class"):
                return (Word(short, label) for short, label in known.members(self._root).get(param["class"], ()))
        return likely


def _fitting(words: Iterable[Word], typed: str) -> tuple[Word, ...]:
    """The words that begin with what is typed; if there are none those of which a part does, or whose meaning does."""
    listed = list({word.text: word for word in reversed(list(words))}.values())[::-1]  # the first of each
    if not typed:
        return tuple(listed[:_MOST])
    sought = bare(typed)
    tests: tuple[Callable[[Word], bool], ...] = (
        lambda word: word.text.startswith(typed),
        lambda word: bare(word.text).startswith(sought),
        lambda word: any(part.startswith(sought) for part in (*_parts(word.text), bare(word.meaning))),
        lambda word: sought in bare(word.meaning) and len(sought) > 2,
    )
    for test in tests:
        found = [word for word in listed if test(word)]
        if found:
            return tuple(found[:_MOST])
    return ()


def _parts(text: str) -> Iterator[str]:
    plain = bare(text)
    for position, character in enumerate(plain):
        if character in ":/-":
            yield plain[position + 1 :]
