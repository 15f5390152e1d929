"""The pitfalls of OOPS! (OntOlogy Pitfall Scanner), by its ids: each check takes a graph and tells what falls into the pit.

Written after the descriptions in its catalogue, which names 33 that a program can find. Where the original guesses with a
thesaurus, the check here is the part that needs none. The checks stand in ``pitfalls_modelling``, ``pitfalls_naming`` and
``pitfalls_publishing``, which enter them here when they are imported.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF
from rdflib.term import Node

from .support import TERM_KINDS, URB, declared_terms

IMPLEMENTED = (*range(2, 9), *range(10, 14), *range(19, 23), *range(24, 42))
IDS = tuple(f"P{number:02}" for number in IMPLEMENTED)
LEFT_OUT = {"P37": "whether the ontology is on the web needs the web; the tests of the service ask for it there"}
PROPERTY_KINDS = TERM_KINDS[1:]
RELATIONS = (OWL.ObjectProperty, OWL.DatatypeProperty)
Faults = Iterator[str]
Check = Callable[[Graph], Faults]


@dataclass(frozen=True)
class Pitfall:
    """A check; ``per_file`` ones look at one file at a time, the others at all terms together."""

    id: str
    check: Check
    per_file: bool


CHECKS: dict[str, Pitfall] = {}


def pitfall(check: Check) -> Check:
    """Enter a check under its name, which is the id."""
    CHECKS[check.__name__.upper()] = Pitfall(check.__name__.upper(), check, per_file=False)
    return check


def file_pitfall(check: Check) -> Check:
    """Enter a check that looks at one file."""
    CHECKS[check.__name__.upper()] = Pitfall(check.__name__.upper(), check, per_file=True)
    return check


def local(term: Node) -> str:
    """The name of a term without its namespace."""
    return re.split(r"[#/]", str(term))[-1]


def is_ours(node: Node) -> bool:
    """Whether a node is an IRI of our namespace."""
    return isinstance(node, URIRef) and node in URB


def terms(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    """The terms of ours that are declared as one of the kinds."""
    return sorted(term for term in declared_terms(graph) if any((term, RDF.type, kind) in graph for kind in kinds))


def in_words(name: str) -> list[str]:
    """The words of a name in camel case."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]
