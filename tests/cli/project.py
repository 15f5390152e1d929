"""A small project with everything the commands need, so that a command takes no time to load it."""

from pathlib import Path

DATA = """\
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix city: <https://w3id.org/urbansec/id/city/> .
@prefix forum: <https://w3id.org/urbansec/id/forum/> .

forum:defus a urb:Forum ; skos:prefLabel "German-European Forum"@en , "Deutsch-Europäisches Forum"@de .
forum:efus a urb:Forum ; skos:prefLabel "European Forum"@en .
forum:frönt a urb:Forum ; skos:prefLabel "Österreich"@en .
city:essen urb:in forum:defus ; urb:since "2015" ; urb:size 593085 .
city:bonn urb:in forum:defus ; urb:since "2001" ; urb:size 3 .
city:lyon urb:in forum:efus ; urb:since "1987" ; urb:size 5 .
"""
MEMBERS = """\
#+ summary: Members of a forum
#+ description: Everyone in the forum.
#+ tags: [membership, two words]
#+ params:
#+   forum: {type: iri, class: urb:Forum, default: id:forum/defus, description: the forum}
#+   on: {type: date, description: the day}
#+   sure: {type: enum, values: [certain, possible, "very $ure"], default: possible}
#+   city: {type: iri, list: true, description: only these}
#+ examples:
#+   - {params: {forum: id:forum/efus}, description: of the other forum}
PREFIX urb: <https://w3id.org/urbansec/ontology#>
SELECT ?city ?since ?size WHERE {
  VALUES (?forum ?on ?sure ?city) { (<https://w3id.org/urbansec/id/forum/defus> UNDEF "possible" UNDEF) }
  ?city urb:in ?forum ; urb:since ?since ; urb:size ?size
} ORDER BY ?city
"""
GRAPH = """\
#+ summary: Links as a graph
PREFIX urb: <https://w3id.org/urbansec/ontology#>
CONSTRUCT { ?city urb:in ?forum } WHERE { ?city urb:in ?forum }
"""
MANY = """\
#+ summary: Many rows
#+ params:
#+   rows: {type: integer, default: "100"}
SELECT ?number WHERE {
  VALUES (?rows) { (100) }
  VALUES ?a { 0 1 2 3 4 5 6 7 8 9 } VALUES ?b { 0 1 2 3 4 5 6 7 8 9 } VALUES ?c { 0 1 2 3 4 5 6 7 8 9 } VALUES ?d { 0 1 2 3 4 5 6 7 8 9 }
  BIND(?a + 10 * ?b + 100 * ?c + 1000 * ?d AS ?number) FILTER(?number < ?rows)
} ORDER BY ?number
"""
OLD = "#+ summary: An old one\n#+ deprecated: Use members.\nSELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 1\n"


def make(root: Path) -> Path:
    """The project in the folder ``root``."""
    for folder in ("alignments", "modules", "vocab", "rules", "shapes"):
        (root / "ontology" / folder).mkdir(parents=True)
        (root / "ontology" / folder / "one.ttl").write_text(f"<urn:{folder}> a <urn:Folder> .\n", "utf-8")
    (root / "data").mkdir()
    (root / "data" / "all.ttl").write_text(DATA, "utf-8")
    saved = root / "queries" / "saved"
    saved.mkdir(parents=True)
    for name, text in (("members", MEMBERS), ("links", GRAPH), ("many", MANY), ("outdated", OLD)):
        (saved / f"{name}.rq").write_text(text, "utf-8")
    return root
