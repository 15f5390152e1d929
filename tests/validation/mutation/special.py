"""Operators for constraints that the one of their component cannot break: what hangs on other resources, and what rules derive."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.shapes.graphs import ID, PREFIXES, URB
from tests.validation.mutation.constraints import Rule
from tests.validation.mutation.corpus import EVIDENCE, Corpus, Described, marked, spread_over_files, stated, with_more, with_value, without
from tests.validation.mutation.layout import MARK, Block, Statement
from tests.validation.mutation.mutant import Mutant, mutant
from tests.validation.mutation.wrong import NOBODY

Special = Callable[[Corpus, Rule, random.Random], Iterator[Mutant]]
"""Gives mutants for one constraint, as many as can be had."""

_XSD_YEAR = "^^<http://www.w3.org/2001/XMLSchema#gYear>"
_EARLY, _LATE = f'"1900"{_XSD_YEAR}', f'"2999"{_XSD_YEAR}'
_FORUM = f"{URB}forum"
_VERSION_OF = "http://www.w3.org/ns/dcat#isVersionOf"


def _all(corpus: Corpus, rng: random.Random, name: str) -> Iterator[Described]:
    return spread_over_files(rng, corpus.instances(f"{URB}{name}"))


def _urb(*names: str) -> tuple[str, ...]:
    return tuple(f"{URB}{name}" for name in names)


# The resource itself


def class_of_subject(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """A property that only resources of a certain class have, on others."""
    predicate = rule.target_properties[0]
    value = {"name": '"Somebody"', "nationalForumOf": f"<{ID}forum/efus>", "impliedBy": f"<{ID}membership/defus-essen>"}[re.split("[/#]", predicate)[-1]]
    for name in ("Source", "Event", "Project"):
        described = next(one for one in _all(corpus, rng, name) if str(rule.value) not in corpus.classes(one.iri))
        block = stated(described, predicate, value, at=rng.randint(1, len(described.block.statements)))
        yield mutant(corpus, rule.constraint, described.iri, "property of another class", [(described, marked(block))])


def two_releases_before(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """A release that follows two others. The data have one release, so what it follows is itself and the dataset."""
    for release in spread_over_files(rng, [one for one in corpus.having(_VERSION_OF) if not one.values(rule.path[1])]):
        first, second = (release.document.token(iri) for iri in (release.iri, *release.iris(_VERSION_OF)))
        for one, other, at in ((first, second, None), (second, first, None), (first, second, 1)):
            block = stated(release, rule.path[1], one, f"{MARK}{other}", at=at)
            yield mutant(corpus, rule.constraint, release.iri, "two values added", [(release, block)])


def organisation_without_evidence(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """Organisations that are described: the evidence taken away, or a first description added."""
    described = [f"{URB}{name}" for name in ("abbreviation", "country", "legalForm", "locatedIn", "seat")]
    kinds = [one for one in _all(corpus, rng, "Organisation") if corpus.classes(one.iri) == corpus.classes(f"{ID}organisation/{one.iri.rpartition('/')[2]}")]
    evidenced = [one for one in kinds if one.values(EVIDENCE) and any(one.values(predicate) for predicate in described)]
    bare = [one for one in kinds if not one.values(EVIDENCE) and not any(one.values(predicate) for predicate in described)]
    for one in evidenced[:3]:
        yield mutant(corpus, rule.constraint, one.iri, "evidence taken away", [(one, marked(without(one, EVIDENCE)))])
    for one in bare[:2]:
        yield mutant(corpus, rule.constraint, one.iri, "described without evidence", [(one, marked(stated(one, described[1], f"<{ID}country/be>")))])


# What others say of the resource


def not_backing(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """Evidence that nothing refers to any more."""
    for evidence in _all(corpus, rng, "Evidence"):
        users = [user for user, predicate in corpus.naming(evidence.iri) if predicate == EVIDENCE]
        if len(users) == 1 and len(corpus.naming(evidence.iri)) == 1:
            gone = without(users[0], EVIDENCE, values=[users[0].document.token(evidence.iri)])
            yield mutant(corpus, rule.constraint, evidence.iri, "reference taken away", [(users[0], gone), (evidence, marked(evidence.block))])


def backing_two(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """Evidence that a second resource refers to, further down in its file or in a later file. ``Class`` wants one about a membership."""
    standing = f"{URB}attestedStanding"
    pieces = [one for one in _all(corpus, rng, "Evidence") if rule.name == "MaxCount" or one.values(standing)]
    others = [one for one in spread_over_files(rng, corpus.having(EVIDENCE)) if f"{URB}Membership" not in corpus.classes(one.iri)]
    if rule.name == "MaxCount":
        others += [one for one in spread_over_files(rng, corpus.having(EVIDENCE)) if f"{URB}Membership" in corpus.classes(one.iri)]
    rng.shuffle(others)
    for evidence in pieces:
        (backed, _), *_ = corpus.naming(evidence.iri)
        later = next((one for one in others if one.at > backed.at), None)
        if later is not None:
            others.remove(later)
            block = with_more(later, EVIDENCE, f"{MARK}{later.document.token(evidence.iri)}")
            yield mutant(corpus, rule.constraint, evidence.iri, "reference added", [(later, block)], needs={backed.iri})


def without_role(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """Persons whose only role is given to somebody else, and a person who never had one."""
    for person in _all(corpus, rng, "Person"):
        users = [(user, predicate) for user, predicate in corpus.naming(person.iri) if predicate in rule.path]
        if len(users) == 1:
            user, predicate = users[0]
            given = with_value(user, predicate, user.document.token(person.iri), user.document.token(f"{ID}person/nobody-at-all"))
            yield mutant(corpus, rule.constraint, person.iri, "role taken away", [(user, given), (person, marked(person.block))])
            copied = Block(f"{MARK}<{person.iri}-the-younger>", person.block.statements)
            yield mutant(corpus, rule.constraint, f"{person.iri}-the-younger", "person added", [], added=[(person.at[0], copied)])


def preference_without_source(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """Disagreements whose preferred claim has no source: none named, no evidence, or evidence without one."""
    preferred, source = rule.path[1], rule.path[3]
    for turn, disagreement in enumerate(spread_over_files(rng, corpus.having(preferred))):
        claim = corpus.described[disagreement.iris(preferred)[0]]
        pieces = [corpus.described[iri] for iri in claim.iris(EVIDENCE)]
        subject = (disagreement, marked(disagreement.block))
        match turn % 3:
            case 0:
                yield mutant(corpus, rule.constraint, disagreement.iri, "evidence of the claim taken away", [subject, (claim, without(claim, EVIDENCE))])
            case 1:
                gone = [(piece, without(piece, source)) for piece in pieces]
                yield mutant(corpus, rule.constraint, disagreement.iri, "source of the evidence taken away", [subject, *gone])
            case _:
                block = with_value(disagreement, preferred, disagreement.values(preferred)[0], NOBODY)
                yield mutant(corpus, rule.constraint, disagreement.iri, "claim that is none", [(disagreement, marked(block))])


def preferred_but_not_listed(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """Disagreements that prefer a claim which is none of their alternatives."""
    listed, preferred = rule.path[1:]
    claims = corpus.instances(f"{URB}Claim")
    for disagreement in spread_over_files(rng, corpus.having(preferred)):
        other = rng.choice([claim.iri for claim in claims if claim.iri not in disagreement.iris(listed)])
        block = with_value(disagreement, preferred, disagreement.values(preferred)[0], f"{MARK}{disagreement.document.token(other)}")
        yield mutant(corpus, rule.constraint, disagreement.iri, "claim that is not listed", [(disagreement, block)])


# Implied memberships, which only a rule makes


def _implying(corpus: Corpus, rng: random.Random) -> Iterator[tuple[Described, str]]:
    """Memberships, and the IRI of a membership that the rule implies of each."""
    forums = {one.iri: one.iris(f"{URB}membershipImplies") for one in corpus.having(f"{URB}membershipImplies")}
    for membership in _all(corpus, rng, "Membership"):
        for other in [other for forum in membership.iris(f"{URB}forum") for other in forums.get(forum, [])]:
            yield membership, f"{ID}membership/{other.rpartition('/')[2]}-implied-by-{membership.iri.rpartition('/')[2]}"


def implied_by_hand(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """What a rule states of a membership, stated again by people, and wrong: evidence, a second premise, something that is no membership."""
    evidence = [one.iri for one in _all(corpus, rng, "Evidence")]
    for turn, (membership, iri) in enumerate(_implying(corpus, rng)):
        token = membership.document.token
        match rule.name:
            case "Class":
                value = (NOBODY, token(f"{ID}city/essen"), '"a membership"')[turn % 3]
                name = token(f"{iri}-{turn}")
            case "MaxCount":
                value, name = token(evidence[turn] if rule.path[1] == EVIDENCE else f"{ID}membership/efus-aachen"), token(iri)
            case _:
                value, name = "", token(f"{ID}membership/efus-implied-by-{turn}" if rule.name == "MinCount" else f"{ID}membership/by-hand-{turn}")
        types = Statement("a", (token(f"{URB}ImpliedMembership"), token(f"{URB}Membership")))
        block = Block(name, (types, Statement(token(rule.path[1]), (f"{MARK}{value}",))) if value else (types,))
        focus = membership.document.iri(name)
        yield mutant(
            corpus,
            rule.constraint,
            focus,
            "written by hand",
            [],
            added=[(membership.at[0], block if value else marked(block))],
            needs={membership.iri, iri, *membership.iris(_FORUM)},
        )


# Days, which rules derive from the dates that people write


def _replaced(described: Described, predicate: str, token: str) -> Described:
    """With one value of a property, whatever there was."""
    block = without(described, predicate)
    return replace(described, block=stated(replace(described, block=block), predicate, token))


def _pointed_at(described: Described, predicate: str) -> Described:
    value = described.values(predicate)[0]
    return replace(described, block=with_value(described, predicate, value, f"{MARK}{value}"))


def ends_too_early(first: str, last: str, rule_file: str, class_: str = "") -> Special:
    """A last day before the first one; what is later is put too early, or what is early too late."""

    def made(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
        early, late = f"{URB}{first}", f"{URB}{last}"
        having = [one for one in corpus.having(early) if class_ in corpus.classes(one.iri) or not class_]
        for turn, one in enumerate(spread_over_files(rng, having)):
            if turn % 2:
                edited = _pointed_at(_replaced(one, late, _EARLY), early)
            else:
                edited = _replaced(_replaced(one, early, f"{MARK}{_LATE}"), late, (one.values(late) or [f'"2020"{_XSD_YEAR}'])[0])
            yield mutant(corpus, rule.constraint, one.iri, "dates in the wrong order", [(one, edited.block)], rule=rule_file)

    return made


def implied_ends_too_early(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """The same for a membership that is implied: the dates stand at the one that it follows from."""
    for membership, iri in _implying(corpus, rng):
        if membership.values(f"{URB}since"):
            edited = _pointed_at(_replaced(membership, f"{URB}until", _EARLY), f"{URB}since")
            yield mutant(
                corpus,
                rule.constraint,
                iri,
                "dates of the premise",
                [(membership, edited.block)],
                needs=membership.iris(_FORUM),
                rule="50-implied-memberships.rq",
            )


def attested_after_its_end(dated_by: str) -> Special:
    """Memberships without a start that end before they are attested: by evidence with a date of its own (``asOf``), or by a dated source (``issued``)."""
    own_dates = _urb("asOf", "notBefore", "notAfter")
    issued = f"{PREFIXES['dcterms']}issued"

    def made(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
        for membership in _all(corpus, rng, "Membership"):
            pieces = [corpus.described[iri] for iri in membership.iris(EVIDENCE)]
            special = [f"{URB}since", f"{URB}until"], _urb("attests", "attestedStanding")
            if len(pieces) != 1 or any(membership.values(name) for name in special[0]) or any(pieces[0].values(name) for name in special[1]):
                continue
            source = corpus.described[pieces[0].iris(f"{URB}source")[0]]
            if dated_by == "asOf" and pieces[0].values(own_dates[0]):
                shown = _pointed_at(pieces[0], own_dates[0])
            elif dated_by == "issued" and not any(pieces[0].values(date) for date in own_dates) and source.values(issued):
                shown = _pointed_at(source, issued)
            else:
                continue
            ended = stated(membership, f"{URB}until", _EARLY)
            yield mutant(
                corpus, rule.constraint, membership.iri, f"attested after its end ({dated_by})", [(membership, ended), (shown, shown.block)],
                rule="42-attestation-spans.rq",
            )  # fmt: skip

    return made


def starts_after_its_end(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """Events and projects without a start, only with a day that they cannot precede, which end before that."""
    not_before, start, end = (f"{URB}{name}" for name in ("notBefore", "start", "end"))
    for one in spread_over_files(rng, corpus.having(not_before)):
        if corpus.classes(one.iri) & {f"{URB}Event", f"{URB}Project", f"{URB}LocalMeasure"} and not one.values(start):
            edited = _pointed_at(_replaced(one, end, _EARLY), not_before)
            yield mutant(corpus, rule.constraint, one.iri, "ends before it can have begun", [(one, edited.block)], rule="22-bounds-from-limits.rq")


def dates_of_premise(corpus: Corpus, rule: Rule, rng: random.Random) -> Iterator[Mutant]:
    """No date at all at a membership from which another follows, so that both have it."""
    for membership, iri in _implying(corpus, rng):
        edited = _replaced(membership, rule.path[1], f'{MARK}"in 2019"')
        yield mutant(
            corpus,
            rule.constraint,
            iri,
            "no date, and passed on",
            [(membership, edited.block)],
            needs=membership.iris(_FORUM),
            rule="50-implied-memberships.rq",
        )


_DAYS = "20-date-bounds.rq"
SPECIAL: dict[tuple[str, str], tuple[Special, ...]] = {
    ("urbsh:AgentNameShape", "Class"): (class_of_subject,),
    ("urbsh:AttestedStanding-backs", "Class"): (backing_two,),
    ("urbsh:DateOrder-notBefore", "LessThanOrEquals"): (ends_too_early("notBefore", "notAfter", _DAYS),),
    ("urbsh:DateOrder-possibleFrom", "LessThanOrEquals"): (
        ends_too_early("since", "until", "42-attestation-spans.rq", f"{URB}Membership"), implied_ends_too_early,
        attested_after_its_end("asOf"), attested_after_its_end("issued")),
    ("urbsh:DateOrder-since", "LessThanOrEquals"): (ends_too_early("since", "until", _DAYS), implied_ends_too_early),
    ("urbsh:DateOrder-start", "LessThanOrEquals"): (ends_too_early("start", "end", _DAYS), starts_after_its_end),
    ("urbsh:Disagreement-preferredAlternative-listed", "Equals"): (preferred_but_not_listed,),
    ("urbsh:Evidence-backs", "MaxCount"): (backing_two,),
    ("urbsh:Evidence-backs", "MinCount"): (not_backing,),
    ("urbsh:ImpliedMembership-evidence", "MaxCount"): (implied_by_hand,),
    ("urbsh:ImpliedMembership-impliedBy", "Class"): (implied_by_hand,),
    ("urbsh:ImpliedMembership-impliedBy", "MaxCount"): (implied_by_hand,),
    ("urbsh:ImpliedMembership-impliedBy", "MinCount"): (implied_by_hand,),
    ("urbsh:ImpliedMembershipClassShape", "Class"): (class_of_subject,),
    ("urbsh:ImpliedMembershipIriShape", "Pattern"): (implied_by_hand,),
    ("urbsh:NationalForumClassShape", "Class"): (class_of_subject,),
    ("urbsh:OrganisationEvidenceShape", "Or"): (organisation_without_evidence,),
    ("urbsh:PartialDates-since", "Or"): (dates_of_premise,),
    ("urbsh:PartialDates-until", "Or"): (dates_of_premise,),
    ("urbsh:Person-publicRole", "MinCount"): (without_role,),
    ("urbsh:Preference-source", "MinCount"): (preference_without_source,),
    ("urbsh:Release-previousVersion", "MaxCount"): (two_releases_before,),
}  # fmt: skip
"""By shape and component. Those of ``BESIDES`` are made in addition to what the operator of the component makes."""

BESIDES = frozenset({("urbsh:PartialDates-since", "Or"), ("urbsh:PartialDates-until", "Or")})
