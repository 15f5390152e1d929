"""Small data and shapes for the gates."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from urbansec.validation.observation import Observation
from urbansec.validation.shapes import Shapes

EX = "http://example.org/"
SPACES = {
    "dcterms": "http://purl.org/dc/terms/",
    "ex": EX,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "t": "http://example.org/terms#",
    "urb": "https://w3id.org/urbansec/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEAD = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in SPACES.items())


def store_of(turtle: str) -> ox.Store:
    """The data in the default graph."""
    store = ox.Store()
    store.load((HEAD + turtle).encode(), ox.RdfFormat.TURTLE)
    return store


def shapes_of(turtle: str, folder: Path) -> Shapes:
    """The shapes, by way of a file as they always come."""
    path = folder / "shapes.ttl"
    path.write_text(HEAD + turtle, "utf-8")
    return Shapes.load([path])


def seen(observations: Iterable[Observation]) -> list[str]:
    """Code and term of each, sorted: ``idle-shape ex:S``."""
    return sorted(f"{each.code} {short(each.term)}".strip() for each in observations)


def short(term: object) -> str:
    """A term with its prefix."""
    text = term.value if isinstance(term, ox.NamedNode) else "" if term is None else "_:"
    return next((f"{prefix}:{text.removeprefix(space)}" for prefix, space in SPACES.items() if space != EX and text.startswith(space)), text.replace(EX, "ex:"))


def english(observation: Observation) -> str:
    """Its sentence."""
    return dict(observation.messages)["en"]


def hint(observation: Observation) -> str:
    """Its hint."""
    return dict(observation.hints).get("en", "")
