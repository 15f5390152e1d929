"""Match names: candidates for each question, and whether the first may be taken without asking anybody.

A wrong match that nobody looks at is worse than one that somebody has to confirm. So only a name that is the thing's own but for the way
of writing it is ever matched at once, and only if no other thing has it and nothing else that is known speaks against it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from urbansec.engine import Engine
from urbansec.namespaces import URB, shorten
from urbansec.reconciliation.properties import IDENTIFYING, Properties, properties_of
from urbansec.reconciliation.question import Condition, Quantifier, Question, Strictness
from urbansec.reconciliation.values import Values, is_value, read_values, thing_named, things_with
from urbansec.search import Index, index_of
from urbansec.search.fold import fold
from urbansec.search.things import CONCEPT, PERSON, SOURCE, Thing

USUAL_KINDS = tuple(f"{URB}{name}" for name in ("Agent", "Event", "Project", "Publication", "LocalMeasure"))
"""What is matched if no type is asked for: not topics, countries and regions, nor sources."""
_LOOKED_AT = 3
_LEAST_LOOKED_AT = 20
"""So many times more candidates are looked at than are wanted, because evidence may turn their order around."""
_AGREES = 3.0
_DISAGREES = 0.8
_OTHER_KIND = 0.9
_MOST_BY_EVIDENCE = 99.0
_SHORT = 3


@dataclass
class Candidate:
    """A thing that a name may mean. ``features`` say what the score came from; ``match`` that it may be taken at once.

    ``identified`` says that no name was given but the thing's identifier.
    """

    thing: Thing
    name: str
    matched: str
    name_score: float
    exact: bool
    identified: bool = False
    score: float = 0.0
    match: bool = False
    features: dict[str, float | bool] = field(default_factory=dict)
    agrees: int = 0
    disagrees: int = 0


def match(engine: Engine, questions: Iterable[Question], *, languages: Sequence[str] = ()) -> list[list[Candidate]]:
    """The candidates for each question, the likeliest first, names shown in the first of ``languages`` that they have one in.

    Raises :class:`~urbansec.errors.ParameterError` for a type or property that there is none of. Each question is answered by itself.
    """
    index, properties = index_of(engine), properties_of(engine)
    asked = [_Asked(question, index, properties) for question in questions]
    found = [_by_name(each, index, languages) if each.question.on_names else _by_evidence(each, engine, index, languages) for each in asked]
    things = [candidate.thing.iri for each, candidates in zip(asked, found, strict=True) if each.evidence for candidate in candidates]
    values = read_values(engine, things, (iri for each in asked for iri, _ in each.evidence))
    return [_judged(each, candidates, values, index) for each, candidates in zip(asked, found, strict=True)]


class _Asked:
    """A question with its types and properties resolved."""

    def __init__(self, question: Question, index: Index, properties: Properties) -> None:
        self.question = question
        self.kinds = tuple(map(index.kind, question.kinds))
        self.evidence = tuple((properties.get(name).iri, condition) for name, condition in question.on_properties)

    @property
    def searched(self) -> tuple[str, ...]:
        """The classes to look in."""
        return self.kinds or USUAL_KINDS

    @property
    def fallback(self) -> tuple[str, ...]:
        """The classes to look in if those hold nothing like the name: types are a wish then. OpenRefine sends them so."""
        return USUAL_KINDS if self.kinds and self.question.strictness is Strictness.SHOULD else ()

    def admits(self, thing: Thing) -> bool:
        """Whether the types allow the thing."""
        return self.question.strictness is not Strictness.ALL or thing.classes.issuperset(self.kinds)

    def is_wanted(self, thing: Thing) -> bool:
        """Whether the thing has one of the types."""
        return not self.kinds or not thing.classes.isdisjoint(self.kinds)


def _by_name(asked: _Asked, index: Index, languages: Sequence[str]) -> list[Candidate]:
    """Things whose names fit all conditions on names."""
    found: dict[str, Candidate] | None = None
    unwanted: set[str] = set()
    for condition in asked.question.on_names:
        fits: dict[str, Candidate] = {}
        for value in condition.values:
            here = _fitting(str(value), asked, index, languages)
            if condition.quantifier is Quantifier.NONE:
                unwanted.update(iri for iri, candidate in here.items() if candidate.exact)
            elif condition.quantifier is Quantifier.ALL and fits:
                fits = {iri: _worse(fits[iri], here[iri]) for iri in fits.keys() & here.keys()}
            else:
                fits = {iri: _better(fits.get(iri), here.get(iri)) for iri in fits.keys() | here.keys()}
        if condition.quantifier is not Quantifier.NONE:
            found = fits if found is None else {iri: _worse(found[iri], fits[iri]) for iri in found.keys() & fits.keys()}
    return [candidate for iri, candidate in sorted((found or {}).items()) if iri not in unwanted and asked.admits(candidate.thing)]


def _fitting(text: str, asked: _Asked, index: Index, languages: Sequence[str]) -> dict[str, Candidate]:
    """What the name may mean; an identifier means the thing it identifies."""
    known = thing_named(text, index)
    if known is not None:
        thing = index.things[known]
        return {known: Candidate(thing, thing.label(languages), text, 100.0, exact=True, identified=True)}
    limit = max(_LEAST_LOOKED_AT, asked.question.limit * _LOOKED_AT)
    hits = index.search(text, kinds=asked.searched, limit=limit)
    if not hits and asked.fallback:
        hits = index.search(text, kinds=asked.fallback, limit=limit)
    return {hit.iri: Candidate(index.things[hit.iri], index.things[hit.iri].label(languages), hit.matched, hit.score, hit.exact) for hit in hits}


def _by_evidence(asked: _Asked, engine: Engine, index: Index, languages: Sequence[str]) -> list[Candidate]:
    """Things that have a value for the first property asked for that must be there; nothing is known of their names."""
    wanted = next((iri for iri, condition in asked.evidence if condition.quantifier is not Quantifier.NONE), None)
    if wanted is None:
        return []
    things = [index.things[iri] for iri in things_with(engine, wanted) if iri in index.things]
    return [
        Candidate(thing, thing.label(languages), matched="", name_score=0.0, exact=False)
        for thing in things
        if not thing.classes.isdisjoint(asked.searched) and asked.admits(thing) and (asked.kinds or thing.classes.isdisjoint((CONCEPT, SOURCE)))
    ]


def _judged(asked: _Asked, candidates: list[Candidate], values: Values, index: Index) -> list[Candidate]:
    """The candidates with their scores, those first that fit best, the first with the decision."""
    named = bool(asked.question.on_names)
    kept = [candidate for candidate in candidates if _weigh(candidate, asked, values, index) and (named or candidate.agrees)]
    for candidate in kept:
        total = len(asked.evidence)
        score = candidate.name_score if named else 100.0 * candidate.agrees / total
        if named and not candidate.exact:
            score = min(_MOST_BY_EVIDENCE, score + _AGREES * candidate.agrees)
        score *= _DISAGREES if candidate.disagrees and named else 1.0
        score *= 1.0 if asked.is_wanted(candidate.thing) else _OTHER_KIND
        candidate.score = round(score, 1)
        if named:
            candidate.features = {"name": candidate.name_score, "exact": candidate.exact, **candidate.features}
    kept.sort(key=lambda candidate: (-candidate.score, -candidate.agrees, candidate.thing.root, len(fold(candidate.matched)), candidate.thing.iri))
    if kept:
        kept[0].match = _may_be_taken(kept, asked)
    return kept[: asked.question.limit]


def _weigh(candidate: Candidate, asked: _Asked, values: Values, index: Index) -> bool:
    """Note what the evidence says; whether everything required is there."""
    for iri, condition in asked.evidence:
        held = values.get((candidate.thing.iri, iri), ())
        fits = [any(is_value(each, wanted, index) for each in held) for wanted in condition.values]
        agrees = _agrees(condition, fits)
        if condition.required and not agrees:
            return False
        if held or condition.quantifier is Quantifier.NONE:
            candidate.features[shorten(iri)] = agrees
            candidate.agrees += agrees
            candidate.disagrees += not agrees
    return True


def _agrees(condition: Condition, fits: Sequence[bool]) -> bool:
    match condition.quantifier:
        case Quantifier.ALL:
            return bool(fits) and all(fits)
        case Quantifier.NONE:
            return not any(fits)
    return any(fits)


def _may_be_taken(candidates: Sequence[Candidate], asked: _Asked) -> bool:
    """Whether the first candidate is beyond doubt."""
    first, others = candidates[0], candidates[1:]
    if first.disagrees or not asked.is_wanted(first.thing):
        return False
    if not asked.question.on_names:
        identified = any(iri in IDENTIFYING and first.features.get(shorten(iri)) for iri, _ in asked.evidence)
        return identified and first.agrees == len(asked.evidence) and not any(other.agrees == first.agrees for other in others)
    if first.identified or not first.exact:
        return first.identified
    # A name of three letters, or a surname, means many things that this graph does not know.
    telling = len(fold(first.matched).replace(" ", "")) > _SHORT or bool(asked.kinds) or first.agrees > 0
    whole = PERSON not in first.thing.classes or " " in first.matched.strip()
    rivals = [other for other in others if other.exact and other.agrees >= first.agrees]
    return telling and whole and not rivals


def _better(one: Candidate | None, other: Candidate | None) -> Candidate:
    present = [each for each in (one, other) if each is not None]
    return max(present, key=lambda each: (each.name_score, each.exact))


def _worse(one: Candidate, other: Candidate) -> Candidate:
    return min((one, other), key=lambda each: (each.name_score, each.exact))
