"""Explanations: every component in three languages, examples that are right, hints that help; on anybody's shapes."""

import re
import time
from string import Formatter
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from urbansec.validation.engines.result import Result
from urbansec.validation.explain import Explainer, StoreLookup, explain
from urbansec.validation.explanations.wording import CATALOGUE, LANGUAGES

from .explaining import EX, HEAD, PREFIXES, explainer, results, triples

SH = "http://www.w3.org/ns/shacl#"


class Case(NamedTuple):
    """A component, the shape ex:P (a property shape for ex:p unless it begins with ``node:``), data with one fault in ex:a, and what is said of it."""

    component: str
    shape: str
    data: str
    found: str
    expected: str
    example: str
    hint: str
    german: str
    french: str


A = "ex:a a ex:C ; ex:p "
B = "ex:b a ex:C ; ex:p "
CASES = [
    Case("Class", "sh:class ex:D", f'{A} ex:dux . {B} ex:duo . ex:duo a ex:D .', "ex:dux, which is described nowhere", "an instance of ex:D",
         "ex:b ex:p ex:duo .", "Did you mean ex:duo?", "eine Instanz von ex:D", "une instance de ex:D"),
    Case("Class", "sh:class ex:D", f"{A} ex:a .", "ex:a, of class ex:C", "an instance of ex:D", "ex:a ex:p [ a ex:D ] .", "",
         "eine Instanz von ex:D", "une instance de ex:D"),
    Case("Datatype", "sh:datatype xsd:integer", f'{A} "5" . {B} 7 .', '"5"', "a literal of datatype xsd:integer", "ex:b ex:p 7 .",
         "Write it without quotes: 5.", "ein Literal vom Datentyp xsd:integer", "un littéral de type xsd:integer"),
    Case("Datatype", "sh:datatype xsd:decimal", f"{A} 51 .", "51", "a literal of datatype xsd:decimal", "ex:a ex:p 51.0 .", "Write 51.0.",
         "ein Literal vom Datentyp xsd:decimal", "un littéral de type xsd:decimal"),
    Case("NodeKind", "sh:nodeKind sh:IRI", f'{A} "http://example.org/x" .', '"http://example.org/x", a literal', "an IRI",
         "ex:a ex:p <https://example.org/thing> .", "Write it as an IRI, without quotes: ex:x.", "eine IRI", "une IRI"),
    Case("MinCount", "sh:minCount 1", "ex:a a ex:C ; ex:pp 1 . ex:b a ex:C ; ex:p 2 .", "no value", "at least 1 value", "ex:b ex:p 2 .", "",
         "mindestens 1 Wert", "au moins 1 valeur"),
    Case("MaxCount", "sh:maxCount 2", f"{A} 1, 2, 3 .", "3 values: 1, 2, 3", "at most 2 values", "ex:a ex:p 1 .",
         "Keep one of them and take the others out.", "höchstens 2 Werte", "au plus 2 valeurs"),
    Case("MaxCount", "sh:minCount 1 ; sh:maxCount 1", f"{A} 1, 2 .", "2 values: 1, 2", "exactly 1 value", "ex:a ex:p 1 .",
         "Keep one of them and take the others out.", "genau 1 Wert", "exactement 1 valeur"),
    Case("MinInclusive", "sh:minInclusive 0 ; sh:maxInclusive 9", f"{A} -1 .", "-1", "a value from 0 to 9", "ex:a ex:p 0 .", "",
         "ein Wert von 0 bis 9", "une valeur de 0 à 9"),
    Case("MinExclusive", "sh:minExclusive 0", f"{A} 0 .", "0", "a value greater than 0", "ex:a ex:p 1 .", "", "ein Wert größer als 0",
         "une valeur supérieure à 0"),
    Case("MaxInclusive", "sh:maxInclusive 9", f"{A} 10 .", "10", "a value of at most 9", "ex:a ex:p 9 .", "", "ein Wert von höchstens 9",
         "une valeur d’au plus 9"),
    Case("MaxExclusive", "sh:maxExclusive 9", f"{A} 9 .", "9", "a value less than 9", "ex:a ex:p 8 .", "", "ein Wert kleiner als 9",
         "une valeur inférieure à 9"),
    Case("MinLength", "sh:minLength 6", f'{A} "abc" .', '"abc", 3 characters', "a text of at least 6 characters", 'ex:a ex:p "textte" .', "",
         "ein Text von mindestens 6 Zeichen", "un texte d’au moins 6 caractères"),
    Case("MaxLength", "sh:maxLength 2", f'{A} "abc" .', '"abc", 3 characters', "a text of at most 2 characters", 'ex:a ex:p "t" .', "Cut it by 1.",
         "ein Text von höchstens 2 Zeichen", "un texte d’au plus 2 caractères"),
    Case("Pattern", 'sh:pattern "^[a-z]+$"', f'{A} "Essen " . {B} "bochum" .', '"Essen "', "a text after the pattern “^[a-z]+$”",
         'ex:b ex:p "bochum" .', 'Write "essen".', "ein Text nach dem Muster “^[a-z]+$”", "un texte selon le motif “^[a-z]+$”"),
    Case("Pattern", 'sh:pattern "^x" ; sh:flags "i"', f'{A} "abc" .', '"abc"', "a text after the pattern “^x” (flags i)", "", "",
         "ein Text nach dem Muster “^x” (Schalter i)", "un texte selon le motif “^x” (options i)"),
    Case("LanguageIn", 'sh:languageIn ("en" "de")', f'{A} "x"@ger .', '"x"@ger', "a text with the language tag @en or @de", 'ex:a ex:p "text"@en .',
         "The language tag is @de.", "ein Text mit dem Sprachkürzel @en oder @de", "un texte avec l’étiquette de langue @en ou @de"),
    Case("UniqueLang", "sh:uniqueLang true", f'{A} "x"@en, "y"@en .', '2 values tagged @en: "x"@en, "y"@en', "at most 1 value for each language",
         'ex:a ex:p "x"@en .', "Keep one of them and take the others out.", "höchstens 1 Wert je Sprache", "au plus 1 valeur par langue"),
    Case("Equals", "sh:equals ex:q", "ex:a a ex:C ; ex:q 2 .", "2", "the same values as ex:q", "", "", "dieselben Werte wie ex:q",
         "les mêmes valeurs que ex:q"),
    Case("Disjoint", "sh:disjoint ex:q", f"{A} 2 ; ex:q 2 .", "2", "no value that ex:q has too", 'ex:a ex:p "text" .', "",
         "kein Wert, den auch ex:q hat", "aucune valeur que ex:q a aussi"),
    Case("LessThan", "sh:lessThan ex:q", f"{A} 3 ; ex:q 2 . {B} 1 ; ex:q 2 .", "3; ex:q 2", "a value less than each of ex:q", "ex:b ex:p 1 .",
         "The two values may have been exchanged.", "ein kleinerer Wert als jeder von ex:q", "une valeur inférieure à chacune de ex:q"),
    Case("LessThanOrEquals", "sh:lessThanOrEquals ex:q", f"{A} 3 ; ex:q 2 . {B} 1 ; ex:q 2 .", "3; ex:q 2",
         "a value less than or equal to each of ex:q", "ex:b ex:p 1 .", "The two values may have been exchanged.",
         "ein Wert kleiner oder gleich jedem von ex:q", "une valeur inférieure ou égale à chacune de ex:q"),
    Case("Not", "sh:not [ sh:datatype xsd:string ]", f'{A} "x" .', '"x"', "anything but this: a text without language tag (xsd:string)", "", "",
         "alles außer diesem: ein Text ohne Sprachkürzel (xsd:string)", "tout sauf ceci : un texte sans étiquette de langue (xsd:string)"),
    Case("And", "sh:and ( [ sh:nodeKind sh:IRI ] [ sh:class ex:D ] )", f"{A} 1 .", "1", "all of this: an IRI / an instance of ex:D",
         "", "", "all dies: eine IRI / eine Instanz von ex:D", "tout ceci : une IRI / une instance de ex:D"),
    Case("Or", "sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] )", f'{A} "2020-9-28" .', '"2020-9-28"',
         "one of these: a literal of datatype xsd:date / a literal of datatype xsd:gYear", 'ex:a ex:p "2020-09-28"^^xsd:date .',
         'Write "2020-09-28"^^xsd:date.', "eines hiervon: ein Literal vom Datentyp xsd:date / ein Literal vom Datentyp xsd:gYear",
         "l’un de ceux-ci : un littéral de type xsd:date / un littéral de type xsd:gYear"),
    Case("Xone", "sh:xone ( [ sh:datatype xsd:integer ] [ sh:nodeKind sh:IRI ] )", f'{A} "x" .', '"x"',
         "exactly one of these: a literal of datatype xsd:integer / an IRI", "ex:a ex:p 1 .", "",
         "genau eines hiervon: ein Literal vom Datentyp xsd:integer / eine IRI", "exactement l’un de ceux-ci : un littéral de type xsd:integer / une IRI"),
    Case("Node", "sh:node ex:N . ex:N sh:property [ sh:path ex:name ; sh:minCount 1 ]", f"{A} ex:n . ex:n ex:street 1 .", "ex:n",
         "a value that meets this: for ex:name: at least 1 value", "", "", "ein Wert, für den gilt: für ex:name: mindestens 1 Wert",
         "une valeur répondant à ceci : pour ex:name : au moins 1 valeur"),
    Case("QualifiedMinCount", "sh:qualifiedMinCount 2 ; sh:qualifiedValueShape [ sh:class ex:D ]", f"{A} ex:d . ex:d a ex:D .", "1 value: ex:d",
         "at least 2 values that meet this: an instance of ex:D", "ex:a ex:p ex:d .", "", "mindestens 2 Werte mit dieser Eigenschaft: eine Instanz von ex:D",
         "au moins 2 valeurs répondant à ceci : une instance de ex:D"),
    Case("QualifiedMaxCount", "sh:qualifiedMaxCount 0 ; sh:qualifiedValueShape [ sh:class ex:D ]", f"{A} ex:d . ex:d a ex:D .", "1 value: ex:d",
         "at most 0 values that meet this: an instance of ex:D", "", "", "höchstens 0 Werte mit dieser Eigenschaft: eine Instanz von ex:D",
         "au plus 0 valeurs répondant à ceci : une instance de ex:D"),
    Case("HasValue", "sh:hasValue ex:red", f"{A} ex:rde .", "1 value: ex:rde", "ex:red among the values", "ex:a ex:p ex:red .", "Did you mean ex:red?",
         "ex:red unter den Werten", "ex:red parmi les valeurs"),
    Case("In", "sh:in ( ex:red ex:green ex:blue )", f"{A} ex:gren .", "ex:gren", "one of ex:red, ex:green, ex:blue", "ex:a ex:p ex:red .",
         "Did you mean ex:green?", "einer der Werte ex:red, ex:green, ex:blue", "l’une des valeurs ex:red, ex:green, ex:blue"),
    Case("Closed", "node: sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path ex:name ]", 'ex:a a ex:C ; ex:nmae "x" .',
         'ex:nmae "x"', "only these properties: ex:name", 'ex:a ex:name "x" .', "Did you mean ex:name?", "nur diese Eigenschaften: ex:name",
         "seulement ces propriétés : ex:name"),
    Case("SPARQL", "node: sh:sparql ex:Q . ex:Q sh:select 'SELECT $this WHERE { $this <http://example.org/p> ?v }'", f"{A} 1 .", "ex:a",
         "that the query of the constraint finds nothing", "", "", "dass die Abfrage der Bedingung nichts findet",
         "que la requête de la contrainte ne trouve rien"),
    Case("SPARQL", "node: sh:sparql ex:Q . ex:Q rdfs:comment 'No p at all.' ; sh:select 'SELECT $this WHERE { $this <http://example.org/p> ?v }'",
         f"{A} 1 .", "ex:a", "No p at all", "", "", "No p at all", "No p at all"),
]  # fmt: skip


def written(case: Case) -> str:
    """The shapes of a case."""
    if case.shape.startswith("node:"):
        return f"ex:P a sh:NodeShape ; sh:targetClass ex:C ; {case.shape.removeprefix('node:')} ."
    return f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P . ex:P a sh:PropertyShape ; sh:path ex:p ; {case.shape} ."


def only(case: Case, shapes: str) -> tuple[Result, Explainer]:
    """The result of the case's component at ex:a, and an explainer."""
    found = list(results(shapes, case.data))
    wanted = [r for r in found if r.component == f"{SH}{case.component}ConstraintComponent" and r.focus == ox.NamedNode(f"{EX}a")]
    assert len(wanted) == 1, found
    return wanted[0], explainer(shapes, case.data, found)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.component}-{number}" for number, case in enumerate(CASES)])
def test_a_component_is_explained(case: Case) -> None:
    result, explaining = only(case, written(case))
    english = explaining.explain(result, "en")
    assert (english.found, english.expected, english.example, english.hint) == (case.found, case.expected, case.example, case.hint)
    assert explaining.explain(result, "de").expected == case.german
    assert explaining.explain(result, "fr").expected == case.french


@pytest.mark.parametrize("case", CASES, ids=[f"{case.component}-{number}" for number, case in enumerate(CASES)])
def test_a_headline_is_made_in_every_language_and_is_no_engine_s_own(case: Case) -> None:
    result, explaining = only(case, written(case))
    assert result.messages or case.component == "SPARQL"  # pySHACL writes sentences of its own
    headlines = dict(explaining.messages(result))
    assert sorted(headlines) == sorted(LANGUAGES)
    for lang, text in headlines.items():
        said = explaining.explain(result, lang)
        assert said.expected in text
        assert said.found in text
        assert "[]" not in text
        assert not {text} & {message for _, message in result.messages}
        assert not re.search(r"\{\w*\}", text.replace(said.expected, "").replace(said.found, ""))


@pytest.mark.parametrize("case", [case for case in CASES if case.example], ids=lambda case: case.component)
def test_an_example_is_turtle_and_mends_the_data(case: Case) -> None:
    """The example in place of what is wrong leaves no result of the component."""
    stated = triples(case.example)
    (example,) = [t for t in stated if "22-rdf-syntax-ns#type" not in t.predicate.value]
    more = [t for t in stated if t != example]
    focus = ox.NamedNode(f"{EX}a")
    wrong = {ox.NamedNode(f"{EX}{name}") for name in ("p", "nmae")}
    kept = [t for t in triples(case.data) if t.subject != focus or t.predicate not in wrong]
    mended = [*kept, ox.Triple(focus, example.predicate, example.object), *more]
    if case.component == "QualifiedMinCount":  # which asks for two
        mended += triples("ex:a ex:p ex:e . ex:e a ex:D .")
    left = results(written(case), "".join(f"{triple} .\n" for triple in mended))
    assert [r for r in left if r.focus == focus and r.component.endswith(f"#{case.component}ConstraintComponent")] == []
    broken = results(written(case), case.data)
    assert [r for r in broken if r.focus == focus]


def test_every_component_of_core_is_in_the_table() -> None:
    components = {case.component for case in CASES}
    core = """And Class Closed Datatype Disjoint Equals HasValue In LanguageIn LessThan LessThanOrEquals MaxCount MaxExclusive MaxInclusive
    MaxLength MinCount MinExclusive MinInclusive MinLength Node NodeKind Not Or Pattern QualifiedMaxCount QualifiedMinCount SPARQL UniqueLang Xone""".split()
    assert components == set(core)


def test_a_shape_s_own_message_stays() -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P . ex:P sh:path ex:p ; sh:minCount 1 ; sh:message 'Say p.'@en ."
    (result,) = results(shapes, "ex:a a ex:C .")
    assert explainer(shapes, "ex:a a ex:C .", [result]).explain(result, "fr").messages == (("en", "Say p."),)


def test_a_component_of_others_is_told_by_its_label_and_parameters() -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetClass ex:C ; ex:mostWords 2 .
    ex:Words a sh:ConstraintComponent ; rdfs:label "number of words"@en ; sh:parameter [ sh:path ex:mostWords ] ."""
    result = Result(ox.NamedNode(f"{EX}a"), f"{EX}Words", ox.NamedNode(f"{EX}S"), "violation")
    assert explain(result, triples(shapes)).expected.startswith("what number of words (")
    undeclared = Result(ox.NamedNode(f"{EX}a"), f"{EX}MostWordsConstraintComponent", ox.NamedNode(f"{EX}S"), "violation")
    assert "mostWords> 2" in explain(undeclared, triples(shapes)).expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_shape_that_is_not_at_hand_leaves_nothing_empty(lang: str) -> None:
    for component in (f"{SH}{case.component}ConstraintComponent" for case in CASES):
        said = explain(Result(ox.NamedNode(f"{EX}a"), component, ox.NamedNode(f"{EX}gone"), "violation"), [], lang=lang)
        assert said.found
        assert said.expected
        assert all(text for _, text in said.messages)


def test_shapes_that_hold_each_other_end() -> None:
    shapes = "ex:S sh:targetClass ex:C ; sh:node ex:S ; sh:not ex:T . ex:T sh:not ex:S ; rdfs:label 'T'@en ."
    result = Result(ox.NamedNode(f"{EX}a"), f"{SH}NodeConstraintComponent", ox.NamedNode(f"{EX}S"), "violation", value=ox.NamedNode(f"{EX}a"))
    assert "T" in explain(result, triples(shapes)).expected


def test_a_blank_node_is_told_by_what_it_holds() -> None:
    store = ox.Store()
    store.load((HEAD + "ex:a ex:p _:x . _:x ex:street 1 ; ex:town 'Essen' ; ex:code 2 .").encode(), ox.RdfFormat.TURTLE)
    (value,) = (quad.object for quad in store.quads_for_pattern(None, ox.NamedNode(f"{EX}p"), None))
    assert isinstance(value, ox.BlankNode)
    result = Result(ox.NamedNode(f"{EX}a"), f"{SH}NodeConstraintComponent", ox.NamedNode(f"{EX}P"), "violation", value=value)
    found = Explainer(triples("ex:P sh:node ex:N ."), StoreLookup(store), {"ex": EX}).explain(result).found
    assert re.fullmatch(r"\[ ex:\w+ \S+ ; ex:\w+ \S+ ; … \]", found)


def test_examples_come_from_resources_without_findings_and_say_where_they_stand() -> None:
    shapes = triples("ex:P sh:path ex:p ; sh:datatype xsd:integer .")
    store = ox.Store()
    data = "ex:a a ex:C ; ex:p 'x' . ex:b a ex:C ; ex:p 1 . ex:c a ex:D ; ex:p 2 . ex:d a ex:C ; ex:p 'y' . ex:e a ex:C ; ex:p 3 ."
    store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in triples(data)])
    result = Result(ox.NamedNode(f"{EX}a"), f"{SH}DatatypeConstraintComponent", ox.NamedNode(f"{EX}P"), "violation", value=ox.Literal("x"))
    faulty = {ox.NamedNode(f"{EX}{name}") for name in "ab"}
    lookup = StoreLookup(store, faulty, lambda quad: f"people.ttl:{quad.object.value if isinstance(quad.object, ox.Literal) else ''}")
    assert Explainer(shapes, lookup, PREFIXES).explain(result).example == "ex:e ex:p 3 .  # people.ttl:3"
    # All of the class have findings: what the constraint itself suggests.
    lookup = StoreLookup(store, {*faulty, ox.NamedNode(f"{EX}e")})
    assert Explainer(shapes, lookup, PREFIXES).explain(result).example == "ex:a ex:p 1 ."


def test_long_lists_are_cut_with_their_number() -> None:
    members = " ".join(f"ex:m{number}" for number in range(40))
    shapes = f"ex:P sh:path ex:p ; sh:in ( {members} ) ."
    result = Result(ox.NamedNode(f"{EX}a"), f"{SH}InConstraintComponent", ox.NamedNode(f"{EX}P"), "violation", value=ox.NamedNode(f"{EX}x"))
    said = explain(result, triples(shapes))
    assert said.expected.endswith("… (40 in all)")
    assert len(said.expected) < 300


@pytest.mark.parametrize("key", CATALOGUE)
def test_an_entry_has_the_same_places_in_each_language(key: str) -> None:
    places = [sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None) for text in CATALOGUE[key]]
    assert places[0] == places[1] == places[2]
    assert all(text.strip() for text in CATALOGUE[key])


def test_every_entry_is_used() -> None:
    from tests.running import SERVICE

    texts = (path.read_text("utf-8") for path in (SERVICE / "urbansec" / "validation").rglob("*.py"))
    code = "".join(text.partition("\nCATALOGUE")[0] + text.partition("\nclass Words")[2] if "\nCATALOGUE" in text else text for text in texts)
    made_up = ("count.", "length.", "kind.", "found.", "closed.", "in.", "datatype.", "list.")
    unused = [key for key in CATALOGUE if f'"{key}"' not in code and not key.startswith(made_up)]
    assert unused == []


def test_thousands_of_results_are_explained_in_a_moment() -> None:
    """Each would take milliseconds if instances, examples and names were looked for anew."""
    people = [f"ex:person{number:04}" for number in range(3000)]
    data = "".join(f"{person} a ex:C ; ex:p {person.replace('son', 'sno')} ." for person in people)
    store = ox.Store()
    store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in triples(data)])
    component, shape = f"{SH}ClassConstraintComponent", ox.NamedNode(f"{EX}P")
    found = [
        Result(quad.subject, component, shape, "violation", value=quad.object)
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{EX}p"), None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    ]
    explaining = Explainer(triples("ex:P sh:path ex:p ; sh:class ex:C ."), StoreLookup(store, {result.focus for result in found}), PREFIXES)
    started = time.process_time()
    hints = {explaining.explain(result).hint for result in found}
    assert time.process_time() - started < 5
    assert sum(text.startswith("Did you mean") for text in hints) > 1000
