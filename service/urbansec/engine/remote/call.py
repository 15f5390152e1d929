"""One query sent elsewhere: the time it has, and how to end it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from traceback import clear_frames

from urbansec.engine.embedded import too_late


class AbandonedError(Exception):
    """Nobody waits for the query any more. Never shown to anyone."""


class Call:
    """Shared by the thread that works on the query and those who wait for it.

    Only the time in which the other service is waited for counts, not the reader's.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._start = time.monotonic()
        self._paused = 0.0
        self._over = threading.Event()
        self._socket: socket.socket | None = None

    @property
    def spent(self) -> float:
        """The seconds used up."""
        return max(0.0, time.monotonic() - self._start - self._paused)

    @property
    def left(self) -> float:
        """The seconds that remain; :class:`~urbansec.errors.QueryTimeoutError` if none do."""
        if self._over.is_set():
            raise AbandonedError
        left = self.seconds - self.spent
        if left <= 0:
            raise too_late(self.seconds)
        return left

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The time inside does not count."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._paused += time.monotonic() - start

    def connected(self, connection: socket.socket) -> None:
        """The query goes over this socket."""
        self._socket = connection
        connection.settimeout(self.left)

    def limit(self) -> None:
        """Let the socket wait no longer than there is time."""
        left = self.left
        if self._socket is not None:
            self._socket.settimeout(left)

    def wait(self, seconds: float) -> None:
        """Nothing, for ``seconds``, unless the call is ended before."""
        if self._over.wait(seconds):
            raise AbandonedError

    @property
    def over(self) -> bool:
        """Whether it was ended."""
        return self._over.is_set()

    def end(self) -> None:
        """Wake up whoever works on it, to give up. From any thread."""
        self._over.set()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def forget_frames(error: BaseException | None) -> None:
    """Drop what the failed calls held: results of pyoxigraph may be dropped only in the thread that made them."""
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
