"""New data while everybody asks: no request fails, and no answer mixes old and new."""

import os
import signal
import threading
from pathlib import Path

import httpx
import pytest

from tests.engine.common import until
from tests.running import Server, serving

TRIPLES = 500
RELOADS = int(os.environ.get("URBANSEC_TEST_RELOADS", "40"))  # 200 took three minutes on a busy machine, without a failure
QUERY = "SELECT ?round (COUNT(?s) AS ?n) { ?s <http://e/round> ?round } GROUP BY ?round"


def write(folder: Path, number: int) -> None:
    """The data of one round, in two files that only make sense together; each is replaced, never half written."""
    for part in range(2):
        lines = "\n".join(f"<http://e/{part}/{n}> <http://e/round> {number} ." for n in range(TRIPLES))
        partial = folder / f"{part}.part"
        partial.write_text(lines)
        partial.replace(folder / f"{part}.ttl")


def rounds(client: httpx.Client, server: Server, method: str) -> dict[str, str]:
    """How many triples there are of each round."""
    sent = {"query": QUERY}
    answer = client.get(server.sparql, params=sent) if method == "GET" else client.post(server.sparql, data=sent)
    assert answer.status_code == 200, answer.text
    return {row["round"]["value"]: row["n"]["value"] for row in answer.json()["results"]["bindings"]}


@pytest.mark.parametrize("cache", ["0", "16"])
def test_no_request_fails_and_none_is_mixed_while_data_change(tmp_path: Path, cache: str) -> None:
    write(tmp_path, 0)
    problems: list[object] = []
    done = threading.Event()
    answers = 0

    def ask(server: Server, method: str) -> None:
        nonlocal answers
        latest = 0
        with httpx.Client() as client:
            while not done.is_set():
                try:
                    found = rounds(client, server, method)
                except (httpx.HTTPError, AssertionError) as error:
                    problems.append(error)
                    return
                ((number, count),) = found.items() if len(found) == 1 else (("mixed", str(found)),)
                if count != str(2 * TRIPLES) or int(number) < latest:
                    problems.append((found, latest))
                    return
                latest = int(number)
                answers += 1

    with serving("--data", tmp_path, settings={"URBANSEC_CACHE_MB": cache}) as server, httpx.Client() as client:
        threads = [threading.Thread(target=ask, args=(server, method)) for method in ("GET", "POST", "GET")]
        for thread in threads:
            thread.start()
        try:
            for number in range(1, RELOADS // 2 + 1):
                write(tmp_path, number)
                server.process.send_signal(signal.SIGHUP)
                until(lambda expected=str(number): problems or expected in rounds(client, server, "GET"), f"round {number}")  # type: ignore[misc] # mypy cannot infer a lambda with a default
                assert not problems
        finally:
            done.set()
            for thread in threads:
                thread.join(30)
        assert not problems
        assert answers > RELOADS
