"""Make mutants, put them into copies of the data, validate, and compare each finding with the truth."""

import random
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from tests.shapes.graphs import ROOT, Constraint, shapes_graph, shorten
from tests.validation.mutation.constraints import Rule, rules
from tests.validation.mutation.corpus import Corpus
from tests.validation.mutation.layout import MARK, Block, place_of_mark
from tests.validation.mutation.mutant import Mutant
from tests.validation.mutation.operators import generic
from tests.validation.mutation.special import BESIDES, SPECIAL
from urbansec.assets import Assets
from urbansec.validation.finding import Finding
from urbansec.validation.run import Job, run

SEED = 20_261_205
EACH = 3
"""Mutants of each constraint, at least."""

_FIRST_MARK = ord(MARK)


@dataclass(frozen=True)
class Truth:
    """Where a finding has to point: a file below the root, line and column."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Outcome:
    """A mutant, the truth, and what was found of it."""

    mutant: Mutant
    truth: Truth
    findings: tuple[Finding, ...]
    root: Path

    @property
    def found(self) -> bool:
        """Whether there is one finding of that shape, component and focus."""
        return len(self.findings) == 1

    @property
    def right_line(self) -> bool:
        """Whether it is in the right file and line."""
        return self.found and (place := self.findings[0].place) is not None and (Path(place.file), place.line) == (self.root / self.truth.file, self.truth.line)

    @property
    def right_column(self) -> bool:
        """Whether it is in the right line and column."""
        return self.right_line and (place := self.findings[0].place) is not None and place.column == self.truth.column

    @property
    def right_rule(self) -> bool:
        """Whether it names the rule that it follows from, or none if it follows from none."""
        derivation = self.findings[0].derivation if self.found else None
        return self.found and (Path(derivation.rule).name if derivation else "") == self.mutant.rule

    def __str__(self) -> str:
        """What was expected and what came of it, for people who look into a failure."""
        got = [f"{Path(one.file).relative_to(self.root) if one.file else one.file}:{one.place.line}:{one.place.column} ({one.anchor}, {one.value})" if one.place
               else f"nowhere ({one.anchor})" for one in self.findings]  # fmt: skip
        rule = f" by {self.mutant.rule}" if self.mutant.rule else ""
        return (
            f"{self.mutant.constraint.shape} {self.mutant.constraint.component} of {self.mutant.focus}, {self.mutant.operator}: "
            f"should be at {self.truth.file}:{self.truth.line}:{self.truth.column}{rule}, is {', '.join(got) or 'not found'}"
            f"{[Path(one.derivation.rule).name for one in self.findings if one.derivation] or ''}"
        )


@cache
def corpus() -> Corpus:
    """The shipped data."""
    return Corpus()


@cache
def mutants(seed: int = SEED, each: int = EACH) -> tuple[Mutant, ...]:
    """At least ``each`` mutants of every constraint of every shape."""
    return tuple(one for rule in rules(shapes_graph()) for one in _of(rule, seed, each))


def _of(rule: Rule, seed: int, each: int) -> Iterator[Mutant]:
    key = (rule.constraint.shape, rule.name)
    rng = random.Random(f"{seed} {key}")  # noqa: S311 - data, not secrets
    for special in SPECIAL.get(key, ()):
        yield from islice(special(corpus(), rule, rng), each)
    if key not in SPECIAL or key in BESIDES:
        yield from generic(corpus(), rule, rng, each)


def batches(all_mutants: Iterable[Mutant]) -> list[list[Mutant]]:
    """Mutants that may go into the data together: what one changes no other changes or needs."""
    found: list[tuple[set[str], set[str], list[Mutant]]] = []
    for one in all_mutants:
        free = (batch for batch in found if batch[0].isdisjoint(one.changes | one.needs) and batch[1].isdisjoint(one.changes))
        batch = next(free, None)
        if batch is None:
            batch = (set(), set(), [])
            found.append(batch)
        batch[0].update(one.changes)
        batch[1].update(one.needs)
        batch[2].append(one)
    return [together for _, _, together in found]


class Copy:
    """A copy of the project's files that mutants are put into and taken out of."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("data", "ontology", "queries"):
            shutil.copytree(ROOT / name, root / name)

    @property
    def assets(self) -> Assets:
        """What to validate."""
        return Assets(self.root)

    def write(self, together: Sequence[Mutant]) -> list[Truth]:
        """The files with the mutants in them; gives the truth about each."""
        marks = "".join(chr(_FIRST_MARK + number) for number in range(len(together)))
        edits: dict[int, dict[int, Block]] = defaultdict(dict)
        added: dict[int, list[Block]] = defaultdict(list)
        for one, mark in zip(together, marks, strict=True):
            for (number, part), block in one.edits.items():
                assert part not in edits[number], f"{one.focus}: two mutants in one block"
                edits[number][part] = _marked(block, mark)
            for number, block in one.added:
                added[number].append(_marked(block, mark))
        places: dict[str, Truth] = {}
        for number in edits.keys() | added.keys():
            document = corpus().documents[number]
            text = document.having(edits[number], added[number]).text
            places |= {mark: Truth(document.path, *place_of_mark(text, mark, marks)) for mark in marks if mark in text}
            clean = text.translate(dict.fromkeys(map(ord, marks)))
            (self.root / document.path).write_text(clean, "utf-8", newline="")
        return [places[mark] for mark in marks]

    def restore(self, together: Sequence[Mutant]) -> None:
        """The files as they were."""
        for document in {number for one in together for number in one.documents}:
            path = corpus().documents[document].path
            (self.root / path).write_text(corpus().documents[document].text, "utf-8", newline="")

    def findings(self) -> Sequence[Finding]:
        """What validation by the shapes says; given by name, they are checked without the check queries, whose findings name no shape."""
        return run(self.assets, Job(shapes=[self.assets.shapes], coverage=False)).findings


def _marked(block: Block, mark: str) -> Block:
    def own(token: str) -> str:
        return token.replace(MARK, mark)

    statements = [type(s)(own(s.predicate), tuple(map(own, s.values)), s.spread) for s in block.statements]
    return Block(own(block.subject), tuple(statements))


def outcomes(copy: Copy, all_mutants: Iterable[Mutant]) -> Iterator[Outcome]:
    """What is found of each mutant; many are looked for at once."""
    for together in batches(all_mutants):
        truths = copy.write(together)
        by_key: dict[tuple[Constraint, str], list[Finding]] = defaultdict(list)
        for finding in copy.findings():
            assert finding.kind != "syntax", f"a mutant that is no Turtle any more: {finding.place} {finding.message}"
            by_key[key(finding)].append(finding)
        copy.restore(together)
        for one, truth in zip(together, truths, strict=True):
            yield Outcome(one, truth, tuple(by_key[one.constraint, one.focus]), copy.root)


def key(finding: Finding) -> tuple[Constraint, str]:
    """What tells whether a finding is the one that a mutant provokes: shape, component, focus."""
    return Constraint(shorten_iri(finding.source), shorten_iri(finding.component)), finding.focus


@cache
def shorten_iri(iri: str) -> str:
    """As the shapes' tests write it."""
    return shorten(iri)  # type: ignore[arg-type]  # any text that is an IRI


def share(outcomes_: Collection[object], what: str) -> float:
    """The share of outcomes that are ``found``, in the ``right_line`` and so on."""
    return sum(bool(getattr(one, what)) for one in outcomes_) / len(outcomes_)
