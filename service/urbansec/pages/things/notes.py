"""Footnotes: each source that a page rests on has a number, each passage in it a letter, wherever on the page they are named."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from urbansec.namespaces import URB
from urbansec.pages.things.reader import Name, Reader
from urbansec.queries.description.around import ISSUED, PUBLISHER, URL

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FEW = 3
_INFERRED = "/inferred"


@dataclass(frozen=True)
class Dated:
    """A day that evidence names: ``what`` tells which, by the name of its property."""

    what: str
    value: str


@dataclass(eq=False)
class Passage:
    """A place in a source, how sure it is and on which day it held."""

    note: "Note"
    index: int
    locator: str
    certainty: str
    dates: tuple[Dated, ...]
    words: Name = field(default_factory=lambda: Name(""))
    evidence: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)

    @property
    def letter(self) -> str:
        """Its letter; "" if nothing else of the source is cited."""
        if len(self.note.passages) == 1:
            return ""
        before, last = divmod(self.index, len(_LETTERS))
        return (_LETTERS[before - 1] if before else "") + _LETTERS[last]

    @property
    def number(self) -> str:
        """How the text refers to it, such as ``3b``."""
        return f"{self.note.number}{self.letter}"

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the list of sources."""
        return self.note.number, self.index

    @property
    def records(self) -> list[str]:
        """The evidence that can be followed from here: all of it, or if that is much, what the thing itself names."""
        return self.evidence if len(self.evidence) <= _FEW else self.own

    @property
    def inferred(self) -> bool:
        """Whether the source does not say it in so many words."""
        return self.certainty.endswith(_INFERRED)


@dataclass(eq=False)
class Note:
    """A source and the passages in it that the page cites."""

    number: int
    source: str
    title: Name
    publisher: Name | None = None
    issued: str = ""
    address: str = ""
    passages: list[Passage] = field(default_factory=list)


class Notes:
    """The footnotes of a page, numbered in the order in which they are first cited."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._own = frozenset(reader.near.backing(reader.iri))
        self._by_source: dict[str, Note] = {}
        self._passages: dict[tuple[str, ...], Passage] = {}

    @property
    def all(self) -> list[Note]:
        """The footnotes in the order of their numbers."""
        return list(self._by_source.values())

    def arrange(self, shown: Iterable[Passage]) -> None:
        """Number anew in the order in which ``shown`` reads, and keep nothing else."""
        notes: dict[int, Note] = {}
        for passage in dict.fromkeys(shown):
            note = passage.note
            if id(note) not in notes:
                notes[id(note)] = note
                note.number, note.passages = len(notes), []
            passage.index = len(note.passages)
            note.passages.append(passage)
        self._by_source = {note.source: note for note in notes.values()}

    def cite(self, evidence: Iterable[str]) -> tuple[Passage, ...]:
        """The passages of these pieces of evidence, each once; what says nothing of a source is left out."""
        found = dict.fromkeys(id_ for each in evidence if (id_ := self._passage(each)) is not None)
        return tuple(self._passages[key] for key in found)

    def _passage(self, evidence: str) -> tuple[str, ...] | None:
        of = self._reader.of
        source, locator, certainty = of(evidence, "source"), of(evidence, "locator"), of(evidence, "certainty")
        if not source and not locator:
            return None
        names = ("asOf", "statedSince", "statedUntil", "notBefore", "notAfter")
        dates = tuple(Dated(name, value) for name in names for value in self._reader.each(evidence, name))
        key = (source, locator, certainty, *(part for each in dates for part in (each.what, each.value)))
        if key not in self._passages:
            note = self._note(source)
            words = self._reader.name(certainty) if certainty else Name("")
            passage = Passage(note, len(note.passages), locator, certainty, dates, words)
            note.passages.append(passage)
            self._passages[key] = passage
        if evidence not in self._passages[key].evidence:
            self._passages[key].evidence.append(evidence)
            if evidence in self._own:
                self._passages[key].own.append(evidence)
        return key

    def _note(self, source: str) -> Note:
        if source not in self._by_source:
            near = self._reader.near
            publisher = near.one(source, PUBLISHER)
            self._by_source[source] = Note(
                len(self._by_source) + 1,
                source,
                self._reader.name(source) if source else Name(""),
                self._reader.name(publisher) if publisher else None,
                near.one(source, ISSUED),
                near.one(source, URL),
            )
        return self._by_source[source]


def evidence_of(reader: Reader, iri: str, *properties: str) -> list[str]:
    """The evidence that backs all of a neighbour: all of it, or only what names one of ``properties`` if some does."""
    everything = reader.near.backing(iri)
    wanted = {f"{URB}{name}" for name in properties}
    return [each for each in everything if wanted.intersection(reader.each(each, "attests"))] or everything
