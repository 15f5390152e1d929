"""Change what a Turtle file says, and nothing else in it.

New subjects get a block at their place in the order of subjects, evidence directly behind what it backs. In blocks that
are there only the values in question are touched. Afterwards old and new text are parsed: the difference must be exactly
the change that was asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from urbansec.exchange.blocks import Document
from urbansec.exchange.notation import Notation
from urbansec.exchange.scanner import EditError
from urbansec.exchange.statement import Clause, Statement
from urbansec.namespaces import ID, URB

_EVIDENCE = f"{URB}evidence"
_EVIDENCE_KIND = f"{ID}evidence/"


@dataclass
class Change:
    """What a file is to say besides, and what it is to say no longer."""

    added: set[ox.Triple] = field(default_factory=set)
    removed: set[ox.Triple] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def apply(text: str, change: Change) -> str:
    """``text`` with the change; :class:`~urbansec.exchange.scanner.EditError` if that cannot be done by a program."""
    document = Document.read(text)
    notation = Notation.of(document)
    by_subject: dict[str, Change] = {}
    for triple in change.added:
        by_subject.setdefault(_iri(triple.subject), Change()).added.add(triple)
    for triple in change.removed:
        by_subject.setdefault(_iri(triple.subject), Change()).removed.add(triple)
    backed = {_iri(triple.object): _iri(triple.subject) for triple in _triples(text) | change.added if triple.predicate.value == _EVIDENCE}
    for subject in sorted(by_subject, key=lambda iri: (iri.startswith(_EVIDENCE_KIND), iri)):
        wanted = by_subject[subject]
        index = _find(document, notation, subject)
        if index is None:
            block = notation.block(wanted.added, document.line_end)
            _insert(document, notation, notation.iri(subject), block, backed.get(subject))
        else:
            document.replace(index, _edited(Statement.read(document.pieces[index]), notation, wanted).text)
    _declare(document, notation.missing)
    result = document.text
    _verify(text, result, change)
    return result


def _edited(statement: Statement, notation: Notation, change: Change) -> Statement:
    """A statement with other values; a value that takes the place of another stands where the other stood."""
    for predicate in sorted({triple.predicate.value for triple in change.added | change.removed}):
        added, removed = (sorted((t.object for t in triples if t.predicate.value == predicate), key=str) for triples in (change.added, change.removed))
        for i, term in enumerate(removed):
            place = _written(statement, notation, predicate, term)
            statement = statement.with_other_value(*place, notation.term(added[i])) if i < len(added) else statement.without_value(*place)
        for term in added[len(removed) :]:
            clause_there = statement.clause(notation.spellings(predicate))
            if clause_there is None:
                statement = statement.with_clause(notation.predicate(predicate), notation.term(term))
            else:
                statement = statement.with_value(clause_there, notation.term(term))
    return statement


def _written(statement: Statement, notation: Notation, predicate: str, term: object) -> tuple[Clause, str]:
    """Where a value stands, and how it is written there."""
    for clause in statement.clauses:
        if clause.predicate in notation.spellings(predicate):
            for written in clause.values:
                if notation.read(written) == term:
                    return clause, written
    raise EditError(f"{term} does not stand in the file as a value of {predicate}.")


def _insert(document: Document, notation: Notation, name: str, block: str, backed: str | None) -> None:
    """Put a new block at its place: in the order of subjects of its kind, evidence within the group it belongs to."""
    if backed is not None:
        home = _find(document, notation, backed)
        if home is None:
            raise EditError(f"{name} would stand in another file than {notation.iri(backed)}, which it backs.")
        group = _group(document, notation, home)
        document.insert_after(max(index for index, written in group if index == home or written < name), block)
        return
    records = [(index, piece.subject) for index, piece in document.statements() if not notation.is_in(piece.subject, _EVIDENCE_KIND)]
    peers = [(index, written) for index, written in records if written.partition(":")[0] == name.partition(":")[0]] or records
    later = [index for index, written in peers if written > name]
    if not records:
        document.append(block)
    elif later and later[0] == peers[0][0]:
        document.insert_before(later[0], block)
    else:
        before = max(index for index, _ in peers if not later or index < later[0])
        document.insert_after(_group(document, notation, before)[-1][0], block)


def _group(document: Document, notation: Notation, home: int) -> list[tuple[int, str]]:
    """A record and the evidence directly behind it: places and names."""
    group: list[tuple[int, str]] = []
    for index, piece in document.statements():
        if index == home or (group and notation.is_in(piece.subject, _EVIDENCE_KIND)):
            group.append((index, piece.subject))
        elif group:
            break
    return group


def _declare(document: Document, prefixes: Mapping[str, str]) -> None:
    """Add prefixes to the block of prefixes at the top, each at its place."""
    for prefix, namespace in sorted(prefixes.items()):
        line = f"@prefix {prefix}: <{namespace}> ."
        directives = [(index, piece) for index, piece in enumerate(document.pieces) if piece.is_directive]
        before = [index for index, piece in directives if piece.words[1].text < f"{prefix}:"]
        if before:
            document.insert_after(before[-1], line, blank_lines=False)
        elif directives:
            document.insert_before(directives[0][0], line, blank_lines=False)
        else:
            document.insert_first(line)


def _find(document: Document, notation: Notation, subject: str) -> int | None:
    spellings = notation.spellings(subject)
    return next((index for index, piece in document.statements() if piece.subject in spellings), None)


def _verify(old: str, new: str, change: Change) -> None:
    """Hold the result against the change: nothing more, nothing less."""
    expected = (_triples(old) - change.removed) | change.added
    if _triples(new) != expected:
        raise EditError("The edited text would say something else than was asked for; nothing is written.")


def _triples(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
