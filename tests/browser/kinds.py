"""One page of every kind, and how it is looked at: what the tests in the browser, of HTML and of speed go through."""

from typing import Literal
from urllib.parse import quote, urlencode

Scheme = Literal["light", "dark"]
LANGUAGES = ("en", "de", "fr")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = {390: 844, 768: 1024, 1280: 900}
"""A phone, a tablet, a desk: width and height of the window."""

FOCUSED: dict[str, tuple[int, Scheme]] = {"en": (1280, "light"), "de": (390, "dark"), "fr": (768, "light")}
"""The combination that the slow checks take in each language: so each kind of page is checked at each width and in each scheme."""

_TRIPLES = urlencode({"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . ?s a <https://w3id.org/urbansec/ontology#Forum> } LIMIT 40"})
_PLACES = "PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> SELECT ?place ?lat ?long { ?place wgs:lat ?lat ; wgs:long ?long } LIMIT 30"
_MEMBERS = urlencode({"query": "PREFIX urb: <https://w3id.org/urbansec/ontology#> SELECT ?member ?forum { ?m urb:member ?member ; urb:forum ?forum } LIMIT 60"})
KINDS = {
    "start": "/",
    "start on a day": "/?on=2016-01-01&growth=id:forum/defus",
    "map": "/map",
    "map with a wrong day": "/map?on=nonsense",
    "timeline": "/timeline",
    "directory": "/things",
    "list with facets": "/things/city?country=id:country/de&sort=-population",
    "list of evidence": "/things/evidence?page-number=3",
    "forum": "/doc/forum/efus",
    "city": "/doc/city/essen",
    "organisation": "/doc/organisation/baden-tv",
    "event": "/doc/event/efus-conference-2021",
    "project": "/doc/project/solidify",
    "source": "/doc/source/seed0",
    "topic": "/doc/topic/urban-resilience",
    "country": "/doc/country/de",
    "person": "/doc/person/thomas-kufen",
    "membership": "/doc/membership/defus-essen",
    "evidence": "/doc/evidence/membership-defus-essen-p100",
    "disagreement": "/doc/disagreement/icarus-partners",
    "count": "/doc/count/defus-cities-p26",
    "catalogue": "/queries",
    "question": "/queries/members-of-forum?on=2020-09-28",
    "question on a map": "/queries/membership-network?page-view=map",
    "question on a timeline": "/queries/forums-of-city?page-view=timeline",
    "question as a network": "/queries/forum-pairs?page-view=graph",
    "question as bars": "/queries/shared-topics?page-view=bars",
    "question as lines": "/queries/forum-growth?page-view=lines",
    "question with a wrong value": "/queries/members-of-forum?on=yesterday",
    "editor": "/editor",
    "editor with triples": f"/editor?{_TRIPLES}",
    "editor with a network": f"/editor?{_MEMBERS}&page-view=graph",
    "editor with a map": f"/editor?{urlencode({'query': _PLACES})}&page-view=map",
    "editor with an error": f"/editor?query={quote('SELECT * { ?s ?p }')}",
    "quality": "/quality",
    "ontology": "/ontology",
    "competency questions": "/ontology/questions",
    "vocabularies": "/ontology/vocabularies",
    "shapes": "/shapes",
    "examples of a shape": "/shapes/examples/Body-country",
    "dataset": "/dataset",
    "search": "/search?q=essen",
    "search without a hit": "/search?q=qqqqqq",
    "changes": "/changes",
    "problems": "/problems",
    "reconciliation": "/reconcile/about",
    "preview": "/reconcile/preview?id=city/essen",
    "graph": "/graph/data/forums.ttl",
    "error": "/doc/city/nowhere",
}
FAILING = {"map with a wrong day": 422, "question with a wrong value": 422, "editor with an error": 400, "error": 404}
"""Of these the status is not 200; the browser notes that on the console."""
