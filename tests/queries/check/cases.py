"""For each code a query that has that fault, where it is told, and the same query mended.

``@@`` in a text is the place of the finding; it is taken out before the query is read.
"""

from dataclasses import dataclass

DATA = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@base <https://w3id.org/urbansec/id/> .
urb:Forum a owl:Class .
urb:Event a owl:Class .
urb:organiser a owl:ObjectProperty .
urb:host a owl:ObjectProperty ; owl:deprecated true ; dcterms:isReplacedBy urb:organiser .
<forum/rivers> a urb:Forum ; skos:prefLabel "Rivers", "Flows" .
<forum/lakes> a urb:Forum ; skos:prefLabel "Lakes" .
<event/assembly> a urb:Event ; urb:organiser <forum/rivers> .
"""
"""What queries are run on."""

URB = "PREFIX urb: <https://w3id.org/urbansec/ontology#>\n"
SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
FORUM = "#+ params:\n#+   forum: {type: iri, description: the forum}\n"
DAY = "#+ params:\n#+   on: {type: date, default: today, description: the day}\n"
RIVERS = "<https://w3id.org/urbansec/id/forum/rivers>"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE "
ORDERED = "} ORDER BY ?x"


@dataclass(frozen=True)
class Case:
    """A fault: the text with a mark where it is told, words of the message or hint, and the text without the fault."""

    code: str
    broken: str
    mended: str
    says: str = ""
    folder: str = "queries"

    def __str__(self) -> str:
        return f"{self.code}: {self.says}"


STATIC = (
    Case("header", "#+ @@sumary: Forums\nASK {}", "#+ summary: Forums\nASK {}", "no such word"),
    Case("header", "#+ params:\n#+   n: {type: integer, default: @@three}\nASK {}", "#+ summary: Forums\nASK {}", "whole number"),
    Case(
        "header",
        "#+ @@analysis: network-sumary\nSELECT ?source ?target { ?source a ?target } ORDER BY ?source ?target",
        "#+ analysis: network-summary\nSELECT ?source ?target { ?source a ?target } ORDER BY ?source ?target",
        "Did you mean network-summary?",
    ),
    Case(
        "no-such-column",
        "#+ analysis: network-measures\n#+ view: {kind: table, @@label: nodeName}\n"
        "SELECT ?source ?sourceLabel ?target { ?source a ?target ; ?target ?sourceLabel } ORDER BY ?source ?target ?sourceLabel",
        "#+ analysis: network-measures\n#+ view: {kind: table, label: nodeLabel}\n"
        "SELECT ?source ?sourceLabel ?target { ?source a ?target ; ?target ?sourceLabel } ORDER BY ?source ?target ?sourceLabel",
        "nodeName",
    ),
    Case("no-summary", "@@ASK {}", "#+ summary: Whether there is anything\nASK {}", "#+ summary:", folder="saved"),
    Case(
        "undocumented-parameter",
        "#+ params:\n#+   @@n: {type: integer, default: 3}\nASK { VALUES ?n { 3 } FILTER(?n > 2) }",
        "#+ params:\n#+   n: {type: integer, default: 3, description: how many}\nASK { VALUES ?n { 3 } FILTER(?n > 2) }",
        "n has no description",
    ),
    Case(
        "no-such-column",
        f"#+ view: {{kind: map, lat: x, @@lon: long}}\nSELECT ?x {{ ?x ?y ?z . FILTER(?y != ?z) {ORDERED}",
        f"#+ view: {{kind: map, lat: x, lon: y}}\nSELECT ?x ?y {{ ?x ?y [] {ORDERED} ?y",
        "takes lon from long",
    ),
    Case(
        "no-such-column",
        f"#+ view: {{kind: chart, x: x, @@y: [x, n]}}\nSELECT ?x {{ ?x a [] {ORDERED}",
        f"#+ view: {{kind: chart, x: x, y: [x]}}\nSELECT ?x {{ ?x a [] {ORDERED}",
        "takes y from n",
    ),
    Case(
        "needless-accept",
        f"SELECT ?x {{\n@@  ?x a [] .  # accept cross-product: none here\n{ORDERED}",
        f"SELECT ?x {{\n  ?x a [] .\n{ORDERED}",
        "cross-product",
    ),
    Case("needless-accept", "@@# accept cros-product\nASK {}", "ASK {}", "Did you mean cross-product?"),
    # The text
    Case("syntax", "SELECT ?x { ?x a @@}", "ASK { ?x a ?x }", "Unexpected '}'"),
    Case("syntax", "ASK { ?x a @@urb:Forum }", f"{URB}ASK {{ ?x a urb:Forum . FILTER(ISIRI(?x)) }}", "not declared"),
    Case("syntax", "@@DELETE WHERE { ?s ?p ?o }", "ASK { ?s ?s ?s }", "would change the data"),
    Case("syntax", "SELECT ?x ?y { ?x a ?y BIND(1 AS @@?y) } ORDER BY ?x", "SELECT ?x ?y { ?x a ?y } ORDER BY ?x ?y", "has already"),
    Case("syntax", "SELECT ?x (1 AS @@?y) { ?x a ?y } ORDER BY ?x", "SELECT ?x (1 AS ?z) { ?x a [] } ORDER BY ?x", "computed"),
    Case("syntax", "SELECT @@?x (COUNT(?y) AS ?n) { ?x a ?y }", "SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y } GROUP BY ?x ORDER BY ?x", "grouped"),
    Case(
        "service",
        "ASK { @@SERVICE <https://example.org/sparql> { ?x a ?x } }",
        "#+ tags: [federated]\nASK { SERVICE <https://example.org/sparql> { ?x a ?x } }",
        "federated",
    ),
    Case("prefix-not-used", f"{URB}PREFIX @@skos: <http://www.w3.org/2004/02/skos/core#>\nASK {{ [] a urb:Forum }}", f"{URB}ASK {{ [] a urb:Forum }}", "skos:"),
    Case(
        "prefix-differs",
        "PREFIX skos: @@<http://www.w3.org/2004/02/skos#>\nASK { [] skos:prefLabel [] }",
        f"{SKOS}ASK {{ [] skos:prefLabel [] }}",
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
    ),
    Case(
        "prefix-differs",
        "PREFIX s: @@<http://www.w3.org/2004/02/skos/cor#>\nASK { [] s:prefLabel [] }",
        "PREFIX s: <http://www.w3.org/2004/02/skos/core#>\nASK { [] s:prefLabel [] }",
        "Did you mean http://www.w3.org/2004/02/skos/core#?",
    ),
    # Parameters
    Case(
        "no-parameter-block",
        f"#+ params:\n#+   @@forum: {{type: iri, description: the forum}}\nSELECT ?x {{ ?x a ?forum . FILTER(ISIRI(?forum)) {ORDERED}",
        f"{FORUM}SELECT ?x {{ VALUES ?forum {{ UNDEF }} ?x a ?forum {ORDERED}",
        "VALUES (?forum)",
    ),
    Case(
        "no-parameter-block",
        f"{FORUM}SELECT ?x {{ @@VALUES (?forum ?y) {{ (UNDEF 1) }} ?x a ?forum, ?y {ORDERED}",
        f"{FORUM}SELECT ?x {{ VALUES (?forum) {{ (UNDEF) }} ?x a ?forum {ORDERED}",
        "?y, which is none",
    ),
    Case(
        "default-differs",
        f"#+ params:\n#+   n: {{type: integer, default: 3, description: how many}}\n{COUNT}{{ @@VALUES ?n {{ 2 }} ?x a [] FILTER(?n > 1 && ?x != 1) }}",
        f"#+ params:\n#+   n: {{type: integer, default: 3, description: how many}}\n{COUNT}{{ VALUES ?n {{ 3 }} ?x a [] FILTER(?n > 1 && ?x != 1) }}",
        "3",
    ),
    Case(
        "parameter-not-used",
        f"{FORUM}SELECT ?x {{ @@VALUES (?forum) {{ (UNDEF) }} ?x a [] {ORDERED}",
        f"{FORUM}SELECT ?x {{ VALUES (?forum) {{ (UNDEF) }} ?x a ?forum {ORDERED}",
        "?forum",
    ),
    # Variables
    Case("never-bound", f"SELECT ?x @@?labl {{ ?x a ?label {ORDERED} ?label", f"SELECT ?x ?label {{ ?x a ?label {ORDERED} ?label", "Did you mean ?label?"),
    Case("never-bound", f"SELECT ?x {{ ?x a [] FILTER(@@?y > 1) {ORDERED}", f"SELECT ?x {{ ?x a ?y FILTER(?y > 1) {ORDERED}", "?y"),
    Case("never-bound", "SELECT ?x { ?x a [] } ORDER BY @@?z ?x", "SELECT ?x { ?x a ?z } ORDER BY ?z ?x", "?z"),
    Case("never-bound", "CONSTRUCT { ?x a @@?y } { ?x ?p 1 FILTER(ISIRI(?p)) }", "CONSTRUCT { ?x a ?y } { ?x ?y 1 }", "?y"),
    Case(
        "out-of-scope",
        f"SELECT ?x {{ ?x a ?y {{ ?x ?x 1 FILTER(@@?y = 1) }} {ORDERED}",
        f"SELECT ?x {{ ?x a ?y OPTIONAL {{ ?x ?x 1 FILTER(?y = 1) }} {ORDERED}",
        "does not see",
    ),
    Case(
        "out-of-scope",
        f"SELECT ?x ?z {{ BIND(STR(@@?y) AS ?z) ?x a ?y {ORDERED} ?z",
        f"SELECT ?x ?z {{ ?x a ?y BIND(STR(?y) AS ?z) {ORDERED} ?z",
        "BIND sees only",
    ),
    Case(
        "out-of-scope",
        f"SELECT ?x ?n {{ ?x a ?y {{ SELECT ?x (COUNT(*) AS ?n) {{ ?x ?x 1 FILTER(@@?y = 1) }} GROUP BY ?x }} {ORDERED} ?n ?y",
        f"SELECT ?x ?n {{ {{ SELECT ?x (COUNT(*) AS ?n) {{ ?x a ?y FILTER(?y = 1) }} GROUP BY ?x }} {ORDERED} ?n",
        "braces",
    ),
    Case("variable-not-used", f"SELECT ?x {{ ?x a @@?y {ORDERED}", f"SELECT ?x {{ ?x a [] {ORDERED}", "?y"),
    Case(
        "variable-not-used",
        f"SELECT ?x {{ ?x a [] OPTIONAL {{ ?x ?x @@?y }} {ORDERED}",
        f"SELECT ?x {{ ?x a [] FILTER NOT EXISTS {{ ?x ?x ?y }} {ORDERED}",
        "?y",
    ),
    Case(
        "variable-not-used",
        f"SELECT ?x {{ {{ SELECT ?x (COUNT(*) AS @@?n) {{ ?x a [] }} GROUP BY ?x }} {ORDERED}",
        f"SELECT ?x {{ {{ SELECT DISTINCT ?x ?y {{ ?x a ?y }} }} {ORDERED}",
        "?n",
    ),
    Case(
        "minus-without-effect",
        f"SELECT ?x {{ ?x a [] @@MINUS {{ ?y ?y 1 }} {ORDERED}",
        f"SELECT ?x {{ ?x a [] MINUS {{ ?x ?x 1 }} {ORDERED}",
        "takes nothing away",
    ),
    # Cost and repetition
    Case("cross-product", f"SELECT ?x ?y {{ ?x a 1 . ?y @@a 2 {ORDERED} ?y", f"SELECT ?x ?y {{ ?x a 1 . ?y a 2 FILTER(?x != ?y) {ORDERED} ?y", "?x"),
    Case(
        "cross-product",
        f"SELECT ?x ?y {{ ?x a 1 @@OPTIONAL {{ ?y a 2 }} {ORDERED} ?y",
        f"SELECT ?x ?y {{ ?x a 1 OPTIONAL {{ ?y a 2 FILTER(?x != ?y) }} {ORDERED} ?y",
        "?y",
    ),
    Case(
        "cross-product",
        f"SELECT ?x ?n {{ ?x a 1 @@{{ SELECT ?y (COUNT(*) AS ?n) {{ ?y a 2 }} GROUP BY ?y }} {ORDERED} ?n",
        f"SELECT ?x ?n {{ ?x a 1 {{ SELECT (COUNT(*) AS ?n) {{ [] a 2 }} }} {ORDERED} ?n",
        "every row",
    ),
    Case("unbounded-path", f"SELECT ?x ?y {{ ?x @@<urn:p>* ?y {ORDERED} ?y", f"SELECT ?x ?y {{ ?x <urn:p>* ?y ; a 1 {ORDERED} ?y", "any length"),
    Case("unbounded-path", f"SELECT ?x ?y {{ ?x @@(<urn:p>|^<urn:q>+) ?y {ORDERED} ?y", f"SELECT ?x ?y {{ ?x <urn:p>/^<urn:q>+ ?y {ORDERED} ?y", "?x to ?y"),
    Case(
        "unbounded-path",
        f"SELECT ?x ?y {{ VALUES ?y {{ UNDEF }} ?x @@<urn:p>+ ?y {ORDERED} ?y",
        f"SELECT ?x ?y {{ VALUES ?y {{ 1 }} ?x <urn:p>+ ?y {ORDERED} ?y",
        "?y",
    ),
    Case("not-repeatable", f"SELECT ?x {{ ?x a ?y FILTER(?y < @@NOW()) {ORDERED}", f"SELECT ?x {{ ?x a ?y FILTER(?y < 3) {ORDERED}", "COALESCE(?on"),
    Case(
        "not-repeatable",
        f"{DAY}SELECT ?x {{ VALUES ?on {{ UNDEF }} ?x a ?y FILTER(?y < @@NOW() && ?y != ?on) {ORDERED}",
        f"{DAY}SELECT ?x {{ VALUES ?on {{ UNDEF }} ?x a ?y FILTER(?y < COALESCE(?on, NOW())) {ORDERED}",
        "NOW()",
    ),
    Case(
        "not-repeatable", f"SELECT ?x ?y {{ ?x a [] BIND(@@RAND() AS ?y) {ORDERED} ?y", f"SELECT ?x ?y {{ ?x a ?z BIND(SHA1(?z) AS ?y) {ORDERED} ?y", "RAND()"
    ),
    Case(
        "not-repeatable",
        "SELECT ?x (@@SAMPLE(?y) AS ?z) { ?x a ?y } GROUP BY ?x ORDER BY ?x",
        "SELECT ?x (MIN(?y) AS ?z) { ?x a ?y } GROUP BY ?x ORDER BY ?x",
        "MIN or MAX",
    ),
    Case(
        "unordered-join",
        "SELECT ?x (@@GROUP_CONCAT(?y) AS ?z) { ?x a ?y } GROUP BY ?x ORDER BY ?x",
        "SELECT ?x (GROUP_CONCAT(?y) AS ?z) { { SELECT ?x ?y { ?x a ?y } ORDER BY ?y } } GROUP BY ?x ORDER BY ?x",
        "any order",
    ),
    Case("no-order", "@@SELECT ?x { ?x a [] }", f"SELECT ?x {{ ?x a [] {ORDERED}", "no order"),
    Case("no-order", "@@SELECT * { ?x a 1 } ORDER BY ?x", f"SELECT ?x {{ ?x a 1 {ORDERED}", "Name them"),
)
"""What can be seen without data."""

WITH_DATA = (
    Case(
        "unknown-term",
        f"{URB}SELECT ?x {{ ?x urb:organiser @@<https://w3id.org/urbansec/id/forum/river> {ORDERED}",
        f"{URB}SELECT ?x {{ ?x urb:organiser {RIVERS} {ORDERED}",
        "Did you mean id:forum/rivers?",
    ),
    Case("unknown-term", f"{URB}SELECT ?x {{ ?x a @@urb:Forun {ORDERED}", f"{URB}SELECT ?x {{ ?x a urb:Forum {ORDERED}", "Did you mean urb:Forum?"),
    Case("unknown-term", f"{URB}SELECT ?x {{ ?x @@urb:organizer [] {ORDERED}", f"{URB}SELECT ?x {{ ?x urb:organiser [] {ORDERED}", "urb:organiser?"),
    Case(
        "unknown-term",
        f"PREFIX geof: <http://www.opengis.net/def/function/geosparql/>\nSELECT ?x {{ ?x a ?y FILTER(?y != @@geof:Forum && !geof:sfWithin(?x, 1)) {ORDERED}",
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + URB + "SELECT ?x { ?x a urb:Forum FILTER(xsd:string(?x) != 'a'^^xsd:string) } ORDER BY ?x",
        "do not name",
    ),
    Case("unknown-term", f"{URB}SELECT ?x {{ ?x @@urb:Forum [] {ORDERED}", f"{URB}SELECT ?x {{ ?x a urb:Forum {ORDERED}", "is a class"),
    Case("unknown-term", f"{URB}SELECT ?x {{ ?x a @@urb:organiser {ORDERED}", f"{URB}SELECT ?x {{ ?x a urb:Event {ORDERED}", "is a property"),
    Case("deprecated-term", f"{URB}SELECT ?x {{ ?x @@urb:host [] {ORDERED}", f"{URB}SELECT ?x {{ ?x urb:organiser [] {ORDERED}", "Use urb:organiser."),
    Case(
        "fails",
        "#+ params:\n#+   forum: {type: iri, class: urb:Forum, description: the forum}\n#+ examples:\n#+   - @@{params: {forum: urb:Event}}\n"
        f"{URB}SELECT ?x {{ VALUES ?forum {{ UNDEF }} ?x urb:organiser ?forum {ORDERED}",
        f"{URB}SELECT ?x {{ ?x a urb:Forum {ORDERED}",
        "forum must be a urb:Forum",
    ),
    Case("no-rows", f"@@{URB}SELECT ?x {{ ?x a urb:Forum ; urb:organiser [] {ORDERED}", f"{URB}SELECT ?x {{ ?x a urb:Forum {ORDERED}", "finds nothing"),
    Case(
        "empty-column",
        f"{URB}SELECT ?x @@?y {{ ?x a urb:Forum OPTIONAL {{ ?x urb:organiser ?y }} {ORDERED} ?y",
        f"{URB}{SKOS}SELECT ?x ?y {{ ?x a urb:Forum OPTIONAL {{ ?x skos:prefLabel ?y }} {ORDERED} ?y",
        "column y",
    ),
    Case(
        "order-not-total",
        f"{URB}{SKOS}SELECT ?x ?y {{ ?x a urb:Forum ; skos:prefLabel ?y }} ORDER BY @@?x",
        f"{URB}{SKOS}SELECT ?x ?y {{ ?x a urb:Forum ; skos:prefLabel ?y }} ORDER BY ?x ?y",
        "?x = https://w3id.org/urbansec/id/forum/rivers",
    ),
    Case(
        "order-not-total",
        f"{URB}{SKOS}SELECT ?x {{ ?x a urb:Forum ; skos:prefLabel ?y }} ORDER BY ?x @@?y",
        f"{URB}{SKOS}SELECT DISTINCT ?x {{ ?x a urb:Forum ; skos:prefLabel [] }} ORDER BY ?x",
        "A row comes twice",
    ),
)
"""What only the data tell."""
