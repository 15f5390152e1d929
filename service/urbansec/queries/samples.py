"""One use of each term in the data, so that a reader sees what it looks like."""

from collections.abc import Mapping
from dataclasses import dataclass

from urbansec.engine import Engine
from urbansec.namespaces import ID, URB
from urbansec.queries.describe import select
from urbansec.queries.table import Cell


@dataclass(frozen=True)
class Sample:
    """A thing, and the value it has of a property; no value where the term is a class."""

    subject: str
    value: Cell | None = None

    @property
    def iris(self) -> tuple[str, ...]:
        """The things that it names."""
        return (self.subject, self.value["value"]) if self.value is not None and self.value["type"] == "uri" else (self.subject,)


def read_samples(engine: Engine) -> Mapping[str, Sample]:
    """By the IRI of a class or property of the project, the first thing by its IRI that the data use it with."""
    found = {row["term"]["value"]: Sample(row["first"]["value"]) for row in select(engine, _CLASSES).rows}
    for row in select(engine, _PROPERTIES).rows:
        found.setdefault(row["term"]["value"], Sample(row["subject"]["value"], row["value"]))
    return found


_CLASSES = f"""
SELECT ?term (MIN(STR(?thing)) AS ?first) WHERE {{
  ?thing a ?term . FILTER(STRSTARTS(STR(?term), "{URB}") && STRSTARTS(STR(?thing), "{ID}"))
}} GROUP BY ?term"""
_PROPERTIES = f"""
SELECT ?term ?subject ?value WHERE {{
  {{ SELECT ?term (MIN(STR(?thing)) AS ?first) WHERE {{
      ?thing ?term ?any . FILTER(STRSTARTS(STR(?term), "{URB}") && STRSTARTS(STR(?thing), "{ID}"))
    }} GROUP BY ?term }}
  BIND(IRI(?first) AS ?subject)
  ?subject ?term ?value
}} ORDER BY ?term ?value"""
