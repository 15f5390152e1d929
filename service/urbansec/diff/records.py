"""Sentences on the records of this project: memberships, events, who took part, counts, offices, evidence, sources, disagreements."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from urbansec.diff.changes import Change, Edit, Status
from urbansec.diff.content import Content
from urbansec.diff.generic import TYPE, Sentence, describe
from urbansec.diff.names import Names, when
from urbansec.namespaces import PREFIXES, URB

_EVIDENCE = f"{URB}evidence"


@dataclass
class Records:
    """Turns changes into sentences; ``old`` and ``new`` are what the sides say, ``names`` knows both and the ontology."""

    old: Content
    new: Content
    names: Names
    _owners: dict[str, str] = field(init=False)
    _status: dict[str, Status] = field(init=False)

    def sentences(self, changes: Sequence[Change]) -> Iterator[Sentence]:
        """What happened, record by record. Evidence that came or went with its record is told with it."""
        self._owners = {**_owners(self.old), **_owners(self.new)}
        self._status = {change.iri: change.status for change in changes if change.iri}
        for change in changes:
            kind = self._kind(change)
            if kind == "evidence":
                yield from self._evidence(change)
            elif kind in _RECORDS:
                yield from self._record(change, kind)
            else:
                yield from describe(self._without_told_evidence(change), self.names, kind or "resource")

    # -- kinds --

    def _kind(self, change: Change) -> str:
        """The kind of record, by its class on either side; empty for all others."""
        for content in (self.new, self.old):
            for value in content.values(change.iri, TYPE):
                if isinstance(value, ox.NamedNode) and value.value in _KINDS:
                    return _KINDS[value.value]
        return ""

    def _record(self, change: Change, kind: str) -> Iterator[Sentence]:
        tell, call = _RECORDS[kind]
        side = self.old if change.status == "removed" else self.new
        record = _Record(change.iri, side, self.names)
        if change.status == "changed":
            rest = self._without_told_evidence(change)
            if kind == "membership":
                rest, told = self._membership_dates(rest, record)
                yield from told
            yield from describe(rest, self.names, kind, call(record))
            return
        text = tell(record, change.status) + self._says(change, side)
        yield Sentence(kind, change.status, text, change.iri, self._details(change, told=_TOLD[kind]))

    def _membership_dates(self, change: Change, record: "_Record") -> tuple[Change, list[Sentence]]:
        """A start or an end that became known is told as joining or leaving."""
        told, rest = [], []
        words = {f"{URB}since": "joined", f"{URB}until": "left"}
        for edit in change.edits:
            if edit.predicate in words and len(edit.added) == 1 and not edit.removed and when(edit.added[0]):
                text = f"{record.name('member')} {words[edit.predicate]} {record.name('forum')} {when(edit.added[0])}{self._new_says(change.iri)}"
                told.append(Sentence("membership", "changed", text, change.iri))
            else:
                rest.append(edit)
        return Change(change.subject, change.status, rest), told

    # -- evidence --

    def _evidence(self, change: Change) -> Iterator[Sentence]:
        owner = self._owners.get(change.iri, "")
        if change.status != "changed" and owner and self._status.get(owner) == change.status:
            return  # told with its record
        side = self.old if change.status == "removed" else self.new
        record = _Record(change.iri, side, self.names)
        about = f" for {self._called(owner)}" if owner else ""
        if change.status == "changed":
            yield from describe(change, self.names, "evidence", f"Evidence{about} ({record.curie('source')})")
            return
        parts = [record.curie("source"), *(record.text(name) for name in ("locator", "certainty"))]
        shown = ", ".join(part for part in parts if part)
        yield Sentence("evidence", change.status, f"Evidence {change.status}{about}: {shown}", change.iri, self._details(change, told=_TOLD["evidence"]))

    def _called(self, iri: str) -> str:
        """What a record is called in the middle of a sentence."""
        for content in (self.new, self.old):
            for value in content.values(iri, TYPE):
                kind = _KINDS.get(value.value, "") if isinstance(value, ox.NamedNode) else ""
                if kind in _RECORDS:
                    return _RECORDS[kind][1](_Record(iri, content, self.names))
        return self.names.thing(iri)

    def _says(self, change: Change, side: Content) -> str:
        """The sources of a record that came or went."""
        return _says([_Record(iri, side, self.names).curie("source") for iri in _iris(side.values(change.iri, _EVIDENCE))], change.status)

    def _new_says(self, iri: str) -> str:
        """The sources of the evidence that came with a change; of all evidence if none came."""
        evidence = _iris(self.new.values(iri, _EVIDENCE))
        come = [name for name in evidence if self._status.get(name)] or evidence
        return _says([_Record(name, self.new, self.names).curie("source") for name in come], "changed")

    def _without_told_evidence(self, change: Change) -> Change:
        """The change without links to evidence that has a sentence of its own, because it came or went itself."""
        if change.status != "changed":
            return change
        edits = []
        for edit in change.edits:
            left = edit
            if edit.predicate == _EVIDENCE:
                left = Edit(edit.predicate, edit.graph, self._untold(edit.removed, "removed"), self._untold(edit.added, "added"))
            if left.removed or left.added:
                edits.append(left)
        return Change(change.subject, change.status, edits)

    def _untold(self, values: Sequence[object], status: Status) -> list[object]:
        return [value for value in values if not (isinstance(value, ox.NamedNode) and self._status.get(value.value) == status)]

    def _details(self, change: Change, told: Sequence[str]) -> tuple[str, ...]:
        """What a record says besides what its sentence tells."""
        known = {f"{URB}{name}" for name in told} | {TYPE, _EVIDENCE, f"{PREFIXES['skos']}prefLabel"}
        return tuple(
            f"{self.names.term(edit.predicate)}: {self.names.value(value)}"
            for edit in change.edits
            if edit.predicate not in known
            for value in (edit.added or edit.removed)
        )


@dataclass(frozen=True)
class _Record:
    """One record as one side has it."""

    iri: str
    side: Content
    names: Names

    def one(self, name: str) -> object | None:
        """The first value of one of our properties (or of a property given as IRI)."""
        values = self.side.values(self.iri, name if "://" in name else f"{URB}{name}")
        return min(values, key=str) if values else None

    def name(self, name: str) -> str:
        """What the value of a property is called."""
        value = self.one(name)
        return self.names.value(value) if value is not None else "somebody or something"

    def text(self, name: str) -> str:
        """The value of a property as text without quotes; empty if there is none."""
        value = self.one(name)
        return "" if value is None else value.value if isinstance(value, ox.Literal) else self.names.value(value)

    def curie(self, name: str) -> str:
        """The value of a property as an IRI with a prefix; empty if there is none."""
        value = self.one(name)
        return self.names.curie(value.value) if isinstance(value, ox.NamedNode) else ""

    def when(self, name: str) -> str:
        """A date with a space before it; empty if there is none."""
        date = when(self.one(name))
        return f" {date}" if date else ""

    @property
    def title(self) -> str:
        """The label, or the IRI with a prefix."""
        return self.names.thing(self.iri)


def _membership(record: _Record, status: Status) -> str:
    member, forum = record.name("member"), record.name("forum")
    since, until = record.when("since"), record.when("until")
    if status == "removed":
        span = ", ".join(part for part in (f"joined{since}" if since else "", f"left{until}" if until else "") if part)
        return f"{member} is no longer recorded as a member of {forum}{f' ({span})' if span else ''}"
    if since:
        return f"{member} joined {forum}{since}" + (f" and left it{until}" if until else "")
    return f"{member} left {forum}{until}" if until else f"{member} is recorded as a member of {forum}"


def _event(record: _Record, status: Status) -> str:
    facts = [record.text(name) for name in ("start", "end", "place")]
    shown = ", ".join(fact for fact in facts if fact)
    return f"{_new(status)} event: {record.title}{f' ({shown})' if shown else ''}"


def _taking_part(event: str, role: str) -> Callable[[_Record, Status], str]:
    def tell(record: _Record, status: Status) -> str:
        verb = "took part" if status == "added" else "is no longer recorded as having taken part"
        behalf = f" on behalf of {record.name('onBehalfOf')}" if record.one("onBehalfOf") is not None else ""
        return f"{record.name('participant')} {verb} in {record.name(event)}{f' as {record.name(role)}' if record.one(role) is not None else ''}{behalf}"

    return tell


def _count(record: _Record, status: Status) -> str:
    qualifier = record.text("qualifier")
    value = f"{'' if qualifier in ('', 'exact') else f'{qualifier} '}{record.name('reportedValue')}"
    return f"{_new(status)} count: {record.name('forum')} has {value} {record.text('counted') or 'members'}{record.when('asOf')}"


def _office(record: _Record, status: Status) -> str:
    holder, office, body = record.name("holder"), record.name("officeKind"), record.name("officeOf")
    behalf = f", on behalf of {record.name('onBehalfOf')}" if record.one("onBehalfOf") is not None else ""
    if status == "removed":
        return f"{holder} is no longer recorded as {office} of {body}{behalf}"
    since, until = record.when("since"), record.when("until")
    if since:
        return f"{holder} became {office} of {body}{since}" + (f", until{until.replace(' in ', ' ').replace(' on ', ' ')}" if until else "") + behalf
    return f"{holder} is recorded as {office} of {body}{behalf}"


def _source(record: _Record, status: Status) -> str:
    dcterms = PREFIXES["dcterms"]
    facts = [record.text(f"{dcterms}publisher"), record.text(f"{dcterms}issued")]
    shown = ", ".join(fact for fact in facts if fact)
    return f"{_new(status)} source: {record.names.curie(record.iri)}, “{record.title}”{f' ({shown})' if shown else ''}"


def _disagreement(record: _Record, status: Status) -> str:
    claims = [record.names.value(value) for value in record.side.values(record.iri, f"{URB}alternative")]
    preferred = record.one("preferredAlternative")
    more = f"; preferred: {record.names.value(preferred)}" if preferred is not None else ""
    return f"{_new(status)} disagreement: {record.title} ({' / '.join(sorted(claims))}{more})"


def _claim(record: _Record, status: Status) -> str:
    return f"{_new(status)} claim: {record.title}"


def _new(status: Status) -> str:
    return "New" if status == "added" else "Removed"


_Tell = Callable[[_Record, Status], str]
_Call = Callable[[_Record], str]
_RECORDS: Mapping[str, tuple[_Tell, _Call]] = {
    "membership": (_membership, lambda r: f"{r.name('member')} in {r.name('forum')}"),
    "event": (_event, lambda r: r.title),
    "participation": (_taking_part("event", "participationRole"), lambda r: f"{r.name('participant')} at {r.name('event')}"),
    "project participation": (_taking_part("project", "projectRole"), lambda r: f"{r.name('participant')} in {r.name('project')}"),
    "count": (_count, lambda r: f"Count “{r.title}”"),
    "office": (_office, lambda r: f"{r.name('holder')} as {r.name('officeKind')} of {r.name('officeOf')}"),
    "source": (_source, lambda r: f"Source {r.names.curie(r.iri)} (“{r.title}”)"),
    "disagreement": (_disagreement, lambda r: f"Disagreement “{r.title}”"),
    "claim": (_claim, lambda r: f"Claim “{r.title}”"),
}
"""For each kind the sentence on a record that came or went, and what such a record is called."""
_TOLD: Mapping[str, tuple[str, ...]] = {
    "membership": ("member", "forum", "since", "until"),
    "event": ("start", "end"),
    "participation": ("participant", "event", "onBehalfOf"),
    "project participation": ("participant", "project", "onBehalfOf"),
    "count": ("forum", "reportedValue", "qualifier", "counted", "asOf"),
    "office": ("holder", "officeKind", "officeOf", "onBehalfOf"),
    "source": (),
    "disagreement": ("alternative", "preferredAlternative"),
    "claim": (),
    "evidence": ("source", "locator", "certainty"),
}
_KINDS: Mapping[str, str] = {
    f"{URB}{name}": kind
    for name, kind in (
        *(("Membership", "membership"), ("Event", "event"), ("Participation", "participation"), ("ProjectParticipation", "project participation")),
        *(("ReportedCount", "count"), ("OfficeHolding", "office"), ("Evidence", "evidence"), ("Source", "source")),
        *(("Disagreement", "disagreement"), ("Claim", "claim")),
    )
}


def _owners(content: Content) -> dict[str, str]:
    """From each piece of evidence to the record that it backs."""
    return {evidence: record for record, said in content.about.items() for evidence in _iris(said.get(_EVIDENCE, ()))}


def _iris(values: Sequence[object]) -> list[str]:
    return sorted(value.value for value in values if isinstance(value, ox.NamedNode))


def _says(sources: Sequence[str], status: Status) -> str:
    shown = ", ".join(sorted({source for source in sources if source}))
    if not shown:
        return ""
    verb = "said" if status == "removed" else "say" if "," in shown else "says"
    return f" ({verb} {shown})"
