"""A real terminal for a command or a shell: what is typed, and what is on the screen."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

_SECONDS = 30.0
_CONTROL = re.compile(r"\x1b(\[[0-9;?>=]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>()][0-9AB]?)|[\x00-\x08\x0e\x0f\r]")


class Terminal:
    """A process on a terminal of ``columns`` by ``rows``; ended when the block ends."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], *, columns: int = 100, rows: int = 30, cwd: str = "/") -> None:
        self.output = b""
        self.status: int | None = None
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            try:
                os.chdir(cwd)
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execvpe(command[0], list(command), dict(env))  # noqa: S606 - what the test says
            finally:
                os._exit(127)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self._wait()
        os.close(self._terminal)

    @property
    def text(self) -> str:
        """What was written so far, without what moves the cursor and colours."""
        return _CONTROL.sub("", self.output.decode(errors="replace"))

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._terminal, keys.encode())

    def until(self, pattern: str) -> re.Match[str]:
        """Wait until the text on the screen matches; an AssertionError shows it if that does not happen."""
        deadline = time.monotonic() + _SECONDS
        while not (found := re.search(pattern, self.text, re.MULTILINE)):
            if not self._read(deadline):
                raise AssertionError(f"{pattern!r} is not on the screen:\n{self.text}")
        return found

    def end(self) -> int:
        """Wait until the process ends; its exit code."""
        deadline = time.monotonic() + _SECONDS
        while self._read(deadline):
            pass
        if time.monotonic() > deadline:
            raise AssertionError(f"it did not end:\n{self.text}")
        return self._wait()

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            piece = os.read(self._terminal, 65_536)
        except OSError:  # the process has ended
            return False
        self.output += piece
        return bool(piece)

    def _wait(self) -> int:
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self.status
