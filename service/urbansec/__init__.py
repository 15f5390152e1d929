"""The knowledge graph of the European urban-security network: data, validation and a SPARQL service."""

__version__ = "0.1.0"

__all__ = ["__version__"]
