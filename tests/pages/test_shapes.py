"""Shapes in words: every condition in every language, right to the letter, and a condition that nobody has thought of is told all the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from urbansec.assets import Assets
from urbansec.namespaces import PREFIXES, SHAPES, URB
from urbansec.pages.language import LANGUAGES
from urbansec.pages.shapes import Names, Teller, Words
from urbansec.pages.shapes.values import SILENT, WORDED, beginning
from urbansec.queries.shapes.reading import ShapesGraph

SH = PREFIXES["sh"]
ABOUT = "About “size” of each membership:"
EACH = "For each membership, every “size” is"
KNOWN = {
    f"{URB}Forum": {"en": "forum", "de": "Forum", "fr": "forum"},
    f"{URB}Event": {"en": "event", "de": "Ereignis", "fr": "événement"},
    f"{URB}Membership": {"en": "membership", "de": "Mitgliedschaft", "fr": "adhésion"},
    f"{URB}forum": {"en": "forum", "de": "Forum", "fr": "forum"},
    f"{URB}size": {"en": "size", "de": "Größe", "fr": "taille"},
    f"{URB}limit": {"en": "limit", "de": "Grenze", "fr": "limite"},
}
PROLOGUE = "\n".join(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in PREFIXES.items()) + "\n@prefix ex: <https://example.org/> .\n"


def plain(text: object) -> str:
    return re.sub(r"<[^>]*>", "", str(text)).replace("\u00a0", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&#34;", '"')


def graph_of(turtle: str) -> ShapesGraph:
    return ShapesGraph(quad.triple for quad in ox.parse(PROLOGUE + turtle, format=ox.RdfFormat.TURTLE))


def property_shape(conditions: str, language: str = "en", *, more: str = "") -> str:
    """What is told of a property's shape with these conditions that a shape for memberships holds."""
    graph = graph_of(f"""
        urbsh:MembershipShape a sh:NodeShape ; sh:targetClass urb:Membership ; sh:property urbsh:Membership-size .
        urbsh:Membership-size a sh:PropertyShape ; {conditions} . {more}""")
    return plain(" ".join(Teller(graph, Words(language, Names(KNOWN, graph.names))).told[f"{SHAPES}#Membership-size"].sentences))


def node_shape(conditions: str, language: str = "en", *, more: str = "") -> str:
    graph = graph_of(f"urbsh:S a sh:NodeShape ; {conditions} . {more}")
    return plain(" ".join(Teller(graph, Words(language, Names(KNOWN, graph.names))).told[f"{SHAPES}#S"].sentences))


@pytest.fixture(name="shipped", scope="module")
def shipped_fixture(assets: Assets) -> ShapesGraph:
    return ShapesGraph.read(assets.shapes)


def test_the_sentence_of_the_issue() -> None:
    asked = "sh:path urb:forum ; sh:minCount 1 ; sh:maxCount 1 ; sh:class urb:Forum"
    assert property_shape(asked) == "Each membership has exactly one “forum”, which is a forum."
    assert property_shape(asked, "de") == "Je Mitgliedschaft gibt es genau einen Wert von „Forum“: eine Ressource der Klasse „Forum“."
    assert property_shape(asked, "fr") == "Chaque adhésion a exactement une valeur de « forum » : une ressource de la classe « forum »."


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ("sh:minCount 1", "Each membership has at least one “size”."),
        ("sh:maxCount 1", "Each membership has at most one “size”."),
        ("sh:maxCount 0", "No membership has a value of “size”."),
        ("sh:minCount 2", "Each membership has at least 2 values of “size”."),
        ("sh:maxCount 3", "Each membership has at most 3 values of “size”."),
        ("sh:minCount 2 ; sh:maxCount 2", "Each membership has exactly 2 values of “size”."),
        ("sh:minCount 1 ; sh:maxCount 3", "Each membership has 1 to 3 values of “size”."),
        ("sh:minCount 0 ; sh:class urb:Event", f"{EACH} an event."),
        ("sh:minCount 1 ; sh:datatype xsd:integer", "Each membership has at least one “size”, each of which is a whole number."),
        (
            "sh:maxCount 1 ; sh:datatype xsd:decimal ; sh:minInclusive -90.0 ; sh:maxInclusive 90.0",
            "Each membership has at most one “size”, which is a decimal number from -90 to 90.",
        ),
        ("sh:minExclusive 1", f"{EACH} a value of more than 1."),
        ("sh:minInclusive 1 ; sh:maxExclusive 9", f"{EACH} a value of at least 1 of less than 9."),
        ("sh:datatype ex:dozen", f"{EACH} a value of the datatype https://example.org/dozen."),
        ("sh:nodeKind sh:IRI", f"{EACH} a resource with an IRI."),
        ('sh:languageIn ( "en" )', f"{EACH} a text in this language: English."),
        ('sh:languageIn ( "en" "de" )', f"{EACH} a text in one of these languages: English or German."),
        ("sh:in ( 1 )", f"{EACH} none other than 1."),
        ("sh:in ( 1 2 3 )", f"{EACH} one of these: 1, 2 or 3."),
        ("sh:in ( 1 2 3 4 5 6 7 8 9 )", f"{EACH} one of these: 1, 2, 3 and 6 more."),
        ("sh:in ()", f"{EACH} nothing, for no value is allowed."),
        (r'sh:pattern "^\\S(.*\\S)?$"', f"{ABOUT} No value begins or ends with a space."),
        ('sh:pattern "^a<b"', f"{ABOUT} Each value matches the pattern ^a<b."),
        ('sh:pattern "^a" ; sh:flags "i"', f"{ABOUT} Each value matches the pattern ^a, in small or capital letters."),
        ("sh:minLength 2", f"{ABOUT} Each value has at least 2 characters."),
        ("sh:maxLength 1200", f"{ABOUT} Each value has at most 1,200 characters."),
        ("sh:uniqueLang true", f"{ABOUT} There is at most one value in each language."),
        ("sh:uniqueLang false", "Everything conforms to this shape; it asks for nothing."),
        ("sh:equals urb:limit", f"{ABOUT} The values are the same as those of “limit”."),
        ("sh:disjoint urb:limit", f"{ABOUT} No value is also a value of “limit”."),
        ("sh:lessThan urb:limit", f"{ABOUT} Each value comes before every value of “limit”."),
        ("sh:lessThanOrEquals urb:limit", f"{ABOUT} No value comes after a value of “limit”."),
        ("sh:hasValue 7", f"{ABOUT} One of the values is 7."),
        ("sh:not [ sh:class urb:Forum ]", f"{ABOUT} No value fulfils this: a forum."),
        ("sh:node [ sh:minLength 2 ]", f"{ABOUT} Each value fulfils this: Each value has at least 2 characters."),
        (
            "sh:and ( [ sh:class urb:Forum ] [ sh:nodeKind sh:IRI ] )",
            f"{ABOUT} Each value fulfils all of these: a forum; a resource with an IRI.",
        ),
        (
            "sh:xone ( [ sh:class urb:Forum ] [ sh:nodeKind sh:IRI ] )",
            f"{ABOUT} Each value fulfils exactly one of these: a forum; a resource with an IRI.",
        ),
        (
            "sh:or ( [ sh:class urb:Forum ] [ sh:datatype xsd:date ] )",
            f"{ABOUT} Each value fulfils at least one of these: a forum; a day.",
        ),
        (
            "sh:qualifiedValueShape [ sh:class urb:Forum ] ; sh:qualifiedMinCount 1",
            f"{ABOUT} At least one of the values fulfils this: a forum.",
        ),
        (
            "sh:qualifiedValueShape [ sh:class urb:Forum ] ; sh:qualifiedMaxCount 2",
            f"{ABOUT} At most 2 of the values fulfil this: a forum.",
        ),
        ('sh:sparql [ sh:message "No circles."@en ; sh:select "…" ]', f"{ABOUT} A query of its own finds nothing wrong: No circles."),
    ],
)
def test_each_condition_has_its_words(conditions: str, expected: str) -> None:
    assert property_shape(f"sh:path urb:size ; {conditions}") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("[ sh:inversePath urb:size ]", "Each membership has at least one “big”. (That means: what has it as “size”.)"),
        ("[ sh:alternativePath ( urb:size urb:limit ) ]", "Each membership has at least one “big”. (That means: size or limit.)"),
        ("( urb:size urb:limit )", "Each membership has at least one “big”. (That means: size, then its “limit”.)"),
        ("[ sh:zeroOrMorePath urb:size ]", "Each membership has at least one “big”. (That means: size*.)"),
    ],
)
def test_paths_are_told_in_words(path: str, expected: str) -> None:
    assert property_shape(f'sh:path {path} ; sh:name "big"@en ; sh:minCount 1') == expected


def test_the_vocabulary_of_a_value_is_named() -> None:
    told = property_shape("sh:path ( urb:size skos:inScheme ) ; sh:in ( <https://w3id.org/urbansec/id/scheme/sizes> )")
    assert told == "For each membership, every “size” comes from the vocabulary id:scheme/sizes."


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ("sh:targetClass urb:Forum ; sh:class urb:Event", "Each forum is an event."),
        ("sh:targetSubjectsOf urb:size ; sh:class urb:Event", "Each resource with “size” is an event."),
        ("sh:targetSubjectsOf urb:size, urb:limit ; sh:class urb:Event", "Each resource with “limit” or “size” is an event."),
        ("sh:targetObjectsOf urb:size ; sh:class urb:Event", "Each value of “size” is an event."),
        (
            r'sh:targetClass urb:Forum ; sh:pattern "^https://w3id\\.org/urbansec/id/forum/[a-z0-9]+(-[a-z0-9]+)*$"',
            "The IRI of each forum is https://w3id.org/urbansec/id/forum/ and a name of small letters, digits and single hyphens.",
        ),
        ('sh:targetClass urb:Forum ; sh:pattern "^urn:"', "The IRI of each forum matches the pattern ^urn:."),
        ("sh:targetClass urb:Forum ; sh:closed true ; sh:ignoredProperties ( urb:size urb:limit )", "Each forum has no properties but these: limit; size."),
        ("sh:targetClass urb:Forum ; sh:closed false", "Everything conforms to this shape; it asks for nothing."),
        (
            "sh:targetClass urb:Forum ; sh:or ( [ sh:class urb:Event ] [ sh:nodeKind sh:IRI ] )",
            "Each forum fulfils at least one of these: an event; a resource with an IRI.",
        ),
        ("sh:targetClass urb:Forum ; sh:minLength 9", "About each forum itself: Each value has at least 9 characters."),
        ("sh:datatype xsd:gYear", "Each value is a year."),
    ],
)
def test_shapes_of_resources_have_their_words(conditions: str, expected: str) -> None:
    assert node_shape(conditions) == expected


def conditions_of(graph: ShapesGraph) -> Iterator[tuple[str, str]]:
    for iri in graph.shapes:
        for predicate in graph.index.of(ox.NamedNode(iri)):
            if predicate.startswith(SH):
                yield iri, predicate.removeprefix(SH)


def test_every_condition_of_the_shipped_shapes_has_words_of_its_own(shipped: ShapesGraph) -> None:
    used = {name for _, name in conditions_of(shipped)}
    assert len(used) > 20
    assert used - SILENT - WORDED == set()
    assert "qualifiedMinCount" in WORDED
    assert "futureCondition" not in WORDED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_shape_is_told(language: str, shipped: ShapesGraph) -> None:
    teller = Teller(shipped, Words(language, Names(KNOWN, shipped.names)))
    # Shapes that only hold those of properties say nothing themselves.
    silent = [iri for iri, told in teller.told.items() if not told.sentences and not shipped.shapes[iri].properties]
    assert silent == []
    assert len(teller.told) > 230
    for iri, told in teller.told.items():
        said = plain(" ".join(told.sentences))
        assert "None" not in said, iri
        assert "%(" not in said, iri
        for sentence in told.sentences:
            assert plain(sentence).endswith((".", ":", ".)")), (iri, sentence)
            assert plain(sentence).count("(") == plain(sentence).count(")"), (iri, sentence)
        if told.message:
            assert told.tongue == language, iri


def test_languages_say_different_things(shipped: ShapesGraph) -> None:
    told = [Teller(shipped, Words(language, Names(KNOWN, shipped.names))).told for language in LANGUAGES]
    for iri in told[0]:
        versions = {plain(" ".join(each[iri].sentences)) for each in told}
        assert len(versions) == (len(LANGUAGES) if told[0][iri].sentences else 1), iri


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "About “size” of each membership: A further condition, sh:futureCondition, has to hold with: 7."),
        ("de", "Zu „Größe“ gilt je Mitgliedschaft: Eine weitere Bedingung, sh:futureCondition, muss erfüllt sein mit: 7."),
        ("fr", "À propos de « taille » pour chaque adhésion : Une autre condition, sh:futureCondition, doit être remplie avec : 7."),
    ],
)
def test_a_condition_of_tomorrow_is_told_by_its_name(language: str, expected: str) -> None:
    assert property_shape("sh:path urb:size ; sh:futureCondition 7", language) == expected


def test_a_component_of_somebody_elses_is_told_by_its_name() -> None:
    declared = "ex:Even a sh:ConstraintComponent ; sh:parameter [ sh:path ex:even ] ."
    assert property_shape("sh:path urb:size ; ex:even true", more=declared) == (
        f"{ABOUT} A further condition, https://example.org/even, has to hold with: true."
    )


def test_shapes_that_name_each_other_come_to_an_end() -> None:
    more = 'urbsh:A a sh:NodeShape ; rdfs:label "A"@en ; sh:node urbsh:B . urbsh:B a sh:NodeShape ; rdfs:label "B"@en ; sh:node urbsh:A .'
    assert property_shape("sh:path urb:size ; sh:node urbsh:A", more=more) == f"{ABOUT} Each value fulfils this: A."


def test_hostile_texts_stay_text() -> None:
    graph = graph_of("""
        urbsh:S a sh:NodeShape ; rdfs:label "<script>x</script>"@en ; sh:targetClass urb:Forum ; sh:property urbsh:S-p .
        urbsh:S-p a sh:PropertyShape ; sh:path <javascript:alert(1)> ; sh:name "<b>"@en ; sh:pattern "<i>%s{0}" ; sh:message "<u>"@en .""")
    teller = Teller(graph, Words("en", Names(graph.names), lambda _: ""))
    for told in teller.told.values():
        text = " ".join(map(str, (*told.sentences, told.label)))
        assert not re.search(r"<(script|b|i|u)>", text)
        assert "javascript:" not in re.sub(r">[^<]*<", "><", text)
    assert "&lt;i&gt;%s{0}" in " ".join(teller.told[f"{SHAPES}#S-p"].sentences)


def test_severity_and_activity_are_told() -> None:
    graph = graph_of("urbsh:S a sh:NodeShape ; sh:targetClass urb:Forum ; sh:severity sh:Warning ; sh:deactivated true ; sh:class urb:Event .")
    told = Teller(graph, Words("en", Names(KNOWN))).told[f"{SHAPES}#S"]
    assert (told.severity, told.active) == ("Warning", False)


def test_the_beginning_of_a_pattern_for_iris() -> None:
    assert beginning(r"^https://w3id\.org/urbansec/id/local-measure/[a-z0-9]+(-[a-z0-9]+)*$") == "https://w3id.org/urbansec/id/local-measure/"
    assert beginning(r"^https://w3id\.org/urbansec/id/(claim|count)/[a-z0-9]+(-[a-z0-9]+)*$") == ""
    assert beginning(r"^https://w3id.org/[a-z0-9]+(-[a-z0-9]+)*$") == ""
    assert beginning("^abc$") == ""


def test_shapes_are_grouped_and_every_one_has_a_place(shipped: ShapesGraph) -> None:
    placed = {shape.iri for group in shipped.groups().values() for shape in group}
    placed |= {shape.iri for shape in (*shipped.others(), *shipped.helpers())} | set(shipped.holders)
    assert placed == set(shipped.shapes)
    classes = list(shipped.groups())
    assert classes.index(f"{URB}Publication") < classes.index(f"{PREFIXES['skos']}Concept")
    assert shipped.holders[f"{SHAPES}#Source-url"][0] == f"{SHAPES}#SourceShape"


def test_no_shape_is_lost_in_reading(assets: Assets, shipped: ShapesGraph, tmp_path: Path) -> None:
    declared = re.findall(
        r"^urbsh:(\S+)\n  a sh:(?:Node|Property)Shape", "\n".join(p.read_text("utf-8") for p in sorted(assets.shapes.glob("*.ttl"))), re.MULTILINE
    )
    assert {iri.partition("#")[2] for iri in shipped.shapes} == set(declared)
    assert ShapesGraph.read(tmp_path).shapes == {}
