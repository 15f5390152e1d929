"""Queries to begin with that a SPARQL service tells of itself, as ``sh:SPARQLExecutable``: how the SIB endpoints and this one publish theirs."""

from dataclasses import dataclass

from urbansec.engine import Engine
from urbansec.engine.inspect import tokens
from urbansec.queries.describe import select
from urbansec.queries.preferred import preferred
from urbansec.queries.table import Cell

_MOST = 300
_FOUND = f"""
SELECT ?query ?label ?comment ?text WHERE {{
  ?query a sh:SPARQLExecutable ; sh:select|sh:ask|sh:construct|sh:describe ?text .
  OPTIONAL {{ ?query rdfs:label ?label }}
  OPTIONAL {{ ?query rdfs:comment ?comment }}
}} ORDER BY ?query LIMIT {_MOST * 4}"""
_DECLARED = "SELECT DISTINCT ?prefix ?namespace WHERE { ?declaration sh:prefix ?prefix ; sh:namespace ?namespace } ORDER BY ?prefix LIMIT 1000"


@dataclass(frozen=True)
class Example:
    """A query with what it answers, and the language of that if it is told."""

    name: str
    label: str
    text: str
    language: str = ""


def read_examples(engine: Engine, language: str = "en") -> tuple[Example, ...]:
    """Those in the data of ``engine``, at most some hundred; what they answer in ``language`` where they tell it.

    A text that leaves its prefixes to the collection gets those that it uses.
    """
    rows = select(engine, _FOUND).rows
    namespaces = {row["prefix"]["value"]: row["namespace"]["value"] for row in select(engine, _DECLARED).rows} if rows else {}
    said: dict[str, list[Cell]] = {}
    texts: dict[str, str] = {}
    for row in rows:
        iri = row["query"]["value"]
        texts.setdefault(iri, row["text"]["value"])
        said.setdefault(iri, []).extend(row[name] for name in ("label", "comment") if name in row)
    found = []
    for iri, text in list(texts.items())[:_MOST]:
        label = preferred(said[iri], (language,), lambda cell: cell.get("xml:lang"))
        name = iri.rstrip("/").rpartition("/")[2].rpartition("#")[2]
        words = " ".join(label["value"].split()) if label else name
        found.append(Example(iri, words if len(words) <= 300 else f"{words[:299]}…", _complete(text, namespaces), label.get("xml:lang", "") if label else ""))
    return tuple(found)


def _complete(text: str, namespaces: dict[str, str]) -> str:
    """``text`` with the prefixes declared that it uses and does not declare."""
    declared: set[str] = set()
    used: dict[str, None] = {}
    before = ""
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            else:
                used[prefix] = None
        before = token.text.upper()
    lines = [f"PREFIX {prefix}: <{namespaces[prefix]}>" for prefix in used if prefix not in declared and prefix in namespaces]
    return "\n".join([*lines, text.strip()]) + "\n"
