"""Check data against shapes and check queries; every finding names the file it is in."""

from urbansec.validation.finding import Finding
from urbansec.validation.run import Report, validate

__all__ = ["Finding", "Report", "validate"]
