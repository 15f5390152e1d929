"""Which resources of the data a parameter may take: those of a class, or the concepts of a scheme."""

import pyoxigraph as ox

from urbansec.engine import Engine, Request
from urbansec.errors import ParameterError
from urbansec.letters import bare
from urbansec.namespaces import expand, shorten
from urbansec.queries.language import Header, Parameter
from urbansec.queries.near import members_pattern, near_members
from urbansec.queries.parameters import Values
from urbansec.queries.table import JSON, Table, read_table
from urbansec.queries.values import shown

_PREFIXES = """
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"""
_SHORT = 100


def check_classes(header: Header, values: Values, engine: Engine) -> None:
    """Raise :class:`ParameterError` for the first IRI that is not of the class (or scheme) its parameter asks for, with near matches."""
    for name, terms in values.items():
        parameter = header.params[name]
        iris = [term.value for term in terms]
        if parameter.resource_class is None or not iris:
            continue
        members = _of_class(engine, _class(parameter.resource_class), iris)
        for iri in iris:
            if iri not in members:
                near = near_members(engine, parameter, iri)
                told = shorten(iri) if len(iri) <= _SHORT else shown(iri)
                raise ParameterError(f"{name} must be a {_kind(engine, parameter)} of the data; {told} is not.", parameter=name, near=near)


def _class(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name) or name)


def _kind(engine: Engine, parameter: Parameter) -> str:
    """What a value must be, in words."""
    name = parameter.resource_class or ""
    scheme = _ask(engine, f"ASK {{ {_class(name)} a skos:ConceptScheme }}").rows[0]["answer"]["value"] == "true"
    return f"concept in {name}" if scheme else name


def _of_class(engine: Engine, wanted: ox.NamedNode, iris: list[str]) -> set[str]:
    """Which of ``iris`` are of the class or one below it, or in the scheme."""
    rows = " ".join(str(ox.NamedNode(iri)) for iri in iris)
    table = _ask(engine, f"SELECT DISTINCT ?member WHERE {{ VALUES ?member {{ {rows} }} {members_pattern(wanted)} }}")
    return {row["member"]["value"] for row in table.rows}


def _ask(engine: Engine, body: str) -> Table:
    return read_table(engine.execute(Request(f"{_PREFIXES}\n{body}"), JSON).content)


def class_members(engine: Engine, class_iri: str, language: str = "en") -> dict[str, str]:
    """IRI and label of everything of a class, subclasses included, or in a scheme, in the order of labels in ``language``, else in English."""
    own = f'OPTIONAL {{ ?member skos:prefLabel ?named . FILTER(LANG(?named) = "{language}") }}' if language != "en" else ""
    table = _ask(
        engine,
        f"""SELECT ?member {"(SAMPLE(?named) AS ?own) " if own else ""}(SAMPLE(?english) AS ?en) (MIN(?any) AS ?label) WHERE {{
          {members_pattern(ox.NamedNode(class_iri))}
          {own}
          OPTIONAL {{ ?member skos:prefLabel ?english . FILTER(LANG(?english) = "en") }}
          OPTIONAL {{ ?member skos:prefLabel ?any }}
        }} GROUP BY ?member""",
    )
    members = {row["member"]["value"]: (row.get("own") or row.get("en") or row.get("label") or row["member"])["value"] for row in table.rows}
    return dict(sorted(members.items(), key=lambda item: (bare(item[1]), item[0])))


def last_attested(engine: Engine) -> str:
    """The last day on which a source attests a membership, as ``2020-09-28``; empty if none does."""
    rows = _ask(engine, f"SELECT (MAX(?day) AS ?last) WHERE {{ ?membership {_class('urb:certainTo')} ?day }}").rows
    return rows[0]["last"]["value"] if rows and "last" in rows[0] else ""
