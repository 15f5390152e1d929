"""Rows in one notation, so that answers can be compared and summed up whatever their format, their order and their blank nodes' labels.

A term is written as in N-Triples, a variable without a value as nothing. A blank node has no name of its own: it is called by
what the answer says of it, which is refined round by round as the nodes around it get their names. Equal answers get equal
names; nodes that the answer describes alike get the same one.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from urbansec.namespaces import shorten
from urbansec.queries.table import TRIPLE, Cell, Table, table_of_triples

Row = tuple[str, ...]
"""The terms of a row in N-Triples notation, one for each variable; empty where a variable has no value."""
Rows = Counter[Row]
"""An answer without order: how often each row is in it."""
_NAME_LENGTH = 12
# What the canonical form of a graph may cost, see _is_cheap.
_ALIKE, _AMBIGUOUS = 5, 12

Name = Callable[[str], str]


def rows_of(table: Table, variables: Sequence[str] | None = None) -> Rows:
    """The rows of ``table`` in the order of ``variables``, by default its own."""
    return Counter(in_order(table, variables))


def in_order(table: Table, variables: Sequence[str] | None = None) -> list[Row]:
    """The same, in the order of the answer."""
    columns = tuple(table.variables if variables is None else variables)
    names = _names(table)
    return [tuple(notation(row.get(variable), lambda label: f"_:{names[label]}") for variable in columns) for row in table.rows]


def notation(cell: Cell | None, name: Name = lambda _: "[]") -> str:
    """A term as N-Triples writes it; ``name`` says what a blank node is called."""
    return "" if cell is None else _notation(cell, name)


def readable(term: str) -> str:
    """A term in :func:`notation` for people: an IRI in short, a literal without its type, each IRI in a text of several in short."""
    if term.startswith("<") and term.endswith(">") and not term.startswith("<<"):
        return shorten(term[1:-1])
    if not term.startswith('"'):
        return term
    literal = next(iter(ox.parse(f"<urn:s> <urn:p> {term} .", ox.RdfFormat.N_TRIPLES))).object
    text = literal.value if isinstance(literal, ox.Literal) else term
    return " ".join(map(shorten, text.split(" "))) if "://" in text else text


def checksum(table: Table, *, graph: bool = False) -> str:
    """``sha256:`` and the hash, in hexadecimal, of the answer as a text of lines in UTF-8, each with a line feed.

    The first line holds the variables, the others the rows, their terms in N-Triples notation, all separated by tabs; rows stand
    in the order of their bytes. With ``graph`` the text is the graph's canonical form (RDFC-1.0), which other tools write too.
    """
    if not graph:
        return checksum_of(table.variables, rows_of(table))
    return _hash(_canonical(table) or (f"{' '.join(row)} .\n" for row in set(in_order(table, TRIPLE))))


def checksum_of(variables: Sequence[str], rows: Rows) -> str:
    """:func:`checksum` of an answer that is no graph."""
    return _hash(["\t".join(row) + "\n" for row in rows.elements()], first="\t".join(variables) + "\n")


def _hash(lines: Iterable[str], first: str = "") -> str:
    found = hashlib.sha256(first.encode())
    for line in sorted(line.encode() for line in lines):
        found.update(line)
    return f"sha256:{found.hexdigest()}"


def _notation(cell: Mapping[str, Any], name: Name) -> str:
    value = cell["value"]
    match cell["type"]:
        case "uri":
            return str(ox.NamedNode(value))
        case "bnode":
            return name(value)
        case "triple":
            return f"<<( {' '.join(_notation(part, name) for part in _parts(value))} )>>"
    if "xml:lang" in cell:
        return str(ox.Literal(value, language=cell["xml:lang"]))
    return str(ox.Literal(value, datatype=ox.NamedNode(cell["datatype"])) if "datatype" in cell else ox.Literal(value))


def _labels(cell: Mapping[str, Any]) -> Iterable[str]:
    if cell["type"] == "bnode":
        yield cell["value"]
    elif cell["type"] == "triple":
        for part in _parts(cell["value"]):
            yield from _labels(part)


def _parts(value: Any) -> list[Mapping[str, Any]]:
    """The three terms of a triple term, which engines give as such and ``queries.table`` as text."""
    if isinstance(value, str):
        parsed = next(iter(ox.parse(f"<urn:s> <urn:p> <<( {value} )>> .", ox.RdfFormat.N_TRIPLES))).object
        return [table_of_triples([parsed]).rows[0][part] for part in TRIPLE]
    return [value[part] for part in TRIPLE]


def _names(table: Table, *, rounds: int | None = None) -> dict[str, str]:
    """What each blank node of the answer is called: a hash of the rows that it is in, each as it is seen from the node."""
    inside: dict[str, list[int]] = {}
    for index, row in enumerate(table.rows):
        for label in {label for cell in row.values() for label in _labels(cell)}:
            inside.setdefault(label, []).append(index)
    names = dict.fromkeys(inside, "")
    count = done = 0
    while len(set(names.values())) > count and done != rounds:  # each round tells more apart, or is the last
        count, done = len(set(names.values())), done + 1
        names = {label: _seen_from(label, [table.rows[index] for index in where], names) for label, where in inside.items()}
    return names


def _seen_from(node: str, rows: Iterable[Mapping[str, Cell]], names: Mapping[str, str]) -> str:
    def name(label: str) -> str:
        return "_:*" if label == node else f"_:{names[label]}"

    lines = sorted("\t".join(f"{variable} {_notation(row[variable], name)}" for variable in sorted(row)) for row in rows)
    return hashlib.sha256("\n".join((names[node], *lines)).encode()).hexdigest()[:_NAME_LENGTH]


def _canonical(table: Table) -> list[str] | None:
    """The lines of a graph's canonical form; ``None`` where it holds blank nodes that are too much alike to be put in order in any sensible time."""
    lines = {" ".join(notation(row[part], lambda label: f"_:b{label}") for part in TRIPLE) for row in table.rows}
    names = _names(table)
    if not names:
        return [f"{line} .\n" for line in lines]
    if not _is_cheap(table, names):
        return None
    dataset = ox.Dataset(ox.parse("".join(f"{line} .\n" for line in lines), ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [f"{quad} .\n" for quad in dataset]


def _is_cheap(table: Table, names: Mapping[str, str]) -> bool:
    """Whether few blank nodes look alike: the canonical form tries every order of those, and nine beside each other take ten seconds."""
    around: dict[str, Counter[str]] = {}
    first = _names(table, rounds=1)
    for row in table.rows:
        labels = [label for cell in row.values() for label in _labels(cell)]
        for label in labels:
            around.setdefault(label, Counter()).update(first[other] for other in set(labels) - {label})
    if any(count > _ALIKE for beside in around.values() for count in beside.values()):
        return False
    shared = Counter(names.values())
    return sum(shared[names[label]] > 1 and bool(beside) for label, beside in around.items()) <= _AMBIGUOUS
