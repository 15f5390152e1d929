"""SHACL engines: each takes triples and shapes, and gives the results of a validation report."""

from urbansec.validation.engines.result import Result

__all__ = ["Result"]
