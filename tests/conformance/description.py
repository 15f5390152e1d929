"""Run the service description tests, whose manifest names them and leaves the rest to the recommendation."""

import httpx
import pyoxigraph as ox

from tests.conformance.service import Service
from tests.conformance.suites import RDF, SD, Entry

# The vocabulary (SPARQL 1.1 Service Description, section 3): what a property may stand on, and what it leads to.
_SCHEMA = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "supportedLanguage": ("Service", "Language"),
    "resultFormat": ("Service", ""),
    "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}
_INDIVIDUALS = {
    "Language": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
    "Feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
}


def run_description(entry: Entry, service: Service) -> str:
    """How the test failed, or nothing."""
    answer = service.client.get(service.sparql)
    media_type = answer.headers["content-type"].partition(";")[0]
    written = ox.RdfFormat.from_media_type(media_type)
    if answer.status_code != 200 or written is None:
        return f"the endpoint answers with {answer.status_code} and {media_type}, no RDF"
    graph = {quad.triple for quad in ox.parse(answer.content, format=written)}
    match entry.name:
        case "returns-rdf":
            return "" if graph else "the description is empty"
        case "has-endpoint-triple":
            return (
                ""
                if any(t.predicate.value == f"{SD}endpoint" and t.object == ox.NamedNode(service.sparql) for t in graph)
                else "no sd:endpoint is the endpoint"
            )
        case "conforms-to-schema":
            return schema_failure(graph) or claims_failure(graph, service.client, service.sparql)
    raise AssertionError(f"{entry.name} is not known")


def schema_failure(graph: set[ox.Triple]) -> str:
    """How the description breaks its vocabulary."""
    types = {(t.subject, t.object.value) for t in graph if t.predicate.value == f"{RDF}type" and isinstance(t.object, ox.NamedNode)}
    for triple in graph:
        name = triple.predicate.value.removeprefix(SD)
        if name == triple.predicate.value:
            continue
        if name not in _SCHEMA:
            return f"sd:{name} is no property of the vocabulary"
        domain, range_ = _SCHEMA[name]
        if (triple.subject, SD + domain) not in types:
            return f"{triple.subject} has sd:{name} and is no sd:{domain}"
        if isinstance(triple.object, ox.Literal):
            return f"sd:{name} leads to a literal"
        known = _INDIVIDUALS.get(range_)
        if known is not None and not (isinstance(triple.object, ox.NamedNode) and triple.object.value.removeprefix(SD) in known):
            return f"{triple.object} is no sd:{range_}"
        if range_ in {"Dataset", "Graph", "NamedGraph"} and (triple.object, SD + range_) not in types:
            return f"{triple.object} is no sd:{range_}"
    named = [subject for subject, kind in types if kind == f"{SD}NamedGraph"]
    names = [sum(t.subject == subject and t.predicate.value == f"{SD}name" for t in graph) for subject in named]
    return "" if all(count == 1 for count in names) else "a named graph does not have exactly one sd:name"


def claims_failure(graph: set[ox.Triple], client: httpx.Client, endpoint: str) -> str:
    """Where the description does not tell the truth about the named graphs."""
    told = {t.object.value for t in graph if t.predicate.value == f"{SD}name" and isinstance(t.object, ox.NamedNode)}
    answer = client.get(endpoint, params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"})
    found = {row["g"]["value"] for row in answer.json()["results"]["bindings"]}
    return "" if told == found else f"the description tells {len(told)} named graphs, there are {len(found)}"
