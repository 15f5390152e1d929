"""Citations for reference managers: BibTeX and CSL-JSON."""

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from urbansec.citation.record import AUTHOR, Citation

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(citation: Citation, base: str | None = None) -> str:
    """An entry that BibTeX and biblatex take; ``base`` is the address of the service for the link."""
    moment, link = citation.issued.astimezone(UTC), citation.permalink(base)
    fields = {
        "author": f"{{{{{AUTHOR}}}}}",
        "title": f"{{{latex(_title(citation))}}}",
        "year": f"{{{moment.year}}}",
        "month": _MONTHS[moment.month - 1],
        "version": f"{{{latex(_version(citation))}}}",
        "howpublished": f"{{\\url{{{link}}}}}",
        "url": f"{{{link}}}",
        "urldate": f"{{{citation.day}}}",
        "note": f"{{{latex(_note(citation))}}}",
    }
    lines = "".join(f",\n  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{key(citation)}{lines}\n}}\n"


def csl(citation: Citation, base: str | None = None) -> list[dict[str, Any]]:
    """The one item of a CSL-JSON document, of type dataset."""
    moment = citation.issued.astimezone(UTC)
    day = {"date-parts": [[moment.year, moment.month, moment.day]]}
    return [
        {
            "id": key(citation),
            "type": "dataset",
            "title": _title(citation),
            "author": [{"literal": AUTHOR}],
            "issued": day,
            "accessed": day,
            "publisher": "urbansec",
            "version": _version(citation),
            "URL": citation.permalink(base),
            "note": _note(citation),
        }
    ]


def csl_json(citation: Citation, base: str | None = None) -> str:
    """:func:`csl` as text."""
    return json.dumps(csl(citation, base), ensure_ascii=False, indent=2)


def key(citation: Citation) -> str:
    """A name for the entry: the query's, the year, and what tells the answer from others."""
    digest = citation.checksum.partition(":")[2][:8]
    return f"urbansec-{_ascii(citation.name)}-{citation.issued.astimezone(UTC).year}-{digest}"


def _title(citation: Citation) -> str:
    return f"{citation.summary} ({citation.parameters})" if citation.parameters else citation.summary


def _version(citation: Citation) -> str:
    return f"query {citation.query_version}, data {citation.data_version}"


def _note(citation: Citation) -> str:
    counted = f"{citation.rows} {'triple' if citation.graph else 'row'}{'s' * (citation.rows != 1)}"
    return f"Saved query {citation.name}, answered {citation.moment}, {counted}, {citation.checksum}"


def latex(text: str) -> str:
    """``text`` with every sign that means something to LaTeX escaped."""
    return "".join(_LATEX.get(character, character) for character in _printable(text))


def _printable(text: str) -> Iterable[str]:
    return (character for character in " ".join(text.split()) if unicodedata.category(character)[0] != "C")


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9-]+", "-", plain).strip("-") or "query"
