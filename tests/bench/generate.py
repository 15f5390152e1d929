"""Synthetic urban-security networks in the project's own ontology, of any size: the same seed gives the same bytes.

``python -m tests.bench.generate --triples 50000 FILE.nt`` writes N-Triples in one pass, with the ontology and the
vocabularies in front and with what the rules of ``ontology/rules`` derive from the rest, so that any SPARQL server can
be given the file as it is. What grows with the network are cities, forums (few big, many small), memberships, events
and sources; memory stays in proportion to the number of forums and sources, not of triples.
"""

import argparse
import calendar
import json
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
SEED = 2026
TRIPLES_PER_CITY = 91.5  # measured; a test holds the sizes to it
ONTOLOGY_TRIPLES = 4800
PARTIES_PER_CITY = 0.08
SAMPLES = 4000

ID = "https://w3id.org/urbansec/id/"
URB = "https://w3id.org/urbansec/ontology#"
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
PREF = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
MEMBER_OF = "<http://www.w3.org/ns/org#memberOf>"
TITLE, ISSUED, PUBLISHER = (f"<http://purl.org/dc/terms/{name}>" for name in ("title", "issued", "publisher"))
LAT, LONG = (f"<http://www.w3.org/2003/01/geo/wgs84_pos#{name}>" for name in ("lat", "long"))
XSD = "http://www.w3.org/2001/XMLSchema#"

# Country, its main language, and the middle of it. The first weigh most.
COUNTRIES = (
    ("fr", "fr", 46.6, 2.4), ("de", "de", 51.1, 10.3), ("it", "it", 43.0, 12.1), ("es", "es", 40.2, -3.6), ("be", "nl", 50.6, 4.6),
    ("pt", "pt", 39.6, -8.0), ("nl", "nl", 52.2, 5.6), ("at", "de", 47.6, 14.1), ("gr", "el", 39.1, 22.9), ("pl", "pl", 52.1, 19.4),
    ("se", "sv", 62.8, 16.7), ("gb", "en", 54.1, -2.9), ("hu", "hu", 47.2, 19.4), ("cz", "cs", 49.7, 15.3), ("ch", "de", 46.8, 8.2),
    ("ro", "ro", 45.9, 25.0), ("fi", "fi", 64.5, 26.3), ("dk", "da", 56.0, 10.0), ("si", "sl", 46.1, 14.8), ("lu", "fr", 49.8, 6.1),
)  # fmt: skip
EVENT_KINDS = ("general-assembly", "conference", "project-meeting", "executive-committee-meeting", "anniversary", "declaration")
ONSETS = ("b", "br", "d", "dr", "f", "fl", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v", "w", "z")
VOWELS = ("a", "e", "i", "o", "u", "au", "ei", "ia")
CODAS = ("", "", "l", "n", "r", "s", "nd", "rg", "st")
ENDINGS = {"de": "burg", "fr": "ville", "it": "ano", "es": "osa", "nl": "dam", "en": "ton", "pl": "ów", "pt": "ães", "sv": "köping", "el": "ούπολη"}


@dataclass
class Samples:
    """Some of what was written, for the parameters of queries."""

    cities: list[tuple[str, str, float, float]] = field(default_factory=list)  # slug, English name, latitude, longitude
    forums: list[str] = field(default_factory=list)  # the biggest first
    memberships: list[tuple[str, str, str]] = field(default_factory=list)  # member (kind and slug), forum, first certain day
    sources: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    event_kinds: list[str] = field(default_factory=list)
    triples: int = 0


@dataclass(frozen=True)
class Source:
    """A source that evidence can point to."""

    slug: str
    title: str
    year: int


class Network:
    """One network. ``triples`` is about how many there are to be; without ``derived`` only what a person would write."""

    def __init__(self, triples: int, seed: int = SEED, *, derived: bool = True) -> None:
        self.derived = derived
        self.rng = random.Random(seed)  # noqa: S311 - data, not secrets
        self.n_cities = max(20, round((triples - ONTOLOGY_TRIPLES) / TRIPLES_PER_CITY))
        self.n_parties = max(5, int(self.n_cities * PARTIES_PER_CITY))
        self.n_forums = max(8, self.n_cities // 15)
        self.n_sources = max(5, self.n_cities // 8)
        self.sizes = [0] * self.n_forums
        self.weights = list(accumulate(1 / (rank + 1) ** 0.8 for rank in range(self.n_forums)))
        self.countries = list(accumulate(1 / (rank + 2) for rank in range(len(COUNTRIES))))
        self.sources: list[Source] = []
        self.abbreviations: list[str] = []
        self.samples = Samples(countries=[c[0] for c in COUNTRIES], event_kinds=list(EVENT_KINDS))

    def lines(self) -> Iterator[str]:
        """Blocks of N-Triples lines, each block what is said of one thing."""
        yield ontology()
        for number in range(self.n_sources):
            yield self._source(number)
        for number in range(self.n_forums):
            yield self._forum(number)
        self.samples.forums = [forum_slug(number) for number in range(self.n_forums)][:SAMPLES]
        for number in range(self.n_cities):
            yield from self._city(number)
        for number in range(self.n_parties):
            yield from self._organisation(number)
        for number in range(self.n_cities // 3):
            yield from self._event(number)
        for number in range(self.n_forums):
            yield self._count(number)

    def write(self, path: Path) -> Samples:
        """Write the file, and beside it ``.json`` with the samples."""
        count = 0
        with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
            for block in self.lines():
                count += block.count("\n")
                file.write(block)
        self.samples.triples = count
        path.with_suffix(".json").write_text(json.dumps(asdict(self.samples)), encoding="utf-8")
        return self.samples

    def _source(self, number: int) -> str:
        rng, slug = self.rng, f"s{number + 1}"
        year, language = rng.randint(1990, 2025), COUNTRIES[self._country()][1]
        date = self._date(year)
        title = f"Report {number + 1} of {year}"
        self.sources.append(Source(slug, title, year))
        self._keep(self.samples.sources, number, self.n_sources, slug)
        s = iri("source", slug)
        return "".join((
            f"{s} {A} <{URB}Source> .\n",
            f"{s} {TITLE} {text(title, 'en')} .\n",
            f"{s} {TITLE} {text(f'{name(rng)} {number + 1}', language)} .\n" if language != "en" else "",
            f"{s} {ISSUED} {date} .\n",
            f"{s} {PUBLISHER} {iri('forum', forum_slug(self._pick_forum()))} .\n",
            f'{s} <https://schema.org/inLanguage> "{language}" .\n',
            f"{s} <https://schema.org/url> <https://example.org/report/{number + 1}> .\n",
            f"{s} <{URB}sourceKind> {iri('source-kind', 'forum-page')} .\n",
            self._days(s, "issued", date),
        ))  # fmt: skip

    def _forum(self, number: int) -> str:
        rng, slug = self.rng, forum_slug(number)
        country, language, _, _ = COUNTRIES[number % len(COUNTRIES)]
        city, national = name(rng), 0 < number < len(COUNTRIES)
        abbreviation = f"F{number + 1}US"
        self.abbreviations.append(abbreviation)
        f = iri("forum", slug)
        return "".join((
            f"{f} {A} <{URB}{'NationalForum' if national else 'Forum'}> .\n",
            self._names(f, {"en": f"Forum of {city} {number + 1}", "fr": f"Forum de {city} {number + 1}", language: f"Forum {city} {number + 1}"}),
            f'{f} <{URB}abbreviation> "{abbreviation}" .\n',
            f"{f} <{URB}country> {iri('country', country)} .\n",
            f"{f} <{URB}nationalForumOf> {iri('forum', forum_slug(0))} .\n" if national else "",
            self._evidence(f, f"forum-{slug}"),
        ))  # fmt: skip

    def _city(self, number: int) -> Iterator[str]:
        rng = self.rng
        index = self._country()
        country, language, lat, long = COUNTRIES[index]
        stem = name(rng)
        slug = f"{stem.lower()}-{number + 1}"
        lat, long = round(rng.gauss(lat, 1.6), 5), round(rng.gauss(long, 1.9), 5)
        c = iri("city", slug)
        names = {
            "en": stem + ENDINGS["en"] * (rng.random() < 0.3),
            language: stem + ENDINGS.get(language, "a"),
            "fr": stem + ENDINGS["fr"] * (rng.random() < 0.5),
        }
        if rng.random() < 0.4:
            names["de"] = stem + ENDINGS["de"]
        self._keep(self.samples.cities, number, self.n_cities, (slug, names["en"], lat, long))
        yield "".join((
            f"{c} {A} <{URB}City> .\n",
            self._names(c, names),
            f"{c} <{URB}country> {iri('country', country)} .\n",
            f"{c} <{URB}geonames> <https://sws.geonames.org/{9_000_000 + number}/> .\n",
            f'{c} <{URB}population> "{int(rng.lognormvariate(11, 1.1))}"^^<{XSD}integer> .\n',
            f'{c} {LAT} "{lat}"^^<{XSD}decimal> .\n',
            f'{c} {LONG} "{long}"^^<{XSD}decimal> .\n',
            self._evidence(c, f"city-{slug}"),
        ))  # fmt: skip
        # One forum for most, several for some, the national one often.
        wanted = {self._pick_forum() for _ in range(min(12, 1 + int(rng.expovariate(0.9))))}
        if rng.random() < 0.3:
            wanted.add(min(index, self.n_forums - 1))
        for forum in sorted(wanted):
            yield self._membership("city", slug, names["en"], forum)

    def _organisation(self, number: int) -> Iterator[str]:
        slug, stem = f"organisation-{number + 1}", name(self.rng)
        o = iri("organisation", slug)
        label = f"Institute {stem} {number + 1}"
        yield "".join((
            f"{o} {A} <{URB}Organisation> .\n",
            self._names(o, {"en": label, "de": f"Institut {stem} {number + 1}"}),
            f"{o} <{URB}country> {iri('country', COUNTRIES[self._country()][0])} .\n",
            self._evidence(o, slug),
        ))  # fmt: skip
        if self.rng.random() < 0.4:
            yield self._membership("organisation", slug, label, self._pick_forum())

    def _membership(self, kind: str, slug: str, label: str, forum: int) -> str:
        rng, group = self.rng, forum_slug(forum)
        self.sizes[forum] += 1
        m, member, f = iri("membership", f"{group}-{slug}"), iri(kind, slug), iri("forum", group)
        since = rng.randint(1988, 2023)
        start = self._date(since)
        end = self._date(rng.randint(since + 1, 2025)) if rng.random() < 0.15 else None
        parts = [
            f"{m} {A} <{URB}Membership> .\n",
            f"{m} <{URB}forum> {f} .\n",
            f"{m} <{URB}member> {member} .\n",
            f"{m} <{URB}since> {start} .\n",
            self._days(m, "since", start),
        ]
        first, certain = days(start)
        last = certain
        if end:
            last, gone = days(end)
            parts += (f"{m} <{URB}until> {end} .\n", self._days(m, "until", end))
        if end:
            seen = [rng.randint(since, max(since, int(last[:4]) - 1)) for _ in range(rng.randint(1, 2))]
        else:
            seen = [rng.randint(since, 2025) for _ in range(rng.randint(1, 3))]
            last = max([certain, *(f"{year}-01-01" for year in seen)])
        parts += [self._attestation(m, f"membership-{group}-{slug}", number + 1, year) for number, year in enumerate(seen)]
        if self.derived:
            parts += (
                f'{m} <{URB}certainFrom> "{certain}"^^<{XSD}date> .\n' if certain <= last else "",
                f'{m} <{URB}certainTo> "{last}"^^<{XSD}date> .\n' if certain <= last else "",
                f'{m} <{URB}possibleFrom> "{first}"^^<{XSD}date> .\n',
                f'{m} <{URB}possibleTo> "{gone}"^^<{XSD}date> .\n' if end else f"{member} {MEMBER_OF} {f} .\n",
                f"{m} {LABEL} {text(f'{label} in {self.abbreviations[forum]}', 'en')} .\n",
            )
        self._keep(self.samples.memberships, sum(self.sizes), self.n_cities * 2, (f"{kind}/{slug}", group, certain))
        return "".join(parts)

    def _attestation(self, m: str, slug: str, number: int, year: int) -> str:
        """A source that shows a membership in a year."""
        source = self.sources[self.rng.randrange(self.n_sources)]
        e = iri("evidence", f"{slug}-{source.slug}-{number}")
        seen = f'"{year}"^^<{XSD}gYear>'
        return "".join((
            f"{m} <{URB}evidence> {e} .\n",
            f"{m} <{URB}attestedBy> {e} .\n" if self.derived else "",
            f"{e} {A} <{URB}Evidence> .\n",
            f"{e} <{URB}asOf> {seen} .\n",
            self._days(e, "asOf", seen),
            self._proof(e, source),
        ))  # fmt: skip

    def _event(self, number: int) -> Iterator[str]:
        rng, slug = self.rng, f"event-{number + 1}"
        kind = EVENT_KINDS[min(int(rng.expovariate(0.6)), len(EVENT_KINDS) - 1)]
        forum = self._pick_forum()
        place = self.samples.cities[rng.randrange(len(self.samples.cities))][0]
        start = self._date(rng.randint(1990, 2025))
        e = iri("event", slug)
        title = f"{kind.replace('-', ' ').capitalize()} {number + 1}"
        yield "".join((
            f"{e} {A} <{URB}Event> .\n",
            self._names(e, {"en": title, "de": f"Treffen {number + 1}", "fr": f"Rencontre {number + 1}"}),
            f"{e} <{URB}eventKind> {iri('event-kind', kind)} .\n",
            f"{e} <{URB}organiser> {iri('forum', forum_slug(forum))} .\n",
            f"{e} <{URB}place> {iri('city', place)} .\n",
            f"{e} <{URB}start> {start} .\n",
            self._days(e, "start", start),
            self._evidence(e, slug),
        ))  # fmt: skip
        for who, role in [(("city", place), "host"), (("organisation", f"organisation-{rng.randint(1, self.n_parties)}"), "speaker")][: rng.randint(0, 2)]:
            p, own = iri("participation", f"{slug}-{who[1]}"), f"participation-{slug}-{who[1]}"
            yield "".join((
                f"{p} {A} <{URB}Participation> .\n",
                f"{p} <{URB}event> {e} .\n",
                f"{p} <{URB}participant> {iri(*who)} .\n",
                f"{p} <{URB}participationRole> {iri('participation-role', role)} .\n",
                self._evidence(p, own),
            ))  # fmt: skip

    def _count(self, number: int) -> str:
        """What some source says of a forum's size: not quite what the memberships give."""
        slug = f"{forum_slug(number)}-members"
        n, value, year = iri("count", slug), max(0, round(self.sizes[number] * self.rng.uniform(0.8, 1.1))), self.rng.randint(2010, 2025)
        seen = f'"{year}"^^<{XSD}gYear>'
        return "".join((
            f"{n} {A} <{URB}ReportedCount> .\n",
            self._names(n, {"en": f"{value} members in {self.abbreviations[number]}"}),
            f"{n} <{URB}asOf> {seen} .\n",
            self._days(n, "asOf", seen),
            f"{n} <{URB}counted> {iri('counted', 'members')} .\n",
            f"{n} <{URB}forum> {iri('forum', forum_slug(number))} .\n",
            f"{n} <{URB}qualifier> {iri('qualifier', 'exact')} .\n",
            f'{n} <{URB}reportedValue> "{value}"^^<{XSD}integer> .\n',
            self._evidence(n, f"count-{slug}"),
        ))  # fmt: skip

    def _evidence(self, thing: str, slug: str) -> str:
        source = self.sources[self.rng.randrange(self.n_sources)]
        e = iri("evidence", f"{slug}-{source.slug}")
        return f"{thing} <{URB}evidence> {e} .\n{e} {A} <{URB}Evidence> .\n{self._proof(e, source)}"

    def _proof(self, e: str, source: Source) -> str:
        place = f"page {self.rng.randint(1, 40)}"
        certainty = "stated" if self.rng.random() < 0.8 else "inferred"
        label = f"{e} {LABEL} {text(f'{source.title}, {place}', 'en')} .\n" if self.derived else ""
        return (
            f'{e} <{URB}certainty> {iri("certainty", certainty)} .\n{e} <{URB}locator> "{place}" .\n{e} <{URB}source> {iri("source", source.slug)} .\n{label}'
        )

    def _names(self, thing: str, names: dict[str, str]) -> str:
        written = [f"{thing} {PREF} {text(value, language)} .\n" for language, value in sorted(names.items())]
        if self.derived:
            written += [f"{thing} {LABEL} {text(value, language)} .\n" for language, value in sorted(names.items())]
        return "".join(written)

    def _days(self, thing: str, prefix: str, date: str) -> str:
        """The first and the last day that a partial date can mean, as the rules derive them."""
        if not self.derived:
            return ""
        first, last = days(date)
        return f'{thing} <{URB}{prefix}Earliest> "{first}"^^<{XSD}date> .\n{thing} <{URB}{prefix}Latest> "{last}"^^<{XSD}date> .\n'

    def _date(self, year: int) -> str:
        """A date in ``year``, as exact as sources are: often only the year."""
        rng = self.rng
        how = rng.random()
        if how < 0.4:
            return f'"{year}"^^<{XSD}gYear>'
        month = rng.randint(1, 12)
        return f'"{year}-{month:02}"^^<{XSD}gYearMonth>' if how < 0.6 else f'"{year}-{month:02}-{rng.randint(1, 28):02}"^^<{XSD}date>'

    def _country(self) -> int:
        return bisect(self.countries, self.rng.random() * self.countries[-1])

    def _pick_forum(self) -> int:
        return bisect(self.weights, self.rng.random() * self.weights[-1])

    @staticmethod
    def _keep(kept: list[Any], number: int, total: int, value: object) -> None:
        """Keep ``value`` if it is one of about ``SAMPLES`` spread evenly over ``total``."""
        if number % max(1, total // SAMPLES) == 0:
            kept.append(value)


def ontology() -> str:
    """The ontology and the vocabularies, which hold no blank node, in a fixed order."""
    files = [path for folder in ("modules", "alignments", "vocab") for path in sorted((ROOT / "ontology" / folder).glob("*.ttl"))]
    return "".join(sorted({f"{quad.triple} .\n" for path in files for quad in ox.parse(path=str(path))}))


def days(date: str) -> tuple[str, str]:
    """The first and the last day of a partial date in N-Triples."""
    value = date.split('"')[1]
    if len(value) == 4:
        return f"{value}-01-01", f"{value}-12-31"
    if len(value) == 7:
        return f"{value}-01", f"{value}-{calendar.monthrange(int(value[:4]), int(value[5:]))[1]:02}"
    return value, value


def name(rng: random.Random) -> str:
    """A name that nobody has, of two or three syllables."""
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(rng.randint(2, 3))).capitalize()


def forum_slug(number: int) -> str:
    """The slug of the forum with this rank."""
    return f"forum-{number + 1}"


def iri(kind: str, slug: str) -> str:
    """The IRI of an individual, in N-Triples."""
    return f"<{ID}{kind}/{slug}>"


def text(value: str, language: str) -> str:
    """A text with its language, in N-Triples. Names here hold nothing to escape."""
    return f'"{value}"@{language}'


def main() -> None:
    """Write one network."""
    parser = argparse.ArgumentParser(description="Write a synthetic network as N-Triples.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--triples", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--curated", action="store_true", help="leave out what the rules derive")
    options = parser.parse_args()
    samples = Network(options.triples, options.seed, derived=not options.curated).write(options.path)
    print(f"{samples.triples} triples in {options.path}")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
