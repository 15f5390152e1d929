"""One saved query: its file, its header, and how to run it."""

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from urbansec.engine import BOOLEAN_AND_TABLE, Answer, Engine, Form, Format, Request
from urbansec.engine.inspect import inspect
from urbansec.errors import EngineFailedError, ParameterError, SavedQueryError, UrbansecError
from urbansec.namespaces import PREFIXES, expand, shorten
from urbansec.queries.bind import bind
from urbansec.queries.header import Header, read_header
from urbansec.queries.parameters import Values, resolve

JSON = BOOLEAN_AND_TABLE[0]
Cell = Mapping[str, str]
"""A term as the SPARQL 1.1 JSON results format writes it: ``type``, ``value``, and ``xml:lang`` or ``datatype``."""


@dataclass(frozen=True)
class Table:
    """A SELECT result in memory: the variables in order, and rows that lack the variables not bound."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]


@dataclass(frozen=True)
class SavedQuery:
    """A query file. ``name`` is the file's name without its ending."""

    name: str
    path: Path
    text: str
    header: Header

    @classmethod
    def read(cls, path: Path) -> "SavedQuery":
        """The query in the file ``path``; :class:`~urbansec.errors.SavedQueryError` if its header is broken."""
        text = path.read_text("utf-8")
        return cls(name=path.stem, path=path, text=text, header=read_header(text, file=str(path)))

    @property
    def summary(self) -> str:
        """One line on what it answers; the name in words if the header says nothing."""
        return self.header.summary or self.header.question or self.name.replace("-", " ")

    @property
    def form(self) -> Form:
        """The query form, which decides the formats of its result; :class:`~urbansec.errors.SavedQueryError` if it is no query."""
        try:
            return inspect(self.text).form
        except UrbansecError as error:
            place = {name: error.members[name] for name in ("line", "column") if name in error.members}
            shown = ":".join(map(str, (self.path, *place.values())))
            raise SavedQueryError(f"{shown}: {error.detail}", file=str(self.path), **place) from error

    @property
    def version(self) -> str:
        """A hash of the file's content: an equal version is an equal query."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def request(self, engine: Engine, given: Mapping[str, str]) -> Request:
        """The query with the values ``given`` bound as terms, checked against the data that ``engine`` holds.

        Raises :class:`ParameterError` for an unknown name, a value of the wrong type, or an IRI that is not what
        its parameter asks for.
        """
        values = resolve(self.header, given)
        self._check_classes(engine, values)
        return Request(bind(self.text, values, file=str(self.path)))

    def run(self, engine: Engine, given: Mapping[str, str], result_format: Format) -> Answer:
        """The answer, written in ``result_format``; errors of :meth:`request` and of ``engine.execute``."""
        return engine.execute(self.request(engine, given), result_format)

    def table(self, engine: Engine, given: Mapping[str, str]) -> Table:
        """The answer as rows in memory, for a SELECT query."""
        return read_table(self.run(engine, given, JSON).content)

    def _check_classes(self, engine: Engine, values: Values) -> None:
        for name, value in values.items():
            wanted = self.header.params[name].resource_class
            if wanted is None or value is None:
                continue
            members = class_members(engine, expand(wanted) or wanted)
            if value.value not in members:
                slugs = {shorten(iri): iri for iri in members}
                near = difflib.get_close_matches(shorten(value.value), slugs, n=3)
                raise ParameterError(f"{name} must be a {wanted} of the data; {shorten(value.value)} is not.", parameter=name, near=near)


def class_members(engine: Engine, class_iri: str) -> dict[str, str]:
    """IRI and label of everything of a class, subclasses included, in the order of labels; English is preferred."""
    text = f"""
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?member (SAMPLE(?english) AS ?en) (MIN(?any) AS ?label) WHERE {{
          ?class rdfs:subClassOf* {ox.NamedNode(class_iri)} .
          ?member a ?class .
          OPTIONAL {{ ?member skos:prefLabel ?english . FILTER(LANG(?english) = "en") }}
          OPTIONAL {{ ?member skos:prefLabel ?any }}
        }} GROUP BY ?member"""
    rows = read_table(engine.execute(Request(text), JSON).content).rows
    members = {row["member"]["value"]: (row.get("en") or row.get("label") or row["member"])["value"] for row in rows}
    return dict(sorted(members.items(), key=lambda item: (item[1].casefold(), item[0])))


def read_table(content: bytes) -> Table:
    """The SPARQL 1.1 JSON results document ``content`` as a table; a truth value becomes one cell named ``answer``."""
    document = json.loads(content)
    if "boolean" in document:
        cell = {"type": "literal", "value": str(document["boolean"]).lower(), "datatype": f"{PREFIXES['xsd']}boolean"}
        return Table(("answer",), ({"answer": cell},))
    try:
        return Table(tuple(document["head"]["vars"]), tuple(document["results"]["bindings"]))
    except KeyError as error:
        raise EngineFailedError(f"The engine's answer lacks {error}.") from error
