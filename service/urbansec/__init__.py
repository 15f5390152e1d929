"""The knowledge graph of the European urban-security network: data, validation and a SPARQL service."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from urbansec.client import Client

__version__ = "0.1.0"

__all__ = ["Client", "__version__"]


def __getattr__(name: str) -> object:
    """The client, when it is asked for: the commands start without it."""
    if name == "Client":
        from urbansec.client import Client  # noqa: PLC0415 - see above

        return Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
