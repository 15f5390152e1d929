"""Who asks: carried along with one request, through threads too, so that its cost and its snapshot belong to it.

The service sets :data:`current` for the time of one HTTP request; the commands never do.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol


class Pin(Protocol):
    """A hold on one snapshot: as long as it is kept, that snapshot answers, even after newer data were loaded."""

    @property
    def version(self) -> str:
        """The version of the data held."""

    def release(self) -> None:
        """Let go; the snapshot may be closed."""


@dataclass
class Caller:
    """One request: ``client`` is the address it comes from, ``seconds`` the time that engines worked for it so far."""

    client: str = ""
    seconds: float = 0.0
    pin: Pin | None = field(default=None, repr=False)

    def release(self) -> None:
        """The request is over."""
        if self.pin is not None:
            self.pin.release()
            self.pin = None


current: ContextVar[Caller | None] = ContextVar("caller", default=None)
"""The request being answered, or ``None`` outside the service."""
