"""The tool for the ontology: which classes and properties there are, and how the data use them."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Annotated

from mcp.server.mcpserver.tools import Tool
from pydantic import Field

from urbansec.errors import NotFoundError
from urbansec.letters import spelled_like
from urbansec.mcp.answers import ModuleInfo, OntologyAnswer, TermDetails, TermInfo
from urbansec.mcp.ending import in_thread
from urbansec.mcp.parts import Parts
from urbansec.mcp.refusals import make_tool
from urbansec.namespaces import PREFIXES, URB, expand, shorten
from urbansec.queries.ontology import read_ontology
from urbansec.queries.terms import KINDS, Module, Ontology, Term

_PREFIX_LINES = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())


def ontology_tools(parts: Parts) -> list[Tool]:
    """The tool for the ontology that the data of ``parts.engine`` hold."""

    @lru_cache(maxsize=1)
    def kept(_version: str) -> Ontology | None:
        return read_ontology(parts.engine)

    async def ontology(
        term: Annotated[str, Field(max_length=300, description="A class or property, as City, urb:since or its IRI, to be told all about it")] = "",
        module: Annotated[str, Field(max_length=100, description="Only the terms of this module, with their definitions")] = "",
    ) -> OntologyAnswer:
        """Tell the terms of the graph: all modules with classes and properties, one module with definitions, or one term with its use in the data.

        Read this before you write SPARQL. The prefixes to use are in the answer.
        """
        return await in_thread(partial(_answer, parts, lambda: kept(parts.engine.version), term.strip(), module.strip()))

    return [make_tool(ontology, "Look at the ontology")]


def _answer(parts: Parts, read: Callable[[], Ontology | None], term: str, module: str) -> OntologyAnswer:
    found = read()
    if found is None:
        raise NotFoundError("The data of this server hold no ontology; ask with SPARQL which classes and properties there are.")
    modules = [found.header, *found.modules]
    wanted = [_named(module, found)] if module else [] if term else [each for each in modules if each.terms]
    return OntologyAnswer(
        version=found.header.text("owl:versionInfo"),
        prefixes="" if term else _PREFIX_LINES,
        term=_details(_term(term, found), found) if term else None,
        modules=[_module(each, defined=bool(module)) for each in wanted],
        vocabularies={} if term else {scheme.iri: f"{scheme.text('skos:prefLabel')} ({scheme.concepts} concepts)" for scheme in found.schemes},
        source=parts.source("the ontology"),
    )


def _named(name: str, found: Ontology) -> Module:
    for each in (found.header, *found.modules):
        if name == each.name:
            return each
    names = [each.name for each in found.modules]
    raise NotFoundError(f"The ontology has no module {name[:80]!r}; there are: {', '.join(names)}.", near=spelled_like(name, names, most=2))


def _term(name: str, found: Ontology) -> Term:
    iri = expand(name) or (name if ":" in name else f"{URB}{name}")
    if iri in found.terms:
        return found.terms[iri]
    names = {term.name.lower(): term.name for term in found.terms.values()}
    local = iri.removeprefix(URB).lower()
    if local in names and names[local] != iri.removeprefix(URB):
        raise NotFoundError(f"The ontology has no term {name[:80]!r}; upper and lower case differ.", near=[f"urb:{names[local]}"])
    near = [f"urb:{names[match]}" for match in spelled_like(local, names)]
    raise NotFoundError(f"The ontology has no term {name[:80]!r}.", near=near)


def _module(module: Module, *, defined: bool) -> ModuleInfo:
    terms = sorted(module.terms, key=lambda term: (KINDS.index(term.kind), term.name))
    return ModuleInfo(name=module.name, title=module.title, terms=[_info(term, defined=defined) for term in terms])


def _info(term: Term, *, defined: bool) -> TermInfo:
    return TermInfo(
        name=term.name,
        kind=term.kind,
        label=term.label,
        definition=term.texts("skos:definition").get("en", "") if defined else "",
        domain=[shorten(iri) for iri in term.iris("rdfs:domain")],
        range=[shorten(iri) for iri in term.iris("rdfs:range")],
        uses=term.count,
    )


def _details(term: Term, found: Ontology) -> TermDetails:
    return TermDetails(
        **_info(term, defined=True).model_dump(),
        labels=term.texts("rdfs:label"),
        definitions=term.texts("skos:definition"),
        broader=[shorten(iri) for iri in term.parents],
        narrower=[shorten(each.iri) for each in found.narrower(term.iri)],
        used_with={shorten(iri): count for iri, count in sorted(term.used.items(), key=lambda item: (-item[1], item[0]))},
        vocabularies={iri: found.scheme_name(iri) for iri in term.vocabularies},
        further={name: [shorten(cell["value"]) for cell in cells] for name, cells in term.further.items()},
    )
