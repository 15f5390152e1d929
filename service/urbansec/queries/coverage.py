"""What the dataset says of itself, for people: names, licence, the time and the countries that it covers."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.engine import Engine
from urbansec.namespaces import BASE, PREFIXES
from urbansec.queries.description.asking import Value, ask

_DATASET = f"<{BASE}dataset>"
_PROLOGUE = "\n".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in ("dcat", "dcterms", "foaf", "void", "rdfs"))
_QUERY = f"""{_PROLOGUE}
SELECT ?what ?value ?label WHERE {{
  {{ VALUES (?property ?what) {{
      (dcterms:title "title") (dcterms:description "description") (dcterms:license "licence") (dcterms:rights "rights") (void:triples "triples")
    }} {_DATASET} ?property ?value }}
  UNION {{ {_DATASET} dcterms:publisher/foaf:name ?value BIND("publisher" AS ?what) }}
  UNION {{ {_DATASET} dcterms:temporal/dcat:startDate ?value BIND("start" AS ?what) }}
  UNION {{ {_DATASET} dcterms:temporal/dcat:endDate ?value BIND("end" AS ?what) }}
  UNION {{ {_DATASET} dcterms:spatial ?value . ?value rdfs:label ?label BIND("country" AS ?what) }}
}}"""


@dataclass(frozen=True)
class Coverage:
    """The dataset in a few facts. Texts are by language; what the data do not tell is empty. ``countries`` are IRIs with their names."""

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    rights: Mapping[str, str]
    licence: str
    publisher: str
    start: str
    end: str
    countries: Mapping[str, Mapping[str, str]]
    triples: int


def read_coverage(engine: Engine) -> Coverage:
    """What the data of ``engine`` tell of the dataset."""
    texts: dict[str, dict[str, str]] = {name: {} for name in ("title", "description", "rights")}
    plain: dict[str, str] = {}
    countries: dict[str, dict[str, str]] = {}
    rows = sorted(ask(engine, _QUERY), key=lambda row: str(row.get("value")) + str(row.get("label")))
    for row in rows:
        what, value = row["what"].value, row.get("value")
        if value is None:
            continue
        if what in texts:
            texts[what].setdefault(_language(value), value.value)
        elif what == "country":
            label = row.get("label")
            if isinstance(label, ox.Literal):
                countries.setdefault(value.value, {}).setdefault(_language(label), label.value)
        else:
            plain.setdefault(what, value.value)
    get = plain.get
    triples = get("triples", "")
    return Coverage(
        titles=texts["title"],
        descriptions=texts["description"],
        rights=texts["rights"],
        licence=get("licence", ""),
        publisher=get("publisher", ""),
        start=get("start", ""),
        end=get("end", ""),
        countries=countries,
        triples=int(triples) if triples.isascii() and triples.isdecimal() and len(triples) < 20 else 0,
    )


def _language(term: Value) -> str:
    return ((term.language or "") if isinstance(term, ox.Literal) else "").lower()
