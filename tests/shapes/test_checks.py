"""The queries in ``queries/checks``: silent on the examples, and each finds what is planted for it."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
import yaml
from rdflib.namespace import RDF
from rdflib.plugins.sparql import prepareQuery

from urbansec.validation.gates import REPLACED_CHECKS
from urbansec.validation.usage import usage
from urbansec.validation.vocabulary import vocabulary

from .graphs import ID, NETWORK, PASS_FILES, PREFIXES, ROOT, TERM_FILES, add_turtle, derive, load

CHECKS = {path.stem: path for path in sorted((ROOT / "queries" / "checks").glob("*.rq"))}

_KINDS = (
    "certainty",
    "city",
    "count",
    "counted",
    "country",
    "disagreement",
    "event",
    "evidence",
    "forum",
    "membership",
    "organisation",
    "person",
    "project",
    "publication",
    "qualifier",
    "region",
    "scheme",
    "service",
    "source",
    "topic",
)
_DECLARED = PREFIXES | {kind.replace("-", ""): f"{ID}{kind}/" for kind in _KINDS}
_DECLARED |= {"org": "http://www.w3.org/ns/org#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
_DECLARED["xsd"] = "http://www.w3.org/2001/XMLSchema#"


class Planted(NamedTuple):
    """A fault: Turtle that is loaded with the network, and the rows of the check (resource, path, value)."""

    check: str
    turtle: str
    rows: list[tuple[str, str, str]]


EVIDENCE = "a urb:Evidence ; urb:source source:leaflet ; urb:locator 'page 1' ; urb:certainty certainty:stated"
COUNT = "a urb:ReportedCount ; urb:forum forum:river-cities-germany ; urb:asOf '2015-05-01'^^xsd:date ; urb:counted"

PLANTED = [
    Planted(
        "attestation-of-nothing",
        # Port-Sauvin states no population.
        f"city:port-sauvin urb:evidence evidence:e . evidence:e {EVIDENCE} ; urb:attests urb:population .",
        [("evidence:e", "urb:attests", "urb:population")],
    ),
    Planted(
        "attestation-of-nothing",
        f"""forum:river-cities urb:evidence evidence:e .
        evidence:e {EVIDENCE} ; urb:attests urb:offersService, urb:pursuesAim ;
          urb:attestsValue service:training, service:workshops .""",
        [("evidence:e", "urb:attestsValue", "service:workshops")],
    ),
    Planted(
        "circles",
        "event:water-week-2010 urb:duringEvent event:river-cities-germany-founding .",
        [
            ("event:river-cities-germany-founding", "urb:duringEvent", "event:water-week-2010"),
            ("event:water-week-2010", "urb:duringEvent", "event:river-cities-germany-founding"),
        ],
    ),
    Planted(
        "circles",
        "event:water-week-2010 urb:commemorates event:water-week-2010 .",
        [("event:water-week-2010", "urb:commemorates", "event:water-week-2010")],
    ),
    Planted(
        "circles",
        "forum:river-cities urb:nationalForumOf forum:river-cities .",
        [("forum:river-cities", "urb:nationalForumOf", "forum:river-cities")],
    ),
    Planted(
        "circles",
        "forum:river-cities urb:membershipImplies forum:river-cities-germany .",
        [
            ("forum:river-cities", "urb:membershipImplies", "forum:river-cities-germany"),
            ("forum:river-cities-germany", "urb:membershipImplies", "forum:river-cities"),
        ],
    ),
    Planted(
        "circles",
        "topic:urban-security skos:broader topic:urban-security .",
        [("topic:urban-security", "skos:broader", "topic:urban-security")],
    ),
    Planted(
        "cities-with-the-same-name",
        "city:lindenfurt-2 a urb:City ; urb:country country:de ; skos:prefLabel 'Lindenfurt'@de .",
        [
            ("city:lindenfurt", "skos:prefLabel", '"Lindenfurt"@de'),
            ("city:lindenfurt-2", "skos:prefLabel", '"Lindenfurt"@de'),
        ],
    ),
    Planted(
        "concepts-in-another-scheme",
        "topic:flooding a skos:Concept ; skos:inScheme scheme:aims .",
        [("topic:flooding", "skos:inScheme", "scheme:aims")],
    ),
    Planted(
        "derived-in-curated-files",
        "city:lindenfurt rdfs:label 'Lindenfurt' ; org:memberOf forum:river-cities .",
        [
            ("city:lindenfurt", "rdfs:label", '"Lindenfurt"'),
            ("city:lindenfurt", "org:memberOf", "forum:river-cities"),
        ],
    ),
    Planted(
        "derived-in-curated-files",
        "membership:m a urb:ImpliedMembership ; urb:sinceEarliest '2015-01-01'^^xsd:date .",
        [
            ("membership:m", "rdf:type", "urb:ImpliedMembership"),
            ("membership:m", "urb:sinceEarliest", '"2015-01-01"^^xsd:date'),
        ],
    ),
    Planted(
        "direct-instances-of-general-classes",
        "organisation:o a urb:Organisation, urb:Body .",
        [("organisation:o", "rdf:type", "urb:Body")],
    ),
    Planted(
        "event-outside-the-larger-one",
        """event:too-early urb:start '2010-02'^^xsd:gYearMonth ; urb:duringEvent event:water-week-2010 .
        event:too-late urb:start '2010-04-01'^^xsd:date ; urb:duringEvent event:water-week-2010 .
        event:within urb:start '2010'^^xsd:gYear ; urb:duringEvent event:water-week-2010 .
        event:bounded a urb:Event ; urb:notBefore '2011'^^xsd:gYear ; urb:duringEvent event:water-week-2010 .
        event:undated urb:duringEvent event:water-week-2010 .""",
        [
            ("event:bounded", "urb:duringEvent", "event:water-week-2010"),
            ("event:too-early", "urb:duringEvent", "event:water-week-2010"),
            ("event:too-late", "urb:duringEvent", "event:water-week-2010"),
        ],
    ),
    Planted(
        "fewer-counted-than-known",
        # Two members are certain on the day, one of them a city. What is only about right, or kept as a disagreement, is no fault.
        f"""count:too-few {COUNT} counted:members ; urb:qualifier qualifier:exact ; urb:reportedValue 1 .
        count:no-city {COUNT} counted:cities ; urb:qualifier qualifier:nearly ; urb:reportedValue 0 .
        count:enough {COUNT} counted:members ; urb:qualifier qualifier:exact ; urb:reportedValue 2 .
        count:vague {COUNT} counted:members ; urb:qualifier qualifier:about ; urb:reportedValue 1 .
        count:disputed {COUNT} counted:countries ; urb:qualifier qualifier:exact ; urb:reportedValue 0 .
        disagreement:d a urb:Disagreement ; urb:alternative count:disputed .""",
        [
            ("count:no-city", "urb:reportedValue", '"0"^^xsd:integer'),
            ("count:too-few", "urb:reportedValue", '"1"^^xsd:integer'),
        ],
    ),
    Planted(
        "member-before-the-forum",
        """membership:early urb:forum forum:river-cities-germany ; urb:member city:port-sauvin ;
          urb:since '2010-02'^^xsd:gYearMonth .
        membership:in-time urb:forum forum:river-cities-germany ; urb:member city:port-sauvin ;
          urb:since '2010'^^xsd:gYear .""",
        [("membership:early", "urb:since", '"2010-02"^^xsd:gYearMonth')],
    ),
    Planted(
        "one-membership-per-forum-and-member",
        "membership:second a urb:Membership ; urb:forum forum:river-cities ; urb:member city:port-sauvin .",
        [("membership:river-cities-port-sauvin", "urb:member", "membership:second")],
    ),
    Planted(
        "places-with-the-same-entry",
        "city:feldau a urb:City ; urb:geonames <https://sws.geonames.org/9000000002/> .",
        [
            ("city:feldau", "urb:geonames", "<https://sws.geonames.org/9000000002/>"),
            ("city:port-sauvin", "urb:geonames", "<https://sws.geonames.org/9000000002/>"),
        ],
    ),
    Planted(
        "references-to-nothing",
        """event:water-week-2010 urb:place city:lindenfurth ;
          skos:note 'https://w3id.org/urbansec/id/city/x'@en .
        evidence:city-lindenfurt-atlas urb:attests urb:sinse .""",
        [
            ("event:water-week-2010", "urb:place", "city:lindenfurth"),
            ("evidence:city-lindenfurt-atlas", "urb:attests", "urb:sinse"),
        ],
    ),
    Planted(
        "stated-against-implied-membership",
        """membership:late a urb:Membership ; urb:forum forum:river-cities ; urb:member city:lindenfurt ;
          urb:since '2015'^^xsd:gYear ; urb:until '2016'^^xsd:gYear .
        membership:in-time a urb:Membership ; urb:forum forum:river-cities ; urb:member region:mittelufer ;
          urb:since '2014-05'^^xsd:gYearMonth ; urb:until '2020'^^xsd:gYear .""",
        [
            ("membership:late", "urb:since", '"2015"^^xsd:gYear'),
            ("membership:late", "urb:until", '"2016"^^xsd:gYear'),
        ],
    ),
    Planted(
        "statements-without-evidence",
        # The name of an organisation needs no evidence, the country does.
        """organisation:uferland-press urb:country country:de ; skos:note 'A remark.'@en .
        count:bare a urb:ReportedCount ; urb:reportedValue 7 .
        project:bare a urb:Project ; urb:grantNumber '7' .
        publication:bare a urb:Publication ; urb:isbn '7' .
        person:p a urb:Person ; <https://schema.org/honorificPrefix> 'Dr.' .""",
        [
            ("count:bare", "urb:reportedValue", '"7"^^xsd:integer'),
            ("organisation:uferland-press", "urb:country", "country:de"),
            ("project:bare", "urb:grantNumber", '"7"'),
            ("publication:bare", "urb:isbn", '"7"'),
        ],
    ),
    Planted(
        "statements-without-evidence",
        # Evidence for one property, and for one value of another, backs nothing else.
        f"""event:e a urb:Event ; urb:start '2019'^^xsd:gYear ;
          urb:addressesTopic topic:attacks, topic:clan-crime ;
          urb:place city:lindenfurt ; urb:evidence evidence:e-1, evidence:e-2 .
        evidence:e-1 {EVIDENCE} ; urb:attests urb:start .
        evidence:e-2 {EVIDENCE} ; urb:attests urb:addressesTopic ; urb:attestsValue topic:attacks .""",
        [
            ("event:e", "urb:addressesTopic", "topic:clan-crime"),
            ("event:e", "urb:place", "city:lindenfurt"),
        ],
    ),
    Planted(
        "statements-without-evidence",
        # An evidence of the whole backs what no other attests, and what others attest, too.
        f"""event:e a urb:Event ; urb:start '2019'^^xsd:gYear ;
          urb:addressesTopic topic:attacks, topic:clan-crime ;
          urb:evidence evidence:e-1, evidence:e-2 .
        evidence:e-1 {EVIDENCE} .
        evidence:e-2 {EVIDENCE} ; urb:attests urb:addressesTopic ; urb:attestsValue topic:attacks .""",
        [],
    ),
    Planted(
        "title-in-the-language-of-the-source",
        "source:atlas <https://schema.org/inLanguage> 'it' .",
        [("source:atlas", "dcterms:title", "")],
    ),
    Planted(
        "undeclared-properties",
        "event:water-week-2010 urb:plaice city:lindenfurt .",
        [("event:water-week-2010", "urb:plaice", "city:lindenfurt")],
    ),
    Planted(
        "unused-sources",
        "source:flyer a urb:Source .",
        [("source:flyer", "", "")],
    ),
]


def text(term: object) -> str:
    """A term of a result row with its usual prefix; nothing if it is unbound."""
    spaces = (_DECLARED | {"rdf": str(RDF)}).items()
    if isinstance(term, ox.NamedNode):
        return next((f"{p}:{term.value.removeprefix(ns)}" for p, ns in spaces if term.value.startswith(ns)), str(term))
    if isinstance(term, ox.Literal):
        return re.sub(f"<{_DECLARED['xsd']}(.*)>$", r"xsd:\1", str(term))
    assert term is None
    return ""


def rows(store: ox.Store, check: str) -> list[tuple[str, str, str]]:
    """What the check reports, without its messages."""
    solutions = store.query(CHECKS[check].read_text(encoding="utf-8"), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    found = []
    for solution in solutions:
        message = solution["message"]
        assert isinstance(message, ox.Literal)
        assert message.value.endswith(".")
        found.append((text(solution["resource"]), text(solution["path"]), text(solution["value"])))
    return found


def header(path: Path) -> dict[str, Any]:
    """The YAML in the comments at the top of a query."""
    lines = re.match(r"(?:#\+ .*\n)+", path.read_text(encoding="utf-8"))
    assert lines is not None
    found = yaml.safe_load("".join(line.removeprefix("#+ ") for line in lines[0].splitlines(keepends=True)))
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="session")
def examples() -> ox.Store:
    """The network and everything that must pass, derived."""
    return derive(load([*TERM_FILES, NETWORK, *PASS_FILES]))


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_finds_nothing_in_the_network(check: str, examples: ox.Store) -> None:
    found = rows(examples, check)
    if check == "unused-sources":  # one of the files in pass/ is about a source alone
        found.remove(("source:undated", "", ""))
    assert found == []


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.check)
def test_a_check_finds_what_is_planted(planted: Planted) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in _DECLARED.items())
    store = load([*TERM_FILES, NETWORK])
    add_turtle(store, prefixes + planted.turtle, "data/planted.ttl")
    assert rows(derive(store), planted.check) == planted.rows


@pytest.mark.parametrize("planted", [planted for planted in PLANTED if planted.check in REPLACED_CHECKS], ids=lambda planted: planted.check)
def test_the_gates_find_what_the_checks_they_replace_find(planted: Planted) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in _DECLARED.items())
    store = load([*TERM_FILES, NETWORK])
    before = {str(seen) for seen in vocabulary(store, usage(store))}
    add_turtle(store, prefixes + planted.turtle, "data/planted.ttl")
    found = [seen for seen in vocabulary(store, usage(store)) if str(seen) not in before]
    assert sorted((text(seen.focus), text(seen.path), text(seen.value)) for seen in found) == sorted(planted.rows)
    assert {seen.severity for seen in found} == {"violation"}


def test_a_check_that_the_gates_replace_is_there() -> None:
    assert CHECKS.keys() >= REPLACED_CHECKS


def test_every_check_is_proved() -> None:
    assert {planted.check for planted in PLANTED if planted.rows} == CHECKS.keys()
    assert len(CHECKS) == 17


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_says_what_it_is(check: str) -> None:
    head = header(CHECKS[check])
    assert head.keys() - {"description"} == {"summary", "tags", "severity"}
    assert head["severity"] in ("violation", "warning")
    assert head["tags"][0] == "check"


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_is_portable_and_deterministic(check: str) -> None:
    query = CHECKS[check].read_text(encoding="utf-8")
    prepared = prepareQuery(query)  # the parser of rdflib knows SPARQL 1.1 and no more
    assert [str(name) for name in prepared.algebra.PV] == ["resource", "path", "value", "message"]
    assert "\nORDER BY ?resource" in query
    declared = re.findall(r"^PREFIX (\w+):", query, flags=re.MULTILINE)
    body = re.sub(r'(?m)^(#|PREFIX).*$|"[^"]*"', "", query)
    assert declared == sorted(set(re.findall(r"(?<![\w:<])([a-z]+):\w", body)))
