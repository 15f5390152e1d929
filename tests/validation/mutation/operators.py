"""Operators by component: what makes a right resource break a constraint, and where the finding must point then."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.validation.mutation import wrong
from tests.validation.mutation.constraints import Rule
from tests.validation.mutation.corpus import Corpus, Described, marked, spread_over_files, stated, with_more, with_value, without
from tests.validation.mutation.layout import MARK, Block
from tests.validation.mutation.mutant import Mutant, mutant

Operator = Callable[[Corpus, Rule, Described, random.Random, int], Mutant | None]
"""Takes the resource to break and which of the variants to try; gives nothing if the resource does not allow it."""

_FEW = 3  # resources that name another; more would break too much at once
_UNKNOWN = ("https://w3id.org/urbansec/ontology#colour", "https://example.org/colour")
_ELSEWHERE = ("http://purl.org/dc/terms/subject", "https://schema.org/telephone", "http://www.w3.org/2004/02/skos/core#definition")


def generic(corpus: Corpus, rule: Rule, rng: random.Random, count: int) -> Iterator[Mutant]:
    """``count`` mutants for one constraint, each of another resource if there are as many, spread over the files."""
    operator = _operator(rule)
    targeted = {one.iri: one for name in rule.target_classes for one in corpus.instances(name)}
    targeted |= {one.iri: one for name in rule.target_properties for one in corpus.having(name)}
    predicates = rule.path[1:2] if rule.path and rule.path[0] == "sequence" else rule.path[1:]
    having = {one.iri for predicate in predicates for one in corpus.having(predicate)} if predicates else targeted.keys()
    with_it = [one for iri, one in targeted.items() if iri in having]
    without_it = [one for iri, one in targeted.items() if iri not in having]
    candidates = [*spread_over_files(rng, with_it), *spread_over_files(rng, without_it)]
    made: dict[object, Mutant] = {}
    for again in range(count + 1):  # another round only where there are too few resources
        for described in candidates:
            found = operator(corpus, rule, described, rng, len(made))
            if found is not None and again and operator in {missing, language_missing}:
                found = _copied(corpus, found, described, again)
            if found is not None:
                made.setdefault((tuple(found.edits.items()), found.added), found)
            if len(made) == count:
                yield from made.values()
                return


def _copied(corpus: Corpus, found: Mutant, described: Described, number: int) -> Mutant:
    """The same with a copy of the resource, for nothing can be taken away twice."""
    block = found.edits[described.at]
    iri = f"{described.iri}-{number}"
    copy = Block(f"{MARK}{described.document.token(iri)}", block.statements)
    return mutant(corpus, found.constraint, iri, f"{found.operator} from a copy", [], added=[(described.at[0], copy)])


def _operator(rule: Rule) -> Operator:
    if not rule.path:
        return {"Pattern": bad_iri, "Closed": unknown_property}[rule.name]
    return {"MinCount": missing, "QualifiedMinCount": language_missing, "MaxCount": one_more, "UniqueLang": language_twice}.get(rule.name, wrong_value)


def wrong_value(corpus: Corpus, rule: Rule, described: Described, rng: random.Random, turn: int) -> Mutant | None:
    """Put a wrong value in the place of a right one, or state one where there is none."""
    predicate = rule.path[1]
    right = described.values(predicate)
    old = rng.choice(right) if right else ""
    bad = [value for value in wrong.values(corpus, rule, described, old, rng) if value not in right]
    if not bad:
        return None
    new = f"{MARK}{bad[turn % len(bad)]}"
    somewhere = rng.randint(1, len(described.block.statements))
    block = with_value(described, predicate, old, new) if right else stated(described, predicate, new, at=somewhere)
    named = described.document.iri(new)
    return mutant(corpus, rule.constraint, described.iri, "wrong value" if right else "wrong value added", [(described, block)], needs={named} if named else ())


def missing(corpus: Corpus, rule: Rule, described: Described, rng: random.Random, _turn: int) -> Mutant | None:
    """Take away as many values as it takes to have one too few."""
    if rule.path[0] not in {"one", "choice"}:
        return None
    properties = rule.path[1:]
    values = [(predicate, value) for predicate in properties for value in described.values(predicate)]
    if len(values) < rule.number:
        return None
    kept = {value for _, value in rng.sample(values, rule.number - 1)}
    block = described.block
    for predicate in properties:
        current = replace(described, block=block)
        block = without(current, predicate, values=[value for value in current.values(predicate) if value not in kept])
    left = replace(described, block=block)
    if not corpus.classes(described.iri) & set(rule.target_classes) and not any(left.values(predicate) for predicate in rule.target_properties):
        return None
    return mutant(corpus, rule.constraint, described.iri, "value taken away", [(described, marked(block))])


def language_missing(corpus: Corpus, rule: Rule, described: Described, _rng: random.Random, _turn: int) -> Mutant | None:
    """Take away the text in the language that is asked for."""
    predicate = rule.path[1]
    gone = [value for value in described.values(predicate) if re.search(rf'"@{rule.qualified_language}(-\w+)?$', value)]
    if not gone:
        return None
    return mutant(corpus, rule.constraint, described.iri, "language taken away", [(described, marked(without(described, predicate, values=gone)))])


def one_more(corpus: Corpus, rule: Rule, described: Described, rng: random.Random, turn: int) -> Mutant | None:
    """One value more than allowed: in the same list, in a statement of its own, or in another block further down."""
    if rule.path[0] != "one" or not rule.number:
        return None
    predicate = rule.path[1]
    values = [*described.values(predicate), *wrong.more(corpus, described, predicate, rng)][: rule.number + 1]
    has = len(described.values(predicate))
    if len(values) <= rule.number:
        return None
    fresh = (*values[has:-1], f"{MARK}{values[-1]}")
    if turn % 3 == 0 or not has:
        return mutant(corpus, rule.constraint, described.iri, "value added to the list", [(described, with_more(described, predicate, *fresh))])
    if turn % 3 == 1:
        return mutant(corpus, rule.constraint, described.iri, "value added at the end", [(described, stated(described, predicate, *fresh))])
    block = Block(described.block.subject, stated(described, predicate, *fresh).statements[-1:])
    return mutant(corpus, rule.constraint, described.iri, "value added in a second block", [], added=[(described.at[0], block)])


def language_twice(corpus: Corpus, rule: Rule, described: Described, rng: random.Random, turn: int) -> Mutant | None:
    """A second text in a language: behind the first, before it, or in a statement of its own."""
    predicate = rule.path[1]
    tagged = [value for value in described.values(predicate) if '"@' in value]
    if not tagged:
        return mutant(
            corpus,
            rule.constraint,
            described.iri,
            "two texts added",
            [(described, stated(described, predicate, '"One"@en', f'{MARK}"Two"@en', spread=turn % 2 == 0))],
        )
    first = rng.choice(tagged)
    second = f'"Another"{wrong.parts(first)[1]}'
    match turn % 3:
        case 0:
            block = with_more(described, predicate, f"{MARK}{second}")
        case 1:
            block = with_more(replace(described, block=with_value(described, predicate, first, f"{MARK}{first}")), predicate, second, first=True)
        case _:
            block = stated(described, predicate, f"{MARK}{second}")
    return mutant(corpus, rule.constraint, described.iri, "second text in a language", [(described, block)])


def unknown_property(corpus: Corpus, rule: Rule, described: Described, rng: random.Random, turn: int) -> Mutant | None:
    """A property that the shape does not know: of nobody, of somebody else's vocabulary, or of other resources."""
    name = (*_UNKNOWN, next(name for name in _ELSEWHERE if name not in rule.allowed))[turn % 3]
    block = stated(
        described, f"{MARK}{described.document.token(name)}", rng.choice(('"blue"@en', "5", wrong.NOBODY)), at=rng.randint(1, len(described.block.statements))
    )
    return mutant(corpus, rule.constraint, described.iri, "unknown property", [(described, block)])


def bad_iri(corpus: Corpus, rule: Rule, described: Described, _rng: random.Random, turn: int) -> Mutant | None:
    """Another IRI, against the pattern: the resource is renamed, or, if many others name it, copied under the wrong name."""
    start, slash, local = described.iri.rpartition("/")
    tried = [f"{start}{slash}{local.capitalize()}", f"{start}{slash}{local}_1", f"{start}{slash}{local}/", f"{start}-{local}", f"{start}{slash}{local}-"]
    bad = [iri for iri in tried if not re.search(str(rule.value), iri)]
    iri = bad[turn % len(bad)]
    named_by = {user.iri for user, _ in corpus.naming(described.iri)}
    block = Block(f"{MARK}{described.document.token(iri)}", described.block.statements)
    if len(named_by) <= _FEW:
        return mutant(corpus, rule.constraint, iri, "renamed", [(described, block)], needs=named_by)
    return mutant(corpus, rule.constraint, iri, "copied under a wrong name", [], added=[(described.at[0], block)])
