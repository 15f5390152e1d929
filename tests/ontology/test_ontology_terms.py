"""The terms and concepts: documented in three languages, defined in one sentence, placed once."""

import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from .support import (
    ID,
    LANGUAGES,
    ONTOLOGY_IRI,
    TERM_KINDS,
    URB,
    declared_terms,
    name,
    objects,
    parse,
    turtle_files,
)

MODULES = turtle_files("ontology/modules")
TERMS = sorted(declared_terms(parse(MODULES)))

# The kind in the IRI of a concept, by vocabulary, and how many concepts there are.
VOCABULARIES = {
    "aims": ("aim", 13),
    "certainties": ("certainty", 2),
    "counted-things": ("counted", 23),
    "countries": ("country", 26),
    "event-kinds": ("event-kind", 13),
    "funding-programmes": ("funding-programme", 5),
    "legal-forms": ("legal-form", 5),
    "nuts-regions": ("nuts", 140),
    "office-kinds": ("office-kind", 15),
    "participation-roles": ("participation-role", 12),
    "project-roles": ("project-role", 6),
    "publication-kinds": ("publication-kind", 8),
    "qualifiers": ("qualifier", 5),
    "services": ("service", 17),
    "source-kinds": ("source-kind", 32),
    "standings": ("standing", 15),
    "topics": ("topic", 59),
}
CONCEPT_FILES = turtle_files("ontology/vocab")


def is_one_sentence(text: str) -> bool:
    """Whether a text starts with a capital, ends with a full stop and has no sentence end within."""
    return bool(re.fullmatch(r"[A-ZÄÖÜÉ].*\.", text)) and not re.search(r"[.!?]\s+[A-ZÄÖÜÉ]", text)


def short(term: URIRef) -> str:
    return f"urb:{str(term).removeprefix(str(URB))}"


def by_language(graph: Graph, subject: URIRef, predicate: URIRef) -> dict[str, str]:
    """The values of a property by language; fails if a language has two, or a value none."""
    found: dict[str, str] = {}
    for value in graph.objects(subject, predicate):
        assert isinstance(value, Literal), f"{subject} {predicate} {value!r} is no text"
        assert value.language, f"{subject} {predicate} {value!r} has no language"
        assert value.language not in found, f"{subject} {predicate} twice in {value.language}"
        found[value.language] = str(value)
    return found


def test_number_of_terms(modules: Graph) -> None:
    kinds = Counter(kind for term in TERMS for kind in modules.objects(term, RDF.type))
    assert kinds == {
        OWL.Class: 25,
        OWL.ObjectProperty: 51,
        OWL.DatatypeProperty: 42,
        OWL.AnnotationProperty: 3,
    }
    assert len(TERMS) == 121


def test_each_term_has_one_kind_and_one_module() -> None:
    homes = Counter(term for path in MODULES for term in declared_terms(parse([path])))
    assert [term for term, count in homes.items() if count != 1] == []
    graph = parse(MODULES)
    assert [t for t in TERMS if len([k for k in graph.objects(t, RDF.type) if k in TERM_KINDS]) != 1] == []


@pytest.mark.parametrize("term", TERMS, ids=short)
def test_term_is_documented(term: URIRef, modules: Graph) -> None:
    labels = by_language(modules, term, RDFS.label)
    assert set(labels) == set(LANGUAGES)
    assert all(label and label == label.strip() and not label.endswith(".") for label in labels.values())
    definitions = by_language(modules, term, SKOS.definition)
    assert set(definitions) == set(LANGUAGES)
    assert [text for text in definitions.values() if not is_one_sentence(text)] == []
    assert list(modules.objects(term, RDFS.isDefinedBy)) == [URIRef(ONTOLOGY_IRI)]
    local = str(term).removeprefix(str(URB))
    assert local[0].isupper() == ((term, RDF.type, OWL.Class) in modules)


def test_labels_tell_terms_of_the_same_sort_apart(modules: Graph) -> None:
    seen = Counter((value, (term, RDF.type, OWL.Class) in modules) for term in TERMS for value in modules.objects(term, RDFS.label))
    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Body that acts.", True),
        ("Body that acts", False),
        ("body that acts.", False),
        ("Body that acts. It also speaks.", False),
        ("Region with 2.5 million people, e.g. one of many.", True),
    ],
)
def test_the_sentence_check_can_fail(text: str, good: bool) -> None:
    assert is_one_sentence(text) is good


def test_each_partial_date_leads_to_its_days(modules: Graph) -> None:
    pairs = {
        str(prop).rsplit("#")[-1].rsplit("/")[-1]: (
            [str(day).removeprefix(str(URB)) for day in objects(modules, prop, URB.earliestDayProperty)],
            [str(day).removeprefix(str(URB)) for day in objects(modules, prop, URB.latestDayProperty)],
        )
        for predicate in (URB.earliestDayProperty, URB.latestDayProperty)
        for prop in modules.subjects(predicate, None)
        if isinstance(prop, URIRef)
    }
    both = {stem: ([f"{stem}Earliest"], [f"{stem}Latest"]) for stem in ("asOf", "end", "issued", "since", "start", "until")}
    assert pairs == both | {"notBefore": (["notBeforeDay"], []), "notAfter": ([], ["notAfterDay"])}
    days = {URB[day] for pair in pairs.values() for days in pair for day in days}
    assert len(days) == 14
    assert days <= declared_terms(modules)


def test_every_vocabulary_is_known() -> None:
    assert [path.stem for path in CONCEPT_FILES] == sorted(VOCABULARIES)
    assert sum(count for _, count in VOCABULARIES.values()) == 396


@pytest.mark.parametrize("path", CONCEPT_FILES, ids=name)
def test_vocabulary_is_documented(path: Path) -> None:
    kind, count = VOCABULARIES[path.stem]
    graph = parse([path])
    scheme = URIRef(f"{ID}scheme/{path.stem}")
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
    assert set(by_language(graph, scheme, SKOS.prefLabel)) == set(LANGUAGES)
    assert is_one_sentence(by_language(graph, scheme, SKOS.definition)["en"])
    version = parse(MODULES).value(URIRef(ONTOLOGY_IRI), OWL.versionInfo)
    assert list(graph.objects(scheme, OWL.versionInfo)) == [version]
    concepts = [c for c in graph.subjects(RDF.type, SKOS.Concept) if isinstance(c, URIRef)]
    assert len(concepts) == count
    assert set(graph.subjects()) == {scheme, *concepts}
    for concept in concepts:
        assert re.fullmatch(rf"{re.escape(ID)}{kind}/[a-z0-9]+(-[a-z0-9]+)*", concept)
        assert set(by_language(graph, concept, SKOS.prefLabel)) == set(LANGUAGES)
        assert is_one_sentence(by_language(graph, concept, SKOS.definition)["en"]), concept
        assert list(graph.objects(concept, SKOS.inScheme)) == [scheme]
        below = [parent for parent in objects(graph, concept, SKOS.broader) if parent in concepts]
        assert list(graph.objects(concept, SKOS.topConceptOf)) == ([] if below else [scheme]), concept
    labels = Counter(label for concept in concepts for label in graph.objects(concept, SKOS.prefLabel))
    assert [label for label, times in labels.items() if times > 1] == []


def next_larger(code: str, graph: Graph) -> URIRef:
    """The concept directly above a NUTS region: the smallest region around it that is named, else its country."""
    around = [URIRef(f"{ID}nuts/{code[:length].lower()}") for length in range(len(code) - 1, 2, -1)]
    country = "gr" if code.startswith("EL") else code[:2].lower()  # NUTS calls Greece by its Greek name
    return next((region for region in around if (region, RDF.type, SKOS.Concept) in graph), URIRef(f"{ID}country/{country}"))


@pytest.mark.parametrize("stem", ["countries", "nuts-regions"])
def test_codes_agree_with_names_and_links(stem: str, vocabularies: Graph) -> None:
    kind, _ = VOCABULARIES[stem]
    for concept in vocabularies.subjects(SKOS.inScheme, URIRef(f"{ID}scheme/{stem}")):
        code = str(concept).removeprefix(f"{ID}{kind}/").upper()
        assert list(vocabularies.objects(concept, SKOS.notation)) == [Literal(code)]
        (match,) = vocabularies.objects(concept, SKOS.exactMatch)
        if stem == "nuts-regions":
            assert str(match) == f"http://data.europa.eu/nuts/code/{code}"
            assert list(vocabularies.objects(concept, SKOS.broader)) == [next_larger(code, vocabularies)]
            assert f"level {len(code) - 2}" in str(vocabularies.value(concept, SKOS.definition))
        else:
            assert re.fullmatch(r"http://publications\.europa\.eu/resource/authority/country/[A-Z]{3}", str(match))


def test_broader_concepts_exist(vocabularies: Graph) -> None:
    targets = set(vocabularies.objects(None, SKOS.broader))
    assert targets <= set(vocabularies.subjects(RDF.type, SKOS.Concept))
    assert len({target for target in targets if "/nuts/" in str(target)}) == 11
    assert len({target for target in targets if "/country/" in str(target)}) == 23
    assert len(targets) == 46
