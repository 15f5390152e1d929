"""SHACL engines: each takes triples and shapes, and gives the results of a validation report."""

from urbansec.validation.engines.data import Data, DataUnsupportedError
from urbansec.validation.engines.limits import Limit, limits
from urbansec.validation.engines.result import Result
from urbansec.validation.engines.run import NAMES, Name, chosen, validate

__all__ = ["NAMES", "Data", "DataUnsupportedError", "Limit", "Name", "Result", "chosen", "limits", "validate"]
