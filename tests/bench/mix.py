"""The queries of the benchmark: fourteen kinds, from lookups to aggregates, each with many values drawn from the data.

In the mix every kind is as frequent as every other. In the stream of a public endpoint they have shares after what query
logs show: most requests look a few things up, few aggregate. All kinds run on every server and give the same answer
there, checked before anything is timed.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "urb": "https://w3id.org/urbansec/ontology#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ID = "https://w3id.org/urbansec/id/"
TABLE, GRAPH = "application/sparql-results+json", "text/turtle"
Values = dict[str, str]


@dataclass(frozen=True)
class Data:
    """The samples that the generator left beside the data."""

    cities: list[tuple[str, str, float, float]]
    forums: list[str]
    memberships: list[tuple[str, str, str]]
    sources: list[str]
    countries: list[str]
    event_kinds: list[str]
    triples: int


@dataclass(frozen=True)
class Kind:
    """A kind of query: its text with ``$names``, and where their values come from."""

    name: str
    share: int  # of a hundred requests to a public endpoint
    says: str
    text: str
    values: Callable[[Data, random.Random], Values]
    accept: str = TABLE

    def query(self, data: Data, rng: random.Random) -> str:
        """The text with values."""
        text = self.text
        for name, value in self.values(data, rng).items():
            text = text.replace(f"${name}", value)
        used = [f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items() if f"{prefix}:" in text]
        return "\n".join([*used, text])


def _city(data: Data, rng: random.Random) -> Values:
    return {"city": f"<{ID}city/{rng.choice(data.cities)[0]}>"}


def _thing(data: Data, rng: random.Random) -> Values:
    """A city, mostly, or a forum."""
    slug = f"city/{rng.choice(data.cities)[0]}" if rng.random() < 0.8 else f"forum/{rng.choice(data.forums)}"
    return {"thing": f"<{ID}{slug}>"}


def _pair(data: Data, rng: random.Random) -> Values:
    """A member and its forum; one time in two another forum, so that the answer may be no."""
    member, forum, _ = rng.choice(data.memberships)
    other = rng.choice(data.forums) if rng.random() < 0.5 else forum
    return {"member": f"<{ID}{member}>", "forum": f"<{ID}forum/{other}>"}


def _forum(data: Data, rng: random.Random) -> Values:
    """The forum of some membership: a big one more often than a small one."""
    return {"forum": f"<{ID}forum/{rng.choice(data.memberships)[1]}>", "language": rng.choice(("en", "fr"))}


def _two_forums(data: Data, rng: random.Random) -> Values:
    """One of the twelve biggest forums with the forum of some membership."""
    first = rng.choice(data.forums[:12])
    second = rng.choice([forum for _, forum, _ in rng.choices(data.memberships, k=20) if forum != first] or data.forums[12:])
    return {"first": f"<{ID}forum/{first}>", "second": f"<{ID}forum/{second}>"}


def _on_a_day(data: Data, rng: random.Random) -> Values:
    """The day is given by those around it: Virtuoso 7.2.5 loses rows where a date is compared by ``<=``, not by ``<``."""
    member, _, _ = rng.choice(data.memberships)
    month = f"{rng.randint(1995, 2025)}-{rng.randint(1, 12):02}"
    return {"member": f"<{ID}{member}>", "before": f'"{month}-14"^^xsd:date', "next": f'"{month}-16"^^xsd:date'}


def _member(data: Data, rng: random.Random) -> Values:
    return {"member": f"<{ID}{rng.choice(data.memberships)[0]}>"}


def _part_of_name(data: Data, rng: random.Random) -> Values:
    """Most of a name: few other names hold it."""
    return {"part": rng.choice([city for city in data.cities if len(city[1]) >= 7])[1].lower()[:8]}


def _day(_: Data, rng: random.Random) -> Values:
    return {"day": f'"{rng.randint(1989, 2015)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"^^xsd:date'}


def _small_forum(data: Data, rng: random.Random) -> Values:
    return {"forum": f"<{ID}forum/{rng.choice(data.forums[len(data.forums) // 2 :])}>"}


def _box(data: Data, rng: random.Random) -> Values:
    """Half a degree around a city."""
    _, _, lat, long = rng.choice(data.cities)
    return {"south": f"{lat - 0.25:.4f}", "north": f"{lat + 0.25:.4f}", "west": f"{long - 0.25:.4f}", "east": f"{long + 0.25:.4f}"}


KINDS = (
    Kind("label", 14, "the names of one thing", "SELECT ?label WHERE { $thing skos:prefLabel ?label }", _thing),
    Kind("city", 12, "all that is said of one city", "SELECT ?property ?value WHERE { $city ?property ?value }", _city),
    Kind("ask", 10, "is this a member of that forum?", "ASK { ?membership urb:member $member ; urb:forum $forum }", _pair),
    Kind(
        "members", 10, "the members of a forum with the days of their membership",
        """SELECT ?member ?name ?since ?first ?last WHERE {
  ?membership urb:forum $forum ; urb:member ?member ; urb:possibleFrom ?first .
  ?member skos:prefLabel ?name . FILTER(LANG(?name) = "$language")
  OPTIONAL { ?membership urb:since ?since }
  OPTIONAL { ?membership urb:possibleTo ?last }
}""", _forum,
    ),
    Kind(
        "as-of", 10, "of which forums something was a member on a day, certainly or possibly",
        """SELECT ?forum ?from ?to ?status WHERE {
  ?membership urb:member $member ; urb:forum ?forum ; urb:possibleFrom ?from . FILTER(?from < $next)
  OPTIONAL { ?membership urb:possibleTo ?to }
  FILTER(!BOUND(?to) || ?to > $before)
  OPTIONAL { ?membership urb:certainFrom ?sureFrom ; urb:certainTo ?sureTo }
  BIND(IF(BOUND(?sureFrom) && ?sureFrom < $next && ?sureTo > $before, "certain", "possible") AS ?status)
}""", _on_a_day,
    ),
    Kind(
        "both", 8, "the cities that are in both of two forums, with dates",
        """SELECT ?city ?name ?fromFirst ?fromSecond WHERE {
  ?one urb:forum $first ; urb:member ?city ; urb:possibleFrom ?fromFirst .
  ?other urb:forum $second ; urb:member ?city ; urb:possibleFrom ?fromSecond .
  ?city a urb:City ; skos:prefLabel ?name . FILTER(LANG(?name) = "en")
}""", _two_forums,
    ),
    Kind(
        "evidence", 8, "who says that something is a member of what, and where",
        """SELECT ?forum ?title ?page ?certainty ?day WHERE {
  ?membership urb:member $member ; urb:forum ?forum ; urb:evidence ?evidence .
  ?evidence urb:source ?source ; urb:certainty ?certainty .
  ?source dcterms:title ?title . FILTER(LANG(?title) = "en")
  OPTIONAL { ?evidence urb:locator ?page }
  OPTIONAL { ?evidence urb:asOfEarliest ?day }
}""", _member,
    ),
    Kind(
        "path", 7, "the forums of a member by org:memberOf, and their classes by rdfs:subClassOf",
        "SELECT DISTINCT ?forum ?class WHERE { $member org:memberOf ?forum . ?forum a/rdfs:subClassOf* ?class }", _member,
    ),
    Kind(
        "text", 5, "the cities with this in a name",
        """SELECT DISTINCT ?city ?name WHERE {
  ?city a urb:City ; skos:prefLabel ?name . FILTER(CONTAINS(LCASE(STR(?name)), "$part"))
} LIMIT 200""", _part_of_name,
    ),
    Kind(
        "construct", 5, "a small forum's members as a graph: names, places, memberships",
        """CONSTRUCT { ?city skos:prefLabel ?name ; wgs:lat ?lat ; wgs:long ?long ; org:memberOf $forum } WHERE {
  ?city org:memberOf $forum ; skos:prefLabel ?name ; wgs:lat ?lat ; wgs:long ?long
}""", _small_forum, GRAPH,
    ),
    Kind(
        "box", 5, "the cities on half a degree of the map",
        """SELECT ?city ?lat ?long WHERE {
  ?city wgs:lat ?lat ; wgs:long ?long .
  FILTER(?lat >= $south && ?lat <= $north && ?long >= $west && ?long <= $east)
}""", _box,
    ),
    Kind(
        "countries", 2, "the memberships that began since a day, counted by country",
        """SELECT ?country (COUNT(?membership) AS ?memberships) (COUNT(DISTINCT ?member) AS ?members) WHERE {
  ?membership urb:member ?member ; urb:possibleFrom ?from . FILTER(?from > $day)
  ?member urb:country ?country
} GROUP BY ?country""", _day,
    ),
    Kind(
        "years", 2, "the events since a day, counted by year and kind",
        """SELECT ?year ?kind (COUNT(?event) AS ?events) WHERE {
  ?event a urb:Event ; urb:eventKind ?kind ; urb:startEarliest ?day . FILTER(?day > $day)
  BIND(YEAR(?day) AS ?year)
} GROUP BY ?year ?kind""", _day,
    ),
    Kind(
        "top", 2, "the ten cities with most memberships that began since a day",
        """SELECT ?city (COUNT(?membership) AS ?memberships) WHERE {
  ?city a urb:City . ?membership urb:member ?city ; urb:possibleFrom ?from . FILTER(?from > $day)
} GROUP BY ?city ORDER BY DESC(?memberships) ?city LIMIT 10""", _day,
    ),
)  # fmt: skip
CHEAPEST = "label"


@dataclass(frozen=True)
class Ask:
    """One request: the kind it is of, the text, and the type to answer in."""

    kind: str
    text: str
    accept: str

    def target(self, path: str) -> str:
        """The request target of a GET."""
        return f"{path}?query={quote(self.text, safe='')}"


def load(samples: dict[str, Any]) -> Data:
    """The samples as the generator wrote them."""
    return Data(**samples)


def distinct(data: Data, kind: Kind, number: int, seed: int) -> list[Ask]:
    """Up to ``number`` different requests of one kind; fewer where the data have no more values."""
    rng, found = _random(f"{seed} {kind.name}"), dict[str, None]()
    for _ in range(number * 4):
        found[kind.query(data, rng)] = None
        if len(found) == number:
            break
    return [Ask(kind.name, text, kind.accept) for text in found]


def mixed(data: Data, number: int, seed: int, kinds: Sequence[Kind] = KINDS, *, public: bool = False) -> list[Ask]:
    """About ``number`` requests, shuffled; a value comes again only when all have been used.

    Of each kind as many as of every other, or with ``public`` in the shares of a public endpoint.
    """
    total = sum(kind.share if public else 1 for kind in kinds)
    asks: list[Ask] = []
    for kind in kinds:
        wanted = max(1, round(number * (kind.share if public else 1) / total))
        values = distinct(data, kind, wanted, seed)
        asks += [values[at % len(values)] for at in range(wanted)]
    _random(f"{seed} order").shuffle(asks)
    return asks


def repeating(data: Data, number: int, seed: int, share: float = 0.7) -> list[Ask]:
    """``number`` requests of the mix of which ``share`` have been asked before in the same stream.

    What has not is new for good: a comment with a number at its end is in no other stream.
    """
    rng, fresh = _random(f"{seed} repeating"), iter(_numbered(mixed(data, number, seed), seed))
    asks: list[Ask] = []
    first: list[Ask] = []
    while len(asks) < number:
        if first and rng.random() < share:
            asks.append(rng.choice(first))
        else:
            first.append(next(fresh))
            asks.append(first[-1])
    return asks


def _random(seed: str) -> random.Random:
    """The same choices each time."""
    return random.Random(seed)  # noqa: S311 - requests, not secrets


def _numbered(asks: Sequence[Ask], seed: int) -> Iterator[Ask]:
    for number, ask in enumerate(asks):
        yield Ask(ask.kind, f"{ask.text}\n#{seed}.{number}", ask.accept)


def encode(asks: Sequence[Ask], path: str) -> str:
    """A file of requests for the load tool: one to a line, the type to answer in and the target."""
    return "".join(f"{ask.accept} {ask.target(path)}\n" for ask in asks)
