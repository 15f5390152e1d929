"""When a match is beyond doubt, on a small graph where names repeat."""

import pytest

from urbansec.assets import Assets
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.errors import ParameterError
from urbansec.namespaces import ID
from urbansec.reconciliation import Candidate, Condition, Question, match
from urbansec.reconciliation.question import Strictness

DATA = """
@prefix id: <https://w3id.org/urbansec/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/urbansec/id/city/newport-a> a urb:City ; skos:prefLabel "Newport"@en ; urb:country <https://w3id.org/urbansec/id/country/de> .
<https://w3id.org/urbansec/id/city/newport-b> a urb:City ; skos:prefLabel "Newport"@en ; urb:country <https://w3id.org/urbansec/id/country/fr> .
<https://w3id.org/urbansec/id/city/newport-c> a urb:City ; skos:prefLabel "Newport"@en .
<https://w3id.org/urbansec/id/region/oldland> a urb:Region ; skos:prefLabel "Oldland"@en .
<https://w3id.org/urbansec/id/city/oldland> a urb:City ; skos:prefLabel "Oldland"@en .
<https://w3id.org/urbansec/id/city/ulm> a urb:City ; skos:prefLabel "Ulm"@de ; urb:country <https://w3id.org/urbansec/id/country/de> .
<https://w3id.org/urbansec/id/person/meier> a urb:Person ; skos:prefLabel "Meier"@de .
<https://w3id.org/urbansec/id/person/anna-meier> a urb:Person ; skos:prefLabel "Anna Meier"@de .
<https://w3id.org/urbansec/id/event/meeting> a urb:Event ; skos:prefLabel "Meeting of towns"@en ; urb:start "2020-09-28"^^xsd:date ; urb:edition 3 .
<https://w3id.org/urbansec/id/project/bright> a urb:Project ; skos:prefLabel "BRIGHT"@en ; urb:grantNumber "12-34" .
"""


@pytest.fixture(scope="module")
def engine(assets: Assets, tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    """The ontology with the small graph as its data."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "small.ttl").write_text(DATA, encoding="utf-8")
    return EmbeddedEngine(load_shipped(assets, data=[folder]))


def ask(engine: EmbeddedEngine, name: str, *evidence: tuple[str, str], kinds: tuple[str, ...] = (), strictness: Strictness = Strictness.ANY) -> list[Candidate]:
    """The candidates for a name with evidence."""
    conditions = (Condition((name,)), *(Condition((value,), prop) for prop, value in evidence))
    (found,) = match(engine, [Question(conditions, kinds, strictness)])
    return found


def taken(candidates: list[Candidate]) -> str:
    """What is matched without asking."""
    return next((candidate.thing.iri.removeprefix(ID) for candidate in candidates if candidate.match), "")


def test_a_name_of_several_things_is_not_matched(engine: EmbeddedEngine) -> None:
    found = ask(engine, "Newport")
    assert [candidate.exact for candidate in found] == [True] * 3
    assert taken(found) == ""


def test_evidence_tells_them_apart(engine: EmbeddedEngine) -> None:
    assert taken(ask(engine, "Newport", ("urb:country", "Germany"))) == "city/newport-a"
    assert taken(ask(engine, "Newport", ("urb:country", "FR"))) == "city/newport-b"
    # That nothing is known of the third does not make it the one.
    found = ask(engine, "Newport", ("urb:country", "Italy"))
    assert found[0].thing.iri == f"{ID}city/newport-c"
    assert taken(found) == ""


def test_the_country_behind_the_name_does_too(engine: EmbeddedEngine) -> None:
    assert taken(ask(engine, "Newport (France)")) == "city/newport-b"
    assert taken(ask(engine, "Newport, Deutschland")) == "city/newport-a"
    assert taken(ask(engine, "Newport, Wales")) == ""


def test_types_and_words_for_them_tell_apart(engine: EmbeddedEngine) -> None:
    assert taken(ask(engine, "Oldland")) == ""
    assert taken(ask(engine, "Oldland", kinds=("City",))) == "city/oldland"
    assert taken(ask(engine, "City of Oldland")) == "city/oldland"
    assert taken(ask(engine, "Regione Oldland")) == "region/oldland"


def test_short_names_need_more_than_themselves(engine: EmbeddedEngine) -> None:
    assert ask(engine, "Ulm")[0].exact
    assert taken(ask(engine, "Ulm")) == ""
    assert taken(ask(engine, "Ulm", kinds=("urb:City",))) == "city/ulm"
    assert taken(ask(engine, "Ulm", ("country", "DE"))) == "city/ulm"


def test_surnames_are_no_persons(engine: EmbeddedEngine) -> None:
    assert taken(ask(engine, "Meier", kinds=("Person",))) == ""
    assert taken(ask(engine, "Meier, Anna")) == "person/anna-meier"


def test_types_that_are_only_a_wish(engine: EmbeddedEngine) -> None:
    wished = ask(engine, "Meeting of towns", kinds=("City",), strictness=Strictness.SHOULD)
    assert wished[0].thing.iri == f"{ID}event/meeting"
    assert taken(wished) == ""
    assert ask(engine, "Meeting of towns", kinds=("City",)) == []
    assert ask(engine, "Oldland", kinds=("City", "Region"), strictness=Strictness.ALL) == []
    assert taken(ask(engine, "Oldland", kinds=("City", "Body"), strictness=Strictness.ALL)) == "city/oldland"


@pytest.mark.parametrize(
    ("value", "agrees"), [("2020-09-28", True), ("2020-09", True), ("2020", True), ("2020-10", False), ("20", False), ("2020-09-28T10", False)]
)
def test_dates_agree_with_their_month_and_year(engine: EmbeddedEngine, value: str, agrees: bool) -> None:
    assert ask(engine, "Meeting of towns", ("urb:start", value))[0].features["urb:start"] is agrees


@pytest.mark.parametrize(
    ("value", "agrees"), [("3", True), ("3.0", True), ("03", True), ("4", False), ("three", False), ("", False), ("1e999", False), ("9" * 400, False)]
)
def test_numbers_agree_however_they_are_written(engine: EmbeddedEngine, value: str, agrees: bool) -> None:
    assert ask(engine, "Meeting of towns", ("edition", value))[0].features["urb:edition"] is agrees


def test_what_disagrees_is_never_matched(engine: EmbeddedEngine) -> None:
    found = ask(engine, "Meeting of towns", ("edition", "4"), ("start", "2020"))
    assert found[0].exact
    assert taken(found) == ""


def test_identifiers_of_others_match(engine: EmbeddedEngine) -> None:
    (found,) = match(engine, [Question((Condition(("12-34",), "urb:grantNumber"),))])
    assert taken(found) == "project/bright"


def test_properties_are_known_by_their_labels(engine: EmbeddedEngine) -> None:
    assert taken(ask(engine, "Newport", ("Country", "DE"))) == "city/newport-a"
    with pytest.raises(ParameterError, match="Did you mean urb:country"):
        ask(engine, "Newport", ("countri", "DE"))
