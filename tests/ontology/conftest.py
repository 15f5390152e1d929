"""Graphs that several tests read. They are shared: a test that changes one takes a copy."""

import pytest
from rdflib import Graph

from .support import parse, turtle_files


@pytest.fixture(scope="session")
def modules() -> Graph:
    """The modules as one graph."""
    return parse(turtle_files("ontology/modules"))


@pytest.fixture(scope="session")
def alignments() -> Graph:
    """The alignments as one graph."""
    return parse(turtle_files("ontology/alignments"))


@pytest.fixture(scope="session")
def vocabularies() -> Graph:
    """The vocabularies as one graph."""
    return parse(turtle_files("ontology/vocab"))


@pytest.fixture(scope="session")
def ontology(modules: Graph, alignments: Graph) -> Graph:
    """Modules and alignments as one graph."""
    return modules + alignments


@pytest.fixture(scope="session")
def data() -> Graph:
    """The curated data as one graph."""
    return parse(turtle_files("data"))
