"""YAML in comment lines: what it says, and where in the file each part of it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

MARK = "#+"
_LINE_END = re.compile(r"\r\n|\r|\n")  # only these end a comment in SPARQL; str.splitlines knows more
_DEEP = 2_000
_NO_TEXT = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Path = tuple[str | int, ...]
Place = tuple[int, int]


class CommentError(Exception):
    """The comment is no YAML that can be read; ``place`` is the line and column in the file, both from 1, if they are known."""

    def __init__(self, reason: str, place: Place | None) -> None:
        super().__init__(reason)
        self.reason, self.place = reason, place


@dataclass(frozen=True)
class Commented:
    """What the comment says: ``value`` is made of mappings, lists and texts, ``None`` if there is no comment.

    ``keys`` and ``values`` tell where the key and the value at a path begin, line and column from 1.
    """

    value: object = None
    keys: Mapping[Path, Place] = field(default_factory=dict)
    values: Mapping[Path, Place] = field(default_factory=dict)

    def find(self, path: Path, *, key: bool = False) -> tuple[Path, Place | None]:
        """The longest beginning of ``path`` that stands in the file, and where: the key if it is asked for, else the value."""
        for length in range(len(path), -1, -1):
            for places in (self.keys, self.values) if key else (self.values, self.keys):
                if path[:length] in places:
                    return path[:length], places[path[:length]]
        return (), None


def read_comment(text: str) -> Commented:
    """The YAML in the lines of ``text`` that start with ``#+``.

    Every scalar is text as it is written: YAML 1.1 would read the name ``on`` as true and 2020-01-01 as a date.
    Raises :class:`CommentError` if it is no YAML, or if a key stands twice, a key is no text, or a part is repeated by reference.
    """
    marked = [(number, line[len(MARK) :]) for number, line in enumerate(_LINE_END.split(text), 1) if line.startswith(MARK)]
    reader = _Reader([(number, len(MARK) + 1 + line.startswith(" ")) for number, line in marked])
    block = "\n".join(line.removeprefix(" ") for _, line in marked)
    odd = _NO_TEXT.search(block)
    if odd:
        line = block.count("\n", 0, odd.start())
        raise CommentError(f"{odd[0]!r} is no character of a text", reader.at(line, odd.start() - block.rfind("\n", 0, odd.start()) - 1))
    try:
        node = yaml.compose(block, Loader=_loader(block))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CommentError(error.problem or str(error), reader.at(mark.line, mark.column) if mark else None) from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = "brackets nest too deep" if isinstance(error, RecursionError) else getattr(error, "reason", None) or str(error)
        raise CommentError(str(reason), reader.starts[0] if reader.starts else None) from error
    value = None if node is None else reader.read(node, ())
    return Commented(value, reader.keys, reader.values)


def _loader(block: str) -> type[yaml.BaseLoader | yaml.CBaseLoader]:
    """The reader written in C is ten times as fast, but nothing bounds how deep it nests; so it gets no text that could nest deep."""
    fast = yaml.__with_libyaml__ and sum(map(block.count, "[{-?:")) < _DEEP
    return yaml.CBaseLoader if fast else yaml.BaseLoader


class _Reader:
    """Turns nodes into plain values; remembers where each stood."""

    def __init__(self, starts: list[Place]) -> None:
        self.starts = starts
        self.keys: dict[Path, Place] = {}
        self.values: dict[Path, Place] = {}
        self._seen: set[int] = set()

    def at(self, line: int, column: int) -> Place:
        """Line and column in the file for those in the comment, from 0; what lies behind its last line is taken to the beginning of that."""
        first, start = self.starts[min(line, len(self.starts) - 1)]
        return first, start + (column if line < len(self.starts) else 0)

    def place(self, node: yaml.Node) -> Place:
        """Where in the file ``node`` begins."""
        return self.at(node.start_mark.line, node.start_mark.column)

    def read(self, node: yaml.Node, path: Path) -> object:
        """What ``node``, which stands at ``path``, says."""
        self.values[path] = self.place(node)
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        if id(node) in self._seen:  # small texts of references to references make huge values
            raise CommentError("a part is repeated by reference; write it out", self.place(node))
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.read(each, (*path, index)) for index, each in enumerate(node.value)]
        found: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise CommentError("a key must be a word", self.place(key))
            if key.value in found:
                raise CommentError(f"{key.value} stands twice", self.place(key))
            self.keys[*path, key.value] = self.place(key)
            found[key.value] = self.read(value, (*path, key.value))
        return found
