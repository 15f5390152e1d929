"""The table of members: one row for each piece of evidence that shows a membership. Cells to facts, facts to cells."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.exchange.cells import NOTE, Directories, Reader, joined, text_of, when_of
from urbansec.exchange.curated import Curated, kind_of, short, slug_of, urb
from urbansec.exchange.dates import When, in_wrong_order
from urbansec.exchange.evidence import backed
from urbansec.exchange.names import fold, only
from urbansec.exchange.tables import RefusedError
from urbansec.namespaces import PREFIXES

KINDS = {
    "city": "city",
    "municipality": "city",
    "region": "region",
    "county": "county",
    "intermunicipal authority": "authority",
    "organisation": "organisation",
}
"""What the column kind may say, and the kind in the IRI that goes with it. A city and a municipality are one class."""
SHOWS = frozenset(urb(name) for name in ("forum", "member", "since", "until", "standing"))
"""Evidence that attests one of these, or names no property at all, shows the membership in force."""
_AREA_SERVED = ox.NamedNode(f"{PREFIXES['schema']}areaServed")
Fact = tuple[ox.NamedNode, ox.NamedNode | ox.Literal]


@dataclass(frozen=True)
class Attestation:
    """What a row says. Source and locator tell the rows of one membership apart."""

    forum: ox.NamedNode
    member: ox.NamedNode
    source: ox.NamedNode
    locator: str
    certainty: ox.NamedNode
    since: ox.Literal | None
    until: ox.Literal | None
    as_of: When
    standings: tuple[ox.NamedNode, ...]
    note: str

    @property
    def key(self) -> tuple[str, str]:
        """What no two rows of a membership share."""
        return (self.source.value, fold(self.locator))

    @property
    def pair(self) -> tuple[ox.NamedNode, ox.NamedNode]:
        """What makes the membership."""
        return (self.forum, self.member)

    def shown(self) -> dict[str, str]:
        """The cells that may change, for people to read."""
        return {
            "since": self.since.value if self.since else "",
            "until": self.until.value if self.until else "",
            "status": joined([slug_of(standing) for standing in self.standings]),
            "as_of": self.as_of.text,
            "certainty": slug_of(self.certainty),
            "note": f"“{self.note}”" if self.note else "",
        }

    def facts(self) -> set[Fact]:
        """What its evidence says, apart from source and locator."""
        dates = [("statedSince", self.since), ("statedUntil", self.until), ("asOf", self.as_of.at)]
        dates += [("notBefore", self.as_of.not_before), ("notAfter", self.as_of.not_after)]
        found: set[Fact] = {(urb("certainty"), self.certainty)}
        found |= {(urb(name), literal) for name, literal in dates if literal is not None}
        found |= {(urb("attestedStanding"), standing) for standing in self.standings}
        return found | ({(NOTE, ox.Literal(self.note, language="en"))} if self.note else set())


def read(reader: Reader, names: Directories) -> Attestation | None:
    """What a row says; ``None`` if a cell is wrong, which ``reader`` then keeps."""
    row = reader.row
    forum = reader.node("forum", names.forums)
    member = reader(lambda: _member(reader, names))
    if member is not None:
        reader(lambda: _place(row["place"], member, names))
    source, certainty = reader.node("source_id", names.sources), reader.node("certainty", names.certainties)
    since, until, as_of = reader.date("since"), reader.date("until"), reader.when("as_of")
    standings = () if fold(row["status"]) == "member" else reader.nodes("status", names.standings)
    locator = reader.required("locator")
    if in_wrong_order(since, until):
        reader.problems.append(RefusedError("since", row["since"], f"It lies after until, {row['until']}."))
    if reader.problems or forum is None or member is None or source is None or certainty is None:
        return None
    return Attestation(forum, member, source, locator, certainty, since, until, as_of, tuple(sorted(standings, key=str)), row["note"])


def cells(attestation: Attestation, names: Directories) -> Mapping[str, str]:
    """The row that :func:`read` takes for the same facts."""
    member, curated = attestation.member, names.curated
    country = next(iter(curated.nodes(member, urb("country"))), None)
    place = next(iter(_places_of(member, curated)), None)
    return {
        "forum": names.forums.name(attestation.forum),
        "member_name": names.bodies.name(member, names.rivals(member)),
        "kind": next(word for word, kind in KINDS.items() if kind == kind_of(member)),
        "country": slug_of(country).upper() if country else "",
        "since": attestation.since.value if attestation.since else "",
        "until": attestation.until.value if attestation.until else "",
        "status": joined([names.standings.name(standing) for standing in attestation.standings]) or "member",
        "as_of": attestation.as_of.text,
        "source_id": slug_of(attestation.source).upper(),
        "locator": attestation.locator,
        "certainty": names.certainties.name(attestation.certainty),
        "place": names.places.name(place) if place else "",
        "note": attestation.note,
    }


def stated(curated: Curated, membership: ox.NamedNode) -> dict[ox.NamedNode, Attestation]:
    """What each piece of evidence that shows a membership says, in the order of their names.

    A start or an end of the membership that no evidence gives in so many words is given by that which backs it.
    """
    (forum,), (member,) = curated.nodes(membership, urb("forum")), curated.nodes(membership, urb("member"))
    backing = backed(curated, membership)
    found = {}
    for evidence, properties in backing.items():
        sources, certainties = curated.nodes(evidence, urb("source")), curated.nodes(evidence, urb("certainty"))
        if sources and certainties and (SHOWS & properties or not curated.nodes(evidence, urb("attests"))):
            since, until = (_given(curated, membership, evidence, backing, name) for name in ("since", "until"))
            found[evidence] = Attestation(
                forum,
                member,
                sources[0],
                text_of(curated, evidence, urb("locator")),
                certainties[0],
                since,
                until,
                when_of(curated, evidence),
                tuple(curated.nodes(evidence, urb("attestedStanding"))),
                text_of(curated, evidence, NOTE, "en"),
            )
    return found


def _given(
    curated: Curated, membership: ox.NamedNode, evidence: ox.NamedNode, backing: Mapping[ox.NamedNode, set[ox.NamedNode]], name: str
) -> ox.Literal | None:
    """The start or end that evidence gives."""
    stated_name = urb(f"stated{name.capitalize()}")
    own, kept = curated.literal(evidence, stated_name), curated.literal(membership, urb(name))
    unsaid = kept is not None and all(curated.literal(other, stated_name) != kept for other in backing)
    return kept if own is None and unsaid and urb(name) in backing[evidence] else own


def _member(reader: Reader, names: Directories) -> ox.NamedNode:
    """The member that name, kind and country mean together."""
    row, curated = reader.row, names.curated
    name, word = reader.required("member_name"), reader.required("kind")
    if word and word.casefold() not in KINDS:
        raise RefusedError("kind", word, f"The kinds are {', '.join(KINDS)}.")
    found = names.bodies.find("member_name", name) if name else []
    of_kind = [body for body in found if kind_of(body) == KINDS.get(word.casefold())]
    if not of_kind:
        raise RefusedError("kind", word, f"{name} is no {word}.", [short(body) for body in found])
    if row["country"]:
        country = names.countries.one("country", row["country"])
        there = [body for body in of_kind if country in curated.nodes(body, urb("country"))]
        there = there or [body for body in of_kind if not curated.nodes(body, urb("country"))]
        if not there:
            raise RefusedError("country", row["country"], f"{name} lies elsewhere.", [short(c) for b in of_kind for c in curated.nodes(b, urb("country"))])
        of_kind = there
    return only("member_name", name, of_kind, "member")


def _place(text: str, member: ox.NamedNode, names: Directories) -> None:
    """Hold the place against what the graph says of the member."""
    if text:
        known = _places_of(member, names.curated)
        if not set(names.places.find("place", text)) & {*known, member}:
            reason = f"The graph does not place {short(member)} there. Correct that first, or leave the cell empty."
            raise RefusedError("place", text, reason, [names.places.name(place) for place in known])


def _places_of(member: ox.NamedNode, curated: Curated) -> list[ox.NamedNode]:
    if kind_of(member) in ("city", "region", "county"):
        return [member]
    return curated.nodes(member, urb("locatedIn")) or curated.nodes(member, _AREA_SERVED)
