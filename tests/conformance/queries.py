"""Run the query tests: evaluation, result formats and syntax. Each function tells how a test failed, or nothing if it passed."""

import re
from collections.abc import Iterator

from tests.conformance.compare import difference
from tests.conformance.results import MEDIA_TYPES, read_graph, read_result, read_result_set, same_graph
from tests.conformance.service import Service, ask
from tests.conformance.suites import EVALUATION, NEGATIVE, POSITIVE, QueryCase, query_cases

_ORDERED = re.compile(r"\}\s*ORDER\s+BY[^{}]*\Z", re.IGNORECASE)
_SYNTAX, _RUNNING = "problems#query-syntax", "problems#engine-failed"


def evaluate(case: QueryCase, service: Service) -> str:
    """The query must be answered, in the format of the expected result, with the same result."""
    assert case.result is not None
    wanted = case.result.read_bytes()
    table = read_result_set(wanted, case.base) if case.result.suffix == ".ttl" else None
    suffix = ".srj" if table else case.result.suffix
    answer = ask(service, case, MEDIA_TYPES[suffix])
    if answer.status_code != 200:
        return f"{answer.status_code}: {answer.json()['detail']}"
    if answer.headers["content-type"].partition(";")[0] != MEDIA_TYPES[suffix]:
        return f"the answer is {answer.headers['content-type']}"
    if suffix == ".ttl":
        same = same_graph(read_graph(answer.content, case.base), read_graph(wanted, case.base), by_value=True)
        return "" if same else f"found the graph {answer.text}"
    ordered = bool(_ORDERED.search(case.text))
    return difference(read_result(answer.content, suffix), table or read_result(wanted, suffix, ordered=ordered))


def accept(case: QueryCase, service: Service) -> str:
    """A query that is right must be answered, or refused for something that only running it can tell, such as an unknown function."""
    answer = ask(service, case, "*/*")
    if answer.status_code == 200:
        return ""
    problem = answer.json()
    return "" if problem["type"].endswith(_RUNNING) else f"{answer.status_code}: {problem['detail']}"


def refuse(case: QueryCase, service: Service) -> str:
    """A query that is wrong must be refused for its syntax."""
    answer = ask(service, case, "*/*")
    if answer.status_code != 400:
        return f"answered with {answer.status_code}"
    problem = answer.json()
    return "" if problem["type"].endswith(_SYNTAX) else f"refused as {problem['type']}: {problem['detail']}"


def evaluation_cases() -> list[QueryCase]:
    """The tests that compare a result."""
    return [case for case in query_cases() if case.kind in EVALUATION]


def syntax_cases() -> list[QueryCase]:
    """The tests that judge the syntax of a query."""
    return [case for case in query_cases() if case.kind in {POSITIVE, NEGATIVE} and not is_update(case)]


def update_syntax_cases() -> list[QueryCase]:
    """The tests that judge the syntax of an update; they do not apply."""
    return [case for case in query_cases() if case.kind not in EVALUATION and is_update(case)]


def is_update(case: QueryCase) -> bool:
    """Whether the text is an update: some of the tests that are not marked so are."""
    return case.query.suffix == ".ru" or "Update" in case.kind


def one_of_each_folder() -> list[QueryCase]:
    """Of each folder the evaluation test with the most graphs."""
    best: dict[str, QueryCase] = {}
    for case in evaluation_cases():
        before = best.setdefault(case.group, case)
        if len(case.data) + len(case.named) > len(before.data) + len(before.named):
            best[case.group] = case
    return list(best.values())


def run_query_case(case: QueryCase, service: Service) -> str:
    """How ``case`` failed."""
    if case.kind in EVALUATION:
        return evaluate(case, service)
    return accept(case, service) if case.kind == POSITIVE else refuse(case, service)


def run_all(service: Service) -> Iterator[tuple[str, str]]:
    """The id and the failure of every query test."""
    for case in (*evaluation_cases(), *syntax_cases()):
        yield case.id, run_query_case(case, service)
