"""Each kind of record is told in a sentence of its own, for what came, what went and what changed."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from .support import PREFIXES, compare, told

THINGS = """
city:bochum a urb:City ; skos:prefLabel "Bochum"@de, "Bochum"@en ; urb:population 365587 .
city:essen a urb:City ; skos:prefLabel "Essen"@de, "Essen"@en ; urb:population 582415 .
forum:efus a urb:Forum ; skos:prefLabel "European Forum for Urban Security"@en ; urb:abbreviation "Efus" .
person:kufen a urb:Person ; skos:prefLabel "Thomas Kufen" .
project:loud a urb:Project ; skos:prefLabel "LOUD"@en .
"""
EVIDENCE = 'evidence:x-seed3 a urb:Evidence ; urb:certainty certainty:stated ; urb:locator "paragraph 2" ; urb:source source:seed3 .\n'
BACKED = "urb:evidence evidence:x-seed3 .\n" + EVIDENCE
MEMBER = "membership:efus-bochum a urb:Membership ; urb:forum forum:efus ; urb:member city:bochum ; "
EVENT = 'event:assembly a urb:Event ; skos:prefLabel "Assembly"@en ; '
PARTICIPATION = (
    "participation:p a urb:Participation ; urb:event event:assembly ; urb:participant person:kufen ; urb:participationRole participationrole:speaker ; "
)
PROJECT = "projectparticipation:p a urb:ProjectParticipation ; urb:project project:loud ; urb:participant city:essen ; urb:projectRole projectrole:partner ; "
COUNT = (
    'count:c a urb:ReportedCount ; skos:prefLabel "About 250 cities"@en ; urb:forum forum:efus ; urb:counted counted:cities ; urb:qualifier qualifier:about ; '
)
OFFICE = "office:o a urb:OfficeHolding ; urb:holder person:kufen ; urb:officeKind officekind:president ; urb:officeOf forum:efus ; urb:onBehalfOf city:essen ; "
SOURCE = 'source:new a urb:Source ; dcterms:title "A page"@en ; dcterms:issued "2024"^^xsd:gYear '
DISAGREEMENT = 'disagreement:d a urb:Disagreement ; skos:prefLabel "How many"@en ; urb:alternative claim:a, claim:b '
CLAIMS = 'claim:a skos:prefLabel "Ten"@en . claim:b skos:prefLabel "Twelve"@en . '

CASES: Mapping[str, tuple[str, str, list[str]]] = {
    "joined": ("", MEMBER + 'urb:since "2023"^^xsd:gYear ; ' + BACKED, ["Bochum joined Efus in 2023 (says source:seed3)"]),
    "joined in a month, and left": (
        "",
        MEMBER + 'urb:since "2020-06"^^xsd:gYearMonth ; urb:until "2023-12-31"^^xsd:date .',
        ["Bochum joined Efus in June 2020 and left it on 31 December 2023"],
    ),
    "a member since nobody knows when": ("", MEMBER + BACKED, ["Bochum is recorded as a member of Efus (says source:seed3)"]),
    "a membership taken out": (
        MEMBER + 'urb:since "2023"^^xsd:gYear ; ' + BACKED,
        "",
        ["Bochum is no longer recorded as a member of Efus (joined in 2023) (said source:seed3)"],
    ),
    "a start that changed": (
        MEMBER + 'urb:since "2022"^^xsd:gYear .',
        MEMBER + 'urb:since "2023-06"^^xsd:gYearMonth .',
        ["Bochum in Efus: since changed from 2022 to 2023-06"],
    ),
    "a start that became known": (
        MEMBER + BACKED,
        MEMBER + 'urb:since "2023"^^xsd:gYear ; ' + BACKED,
        ["Bochum joined Efus in 2023 (says source:seed3)"],
    ),
    "an end that became known": (MEMBER + BACKED, MEMBER + 'urb:until "2024"^^xsd:gYear ; ' + BACKED, ["Bochum left Efus in 2024 (says source:seed3)"]),
    "a new event": (
        "",
        EVENT + 'urb:start "2020-09-28"^^xsd:date ; urb:place city:essen .',
        ["New event: Assembly (2020-09-28, Essen)"],
    ),
    "an event taken out": (EVENT + 'urb:start "2020"^^xsd:gYear .', "", ["Removed event: Assembly (2020)"]),
    "an event elsewhere": (EVENT + "urb:place city:essen .", EVENT + "urb:place city:bochum .", ["Assembly: place changed from Essen to Bochum"]),
    "took part": (EVENT + ".", EVENT + "." + PARTICIPATION + BACKED, ["Thomas Kufen took part in Assembly as speaker (says source:seed3)"]),
    "did not take part": (
        EVENT + "." + PARTICIPATION + "urb:onBehalfOf city:essen .",
        EVENT + ".",
        ["Thomas Kufen is no longer recorded as having taken part in Assembly as speaker on behalf of Essen"],
    ),
    "a part that changed": (
        EVENT + "." + PARTICIPATION + "urb:onBehalfOf city:essen .",
        EVENT + "." + PARTICIPATION + "urb:onBehalfOf city:bochum .",
        ["Thomas Kufen at Assembly: on behalf of changed from Essen to Bochum"],
    ),
    "a partner": ("", PROJECT + BACKED, ["Essen took part in LOUD as partner (says source:seed3)"]),
    "a count": ("", COUNT + "urb:reportedValue 250 ; " + BACKED, ["New count: Efus has about 250 cities (says source:seed3)"]),
    "a count that changed": (
        COUNT + "urb:reportedValue 250 .",
        COUNT + "urb:reportedValue 1300 .",
        ["Count “About 250 cities”: reported value changed from 250 to 1,300"],
    ),
    "an office": (
        "",
        OFFICE + 'urb:since "2018"^^xsd:gYear ; ' + BACKED,
        ["Thomas Kufen became president of Efus in 2018, on behalf of Essen (says source:seed3)"],
    ),
    "an office taken out": (OFFICE + BACKED, "", ["Thomas Kufen is no longer recorded as president of Efus, on behalf of Essen (said source:seed3)"]),
    "an office that ended": (OFFICE + ".", OFFICE + 'urb:until "2020"^^xsd:gYear .', ["Thomas Kufen as president of Efus: until 2020 added"]),
    "evidence added": (
        MEMBER + ".",
        MEMBER + BACKED,
        ["Evidence added for Bochum in Efus: source:seed3, paragraph 2, stated"],
    ),
    "evidence removed": (MEMBER + BACKED, MEMBER + ".", ["Evidence removed for Bochum in Efus: source:seed3, paragraph 2, stated"]),
    "evidence changed": (
        MEMBER + BACKED,
        (MEMBER + BACKED).replace("paragraph 2", "paragraph 3"),
        ["Evidence for Bochum in Efus (source:seed3): locator changed from “paragraph 2” to “paragraph 3”"],
    ),
    "evidence of a city": (
        "",
        "city:essen urb:evidence evidence:x-seed3 .\n" + EVIDENCE,
        ["Evidence added for Essen: source:seed3, paragraph 2, stated"],
    ),
    "a source": ("", SOURCE + ".", ["New source: source:new, “A page” (2024)"]),
    "a source that changed": (SOURCE + ".", SOURCE.replace("2024", "2025") + ".", ["Source source:new (“A page”): date of issue changed from 2024 to 2025"]),
    "a disagreement": (CLAIMS, CLAIMS + DISAGREEMENT + ".", ["New disagreement: How many (Ten / Twelve)"]),
    "a disagreement decided": (
        CLAIMS + DISAGREEMENT + ".",
        CLAIMS + DISAGREEMENT + "; urb:preferredAlternative claim:a .",
        ["Disagreement “How many”: preferred alternative Ten added"],
    ),
    "a claim": ("", 'claim:a a urb:Claim ; skos:prefLabel "Ten"@en .', ["New claim: Ten"]),
    "nothing": (MEMBER + BACKED, MEMBER + BACKED, []),
}


@pytest.mark.parametrize("name", CASES)
def test_sentence(tmp_path: Path, name: str) -> None:
    old, new, expected = CASES[name]
    assert told(tmp_path, THINGS + old, THINGS + new) == expected


def test_a_number_that_changed(tmp_path: Path) -> None:
    assert told(tmp_path, THINGS, THINGS.replace("582415", "593085")) == ["Essen: population changed from 582,415 to 593,085"]


def test_texts_change_language_by_language(tmp_path: Path) -> None:
    new = THINGS.replace('"Essen"@de, "Essen"@en', '"Essen"@de, "City of Essen"@en, "Essen"@fr')
    assert told(tmp_path, THINGS, new) == [
        "City of Essen: name changed from “Essen” (en) to “City of Essen” (en)",
        "City of Essen: name “Essen” (fr) added",
    ]


def test_a_new_record_lists_what_its_sentence_does_not_say(tmp_path: Path) -> None:
    text = MEMBER + 'urb:motive "To learn"@en ; ' + BACKED
    (sentence,) = compare(tmp_path, PREFIXES + THINGS, PREFIXES + THINGS + text).sentences
    assert (sentence.kind, sentence.action, sentence.details) == ("membership", "added", ("motive: “To learn” (en)",))
    assert sentence.subject == "https://w3id.org/urbansec/id/membership/efus-bochum"


def test_a_new_resource_without_a_sentence_of_its_own(tmp_path: Path) -> None:
    (sentence,) = compare(
        tmp_path, PREFIXES + THINGS, PREFIXES + THINGS + 'city:koeln a urb:City ; skos:prefLabel "Köln"@de ; urb:population 1084831 .'
    ).sentences
    assert sentence.text == "New city: Köln"
    assert sentence.details == ("name: “Köln” (de)", "population: 1,084,831")
