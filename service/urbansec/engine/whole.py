"""A result that is complete in memory."""

from collections.abc import AsyncIterator

from urbansec.engine.protocol import Head


class Whole:
    """Takes a result as a :class:`~urbansec.engine.evaluate.Sink`, gives it as a :class:`~urbansec.engine.protocol.Stream`."""

    def __init__(self) -> None:
        self._head: Head | None = None
        self._content = bytearray()

    def begin(self, head: Head) -> None:
        """What is known before the first byte."""
        self._head = head

    def write(self, data: bytes) -> int:
        """The next bytes."""
        self._content += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    @property
    def head(self) -> Head:
        """What was known before the first byte."""
        if self._head is None:
            raise ValueError("the result has not begun")
        return self._head

    @property
    def content(self) -> bytes:
        """All of it."""
        return bytes(self._content)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """All of it, in one piece."""
        yield self.content

    async def aclose(self) -> None:
        """Nothing is left to end."""
