"""The files of the ontology: they parse, and their headers agree with their names and with each other."""

import re
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, VANN

from .support import ONTOLOGY_IRI, URB, declared_terms, name, parse, turtle_files, urb_only, used_iris

MODULES = turtle_files("ontology/modules")
ALIGNMENTS = turtle_files("ontology/alignments")
VOCABULARIES = turtle_files("ontology/vocab")
CURATED = MODULES + ALIGNMENTS + VOCABULARIES

# The version before this one, and the modules that it did not have.
PRIOR_VERSION = "1.0.0"
NEW_MODULES = ("projects", "publications")

ALIGNMENT_TITLES = {
    "dcterms": "DCMI Metadata Terms",
    "foaf": "FOAF",
    "geosparql": "GeoSPARQL",
    "org": "Organization Ontology",
    "prov": "PROV-O",
    "schema": "schema.org",
    "skos": "SKOS",
    "wgs84": "WGS84 Geo Positioning",
}


def expected_header(path: Path) -> tuple[str, str]:
    """The IRI and the title that a module or alignment must bear, told from its place and name."""
    if path.parent.name == "alignments":
        return f"{ONTOLOGY_IRI}/alignments/{path.stem}", f"urbansec alignment: {ALIGNMENT_TITLES[path.stem]}"
    if path.stem == "urbansec":
        return ONTOLOGY_IRI, "urbansec ontology"
    return f"{ONTOLOGY_IRI}/{path.stem}", f"urbansec ontology: {path.stem.capitalize()}"


def header_of(graph: Graph) -> URIRef:
    """The one ontology that a file declares."""
    (iri,) = graph.subjects(RDF.type, OWL.Ontology)
    assert isinstance(iri, URIRef)
    return iri


def test_the_files_are_those_the_readme_lists() -> None:
    assert [path.stem for path in MODULES] == [
        "agents",
        "events",
        "evidence",
        "measures",
        "memberships",
        "offices",
        "projects",
        "publications",
        "time",
        "urbansec",
    ]
    assert [path.stem for path in ALIGNMENTS] == sorted(ALIGNMENT_TITLES)
    assert len(VOCABULARIES) == 17
    readme = (MODULES[0].parents[1] / "README.md").read_text(encoding="utf-8")
    for path in CURATED:
        assert f"`{path.parent.name}/{path.name}`" in readme, f"{name(path)} is missing from the index"


@pytest.mark.parametrize("path", CURATED + turtle_files("ontology/shapes"), ids=name)
def test_every_file_parses_to_something(path: Path) -> None:
    assert len(parse([path])) > 0


@pytest.mark.parametrize("path", CURATED, ids=name)
def test_no_blank_nodes_and_a_sorted_prefix_block(path: Path) -> None:
    assert not [node for triple in parse([path]) for node in triple if isinstance(node, BNode)]
    text = path.read_text(encoding="utf-8")
    prefixes = re.findall(r"^@prefix (\w*):", text, re.MULTILINE)
    assert prefixes == sorted(set(prefixes))
    body = text.split("\n\n", 1)[1]
    assert [p for p in prefixes if not re.search(rf"(?<![\w<]){p}:", body)] == []


@pytest.mark.parametrize("path", MODULES + ALIGNMENTS, ids=name)
def test_title_iri_and_file_name_agree(path: Path) -> None:
    graph = parse([path])
    iri, title = expected_header(path)
    assert str(header_of(graph)) == iri
    assert list(graph.objects(URIRef(iri), DCTERMS.title)) == [Literal(title, lang="en")]


@pytest.mark.parametrize("path", MODULES + ALIGNMENTS, ids=name)
def test_headers_are_complete_and_versions_agree(path: Path) -> None:
    graph = parse([path])
    iri = header_of(graph)
    version = parse([p for p in MODULES if p.stem == "urbansec"]).value(URIRef(ONTOLOGY_IRI), OWL.versionInfo)
    assert list(graph.objects(iri, OWL.versionInfo)) == [version]
    assert list(graph.objects(iri, OWL.versionIRI)) == [URIRef(f"{iri}/{version}")]
    assert [str(prior) for prior in graph.objects(iri, OWL.priorVersion)] == ([] if path.stem in NEW_MODULES else [f"{iri}/{PRIOR_VERSION}"])
    assert len(list(graph.objects(iri, DCTERMS.creator))) == 1
    assert list(graph.objects(iri, DCTERMS.license)) == [URIRef("https://creativecommons.org/licenses/by/4.0/")]
    (description,) = graph.objects(iri, DCTERMS.description)
    assert str(description).endswith(".")
    (created,) = graph.objects(iri, DCTERMS.created)
    (modified,) = graph.objects(iri, DCTERMS.modified)
    assert str(created) <= str(modified)
    if path.parent.name == "modules":
        assert [str(v) for v in graph.objects(iri, VANN.preferredNamespaceUri)] == [str(URB)]
        assert [str(v) for v in graph.objects(iri, VANN.preferredNamespacePrefix)] == ["urb"]


def test_the_root_imports_every_module_and_imports_make_no_circle() -> None:
    imports: dict[str, set[str]] = {}
    for path in MODULES + ALIGNMENTS:
        graph = parse([path])
        iri = header_of(graph)
        imports[str(iri)] = {str(target) for target in graph.objects(iri, OWL.imports)}
    module_iris = {expected_header(path)[0] for path in MODULES}
    assert imports[ONTOLOGY_IRI] == module_iris - {ONTOLOGY_IRI}
    assert all(targets <= module_iris for targets in imports.values())
    resolved: set[str] = set()
    while ready := {iri for iri in imports if iri not in resolved and imports[iri] <= resolved}:
        resolved |= ready
    assert resolved == set(imports)


@pytest.mark.parametrize("path", [p for p in MODULES if p.stem != "urbansec"], ids=name)
def test_a_module_imports_the_modules_whose_terms_it_uses(path: Path) -> None:
    home = {str(term): f"{ONTOLOGY_IRI}/{other.stem}" for other in MODULES for term in declared_terms(parse([other]))}
    graph = parse([path])
    iri = header_of(graph)
    needed = {home[term] for term in urb_only(used_iris(graph))} - {str(iri)}
    assert needed <= {str(target) for target in graph.objects(iri, OWL.imports)}
