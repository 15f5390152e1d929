"""Check query files before somebody relies on them: headers, variables, terms, cost, and the answers they must give."""

from urbansec.queries.check.answers import Trial
from urbansec.queries.check.expected import Examples, load_examples
from urbansec.queries.check.finding import CODES, Finding, Outcome
from urbansec.queries.check.run import Against, check, query_files, stray_answers
from urbansec.queries.check.terms import Terms

__all__ = ["CODES", "Against", "Examples", "Finding", "Outcome", "Terms", "Trial", "check", "load_examples", "query_files", "stray_answers"]
