"""Quality of the ontology in the manner of ROBOT's report and of OOPS!; each check is first shown a fault that it must find."""

import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal
from rdflib.namespace import DCTERMS, OWL, SKOS

from . import accepted as accepting
from . import fair, pitfalls, pitfalls_modelling, pitfalls_naming, pitfalls_publishing, robot
from .accepted import ALL, accepted, judge
from .canaries import CANARIES
from .support import ROOT, URB, name, parse, turtle_files

MODULES = turtle_files("ontology/modules")
TERMS = [*MODULES, *turtle_files("ontology/alignments")]
FILES = [*TERMS, *turtle_files("ontology/vocab")]
MOST_ACCEPTED = 23  # lower it when an entry leaves the list; never raise it
ROBOT_NAMES = [
    *("annotation_whitespace", "deprecated_boolean_datatype", "deprecated_class_reference", "deprecated_property_reference"),
    *("duplicate_definition", "duplicate_exact_synonym", "duplicate_label", "duplicate_label_synonym"),
    *("duplicate_scoped_synonym", "equivalent_class_axiom_no_genus", "equivalent_pair", "illegal_use_of_built_in_vocabulary"),
    *("invalid_entity_uri", "invalid_xref", "label_formatting", "label_whitespace"),
    *("lowercase_definition", "missing_definition", "missing_label", "missing_obsolete_label"),
    *("missing_ontology_description", "missing_ontology_license", "missing_ontology_title", "missing_subset_declaration"),
    *("missing_superclass", "missing_synonymtype_declaration", "misused_obsolete_label", "misused_replaced_by"),
    *("multiple_asserted_superclasses", "multiple_definitions", "multiple_equivalent_class_definitions", "multiple_equivalent_classes"),
    *("multiple_labels", "multiple_logical_definitions", "ontology_metadata"),
]
WHOLE = sorted(identifier for identifier, pitfall in pitfalls.CHECKS.items() if not pitfall.per_file)
PER_FILE = sorted(identifier for identifier, pitfall in pitfalls.CHECKS.items() if pitfall.per_file)


def turtle(text: str) -> str:
    """Turtle with the prefixes that the canaries use."""
    return "".join(line.replace("PREFIX", "@prefix") + " .\n" for line in robot.PREFIXES.strip().splitlines()) + text


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Modules, alignments and vocabularies, for queries."""
    found = ox.Store()
    for path in FILES:
        found.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return found


def short(fault: str) -> str:
    """A fault of a query as the list of accepted ones writes it."""
    return re.sub(rf"<{re.escape(str(URB))}(\w+)>", r"\1", fault)


def reasons_in_comments() -> dict[str, str]:
    """The comments directly above a term in the modules, by its name."""
    found: dict[str, str] = {}
    for path in MODULES:
        found |= {m[2]: m[1].lower() for m in re.finditer(r"((?:^#.*\n)+)urb:(\w+)\n", path.read_text(encoding="utf-8"), re.MULTILINE)}
    return found


def has_reason(fault: str, graph: Graph, comments: dict[str, str]) -> bool:
    """Whether a comment says why a domain or range is missing, or a rule of the README does.

    The rules: dates have no range, for no datatype of OWL 2 holds them; a derived day goes wherever the date goes that
    it is derived from, and has no domain of its own.
    """
    term, _, _, missing = fault.split()
    note = " ".join(str(text) for text in graph.objects(URB[term], SKOS.scopeNote))
    derived = any((None, predicate, URB[term]) in graph for predicate in (URB.earliestDayProperty, URB.latestDayProperty))
    is_date = "partial date" in note or "xsd:date" in note
    return f"no {missing}" in comments.get(term, "") or (missing == "domain" and derived) or (missing == "range" and is_date)


def pits(identifier: str, graph: Graph) -> Iterator[str]:
    """What a check of OOPS! finds, without what the files themselves explain."""
    comments = reasons_in_comments() if identifier == "P11" else {}
    for fault in pitfalls.CHECKS[identifier].check(graph):
        if identifier != "P11" or not has_reason(fault, graph, comments):
            yield fault


def test_every_check_of_robot_is_made_or_left_out_with_a_reason() -> None:
    assert sorted([*robot.CHECKS, *robot.LEFT_OUT]) == ROBOT_NAMES
    assert [check for check, reason in robot.LEFT_OUT.items() if len(reason.split()) < 2] == []


@pytest.mark.parametrize("check", sorted(robot.CHECKS))
def test_robot(check: str, store: ox.Store) -> None:
    assert judge(map(short, robot.CHECKS[check].faults(store)), accepted(check)) == []


@pytest.mark.parametrize("check", sorted(robot.CHECKS))
def test_the_check_of_robot_can_fail(check: str, store: ox.Store) -> None:
    spoiled = ox.Store()
    spoiled.extend(list(store))
    spoiled.load(input=turtle(robot.CHECKS[check].canary).encode(), format=ox.RdfFormat.TURTLE)
    assert set(robot.CHECKS[check].faults(spoiled)) - set(robot.CHECKS[check].faults(store))


def test_the_checks_come_from_the_modules_about_them() -> None:
    homes = {pitfall.check.__module__ for pitfall in pitfalls.CHECKS.values()}
    assert homes == {module.__name__ for module in (pitfalls_modelling, pitfalls_naming, pitfalls_publishing)}


def test_every_pitfall_is_checked_or_left_out_with_a_reason() -> None:
    assert len(pitfalls.IDS) == 33
    assert sorted([*pitfalls.CHECKS, *pitfalls.LEFT_OUT]) == sorted(pitfalls.IDS)
    assert sorted(CANARIES) == sorted(pitfalls.CHECKS)


@pytest.mark.parametrize("identifier", WHOLE)
def test_oops(identifier: str, ontology: Graph) -> None:
    assert judge(pits(identifier, ontology), accepted(identifier)) == []


@pytest.mark.parametrize("identifier", PER_FILE)
def test_oops_in_each_file(identifier: str) -> None:
    found = [f"{name(path)}: {fault}" for path in FILES for fault in pitfalls.CHECKS[identifier].check(parse([path]))]
    assert judge(found, accepted(identifier)) == []


@pytest.mark.parametrize("identifier", WHOLE)
def test_the_check_of_oops_can_fail(identifier: str, ontology: Graph) -> None:
    spoiled = ontology + Graph().parse(data=turtle(CANARIES[identifier]), format="turtle")
    assert set(pits(identifier, spoiled)) - set(pits(identifier, ontology))


@pytest.mark.parametrize("identifier", PER_FILE)
def test_the_check_of_one_file_can_fail(identifier: str) -> None:
    good = parse([path for path in MODULES if path.stem == "agents"])
    assert list(pitfalls.CHECKS[identifier].check(good)) == []
    assert list(pitfalls.CHECKS[identifier].check(good + Graph().parse(data=turtle(CANARIES[identifier]), format="turtle")))


def test_the_list_of_accepted_faults_only_shrinks() -> None:
    known = {*robot.CHECKS, *pitfalls.CHECKS, *fair.CHECKS}
    assert accepting.checks() <= known
    assert sum(len(accepted(check)) for check in known) <= MOST_ACCEPTED


def test_accepting_can_fail() -> None:
    reason = "there is a good reason for this one"
    assert judge(["a", "b"], {"a": reason}) == ["b"]
    assert judge([], {"a": reason}) == ["a: is no longer found, take it off the list"]
    assert judge(["a"], {"a": "because"}) == ["a: say why"]
    assert judge(["a", "b"], {ALL: reason}) == []
    assert judge([], {ALL: reason}) == [f"{ALL}: is no longer found, take it off the list"]


def deprecation_faults(graph: Graph) -> list[str]:
    """What a deprecated term lacks: a note with the version and a message, a replacement that is no deprecated term itself."""
    faults = []
    deprecated = set(graph.subjects(OWL.deprecated, Literal(lexical_or_value=True)))
    for term in sorted(deprecated, key=str):
        notes = [str(note) for note in graph.objects(term, SKOS.changeNote)]
        if not any(re.match(r"\d+\.\d+\.\d+: \S+( \S+){3,}", note) for note in notes):
            faults.append(f"{term}: a skos:changeNote begins with the version and says why")
        replacements = set(graph.objects(term, DCTERMS.isReplacedBy))
        if not replacements or replacements & deprecated or any((new, None, None) not in graph for new in replacements):
            faults.append(f"{term}: dcterms:isReplacedBy names a term to use instead")
    return faults


def test_deprecated_terms_name_version_message_and_replacement(ontology: Graph, vocabularies: Graph) -> None:
    assert deprecation_faults(ontology + vocabularies) == []


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        ('skos:changeNote "1.2.0: Cities and towns are one class now."@en ; dcterms:isReplacedBy urb:City', 0),
        ('skos:changeNote "Cities and towns are one class now."@en ; dcterms:isReplacedBy urb:City', 1),
        ('skos:changeNote "1.2.0: Gone."@en ; dcterms:isReplacedBy urb:City', 1),
        ('skos:changeNote "1.2.0: Cities and towns are one class now."@en', 1),
        ('skos:changeNote "1.2.0: Cities and towns are one class now."@en ; dcterms:isReplacedBy urb:Nowhere', 1),
        ('skos:changeNote "1.2.0: Cities and towns are one class now."@en ; dcterms:isReplacedBy urb:Town', 1),
        ("rdfs:seeAlso urb:City", 2),
    ],
)
def test_the_deprecation_check_can_fail(statements: str, faults: int, ontology: Graph) -> None:
    town = Graph().parse(data=turtle(f"urb:Town a owl:Class ; owl:deprecated true ; {statements} ."), format="turtle")
    assert len(deprecation_faults(ontology + town)) == faults


def test_the_readme_tells_the_rules_that_the_checks_rely_on() -> None:
    readme = (ROOT / "ontology" / "README.md").read_text(encoding="utf-8")
    for words in ("owl:deprecated", "dcterms:isReplacedBy", "skos:changeNote", "No inverses", "Dates have no range axiom"):
        assert words in readme, words
