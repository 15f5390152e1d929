"""Check data against shapes and check queries; every finding names file, line and column."""

from urbansec.validation.finding import Finding, Place
from urbansec.validation.run import Job, Report, run, validate

__all__ = ["Finding", "Job", "Place", "Report", "run", "validate"]
