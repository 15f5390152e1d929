"""Every test of the W3C's suites that applies to a service that reads. What is known to fail is in ``known_failures.toml``."""

from collections.abc import Sequence

import pytest

from tests.conformance import description, graph_store, protocol, queries, shacl, turtle
from tests.conformance.known import judge
from tests.conformance.service import Service, own_data
from tests.conformance.suites import Entry, QueryCase, entries, folder, turtle_entries

UNSET = pytest.param(None, marks=pytest.mark.skipif(folder() is None, reason="URBANSEC_W3C does not name the folder of the W3C's test suites"))


def cases(found: Sequence[QueryCase] | Sequence[Entry] | Sequence[shacl.Case]) -> list[object]:
    """The parameters of a test, or one that is skipped."""
    return [pytest.param(case, id=case.id) for case in found] or [UNSET]


@pytest.mark.parametrize("case", cases(queries.evaluation_cases()))
def test_query_evaluation(service: Service, case: QueryCase) -> None:
    judge(case.id, queries.evaluate(case, service))


@pytest.mark.parametrize("case", cases(queries.one_of_each_folder()))
def test_a_dataset_of_its_own(changing: Service, case: QueryCase) -> None:
    """Elsewhere parameters choose the dataset of a query; here it is all that is served."""
    changing.load(own_data(case))
    judge(case.id, queries.evaluate(case, changing))


@pytest.mark.parametrize("case", cases(queries.syntax_cases()))
def test_query_syntax(service: Service, case: QueryCase) -> None:
    judge(case.id, queries.run_query_case(case, service))


@pytest.mark.parametrize("entry", cases(protocol.query_entries()))
def test_protocol(service: Service, entry: Entry) -> None:
    judge(entry.id, protocol.run_protocol(entry, service.url))


@pytest.mark.parametrize("entry", cases(entries("service-description")))
def test_service_description(service: Service, entry: Entry) -> None:
    judge(entry.id, description.run_description(entry, service))


@pytest.mark.parametrize("entry", cases(graph_store.reading_entries()))
def test_graph_store(changing: Service, entry: Entry) -> None:
    judge(entry.id, graph_store.run_graph_store(entry, changing))


@pytest.mark.parametrize("entry", cases(turtle_entries()))
def test_turtle(entry: Entry) -> None:
    judge(entry.id, turtle.run_turtle(entry))


@pytest.mark.parametrize("case", cases(shacl.cases()))
def test_shacl(case: shacl.Case) -> None:
    judge(case.id, shacl.run_shacl(case, shacl.by_command))
