"""The knowledge graph of the European urban-security network: data, validation and a SPARQL service."""

from importlib import import_module

__version__ = "0.1.0"

__all__ = ["Client", "__version__"]


def __getattr__(name: str) -> object:
    """``urbansec.Client``, when it is asked for: the commands start without it. The stub beside this file tells its type."""
    if name == "Client":
        return import_module("urbansec.client").Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
