"""A copy of the project's files in which the documented commands may write, with the command on the path."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.support import ADDRESS, Step
from tests.running import ROOT, Server, environment

MARK = "= = = end of a command = = ="


@dataclass(frozen=True)
class Terminal:
    """A folder with the project's files; addresses come and go as the documentation writes them."""

    folder: Path
    environment: Mapping[str, str]
    url: str

    def run(self, steps: list[Step]) -> list[str]:
        """What each of the commands printed, errors included, run one after the other in one shell."""
        script = "\n".join(f"{step.command}\nstatus=$?; printf '\\n{MARK}\\n'; (exit $status)" for step in steps)
        return [output.strip("\n") for output in self._run("bash", "-c", f"exec 2>&1\n{script}").split(MARK)[:-1]]

    def python(self, program: str) -> str:
        """What a Python program printed, errors included."""
        return self._run(sys.executable, "-c", program)

    def _run(self, *command: str) -> str:
        words = [word.replace(ADDRESS, self.url) for word in command]
        done = subprocess.run(words, cwd=self.folder, env=dict(self.environment), capture_output=True, text=True, timeout=120, check=False)
        return (done.stdout + done.stderr).replace(self.url, ADDRESS)


@pytest.fixture
def terminal(tmp_path: Path, server: Server) -> Terminal:
    """A terminal in a copy of the project's files."""
    for folder in ("data", "ontology", "queries"):
        # The examples of what a shape refuses are half of all files, and no command that is shown reads them.
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("fail"))
    command = tmp_path / "bin" / "urbansec"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m urbansec "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return Terminal(tmp_path, environment(PATH=path, URBANSEC_HOME=str(tmp_path), LC_ALL="C.UTF-8"), server.url)
