"""What somebody may have meant who typed something that is not of the class, or in the scheme, a parameter asks for."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from urbansec.engine import Engine, Request
from urbansec.engine.protocol import state_of
from urbansec.letters import bare
from urbansec.namespaces import expand, shorten
from urbansec.queries.language import Parameter
from urbansec.queries.table import JSON, read_table

_CLOSE = 72  # of 100: a letter wrong in four, two in eight
_LOOKED_AT = 100
_MOST_CLASSES = 50
_QUERY = """
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    SELECT DISTINCT ?member ?name WHERE {
      %s
      OPTIONAL { ?member skos:prefLabel|skos:altLabel|rdfs:label ?name }
    }"""


@dataclass
class _Known:
    """The names of classes at one state of an engine: each name in plain letters, and whose it is."""

    state: str
    classes: dict[str, dict[str, tuple[str, ...]]]


_known: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def members_pattern(wanted: ox.NamedNode) -> str:
    """The pattern for a ``?member`` of the class ``wanted`` or of one below it, or a concept in the scheme ``wanted``; prefixes rdfs and skos."""
    return f"{{ ?class rdfs:subClassOf* {wanted} . ?member a ?class }} UNION {{ ?member skos:inScheme {wanted} }}"


def near_members(engine: Engine, parameter: Parameter, text: str, *, most: int = 3) -> list[str]:
    """The members of the parameter's class whose IRI, slug or name in any language comes close to ``text``, best first.

    They are written as people type them (``id:city/essen``). Empty if the parameter asks for no class. Reads all names of
    the class once for each state of the data.
    """
    if parameter.resource_class is None:
        return []
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only those who mistype wait for it

    names = _names_of(engine, expand(parameter.resource_class) or parameter.resource_class)
    typed = shorten(text.strip())[:_LOOKED_AT]
    best: dict[str, float] = {}
    for wanted in {_plain(typed), _plain(typed.rpartition("/")[2])}:
        for name, score, _ in process.extract(wanted, list(names), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=20):
            for member in names[name]:
                best[member] = max(best.get(member, 0.0), score)
    return [member for _, member in sorted((-score, member) for member, score in best.items())[:most]]


def _names_of(engine: Engine, class_iri: str) -> dict[str, tuple[str, ...]]:
    known = _known.get(engine)
    if known is None or known.state != state_of(engine):
        known = _known[engine] = _Known(state_of(engine), {})
    if class_iri not in known.classes:
        if len(known.classes) >= _MOST_CLASSES:
            known.classes.clear()
        known.classes[class_iri] = _read(engine, class_iri)
    return known.classes[class_iri]


def _read(engine: Engine, class_iri: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in read_table(engine.execute(Request(_QUERY % members_pattern(ox.NamedNode(class_iri))), JSON).content).rows:
        if row["member"]["type"] == "uri":
            short = shorten(row["member"]["value"])
            for name in (*_parts(short), *([row["name"]["value"]] if "name" in row else [])):
                found[_plain(name)].append(short)
    return {name: tuple(dict.fromkeys(members)) for name, members in found.items()}


def _parts(short: str) -> Iterator[str]:
    """What people may type of an IRI: all of it, its kind and slug, its slug."""
    yield from (short, short.partition(":")[2], short.rpartition("/")[2])


def _plain(text: str) -> str:
    """A text without accents, case and hyphens, by which to compare."""
    return bare(text).replace("-", " ")
