"""SPARQL servers of other makers, each on a free port of the loopback until a block ends."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 60.0
# Small memory; nothing but the loopback; no file outside the folder. Results are not cut unless a test wants it.
_VIRTUOSO = """
[Database]
DatabaseFile={folder}/virtuoso.db
ErrorLogFile={folder}/virtuoso.log
LockFile={folder}/virtuoso.lck
TransactionFile={folder}/virtuoso.trx
xa_persistent_file={folder}/virtuoso.pxa
FileExtend=200
[TempDatabase]
DatabaseFile={folder}/virtuoso-temp.db
TransactionFile={folder}/virtuoso-temp.trx
[Parameters]
ServerPort=127.0.0.1:{port}
DisableUnixSocket=1
DirsAllowed={folder}
NumberOfBuffers=10000
MaxDirtyBuffers=6000
MaxQueryMem=100M
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerThreads=10
[SPARQL]
ResultSetMaxRows={rows}
"""
VIRTUOSO_ROWS = 20_000


@dataclass(frozen=True)
class Store:
    """A running server: the address for queries, and its process."""

    address: str
    process: "subprocess.Popen[bytes]"


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def oxigraph(data: bytes, *options: str) -> Iterator[Store]:
    """Oxigraph's own server, in memory, with the N-Quads ``data``."""
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    with _running([program, "serve", "--bind", f"127.0.0.1:{port}", *options], port) as process:
        load = urllib.request.Request(f"http://127.0.0.1:{port}/store", data, {"Content-Type": "application/n-quads"}, method="POST")
        with urllib.request.urlopen(load, timeout=_SECONDS) as response:
            assert response.status in {200, 201, 204}
        yield Store(f"http://127.0.0.1:{port}/query", process)


@contextmanager
def virtuoso(data: bytes, folder: Path) -> Iterator[Store]:
    """Virtuoso as Debian ships it, its database in ``folder``, with the N-Quads ``data``."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    assert program is not None, "Debian's virtuoso-opensource is missing: `make virtuoso` installs it"
    assert client is not None, "Debian's virtuoso-opensource is missing: `make virtuoso` installs it"
    port, http = free_port(), free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(_VIRTUOSO.format(folder=folder, port=port, http=http, rows=VIRTUOSO_ROWS))
    (folder / "data.nq").write_bytes(data)
    with _running([program, "-f", "+configfile", configuration], http) as process:
        commands = f"EXEC=ld_dir('{folder}', 'data.nq', 'urn:none'); rdf_loader_run(); SELECT ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;"
        loaded = subprocess.run(
            [client, f"127.0.0.1:{port}", "dba", "dba", "VERBOSE=OFF", "ERRORS=STDOUT", commands], capture_output=True, timeout=_SECONDS, check=True
        )
        assert b"Error" not in loaded.stdout, loaded.stdout
        yield Store(f"http://127.0.0.1:{http}/sparql", process)


@contextmanager
def _running(command: Sequence[str | Path], port: int) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(process, port)
            yield process
        finally:
            process.kill()


def wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Until something listens on ``port``; the process must not end before."""
    deadline = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"{process.args!r} does not listen (it ended with {process.poll()})")
