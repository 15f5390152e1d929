"""New data while the service runs: taken over if they are right, refused with file and line if not, never half."""

import asyncio
import os
import shutil
import signal
import socket
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.operations.support import Service, started, turtle, until
from tests.running import ROOT
from urbansec.api.metrics import Metrics
from urbansec.cli import notify
from urbansec.cli.reloading import Reloader
from urbansec.errors import InputFileError, InputFilesError

BROKEN = turtle(3) + "<http://example.org/s> <http://example.org/p> nonsense .\n"


def replace(path: Path, text: str) -> None:
    """As editors do: a new file in the place of the old one."""
    partial = path.with_name(".new")
    partial.write_text(text, "utf-8")
    partial.replace(path)


def reloads(service: Service) -> dict[str, float]:
    families = text_string_to_metric_families(httpx.get(f"{service.url}/metrics").text)
    return {sample.labels["outcome"]: sample.value for family in families for sample in family.samples if sample.name == "urbansec_reloads_total"}


def test_sighup_takes_over_good_data_and_refuses_broken_ones(tmp_path: Path, data: Path) -> None:
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(address))
        supervisor.settimeout(30)

        def heard() -> dict[str, str]:
            return dict(line.partition("=")[::2] for line in supervisor.recv(4096).decode().splitlines())

        with started(tmp_path, "--data", data, settings={"NOTIFY_SOCKET": str(address)}) as service:
            assert heard()["READY"] == "1"
            assert service.version() == "one"
            before = httpx.get(f"{service.url}/health/ready").json()["data_version"]

            replace(data / "some.ttl", turtle(label="two"))
            service.signal(signal.SIGHUP)
            told = heard()
            assert told["RELOADING"] == "1"
            assert int(told["MONOTONIC_USEC"]) > 0
            assert heard()["READY"] == "1"
            assert service.version() == "two"
            loaded = service.told("data loaded")
            assert loaded["data_version"] == httpx.get(f"{service.url}/health/ready").json()["data_version"] != before

            replace(data / "some.ttl", BROKEN)
            service.signal(signal.SIGHUP)
            assert heard()["RELOADING"] == "1"
            assert heard()["READY"] == "1"
            refused = service.told("new data refused")
            assert Path(refused["file"]) == data / "some.ttl"
            assert refused["line"] == len(BROKEN.splitlines())
            assert refused["column"] > 1
            assert refused["level"] == "error"
            assert service.version() == "two"
            assert reloads(service) == {"done": 1, "refused": 1}

            service.signal(signal.SIGTERM)
            assert heard()["STOPPING"] == "1"
            assert service.ended() == 0


def test_saved_queries_are_read_anew_with_the_shipped_data(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for folder in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / folder, home / folder)
    query = home / "queries" / "saved" / "disagreements.rq"
    old = query.read_text("utf-8")
    with started(tmp_path, settings={"URBANSEC_HOME": str(home), "URBANSEC_RELOAD_CHECKS": "none"}) as service:

        def summary() -> str:
            return str(httpx.get(f"{service.url}/queries/disagreements", headers={"Accept": "application/json"}).json()["summary"])

        before = summary()
        replace(query, old.replace(f"#+ summary: {before}", "#+ summary: Something new"))
        service.signal(signal.SIGHUP)
        service.told("data loaded")
        assert summary() == "Something new"
        replace(query, "this is no query")
        service.signal(signal.SIGHUP)
        assert "disagreements.rq" in service.told("new data refused")["event"]
        assert summary() == "Something new"


def test_many_signals_do_no_harm_and_two_broken_files_are_both_told(tmp_path: Path, data: Path) -> None:
    with started(tmp_path, "--data", data) as service:
        for _ in range(20):
            service.signal(signal.SIGHUP)
        service.told("data unchanged")
        assert service.version() == "one"

        (data / "other.ttl").write_text(BROKEN, "utf-8")
        replace(data / "some.ttl", "neither\n")
        service.signal(signal.SIGHUP)
        service.told("the data stay as they were")
        refused = [record for record in service.records() if record["event"].startswith("new data refused")]
        assert {Path(record["file"]).name for record in refused} == {"other.ttl", "some.ttl"}
        assert service.version() == "one"


@pytest.mark.parametrize("form", ["folder", "file"])
def test_a_changed_file_is_noticed(tmp_path: Path, data: Path, form: str) -> None:
    arguments = ("--data", data) if form == "folder" else ("--data", data / "some.ttl", "--watch")
    with started(tmp_path, *arguments, settings={"URBANSEC_WATCH": "true"} if form == "folder" else {}) as service:
        service.told("watching for changes")
        asked = 0

        def seen() -> bool:
            # The watch may begin a moment after the line that tells of it: now and then the file is written once more.
            nonlocal asked
            if asked % 25 == 0:
                replace(data / "some.ttl", turtle(label="two"))
            asked += 1
            return service.version() == "two"

        until(seen, "the new version")
        assert service.told("reload")["why"].startswith("changed: some.ttl")


def test_reloads_never_overlap_and_those_asked_for_meanwhile_become_one() -> None:
    async def main() -> list[str]:
        gate, story = asyncio.Event(), list[str]()

        async def reload() -> bool:
            story.append("begins")
            await gate.wait()
            story.append("ends")
            return True

        reloader = Reloader(reload, lambda: "old")
        for _ in range(10):
            reloader.ask("test")
            await asyncio.sleep(0)
        gate.set()
        while story.count("ends") < 2:
            await asyncio.sleep(0)
        for _ in range(20):  # a third one would come now
            await asyncio.sleep(0)
        await reloader.close()
        return story

    assert asyncio.run(asyncio.wait_for(main(), 20)) == ["begins", "ends"] * 2


def test_an_unexpected_failure_of_a_reload_is_told_and_the_next_one_works(caplog: pytest.LogCaptureFixture) -> None:
    outcomes = [RuntimeError("no more memory"), InputFilesError([InputFileError("not Turtle", file="a.ttl", line=3, column=4)]), None]

    async def reload() -> bool:
        failure = outcomes.pop(0)
        if failure is not None:
            raise failure
        return True

    async def main() -> None:
        metrics = Metrics(lambda: "old")
        reloader = Reloader(reload, lambda: "old", metrics)
        while outcomes:
            left = len(outcomes)
            reloader.ask("test")
            while len(outcomes) == left:
                await asyncio.sleep(0)
            await asyncio.sleep(0)
        counted = {s.labels["outcome"]: s.value for f in metrics.registry.collect() for s in f.samples if s.name == "urbansec_reloads_total"}
        assert counted == {"failed": 1, "refused": 1, "done": 1}

    with caplog.at_level("INFO"):
        asyncio.run(main())
    refused = next(record for record in caplog.records if record.getMessage().startswith("new data refused"))
    assert (refused.__dict__["file"], refused.__dict__["line"], refused.__dict__["column"]) == ("a.ttl", 3, 4)
    assert "no more memory" in caplog.text


def test_a_supervisor_that_went_away_stops_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", f"@urbansec-test-{os.getpid()}")
    notify.ready("Serving")
    assert "NOTIFY_SOCKET does not listen" in caplog.text
