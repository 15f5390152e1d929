"""A Turtle or TriG file as a tree in which every comment has a place.

Each comment belongs to what it stands beside: one at the end of a line to what ends there (``after``), one on a line of
its own to what follows (``before``), or, if nothing follows inside the brackets, to their end (``end``). So whatever moves
takes its comments along.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Note:
    """A comment on a line of its own, from ``#`` to the end of the line; ``blank`` tells of a blank line above it."""

    text: str
    blank: bool = False


@dataclass(slots=True)
class Term:
    """An IRI, a literal or a label, exactly as it was written; ``is_name`` if it is no literal."""

    text: str
    is_name: bool = True


@dataclass(slots=True)
class Collection:
    """``( … )``."""

    items: list["Value"] = field(default_factory=list)
    opening: str | None = None
    end: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Brackets:
    """``[ … ]``."""

    clauses: list["Clause"] = field(default_factory=list)
    opening: str | None = None
    end: list[Note] = field(default_factory=list)


Node = Term | Collection | Brackets


@dataclass(slots=True)
class Value:
    """A subject, an object or a member of a collection."""

    node: Node
    before: list[Note] = field(default_factory=list)
    after: str | None = None

    @property
    def commented(self) -> bool:
        """Whether a comment stands directly beside it."""
        return bool(self.before) or self.after is not None


@dataclass(slots=True)
class Clause:
    """A predicate with its objects.

    ``broken`` tells whether they stood on several lines, ``beside`` is the comment behind the predicate, ``after`` the one behind the last object.
    """

    predicate: str
    objects: list[Value] = field(default_factory=list)
    before: list[Note] = field(default_factory=list)
    beside: str | None = None
    after: str | None = None
    broken: bool = False

    @property
    def comment_at_end(self) -> str | None:
        """The comment at the end of its last line."""
        return self.after if self.after is not None else self.objects[-1].after


@dataclass(slots=True)
class Directive:
    """``@prefix``, ``@base`` or ``@version``; ``prefix`` is ``None`` for those that declare none."""

    text: str
    prefix: str | None = None
    namespace: str = ""
    before: list[Note] = field(default_factory=list)
    blank: bool = False
    after: str | None = None


@dataclass(slots=True)
class Statement:
    """A subject with what is said of it; ``end`` holds the comments before its dot, ``after`` the one behind it."""

    subject: Value
    clauses: list[Clause] = field(default_factory=list)
    before: list[Note] = field(default_factory=list)
    blank: bool = False
    end: list[Note] = field(default_factory=list)
    after: str | None = None


@dataclass(slots=True)
class Graph:
    """A graph of a TriG file, ``head { … }``; ``head`` is empty for the default graph."""

    head: str
    statements: list[Statement] = field(default_factory=list)
    before: list[Note] = field(default_factory=list)
    blank: bool = False
    opening: str | None = None
    end: list[Note] = field(default_factory=list)
    after: str | None = None


Item = Directive | Statement | Graph


@dataclass(slots=True)
class Document:
    """A whole file; ``end`` holds the comments below the last statement."""

    items: list[Item] = field(default_factory=list)
    end: list[Note] = field(default_factory=list)
