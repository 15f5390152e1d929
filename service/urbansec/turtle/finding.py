"""Find the statements about some resources in a text of any size, without reading all of it in detail.

The text is taken to be valid: it has been loaded before. It is cut into statements by one regular expression, which
knows no more of Turtle than where tokens end; only the statements that are wanted are then read token by token.
"""

import re
from collections.abc import Callable, Iterator, Set

import pyoxigraph as ox

from urbansec.turtle import tokens
from urbansec.turtle.lines import LineReader
from urbansec.turtle.model import Parsed
from urbansec.turtle.parser import Reader
from urbansec.turtle.read import FORMATS
from urbansec.turtle.source import Source
from urbansec.turtle.terms import SCHEME, TermError, Terms

_SKIP = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_IRI = r"<[^>]*+>"
_STRING = r'"""(?:[^"\\]++|\\.|"(?!""))*+"""|' + r"'''(?:[^'\\]++|\\.|'(?!''))*+'''|" + r'"(?!"")(?:[^"\\]++|\\.)*+"|' + r"'(?!'')(?:[^'\\]++|\\.)*+'"
_NAMED = r"[^ \t\r\n<>\"'#\[\](){};,.@^\\0-9+\-](?:[^ \t\r\n<>\"'#\[\](){};,.@^\\]++|\\.)*+(?:\.++(?:[^ \t\r\n<>\"'#\[\](){};,.@^\\]++|\\.)++)*+"
_BODY = rf"(?:[ \t\r\n;,\[\]()^~|]++|{_NAMED}|{_IRI}|{_STRING}|{tokens.NUMBER}|@[A-Za-z0-9-]++|\#[^\r\n]*+|<<\(?|>>|\{{\||\|\}})*+"
_DIRECTIVE = (
    rf"@(?:prefix|base|version)\b{_BODY}\.|"
    rf"(?i:prefix){_SKIP}[^: \t\r\n<>\"'#\[\](){{}};,@^\\]*+:{_SKIP}{_IRI}|(?i:base){_SKIP}{_IRI}|(?i:version){_SKIP}(?:{_STRING})"
)
_GRAPH = rf"(?:(?i:graph)(?![:.\-\w]){_SKIP})?(?:{_IRI}|{_NAMED}|\[{_SKIP}\])?{_SKIP}\{{(?!\|)|\}}"
# Something matches wherever a piece has ended, so that none is looked for within a comment.
_PIECE = re.compile(rf"{_SKIP}(?:({_DIRECTIVE}|{_GRAPH})|(?:({_IRI}|{_NAMED})|(?=[\[(<])){_BODY}[.}}]|[\s\S]|\Z)", re.DOTALL)
_NAMES = re.compile(rf"{_STRING}|\#[^\r\n]*+|({_IRI}|{_NAMED})", re.DOTALL)
_LINE = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*+(<[^>\r\n]*+>|_:[^ \t\r\n<]++)([^\r\n]*+)")

Wanted = Set[ox.NamedNode | ox.BlankNode]


def find(source: Source, format: ox.RdfFormat, wanted: Wanted, *, base_iri: str | None = None, anywhere: bool = False) -> Parsed:  # noqa: A002 - as pyoxigraph names it
    """The triples of all statements whose subject is one of ``wanted``, in the order of the text.

    A statement is found by the subject that it begins with, and its triples include those of the brackets in it. With
    ``anywhere`` also the statements are found that name a wanted resource as a predicate, as an object or within
    brackets; that takes about twice as long. Blank nodes are known by the labels that the text gives them, so one
    without a label is not found: for such read all with :func:`~urbansec.turtle.read.parse`.
    """
    names = {node.value for node in wanted if isinstance(node, ox.NamedNode)}
    labels = {f"_:{node.value}" for node in wanted if isinstance(node, ox.BlankNode)}
    if format not in FORMATS:
        raise ValueError(f"{format} is not read with places")
    if format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        lines = LineReader(source.text, graphs=format == ox.RdfFormat.N_QUADS)
        known = _known(names, labels, lines.terms)
        for start, stop in _lines(source.text, known, anywhere=anywhere):
            lines.part(start, stop)
        return lines.parsed
    reader = Reader(source.text, graphs=format == ox.RdfFormat.TRIG, base_iri=base_iri)
    _read(reader, _known(names, labels, reader.terms), anywhere=anywhere)
    return reader.parsed


def _read(reader: Reader, known: Callable[[str], bool], *, anywhere: bool) -> None:
    for piece in _PIECE.finditer(reader.text):
        subject = piece[2]
        if piece[1] or (subject and known(subject)) or (anywhere and any(map(known, filter(None, _NAMES.findall(reader.text, *piece.span()))))):
            reader.part(*piece.span())
        elif reader.text[piece.end() - 1 : piece.end()] == "}":
            reader.part(piece.end() - 1, piece.end())


def _lines(text: str, known: Callable[[str], bool], *, anywhere: bool) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        if known(line[1]) or (anywhere and any(map(known, filter(None, _NAMES.findall(line[2]))))):
            yield line.start(), line.end()


def _known(names: Set[str], labels: Set[str], terms: Terms) -> Callable[[str], bool]:
    """Whether the text of a name stands for something wanted, under the prefixes and the base that hold at that moment."""

    def known(text: str) -> bool:
        if text[0] == "_":
            return text in labels
        if "\\" not in text and text[0] != "<":
            prefix, colon, local = text.partition(":")
            return colon != "" and terms.prefixes.get(prefix, " ") + local in names
        if "\\" not in text and SCHEME.match(text):
            return text[1:-1] in names
        try:
            return (terms.iri(text) if text[0] == "<" else terms.name(text)).value in names
        except (TermError, KeyError):
            return False

    return known
