"""Graphs that several tests share; none of them changes one."""

from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph

from .graphs import (
    FAIL_FILES,
    NETWORK,
    PASS_FILES,
    TERM_FILES,
    Finding,
    derive,
    findings,
    load,
    report,
    subjects,
    union,
)


@pytest.fixture(scope="session")
def network() -> Graph:
    """The example network with the ontology and all that the rules derive."""
    return union(derive(load([*TERM_FILES, NETWORK])))


@pytest.fixture(scope="session")
def passing() -> Graph:
    """The network and everything in ``pass/``."""
    return union(derive(load([*TERM_FILES, NETWORK, *PASS_FILES])))


@pytest.fixture(scope="session")
def failing_report() -> Graph:
    """The report on the network and everything in ``fail/`` at once.

    One run for all files, because no file knows of another (there is a test for that): whatever is
    reported belongs to the file that describes the focus node.
    """
    return report(union(derive(load([*TERM_FILES, NETWORK, *FAIL_FILES]))))


@pytest.fixture(scope="session")
def reported(failing_report: Graph) -> dict[Path | None, Counter[Finding]]:
    """What was reported, by the file that describes the focus node; ``None`` has what belongs to no file."""
    owner = {subject: path for path in FAIL_FILES for subject in subjects(path)}
    found: dict[Path | None, Counter[Finding]] = {path: Counter() for path in (None, *FAIL_FILES)}
    for finding, times in findings(failing_report).items():
        found[owner.get(finding.focus)][finding] += times
    return found
