"""A saved query as JSON: what it answers, its parameters, where its results, versions and citation are."""

from typing import Any

from urbansec.queries import SavedQuery
from urbansec.results import formats_of

CITATIONS = {"json": "application/json", "bib": "application/x-bibtex", "csl.json": "application/vnd.citationstyles.csl+json"}
"""The forms of a citation by suffix, with their media types."""


def document(query: SavedQuery, base: str, versions: tuple[str, ...]) -> dict[str, Any]:
    """The document at the address ``base`` of the service; ``versions`` are those kept, the current one first."""
    header = query.header
    here, fixed = f"{base}/queries/{query.name}", f"{base}/queries/{query.name}@{query.version}"
    current = versions[:1] == (query.version,)
    found: dict[str, Any] = {
        "name": query.name,
        "summary": query.summary,
        "description": header.description,
        "tags": list(header.tags),
        "version": query.version,
        "form": query.form,
        "parameters": {name: parameter.model_dump(by_alias=True, exclude_defaults=True) for name, parameter in header.params.items()},
        "examples": [example.model_dump() for example in header.examples],
        "view": header.view.model_dump(),
    }
    found.update({name: value for name, value in (("analysis", header.analysis), ("deprecated", header.deprecated)) if value})
    where = here if current else fixed
    found["query"] = query.text
    found["links"] = {
        "self": where,
        "version": fixed,
        "versions": [f"{here}@{version}" for version in versions],
        "text": f"{where}/query.rq",
        "result": {offer.name: f"{where}/result.{offer.suffix}" for offer in formats_of(query)},
        "citation": {suffix: f"{where}/citation.{suffix}" for suffix in CITATIONS},
    }
    return found
