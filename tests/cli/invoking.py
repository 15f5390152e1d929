"""The command in this process: as fast as a function, with its exit code and what it writes to each stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from typer.testing import CliRunner

from urbansec.cli.main import app
from urbansec.errors import UrbansecError


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    output: bytes
    error: str

    @property
    def text(self) -> str:
        """What it wrote to standard output."""
        return self.output.decode()


def invoke(*arguments: str | Path, home: Path | None = None, stdin: bytes = b"", settings: Mapping[str, str] = MappingProxyType({})) -> Done:
    """What ``urbansec`` with these arguments does; an error of the package is exit code 2 and its message, as ``urbansec.cli.main`` makes it."""
    words = [*(["--home", str(home)] if home else []), *map(str, arguments)]
    env: dict[str, str | None] = {"URBANSEC_HOME": None, "GITHUB_ACTIONS": None, **settings}
    result = CliRunner().invoke(app, words, input=stdin, env=env)
    if isinstance(result.exception, UrbansecError):
        return Done(2, result.stdout_bytes, str(result.exception))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout_bytes, result.stderr)
