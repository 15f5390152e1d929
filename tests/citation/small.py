"""A small graph and a question to it, which tests change as they like."""

from datetime import UTC, datetime
from pathlib import Path

from urbansec.citation import Citation, cite
from urbansec.dataset import load_files
from urbansec.engine import EmbeddedEngine
from urbansec.queries import SavedQuery

DATA = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix f: <https://w3id.org/urbansec/id/forum/> .
@prefix c: <https://w3id.org/urbansec/id/city/> .
f:efus a urb:Forum . f:defus a urb:Forum .
c:essen urb:in f:defus ; urb:since "2015" ; urb:size 5 .
c:bonn urb:in f:defus ; urb:since "2001" ; urb:size 3 .
c:köln urb:in f:defus ; urb:since "1999"@de ; urb:size 4.0 .
c:lyon urb:in f:efus ; urb:since "1987" .
"""
QUERY = """\
#+ summary: Members & their 100 % sizes
#+ params:
#+   forum: {type: iri, class: urb:Forum, default: id:forum/defus}
PREFIX urb: <https://w3id.org/urbansec/ontology#>
SELECT ?city ?since ?size WHERE {
  VALUES (?forum) { (<https://w3id.org/urbansec/id/forum/defus>) }
  ?city urb:in ?forum ; urb:since ?since . OPTIONAL { ?city urb:size ?size }
} ORDER BY ?city
"""
GRAPH_QUERY = """\
PREFIX urb: <https://w3id.org/urbansec/ontology#>
CONSTRUCT { ?city urb:in [ urb:is ?forum ] } WHERE { ?city urb:in ?forum }
"""
LATER = datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC)


def engine(folder: Path, data: str = DATA) -> EmbeddedEngine:
    """The engine on ``data``."""
    path = folder / f"{len(list(folder.iterdir()))}.ttl"
    path.write_text(data, "utf-8")
    return EmbeddedEngine(load_files([path], union=True))


def query(folder: Path, text: str = QUERY, name: str = "members") -> SavedQuery:
    """The saved query ``text``."""
    inside = folder / "queries"
    inside.mkdir(exist_ok=True)
    path = inside / f"{name}.rq"
    path.write_text(text, "utf-8")
    return SavedQuery.read(path)


def citation(folder: Path, *, text: str = QUERY, keep: bool = True, service: str | None = None, **given: str) -> Citation:
    """A citation of the answer to ``text`` on :data:`DATA`."""
    on = engine(folder)
    call = query(folder, text).call(on, given)
    return cite(call, call.table(on), data_version=on.version, issued=LATER, service=service, keep=keep)
