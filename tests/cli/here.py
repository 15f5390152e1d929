"""The whole command in this process, so that Python and the packages are not started for each: the same streams, folder, settings and exit code.

What makes a process a process (signals, a reader that leaves, terminals, memory) needs :func:`tests.running.run`, and some of each
command are run so. The shipped data are loaded once for all the commands that are run here; nothing of a command changes them.
"""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal
from unittest import mock

import urbansec.__main__ as program
from tests.running import ROOT, environment
from urbansec.assets import find_assets
from urbansec.cli import common, main
from urbansec.dataset import Snapshot
from urbansec.queries import Catalogue
from urbansec.queries.loading import load_data
from urbansec.settings import Settings


def run(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """As :func:`tests.running.run`, in this process."""
    words = [str(word) for word in arguments]
    given, out, err = (io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", write_through=True) for content in (stdin, b"", b""))
    with _streams(given, out, err), _as_if_started([str(program.__file__), *words], environment(**settings), cwd or ROOT):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return subprocess.CompletedProcess(words, code, _content(out), _content(err))


@contextlib.contextmanager
def _streams(given: io.TextIOWrapper, out: io.TextIOWrapper, err: io.TextIOWrapper) -> Iterator[None]:
    with mock.patch.multiple(sys, stdin=given, stdout=out, stderr=err):
        yield


@contextlib.contextmanager
def _as_if_started(words: Sequence[str], env: Mapping[str, str], folder: Path) -> Iterator[None]:
    with (
        mock.patch.object(sys, "argv", list(words)),  # its name in the help is that of the main module
        mock.patch.dict(sys.modules, {"__main__": program}),
        mock.patch.dict(os.environ, env, clear=True),
        mock.patch.object(common, "load_data", _loaded),
        contextlib.chdir(folder),
    ):
        yield


def _content(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


def _loaded(settings: Settings, data: Sequence[Path] = (), catalogue: Catalogue | None = None) -> Snapshot:
    if data or find_assets(settings.home).root != ROOT:
        return load_data(settings, data, catalogue)
    return _shipped(settings.default_graph)


@cache
def _shipped(default_graph: Literal["auto", "own", "union"]) -> Snapshot:
    return load_data(Settings(default_graph=default_graph), ())
