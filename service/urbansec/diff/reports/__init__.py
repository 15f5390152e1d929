"""Write a difference: text for people, JSON for programs, Markdown for a comment on a pull request."""

from urbansec.diff.reports.document import as_json
from urbansec.diff.reports.markdown import as_markdown
from urbansec.diff.reports.text import as_text

__all__ = ["as_json", "as_markdown", "as_text"]
