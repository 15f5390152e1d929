"""The beginning of a new query file: it runs as it is, passes the checks, and says what to write where."""

import json
import re
from collections.abc import Sequence

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""What a query may be called: its name is a file name and a part of addresses."""
_PLAIN = re.compile(r"[A-Za-z][\w ,.'()/-]*[\w.)]\Z")
_WORDS = frozenset(["true", "false", "yes", "no", "null", "on", "off", "y", "n"])
_SUMMARY = "Members of a forum (say here in one line what the query answers)"
_TEXT = """\
#+ summary: {summary}
#+ description: >-
#+   What a row of the answer means and how to read its columns, in full sentences.
#+ tags: [{tags}]
#+ params:
#+   # Each parameter is a variable of a VALUES block. Types: iri, string, lang, integer, decimal, boolean, date, enum.
#+   forum: {{type: iri, class: urb:Forum, default: id:forum/defus, description: the forum}}
#+ examples:
#+   # The first one is tested: its answer on ontology/examples stands in a CSV file beside this one.
#+   - {{params: {{forum: id:forum/defus}}, description: the members of DEFUS}}
#+ view: {{kind: table}}
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX urb: <https://w3id.org/urbansec/ontology#>

SELECT ?member ?memberLabel ?since
WHERE {{
  # The defaults of the header stand here, too, so that the file runs in any SPARQL tool. UNDEF is no value.
  VALUES (?forum) {{ (<https://w3id.org/urbansec/id/forum/defus>) }}
  ?membership a urb:Membership ; urb:forum ?forum ; urb:member ?member .
  OPTIONAL {{ ?membership urb:since ?since }}
  OPTIONAL {{ ?member skos:prefLabel ?memberLabel . FILTER(LANG(?memberLabel) = "en") }}
}}
# By as many variables as tell rows apart: then the order is the same every time.
ORDER BY ?memberLabel ?member ?since
"""
_SUMMARY_LINE = re.compile(r"^#\+ summary:.*$\n?", re.MULTILINE)


def skeleton(summary: str = "", tags: Sequence[str] = ()) -> str:
    """The text of a new query with this summary and these tags."""
    return _TEXT.format(summary=_scalar(summary) or _SUMMARY, tags=", ".join(filter(None, map(_scalar, tags))) or "membership")


def likewise(text: str, summary: str = "") -> str:
    """The text of another query under a new summary: what to begin with where one is almost right."""
    rest = _SUMMARY_LINE.sub("", text, count=1)
    return f"#+ summary: {_scalar(summary) or 'Say here in one line what the query answers'}\n{rest}"


def _scalar(text: str) -> str:
    """A text as YAML in one line; quoted unless nothing in it can mean anything else."""
    line = " ".join(text.split())
    return line if not line or (_PLAIN.match(line) and line.lower() not in _WORDS and ", " not in line) else json.dumps(line, ensure_ascii=True)
