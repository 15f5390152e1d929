"""A mutant: a few edited blocks with one mark where the finding has to point, and what is expected of the finding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.shapes.graphs import Constraint
from tests.validation.mutation.corpus import Corpus, Described
from tests.validation.mutation.layout import Block

TRUTHS: dict[str, str] = {
    "MinCount": "the subject: nothing else is there of what is missing",
    "QualifiedMinCount": "the subject, for the same reason",
    "MaxCount": "the last of the values in the order of the text (of the files, by name): the first ones had been right alone",
    "UniqueLang": "the last of the texts in the language that is used twice",
    "Closed": "the property that is not known: its value may be as right as it likes",
    "Datatype": "the value",
    "Class": "the value that is no such thing; of a constraint on the resource itself the subject; of the inverse of a property the name of the resource "
    "in the statement of the other, for that is the link that is wrong",
    "In": "the value; where the path goes on to the scheme of a concept, the concept that was chosen, for the scheme itself is right",
    "Pattern": "the value; of a constraint on IRIs the subject",
    "NodeKind": "the value",
    "MinInclusive": "the value",
    "MaxInclusive": "the value",
    "LanguageIn": "the value",
    "Or": "the value; of a constraint on the resource itself the subject",
    "Not": "the value",
    "Disjoint": "the value that the constraint is on; the one it must differ from is as it should be",
    "Equals": "the value that is in the one set and not in the other",
    "LessThanOrEquals": "the curated date that the earlier day follows from, for the constraint is on that one; the finding names the rule",
}
"""What counts as the right place, by component, and why."""


@dataclass(frozen=True)
class Mutant:
    """Edits by the place of the block, blocks that are added to documents, and what has to be found because of them.

    What a mutant ``changes`` no other of its batch changes or ``needs``. ``rule`` is the file of the rule that the finding has to name, empty if it
    is about what people wrote.
    """

    constraint: Constraint
    focus: str
    operator: str
    edits: Mapping[tuple[int, int], Block]
    added: tuple[tuple[int, Block], ...]
    changes: frozenset[str]
    needs: frozenset[str]
    rule: str = ""

    @property
    def documents(self) -> set[int]:
        """The numbers of the documents that it changes."""
        return {number for number, _ in self.edits} | {number for number, _ in self.added}


def mutant(
    corpus: Corpus,
    constraint: Constraint,
    focus: str,
    operator: str,
    edits: Iterable[tuple[Described, Block]],
    *,
    added: Iterable[tuple[int, Block]] = (),
    needs: Iterable[str] = (),
    rule: str = "",
) -> Mutant:
    """A mutant that changes its focus and everything it edits, and needs the evidence of both as it was."""
    edited = list(edits)
    changes = {focus, *(described.iri for described, _ in edited)}
    near = {iri for start in changes for iri in corpus.around(start)}
    blocks = {described.at: block for described, block in edited}
    return Mutant(constraint, focus, operator, blocks, tuple(added), frozenset(changes), frozenset({*near, *needs}), rule)
