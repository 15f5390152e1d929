"""Validation finds every mutant of the shipped data and of other people's, and points at the right place; and this test would notice if it did not."""

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS, SH

from tests.cli import here
from tests.running import ROOT
from tests.running import run as in_a_process
from tests.shapes.graphs import PREFIXES, shapes_graph
from tests.validation.mutation.campaign import EACH, SEED, Copy, Outcome, batches, corpus, key, mutants, outcomes, share
from tests.validation.mutation.constraints import rules
from tests.validation.mutation.mutant import TRUTHS, Mutant
from tests.validation.mutation.others import FOLDERS, OtherOutcome, data_file, edits, expanded, validated
from tests.validation.mutation.report import PAGE, others, page, summary, wrong
from urbansec.turtle import PlacedTriple, Source, Span
from urbansec.validation import engines, locate
from urbansec.validation.engines import Result
from urbansec.validation.run import Job, run

ALONE = 10
SAMPLE = 60
DATA = ("dcat", "foaf", "skos")
MARGIN = 0.95  # of columns; of lines and of findings none may be wrong


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of the project's files."""
    return Copy(tmp_path_factory.mktemp("mutants").resolve() / "copy")


@pytest.fixture(scope="module")
def measured(copy: Copy) -> list[Outcome]:
    """What is found of every mutant of the shipped data."""
    return list(outcomes(copy, mutants()))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> list[OtherOutcome]:
    """What is found of every mutant of other people's data."""
    return others(tmp_path_factory.mktemp("others").resolve())


@pytest.fixture(scope="module")
def sample() -> list[Mutant]:
    """Some mutants that go into the data together, of all components."""
    together = batches(mutants())[0]
    return random.Random(SEED).sample(together, SAMPLE)  # noqa: S311 - data, not secrets


def test_enough_mutants() -> None:
    """At least 300, and of each constraint of each shape at least three, no two alike."""
    each = Counter(mutant.constraint for mutant in mutants())
    assert len(mutants()) >= 300
    assert {rule.constraint: each[rule.constraint] for rule in rules(shapes_graph()) if each[rule.constraint] < EACH} == {}
    made = Counter((mutant.constraint, mutant.focus, tuple(mutant.edits.items()), mutant.added) for mutant in mutants())
    assert [mutant for mutant, times in made.items() if times > 1] == []
    assert {rule.name for rule in rules(shapes_graph())} == TRUTHS.keys(), "the table of truths"


def test_mutants_are_the_same_every_time() -> None:
    """The choice depends on the seed alone."""
    again = mutants.__wrapped__()
    assert again == mutants()
    assert mutants.__wrapped__(SEED + 1) != again


def test_no_violation_in_the_data_as_they_are(copy: Copy) -> None:
    """And none of what the mutants provoke is there without them."""
    findings = run(copy.assets, Job(coverage=False)).findings
    assert [finding for finding in findings if finding.severity == "violation"] == []
    assert {key(finding) for finding in findings} & {(mutant.constraint, mutant.focus) for mutant in mutants()} == set()


def test_every_mutant_is_found(measured: Sequence[Outcome], theirs: Sequence[OtherOutcome]) -> None:
    """Each by one finding of that shape, that component and that resource."""
    print(summary(measured, theirs))  # noqa: T201 - for those who look with pytest -s
    assert len(measured) == len(mutants())
    assert [str(one) for one in measured if not one.found] == []


def test_right_lines_and_columns(measured: Sequence[Outcome]) -> None:
    """All lines; columns all but a few, and at present all of them."""
    assert [str(one) for one in measured if not one.right_line] == []
    assert share(measured, "right_column") >= MARGIN, wrong(measured)


def test_rules_are_named(measured: Sequence[Outcome]) -> None:
    """What follows from a rule says so, and nothing else does."""
    assert sum(bool(one.mutant.rule) for one in measured) >= 20
    assert [str(one) for one in measured if not one.right_rule] == []


def test_alone_by_the_command(copy: Copy) -> None:
    """A few mutants one by one, in a folder of data beside the project's files, as people run it; the first as a process."""
    rng = random.Random(SEED + 1)  # noqa: S311 - data, not secrets
    of_data = [mutant for mutant in mutants() if all(corpus().documents[number].path.startswith("data/") for number in mutant.documents)]
    chosen = {mutant.constraint.component: mutant for mutant in rng.sample(of_data, len(of_data))}
    for number, mutant in enumerate(rng.sample(sorted(chosen.values(), key=str), ALONE)):
        (truth,) = copy.write([mutant])
        command = here.run if number else in_a_process
        ran = command("validate", copy.root / "data", "--format", "json", "--fail-on", "info")
        copy.restore([mutant])
        assert ran.returncode == 1, ran.stderr
        reported = json.loads(ran.stdout)["findings"]
        shape, component = (name.partition(":")[2] for name in mutant.constraint)
        wanted = (mutant.focus, f"{PREFIXES['urbsh']}{shape}", str(SH[component]))
        about = [one for one in reported if (one["focus"], one["source"], one["component"]) == wanted]
        places = [((ROOT / one["place"]["file"]).resolve(), one["place"]["line"], one["place"]["column"]) for one in about]
        assert places == [(copy.root / truth.file, truth.line, truth.column)], str(mutant)


# Other people's data


def test_other_data_are_right_as_they_are() -> None:
    """Nothing is found before the edits."""
    assert {folder: list(validated(data_file(folder), folder)) for folder in DATA} == {"dcat": [], "foaf": [], "skos": []}


def reporting(folder: str) -> set[str]:
    """The components of the shapes with a target and of their property shapes, which report in their own name."""
    graph = Graph().parse(FOLDERS / folder / "shapes.ttl")
    targets = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
    shapes = {shape for target in targets for shape in graph.subjects(target)}
    shapes |= {shape for kind in (RDFS.Class, OWL.Class) for shape in graph.subjects(RDF.type, kind)}
    shapes = {shape for shape in shapes if not graph.value(shape, SH.deactivated)}
    parts = shapes | {part for shape in shapes for part in graph.transitive_objects(shape, SH.property)}
    names = {str(predicate).rpartition("#")[2] for part in parts for predicate in graph.predicates(part)}
    return {f"{name[0].upper()}{name[1:]}" for name in names} & _COMPONENTS


_COMPONENTS = frozenset(
    """And Class Closed Datatype Disjoint Equals HasValue In LanguageIn LessThan LessThanOrEquals MaxCount MaxExclusive MaxInclusive MaxLength MinCount
    MinExclusive MinInclusive MinLength Node NodeKind Not Or Pattern QualifiedMaxCount QualifiedMinCount UniqueLang Xone""".split()
)


def test_every_component_of_other_shapes_is_broken() -> None:
    """At least 15 mutants of each, and of every component that reports at least one."""
    each = Counter(edited.folder for edited in edits())
    assert min(each[folder] for folder in DATA) >= 15
    broken = {folder: {edited.component for edited in edits() if edited.folder == folder} for folder in DATA}
    assert {folder: reporting(folder) - components for folder, components in broken.items()} == {"dcat": set(), "foaf": set(), "skos": set()}


def test_other_data_lines_and_columns(theirs: Sequence[OtherOutcome]) -> None:
    """Found, in the right line, and at least 95 of 100 in the right column."""
    assert [str(one) for one in theirs if not (one.found and one.right_line)] == []
    for folder in DATA:
        assert share([one for one in theirs if one.edited.folder == folder], "right_column") >= MARGIN, wrong(theirs)


def test_the_page_is_current(measured: Sequence[Outcome], theirs: Sequence[OtherOutcome]) -> None:
    """The figures in the documentation are these."""
    assert PAGE.read_text("utf-8") == page(measured, theirs), "run python -m tests.validation.mutation.report"


# It can fail


def test_off_by_one(copy: Copy, sample: Sequence[Mutant], monkeypatch: pytest.MonkeyPatch) -> None:
    """One line too far is never right; one column too far is right by the line only."""
    right = list(outcomes(copy, sample))
    assert [share(right, what) for what in ("found", "right_line", "right_column")] == [1, 1, 1]
    position = Source.position
    monkeypatch.setattr(Source, "position", lambda source, offset: (position(source, offset)[0] + 1, position(source, offset)[1]))
    assert share(list(outcomes(copy, sample)), "right_line") == 0
    monkeypatch.setattr(Source, "position", lambda source, offset: (position(source, offset)[0], position(source, offset)[1] + 1))
    beside = list(outcomes(copy, sample))
    assert (share(beside, "right_line"), share(beside, "right_column")) == (1, 0)


@pytest.mark.parametrize("part", ["subject", "predicate", "object"])
def test_another_anchor(copy: Copy, sample: Sequence[Mutant], monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """Always showing the same part of a triple is not good enough."""

    def always(placed: PlacedTriple, _part: str) -> Span:
        return {"subject": placed.subject_span, "predicate": placed.predicate_span, "object": placed.object_span}[part]

    monkeypatch.setattr(locate, "_span", always)
    worse = list(outcomes(copy, sample))
    assert share(worse, "found") == 1
    assert share(worse, "right_column") < 0.8


def test_first_of_many_for_the_last(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value too many that is shown at the first instead of the last is noticed."""
    together = [mutant for mutant in batches(mutants())[0] if mutant.operator.startswith("value added")]
    assert share(list(outcomes(copy, together)), "right_line") == 1
    monkeypatch.setattr(locate.Locator, "_in_order", lambda _self, found: (-found[1].line, -found[1].column))
    assert share(list(outcomes(copy, together)), "right_column") == 0


def test_results_left_out(copy: Copy, sample: Sequence[Mutant], monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that overlooks a component is noticed."""
    validate = engines.validate

    def without_datatypes(*arguments: object) -> list[Result]:
        return [result for result in validate(*arguments) if "Datatype" not in result.component]  # type: ignore[arg-type]

    monkeypatch.setattr(engines, "validate", without_datatypes)
    lost = [one.mutant.constraint.component for one in outcomes(copy, sample) if not one.found]
    assert set(lost) == {"sh:DatatypeConstraintComponent"}


def test_a_mutant_that_is_no_turtle(copy: Copy, sample: Sequence[Mutant]) -> None:
    """An edit that breaks the text is an error of the test, not a finding."""
    mutant = sample[0]
    broken = replace(mutant, edits={at: replace(block, subject=f"{block.subject} ]") for at, block in mutant.edits.items()})
    with pytest.raises(AssertionError, match="no Turtle any more"):
        list(outcomes(copy, [broken]))
    copy.restore([mutant])


def test_names_of_other_data() -> None:
    """The prefixes of the table are those of the data."""
    for folder in DATA:
        declared = dict(re.findall(r"@?prefix +(\w*): +<([^>]+)>", data_file(folder).read_text("utf-8-sig"), re.IGNORECASE))
        used = {name.partition(":")[0] for edited in edits() if edited.folder == folder for name in re.findall(r"\w*:\w+", f"{edited.focus} {edited.path}")}
        assert {prefix: expanded(f"{prefix}:x") for prefix in used & declared.keys()} == {prefix: f"{declared[prefix]}x" for prefix in used & declared.keys()}
