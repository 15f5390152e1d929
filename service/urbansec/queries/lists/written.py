"""The query that gives a narrowed list, for who wants to go on from there in the editor."""

from collections.abc import Iterable, Sequence

from urbansec.namespaces import ID, PREFIXES
from urbansec.queries.description.asking import terms
from urbansec.queries.lists.model import NONE, Facet, Item, Kind, Shows, Status
from urbansec.queries.lists.narrow import Chosen
from urbansec.queries.lists.read import USED

_MOST = 300
_RANK = {status: len(Status) - place for place, status in enumerate(Status)}


def written(kind: Kind, chosen: Chosen, day: str, language: str, *, found: Sequence[Item] | None = None) -> str:
    """SPARQL for the things of ``kind`` that fit what is ``chosen``, with the columns of the list and names in ``language``.

    ``found`` are the things that words have found, if any were asked for: how words are compared no query can say.
    """
    parts = [_things(kind)]
    if found is not None:
        listed = terms(item.iri for item in found)
        parts.append(f"VALUES ?thing {{ {listed} }} # what the words found" if len(found) <= _MOST else "# the words found too many to list here")
    parts += [_facet(facet, values) for facet in kind.facets if not facet.joint and (values := chosen.get(facet.name))]
    joint = {facet.field.shows: facet.name for facet in kind.facets if facet.joint}
    if joint:
        parts += _memberships(kind, chosen.get(joint.get(Shows.FORUMS, ""), ()), chosen.get(joint.get(Shows.STATUS, ""), ()), day)
    shown = [column.field for column in kind.columns if column.field.pattern]
    columns = [(_variable(field.name), field) for field in shown]
    parts += [f"OPTIONAL {{ {_one(field.pattern, name, count=field.shows is Shows.COUNT)} }}" for name, field in columns]
    tongues = dict.fromkeys((language, "en"))
    # A thing may be called two things in one language.
    parts += [
        f"OPTIONAL {{ SELECT ?thing (MIN(?name) AS ?{tongue})\n"
        f'  WHERE {{ ?thing rdfs:label|dcterms:title ?name . FILTER(LANG(?name) = "{tongue}") }} GROUP BY ?thing }}'
        for tongue in tongues
    ]
    parts.append(f"BIND(COALESCE({', '.join(f'?{tongue}' for tongue in tongues)}) AS ?thingLabel)")
    body = "\n".join(f"  {line}" for part in parts for line in part.splitlines())
    used = [prefix for prefix in USED if f"{prefix}:" in body and not (prefix == "id" and " id:" not in body)]
    prologue = "\n".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in sorted(used))
    names = " ".join(f"?{name}" for name, _ in columns)
    return f"{prologue}\n\nSELECT DISTINCT ?thing ?thingLabel {names}\nWHERE {{\n{body}\n}}\nORDER BY ?thingLabel ?thing\n"


def _things(kind: Kind) -> str:
    return f'{{ SELECT DISTINCT ?thing WHERE {{ ?thing ?any ?thingValue . FILTER(STRSTARTS(STR(?thing), "{ID}{kind.name}/")) }} }}'


def _facet(facet: Facet, values: Sequence[str]) -> str:
    """The condition that one of ``values`` of the facet fits."""
    pattern = facet.field.pattern
    if facet.given:
        tests = [f"{'' if value == 'yes' else 'NOT '}EXISTS {{ {pattern} }}" for value in values]
        return f"FILTER({' || '.join(tests)})"
    kept = [value for value in values if value != NONE]
    tests = [f"EXISTS {{ {pattern} FILTER({_test(facet, kept)}) }}"] if kept else []
    if NONE in values:
        tests.append(f"NOT EXISTS {{ {pattern} }}")
    return f"FILTER({' || '.join(tests)})"


def _test(facet: Facet, values: Sequence[str]) -> str:
    if facet.years:
        return f"SUBSTR(STR(?value), 1, 4) IN ({_texts(values)})"
    if facet.bounds:
        ranges = {name: (low, high) for name, low, high in facet.ranges()}
        return " || ".join(f"({_within(*ranges[value])})" for value in values)
    if facet.field.shows is Shows.THING:
        return f"?value IN ({', '.join(terms([value]) for value in values)})"
    return f"STR(?value) IN ({_texts(values)})"


def _within(low: int | None, high: int | None) -> str:
    return " && ".join([*([] if low is None else [f"?value >= {low}"]), *([] if high is None else [f"?value < {high}"])])


def _memberships(kind: Kind, forums: Sequence[str], states: Sequence[str], day: str) -> list[str]:
    """Conditions on memberships: there is one forum for which both hold, and of several memberships there the surest counts."""
    if not forums and not states:
        return []
    # A thing that is no member of any forum has neither forum nor state.
    nowhere = NONE in (*forums, *states) and set(forums) <= {NONE, *forums} and (not forums or NONE in forums) and (not states or NONE in states)
    named, asked = [forum for forum in forums if forum != NONE], [state for state in states if state != NONE]
    none = f"{{ FILTER NOT EXISTS {{ {kind.spans} ?membership urb:forum ?forum }} }}" if nowhere else ""
    if (forums and not named) or (states and not asked):
        return [f"FILTER NOT EXISTS {{ {kind.spans} ?membership urb:forum ?forum }}"] if nowhere else ["FILTER(false)"]
    some = f"""{{ SELECT DISTINCT ?thing WHERE {{
  {{ SELECT ?thing ?forum (MAX(?rank) AS ?surest) WHERE {{
    ?membership urb:forum ?forum .
    {kind.spans if not kind.spans.startswith("BIND") else "BIND(?membership AS ?thing)"}
    OPTIONAL {{ ?membership urb:certainFrom ?certainFrom ; urb:certainTo ?certainTo }}
    OPTIONAL {{ ?membership urb:possibleFrom ?possibleFrom }}
    OPTIONAL {{ ?membership urb:possibleTo ?possibleTo }}
    OPTIONAL {{ ?membership urb:since ?since }}
    BIND("{day}"^^<{PREFIXES["xsd"]}date> AS ?day)
    BIND(IF(COALESCE(?certainFrom <= ?day && ?day <= ?certainTo, false), {_RANK[Status.CERTAIN]},
         IF(COALESCE(?possibleFrom <= ?day, false) && COALESCE(?day <= ?possibleTo, true), {_RANK[Status.POSSIBLE]},
         IF(!BOUND(?since) && !COALESCE(?possibleFrom <= ?day, false), {_RANK[Status.UNKNOWN]}, {_RANK[Status.NOT]}))) AS ?rank)
  }} GROUP BY ?thing ?forum }}
  FILTER({_both(named, asked)})
}} }}"""
    if not none:
        return [some]
    return [f"{some} UNION {{ {_things(kind)} FILTER NOT EXISTS {{ {kind.spans} ?membership urb:forum ?forum }} }}"]


def _both(forums: Sequence[str], states: Sequence[str]) -> str:
    tests = [f"?forum IN ({', '.join(terms([forum]) for forum in forums)})"] if forums else []
    tests += [f"?surest IN ({', '.join(str(_RANK[Status(state)]) for state in states)})"] if states else []
    return " && ".join(tests)


def _one(pattern: str, name: str, *, count: bool) -> str:
    """What puts the values of a field into one variable, so that each thing has one row."""
    made = "COUNT(DISTINCT ?value)" if count else 'GROUP_CONCAT(DISTINCT STR(?value); separator=" ")'
    return f"SELECT ?thing ({made} AS ?{name}) WHERE {{ {pattern} }} GROUP BY ?thing"


def _variable(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


def _texts(values: Iterable[str]) -> str:
    """Texts as SPARQL writes them."""
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") for value in values)
    return ", ".join(f'"{value}"' for value in escaped)
