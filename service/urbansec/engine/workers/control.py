"""The service's end of the socket that commands a zygote."""

import asyncio
import os
import socket
from collections import deque
from typing import Any

from urbansec.engine.workers.zygote import send


class Control:
    """Sends commands in order, without ever waiting: what the zygote has no time to take yet is kept here."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._waiting: deque[tuple[dict[str, Any], int | None]] = deque()

    def listener(self) -> socket.socket:
        """Another handle on the socket, to read from."""
        return self._connection.dup()

    def send(self, message: dict[str, Any], descriptor: int | None = None) -> None:
        """Send a command, with a descriptor that the caller may close afterwards; ``OSError`` if nobody is there."""
        if not self._waiting and self._sent(message, descriptor):
            return
        if not self._waiting:
            asyncio.get_running_loop().add_writer(self._connection, self._go_on)
        self._waiting.append((message, None if descriptor is None else os.dup(descriptor)))

    def close(self) -> None:
        """Nothing more is sent; the zygote ends."""
        if self._waiting:
            asyncio.get_running_loop().remove_writer(self._connection)
        while self._waiting:
            self._drop()
        self._connection.close()

    def _sent(self, message: dict[str, Any], descriptor: int | None) -> bool:
        try:
            send(self._connection, message, descriptor)
        except BlockingIOError:
            return False
        return True

    def _go_on(self) -> None:
        """There is room again."""
        try:
            while self._waiting and self._sent(*self._waiting[0]):
                self._drop()
        except OSError:  # who listens to the zygote learns that it has ended
            while self._waiting:
                self._drop()
        if not self._waiting:
            asyncio.get_running_loop().remove_writer(self._connection)

    def _drop(self) -> None:
        _, descriptor = self._waiting.popleft()
        if descriptor is not None:
            os.close(descriptor)
