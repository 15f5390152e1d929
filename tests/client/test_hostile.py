"""A thousand hostile values in every type of parameter, through the client: the right row or a ParameterError, never another row.

The queries give back what was bound, beside a fixed word; the data hold a secret that a value could only reach by
becoming part of the query.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.queries.hostile import hostile_values
from tests.running import ROOT, serving
from urbansec.client import Client
from urbansec.errors import NotFoundError, ParameterError
from urbansec.namespaces import expand

HIDDEN = "urn:x:secret"
DEFAULTS = {
    "string": ('"plain"', "plain"),
    "iri": ("<urn:x:default>", "urn:x:default"),
    "lang": ('"en"', "en"),
    "integer": ("7", "7"),
    "decimal": ("7.5", "7.5"),
    "boolean": ("true", "true"),
    "date": ('"2001-02-03"^^<http://www.w3.org/2001/XMLSchema#date>', "2001-02-03"),
    "enum": ('"first"', "first"),
}
# At least so many of the thousand values are what a parameter of the type takes: else nothing would be shown.
LEAST = {"string": 900, "iri": 20, "lang": 5, "integer": 8, "decimal": 10, "boolean": 4, "date": 5, "enum": 1}


def day(text: str) -> str:
    """What a day, a month or a year stands for: its first day."""
    return date.today().isoformat() if text == "today" else f"{text}-01-01"[:10] if len(text) in (4, 7, 10) else "?"


# What must come back, written without the code that is tested; an exception is a value that must have been refused.
WANTED: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "iri": lambda text: expand(text) or text,
    "lang": str.lower,
    "integer": int,
    "decimal": Decimal,
    "boolean": lambda text: {"true": True, "1": True, "false": False, "0": False}[text.lower()],
    "date": lambda text: date.fromisoformat(day(text)),
    "enum": lambda text: {"first": "first", "second": "second"}[text],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with queries that give back what was bound, and with a secret in the data."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "ontology").symlink_to(ROOT / "ontology")
    (folder / "data").mkdir()
    (folder / "data" / "secret.ttl").write_text(f'<{HIDDEN}> <http://www.w3.org/2000/01/rdf-schema#comment> "secret" .\n', encoding="utf-8")
    saved = folder / "queries" / "saved"
    saved.mkdir(parents=True)
    for kind, (term, default) in DEFAULTS.items():
        values = ", values: [first, second]" if kind == "enum" else ""
        for name, more in ((kind, ""), (f"{kind}-list", ", list: true")):
            head = f"#+ summary: Give back\n#+ params:\n#+   x: {{type: {kind}{values}{more}, default: '{default}'}}\n"
            (saved / f"{name}.rq").write_text(f'{head}SELECT ?x ?guard WHERE {{ VALUES (?x) {{ ({term}) }} BIND("guard" AS ?guard) }}\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["here", "there"])
def echo(request: pytest.FixtureRequest, home: Path) -> Iterator[Client]:
    """A client of this process, and one of a service, with these queries."""
    if request.param == "here":
        with Client(home=home) as client:
            yield client
    else:
        with serving(settings={"URBANSEC_HOME": str(home)}) as server, Client(server.url) as client:
            yield client


@pytest.mark.parametrize("kind", DEFAULTS)
def test_hostile_values(echo: Client, kind: str) -> None:
    right, wrong = 0, []
    for value in hostile_values():
        try:
            rows = [tuple(row) for row in echo.run(kind, x=value)]
        except ParameterError:
            continue
        text = value.strip() or DEFAULTS[kind][1]
        try:
            wanted = WANTED[kind](text)
        except (ValueError, KeyError, ArithmeticError):
            wrong.append((value[:80], rows))
            continue
        if rows == [(wanted, "guard")]:
            right += 1
        else:
            wrong.append((value[:80], rows))
    assert wrong == []
    assert right >= LEAST[kind]


def test_hostile_lists(echo: Client) -> None:
    """Fifty at a time, so that one value could take another with it."""
    values = [value for value in hostile_values() if value.strip() and len(value) < 200]
    asked = 0
    for start in range(0, len(values), 50):
        part = values[start : start + 50]
        try:
            rows = [tuple(row) for row in echo.run("string-list", x=part)]
        except ParameterError:
            for value in part:
                assert [tuple(row) for row in echo.run("string-list", x=[value])] == [(value.strip(), "guard")] or "\x00" in value
            continue
        assert set(rows) == {(value.strip(), "guard") for value in part}
        asked += len(part)
    assert asked > 500


def test_hostile_names_of_parameters_and_queries(echo: Client) -> None:
    for value in hostile_values()[::3]:
        with pytest.raises(ParameterError, match="has no parameter"):
            echo.run("string", {value: "1"})
        with pytest.raises(NotFoundError):
            echo.run(f"{value}/../string" if value in DEFAULTS else value or "-")


def test_the_secret_is_there_and_an_open_place_would_give_it_away(echo: Client) -> None:
    """Pasted into the text, the same values do reach it: the test can fail."""
    text = 'SELECT ?x ?guard WHERE { VALUES (?x) { ("%s") } BIND("guard" AS ?guard) }'
    broken = 0
    for value in hostile_values()[::3]:
        try:
            rows = [tuple(row) for row in echo.sparql(text % value)]
        except Exception:  # noqa: BLE001, S112 - whatever a broken text gives
            continue
        broken += rows != [(value.strip(), "guard")]
    assert broken > 3
    assert [row.s for row in echo.sparql('SELECT ?s { ?s ?p "secret" }')] == [HIDDEN]
