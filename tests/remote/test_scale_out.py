"""What docs/scale-out.md shows is what is tested: its commands, its figures, replicas behind its proxy."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx

from tests.operations.support import started, turtle, until
from tests.remote.compare import bag, table
from tests.remote.servers import Store, free_port, wait_for
from tests.remote.test_same_answers import REASONS, SAVED
from tests.running import ROOT, environment, run, serving
from urbansec.engine import BOOLEAN_AND_TABLE, EmbeddedEngine

PAGE = (ROOT / "docs" / "scale-out.md").read_text("utf-8")
BLOCKS: list[list[str]] = [block.splitlines() for block in re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]


def block_with(word: str) -> list[str]:
    """The one block of commands that holds ``word``."""
    found = [block for block in BLOCKS if any(word in line for line in block)]
    assert len(found) == 1
    return found[0]


def test_the_figures_are_right() -> None:
    told = re.search(r"answers (\d+) of (\d+) like it", PAGE)
    assert told is not None
    assert (int(told[1]), int(told[2])) == (len(SAVED) - len(REASONS), len(SAVED))


def test_the_commands_for_oxigraph(tmp_path: Path) -> None:
    export, load, serve, ours = block_with("oxigraph load")
    program = {"urbansec": [sys.executable, "-m", "urbansec"], "oxigraph": [str(Path(sys.executable).with_name("oxigraph"))]}
    port = free_port()
    for line in (export, load):
        first, *rest = shlex.split(line)
        subprocess.run([*program[first], *rest], cwd=tmp_path, env=environment(), check=True, timeout=60, capture_output=True)
    first, *rest = shlex.split(serve.replace(":7878", f":{port}"))
    setting, _, command = ours.replace(":7878", f":{port}").partition(" ")
    assert command == "urbansec serve"
    with subprocess.Popen([*program[first], *rest], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(process, port)
            with serving(settings=dict([setting.split("=", 1)])) as server:
                found = httpx.get(f"{server.url}/queries/forums/result.json", timeout=30)
                assert len(table(found.content)[1]) == 8
        finally:
            process.kill()


def test_commands_ask_the_engine_too(oxigraph_store: Store, engine: EmbeddedEngine) -> None:
    found = run("query", "run", "forums", "--format", "json", URBANSEC_ENGINE=oxigraph_store.address)
    query = next(query for query in SAVED if query.name == "forums")
    assert bag(found.stdout) == bag(query.run(engine, {}, BOOLEAN_AND_TABLE[0]).content)
    failed = run("query", "run", "forums", URBANSEC_ENGINE=f"http://127.0.0.1:{free_port()}/sparql")
    assert failed.returncode == 2
    assert b"cannot be reached" in failed.stderr
    refused = run("serve", "--port", "0", "--data", ROOT / "data", URBANSEC_ENGINE=oxigraph_store.address)
    assert refused.returncode == 2
    assert b"--data and URBANSEC_ENGINE exclude each other" in refused.stderr


def test_the_commands_for_virtuoso_are_those_of_the_tests() -> None:
    """Virtuoso is started once, for all tests; here only what it is told is compared."""
    helper = Path(__file__).with_name("servers.py").read_text("utf-8")
    assert "isql-vt" in block_with("isql-vt")[1]
    for command in ("ld_dir(", "rdf_loader_run();", "'urn:none'"):
        assert command in block_with("isql-vt")[1]
        assert command in helper


def test_a_replica_is_restarted_and_nobody_notices(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    assert nginx, "nginx is missing; `make nginx` installs it"
    (tmp_path / "some.ttl").write_text(turtle(), "utf-8")
    folders = [tmp_path / name for name in ("one", "two", "again", "proxy")]
    for folder in folders:
        folder.mkdir()
    first = started(folders[0], "--data", tmp_path / "some.ttl")
    second = started(folders[1], "--data", tmp_path / "some.ttl")
    with first as one, second as two:
        query = {"query": "SELECT ?v { <http://example.org/version> ?p ?v }"}
        tags = {httpx.get(f"{s.url}/sparql", params=query, headers={"Accept": "text/csv", "Host": "data.example.org"}).headers["etag"] for s in (one, two)}
        assert len(tags) == 1, "the same data have the same tags wherever they are served"
        port = free_port()
        upstream = (ROOT / "docs" / "scale-out" / "replicas.conf").read_text("utf-8")
        example = (ROOT / "docs" / "operations" / "nginx.conf").read_text("utf-8")
        example = upstream + re.sub(r"^upstream urbansec \{.*?^\}\n", "", example, count=1, flags=re.MULTILINE | re.DOTALL)
        changes = {
            "listen 80;": f"listen 127.0.0.1:{port};",
            "127.0.0.1:8001;": f"{one.url.removeprefix('http://')};",
            "127.0.0.1:8002;": f"{two.url.removeprefix('http://')};",
            "/var/cache/nginx/urbansec": f"{folders[3]}/cache",
        }
        for old, new in changes.items():
            assert example.count(old) == 1, old
            example = example.replace(old, new)
        temp = "\n".join(f"{kind}_temp_path {folders[3]}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;" if os.geteuid() == 0 else ""
        http = f"access_log off; {temp}\n{example}"
        main = f"{user} daemon off; worker_processes 1; pid {folders[3]}/pid; error_log {folders[3]}/error.log; events {{}} http {{ {http} }}"
        (folders[3] / "nginx.conf").write_text(main, "utf-8")
        process = subprocess.Popen([nginx, "-e", f"{folders[3]}/error.log", "-p", str(folders[3]), "-c", str(folders[3] / "nginx.conf")])
        statuses: list[int] = []
        done = threading.Event()

        def keep_asking() -> None:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Accept": "text/csv", "Cache-Control": "no-store"}) as client:
                while not done.is_set():
                    statuses.append(client.get("/sparql", params=query).status_code)

        try:
            wait_for(process, port)
            threads = [threading.Thread(target=keep_asking) for _ in range(4)]
            for thread in threads:
                thread.start()
            until(lambda: len(statuses) > 100, "the first answers")
            one.signal(signal.SIGTERM)
            assert one.ended() == 0
            reached = len(statuses)
            until(lambda: len(statuses) > reached + 100, "answers of the other replica")
            done.set()
            for thread in threads:
                thread.join(20)
            assert set(statuses) == {200}
        finally:
            done.set()
            process.send_signal(signal.SIGQUIT)
            process.wait(20)
