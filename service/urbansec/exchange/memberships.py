"""Turn rows of the table of members into changes of memberships and their evidence.

A cell that is empty leaves what is there. What a row gives as start or end goes to its evidence; the membership itself
takes it over if it has none yet, or if no evidence gives any longer the one it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from urbansec.exchange.attestations import Attestation, Fact, stated
from urbansec.exchange.changes import UNCHANGED, Plan
from urbansec.exchange.curated import TYPE, Curated, kind_of, short, slug_of, thing, urb
from urbansec.exchange.dates import in_wrong_order
from urbansec.exchange.evidence import Backing, attested, new_names
from urbansec.exchange.tables import Refusal, Row

_FOUNDING = thing("standing", "founding")
_LASTING = ("since", "until", "standing")
Value = ox.NamedNode | ox.Literal
Item = tuple[Row, Attestation]


def plan(curated: Curated, items: Sequence[Item], into: Plan) -> None:
    """Add to ``into`` what the rows ask for."""
    groups: dict[tuple[ox.NamedNode, ox.NamedNode], list[Item]] = {}
    for row, attestation in items:
        group = groups.setdefault(attestation.pair, [])
        repeated = next((other.number for other, before in group if before.key == attestation.key), None)
        if repeated:
            into.refusals.append(Refusal(row.number, "locator", row["locator"], f"Row {repeated} has the same forum, member, source and locator."))
        else:
            group.append((row, attestation))
    known = {(*curated.nodes(m, urb("forum")), *curated.nodes(m, urb("member"))): m for m in curated.instances("Membership")}
    for pair, group in groups.items():
        _plan_membership(_Membership.of(curated, known.get(pair), pair), group, into)
    into.outcomes.sort(key=lambda outcome: outcome.row)


@dataclass
class _Membership:
    """One membership: what it says itself, what its evidence says, and what both will say."""

    curated: Curated
    node: ox.NamedNode
    forum: ox.NamedNode
    member: ox.NamedNode
    before: Mapping[ox.NamedNode, Attestation]
    after: dict[ox.NamedNode, Attestation]
    record: Mapping[str, Value]
    is_new: bool = False

    @classmethod
    def of(cls, curated: Curated, node: ox.NamedNode | None, pair: tuple[ox.NamedNode, ox.NamedNode]) -> "_Membership":
        forum, member = pair
        if node is None:
            return cls(curated, thing("membership", f"{slug_of(forum)}-{slug_of(member)}"), forum, member, {}, {}, {}, is_new=True)
        values = {name: [v for v in curated.values(node, urb(name)) if isinstance(v, Value)] for name in _LASTING}
        before = stated(curated, node)
        return cls(curated, node, forum, member, before, dict(before), {name: found[0] for name, found in values.items() if found})

    @property
    def file(self) -> Path:
        """Where it stands, or will stand: with the memberships of its forum."""
        of_forum = [node for node in self.curated.subjects(urb("forum"), self.forum) if kind_of(node) == "membership"]
        homes = (self.curated.file_of(node) for node in [self.node, *of_forum])
        return next((path for path in homes if path), self.curated.folder / "memberships" / f"{slug_of(self.forum)}.ttl")

    @property
    def forum_name(self) -> str:
        """What people call its forum."""
        abbreviation = self.curated.literal(self.forum, urb("abbreviation"))
        return abbreviation.value if abbreviation else self.curated.label(self.forum)

    def decide(self, given: Sequence[Attestation]) -> dict[str, Value]:
        """What it will say of itself, when the evidence in ``given`` is new or has changed."""
        record = dict(self.record)
        for name in ("since", "until"):
            current, offered = record.get(name), next((v for a in given if (v := getattr(a, name))), None)
            lost = any(getattr(a, name) == current for a in self.before.values()) and all(getattr(a, name) != current for a in self.after.values())
            if offered is not None and (current is None or lost):
                record[name] = offered
        if any(_FOUNDING in attestation.standings for attestation in given):
            record.setdefault("standing", _FOUNDING)
        return record


def _plan_membership(membership: _Membership, group: Sequence[Item], into: Plan) -> None:
    told: dict[int, str] = {}
    given: list[Attestation] = []
    by_key = {attestation.key: evidence for evidence, attestation in membership.before.items()}
    added = [attestation for _, attestation in group if attestation.key not in by_key]
    names = new_names(membership.curated, membership.node, [attestation.source for attestation in added])
    by_key |= {attestation.key: name for attestation, name in zip(added, names, strict=True)}
    for row, attestation in group:
        evidence = by_key[attestation.key]
        old = membership.before.get(evidence)
        new = attestation if old is None else _merged(old, attestation)
        membership.after[evidence] = new
        if new != old:
            given.append(new)
            told[row.number] = f"added {short(evidence)}" if old is None else f"updated {short(evidence)}: {_differences(old, new)}"
    record = membership.decide(given)
    since, until = _date(record, "since"), _date(record, "until")
    if since and until and in_wrong_order(since, until):
        into.refusals.append(Refusal(group[-1][0].number, "since", since.value, f"{short(membership.node)} would begin after its end, {until.value}."))
        return
    _tell(membership, record, group, told, into)
    if given:
        _write(membership, record, into)


def _merged(old: Attestation, new: Attestation) -> Attestation:
    """What is there, with what the cells give in its place."""
    given = {name: getattr(new, name) for name in ("certainty", "since", "until", "as_of", "standings", "note")}
    if new.as_of.text == old.as_of.text:
        del given["as_of"]
    return replace(old, **{name: value for name, value in given.items() if value})


def _differences(old: Attestation, new: Attestation) -> str:
    before, after = old.shown(), new.shown()
    return "; ".join(f"{name} from {before[name] or 'nothing'} to {text}" for name, text in after.items() if text != before[name])


def _tell(membership: _Membership, record: Mapping[str, Value], group: Sequence[Item], told: Mapping[int, str], into: Plan) -> None:
    """Report each row; what happens to the membership itself goes with the first row that changes something."""
    old = membership.record
    about = ", ".join(f"{name} {f'from {_shown(old[name])} to ' if name in old else ''}{_shown(v)}" for name, v in record.items() if v != old.get(name))
    for row, attestation in group:
        lines = [told[row.number]] if row.number in told else [UNCHANGED]
        if told and row.number == min(told) and membership.is_new:
            lines.insert(0, f"added {short(membership.node)}" + (f" ({about})" if about else ""))
        elif told and row.number == min(told) and about:
            lines.append(f"updated {short(membership.node)}: {about}")
        kept = [(name, record[name]) for name in ("since", "until") if getattr(attestation, name) not in (None, record.get(name)) and name in record]
        lines += [f"{short(membership.node)} keeps {name} {_shown(value)}" for name, value in kept if row.number in told]
        into.tell(row.number, "; ".join(lines))


def _write(membership: _Membership, record: Mapping[str, Value], into: Plan) -> None:
    curated, node, path = membership.curated, membership.node, membership.file
    if not path.exists():
        into.headers[path] = f"Members of {membership.forum_name}."
    if membership.is_new:
        into.add(path, *(ox.Triple(node, p, o) for p, o in ((TYPE, urb("Membership")), (urb("forum"), membership.forum), (urb("member"), membership.member))))
    for name, value in record.items():
        old = membership.record.get(name)
        if value != old:
            into.add(path, ox.Triple(node, urb(name), value))
            into.remove(path, *([ox.Triple(node, urb(name), old)] if old is not None else []))
    backing = {evidence: _backing(attestation, record) for evidence, attestation in membership.after.items()}
    attests = attested(curated, node, backing, {urb(name) for name in ("forum", "member", *record)})
    for evidence, attestation in membership.after.items():
        known = membership.before.get(evidence)
        facts: set[Fact] = {(urb("attests"), term) for term in attests[evidence]}
        old_facts: set[Fact] = {(urb("attests"), term) for term in curated.nodes(evidence, urb("attests"))}
        if known is None:
            facts |= {(TYPE, urb("Evidence")), (urb("source"), attestation.source), (urb("locator"), ox.Literal(attestation.locator))}
            into.add(path, ox.Triple(node, urb("evidence"), evidence))
        before = known.facts() if known else set()
        facts |= attestation.facts() - before
        old_facts |= {fact for fact in before - attestation.facts() if curated.says(ox.Triple(evidence, *fact))}
        into.add(path, *(ox.Triple(evidence, *fact) for fact in facts - old_facts))
        into.remove(path, *(ox.Triple(evidence, *fact) for fact in old_facts - facts))


def _backing(attestation: Attestation, record: Mapping[str, Value]) -> Backing:
    """What of the membership the evidence bears out, and what it contradicts."""
    given = {name: value for name in ("since", "until") if name in record and (value := getattr(attestation, name)) is not None}
    lasting = {name for name, value in given.items() if value == record[name]}
    lasting |= {"standing"} if record.get("standing") in attestation.standings else set()
    terms = {name: urb(name) for name in ("forum", "member", *_LASTING)}
    return Backing(
        bears={terms[name] for name in ("forum", "member", *lasting)},
        adds={terms[name] for name in lasting},
        drops={terms[name] for name in given.keys() - lasting},
    )


def _date(record: Mapping[str, Value], name: str) -> ox.Literal | None:
    value = record.get(name)
    return value if isinstance(value, ox.Literal) else None


def _shown(value: Value | None) -> str:
    return "" if value is None else value.value if isinstance(value, ox.Literal) else slug_of(value)
