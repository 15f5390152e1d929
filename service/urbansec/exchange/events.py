"""Turn rows of the table of events into changes of events and their evidence.

A cell that is empty leaves what is there. A value that the event has not yet is taken over; one that differs from what
other evidence backs is refused, because where sources disagree both are recorded as claims.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from urbansec.exchange.cells import NOTE
from urbansec.exchange.changes import UNCHANGED, Plan
from urbansec.exchange.curated import PREF_LABEL, TYPE, Curated, kind_of, short, slug_of, urb
from urbansec.exchange.evidence import Backing, attested, new_names
from urbansec.exchange.happenings import COLUMNS, Happening, stated
from urbansec.exchange.occurrence import Occurrence, occurrence
from urbansec.exchange.tables import Refusal, Row

_HOW_TO_DISAGREE = "Where sources disagree, both are recorded as claims: data/README.md, How a record gets in."
Item = tuple[Row, Happening]


@dataclass
class _Event:
    """An event, what its evidence says and will say, and which row is about which evidence."""

    curated: Curated
    node: ox.NamedNode
    rows: Sequence[Item]
    before: Mapping[ox.NamedNode, Happening]
    old: Occurrence
    evidence: dict[int, ox.NamedNode] = field(default_factory=dict)
    after: dict[ox.NamedNode, Happening] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return not self.curated.exists(self.node)

    def match(self) -> None:
        """Find the evidence that each row is about: the same passage, and if it has several, the same words first."""
        free = dict(self.before)
        self.after = dict(self.before)
        for row, happening in sorted(self.rows, key=lambda item: item[1] not in map(_without_remarks, self.before.values())):
            same = [evidence for evidence, known in free.items() if known.key == happening.key]
            exact = [evidence for evidence in same if _without_remarks(free[evidence]) == _without_remarks(happening)]
            if same:
                self.evidence[row.number] = (exact or same)[0]
                del free[self.evidence[row.number]]
        added = [(row, happening) for row, happening in self.rows if row.number not in self.evidence]
        names = new_names(self.curated, self.node, [happening.source for _, happening in added])
        self.evidence |= {row.number: name for (row, _), name in zip(added, names, strict=True)}
        for row, happening in self.rows:
            evidence = self.evidence[row.number]
            known = self.before.get(evidence)
            self.after[evidence] = happening if known is None else _merged(known, happening)


def plan(curated: Curated, items: Sequence[Item], into: Plan) -> None:
    """Add to ``into`` what the rows ask for."""
    groups: dict[ox.NamedNode, list[Item]] = {}
    for row, happening in items:
        group = groups.setdefault(happening.event, [])
        repeated = next((other.number for other, before in group if before == happening), None)
        if repeated:
            into.refusals.append(Refusal(row.number, "", "", f"It repeats row {repeated}."))
        else:
            group.append((row, happening))
    for node, group in groups.items():
        event = _Event(curated, node, group, stated(curated, node), occurrence(curated, node))
        event.match()
        new = _agreed(event, into)
        if new is not None:
            _tell(event, new, into)
            if event.is_new or new != event.old or event.after != event.before:
                _write(event, new, into)
    into.outcomes.sort(key=lambda outcome: outcome.row)


def _agreed(event: _Event, into: Plan) -> Occurrence | None:
    """What the event will say of itself; ``None`` if a row does not go with the rest, which is then refused."""
    new = event.old
    for _, happening in event.rows:
        new = new.with_others(happening.facts)
    problems = []
    for row, happening in event.rows:
        for column, (properties, value) in happening.facts.by_column.items():
            whole = new.by_column[column][1]
            if value and value != whole and (isinstance(value, str) or len(happening.facts.properties) > len(properties)):
                problems.append(Refusal(row.number, column, row[column], _partial(event, whole)))
        other = _contradicted(event, row, new)
        if other is not None:
            problems.append(other)
    if event.is_new and not new.kinds:
        problems.append(Refusal(event.rows[0][0].number, "type", "", "A new event needs a kind."))
    into.refusals += problems
    return None if problems else new


def _contradicted(event: _Event, row: Row, new: Occurrence) -> Refusal | None:
    """A cell that changes what other evidence backs, and would go on backing."""
    happening = next(happening for other, happening in event.rows if other is row)
    for column, (_, old) in event.old.by_column.items():
        whole, given = new.by_column[column][1], happening.facts.by_column[column][1]
        if old and given and old not in (whole, given):
            for evidence, known in event.before.items():
                before, after = known.facts.by_column[column][1], event.after[evidence].facts.by_column[column][1]
                if before == old and after != whole:
                    shown = old if isinstance(old, str) else ", ".join(sorted(map(short, old)))
                    reason = f"{short(event.node)} has {shown} by source {slug_of(known.source).upper()}. {_HOW_TO_DISAGREE}"
                    return Refusal(row.number, column, row[column], reason)
    return None


def _partial(event: _Event, whole: object) -> str:
    if isinstance(whole, str):
        return f"Another row gives {short(event.node)} {whole}. {_HOW_TO_DISAGREE}"
    return f"{short(event.node)} has more of them by other rows or sources: give all, or give these in a row that gives nothing else."


def _merged(old: Happening, new: Happening) -> Happening:
    """What is there, with what the cells give besides or in its place."""
    return replace(old, facts=old.facts.with_others(new.facts), certainty=new.certainty, note=new.note or old.note)


def _without_remarks(happening: Happening) -> Happening:
    return replace(happening, name="", facts=replace(happening.facts, remarks=frozenset()))


def _tell(event: _Event, new: Occurrence, into: Plan) -> None:
    """Report each row; what happens to the event itself goes with the first row that asks for it."""
    untold = {column for column, (_, value) in new.by_column.items() if value != event.old.by_column[column][1]}
    remarks = set(new.remarks - event.old.remarks)
    for number, (row, happening) in enumerate(event.rows):
        given = {column for column in untold if happening.facts.by_column[column][1]}
        about = [f"{column} {row[column]}" for column in COLUMNS if column in given]
        about += [f"remark “{remark}”" for remark in sorted(remarks & happening.facts.remarks)]
        untold, remarks = untold - given, remarks - happening.facts.remarks
        lines = []
        if event.is_new and number == 0:
            lines.append(f"added {short(event.node)} ({', '.join([happening.name, *about])})")
        elif about:
            lines.append(f"updated {short(event.node)}: {', '.join(about)}")
        evidence = event.evidence[row.number]
        differences = _differences(event.before.get(evidence), event.after[evidence])
        if differences is None:
            lines.append(f"added {short(evidence)}")
        elif differences:
            lines.append(f"updated {short(evidence)}: {'; '.join(differences)}")
        into.tell(row.number, "; ".join(lines) or UNCHANGED)


def _differences(old: Happening | None, new: Happening) -> list[str] | None:
    """What changes in evidence; ``None`` if it is new."""
    if old is None:
        return None
    changes = [f"also backs {column}" for column, (_, value) in new.facts.by_column.items() if value and not old.facts.by_column[column][1]]
    changes += [f"certainty from {slug_of(old.certainty)} to {slug_of(new.certainty)}"] if old.certainty != new.certainty else []
    return changes + ([f"note from “{old.note}” to “{new.note}”"] if old.note != new.note else [])


def _write(event: _Event, new: Occurrence, into: Plan) -> None:
    curated, node = event.curated, event.node
    path = curated.file_of(node) or _file(curated, new)
    facts, old_facts = new.triples(node), event.old.triples(node)
    if event.is_new:
        into.headers[path] = "Events."
        facts |= {ox.Triple(node, TYPE, urb("Event")), ox.Triple(node, PREF_LABEL, ox.Literal(event.rows[0][1].name, language="en"))}
    backing = {}
    for evidence, happening in event.after.items():
        bears = happening.facts.properties
        before = event.before[evidence].facts.properties if evidence in event.before else bears
        backing[evidence] = Backing(bears=bears, adds=bears - before, drops=before - bears)
    attests = attested(curated, node, backing, new.properties)
    for evidence, happening in event.after.items():
        known = event.before.get(evidence)
        facts |= _evidence(evidence, happening) | {ox.Triple(evidence, urb("attests"), term) for term in attests[evidence]}
        old_facts |= _evidence(evidence, known) if known else set()
        old_facts |= {ox.Triple(evidence, urb("attests"), term) for term in curated.nodes(evidence, urb("attests"))}
        if known is None:
            facts |= {ox.Triple(node, urb("evidence"), evidence), ox.Triple(evidence, TYPE, urb("Evidence"))}
            facts |= {ox.Triple(evidence, urb("source"), happening.source), ox.Triple(evidence, urb("locator"), ox.Literal(happening.locator))}
            part = [value for column, (_, value) in happening.facts.by_column.items() if value and value != new.by_column[column][1]]
            facts |= {ox.Triple(evidence, urb("attestsValue"), value) for values in part if not isinstance(values, str) for value in values}
    into.add(path, *(facts - old_facts))
    into.remove(path, *(old_facts - facts))


def _evidence(evidence: ox.NamedNode, happening: Happening) -> set[ox.Triple]:
    note = {ox.Triple(evidence, NOTE, ox.Literal(happening.note, language="en"))} if happening.note else set()
    return note | {ox.Triple(evidence, urb("certainty"), happening.certainty)}


def _file(curated: Curated, new: Occurrence) -> Path:
    """Where a new event belongs: by its kind, else by the forum that organises it."""
    kinds, organisers = {slug_of(kind) for kind in new.kinds}, sorted(slug_of(agent) for agent in new.organisers if kind_of(agent) == "forum")
    if "prevention-congress" in kinds:
        name = "prevention-congresses"
    elif kinds & {"project-conference", "project-meeting"}:
        name = "projects"
    else:
        own = [forum for forum in ("efus", "defus") if forum in organisers]
        name = own[0] if own else "national-forums" if organisers else "others"
    return curated.folder / "events" / f"{name}.ttl"
