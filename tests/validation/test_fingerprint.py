"""Fingerprints: the same for the same finding, whatever the text around it looks like; another for another finding."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.validation.reports.making import finding
from urbansec.validation.finding import Anchor, Finding, Place, Related, Severity
from urbansec.validation.fingerprint import fingerprint, fingerprints

XSD = "http://www.w3.org/2001/XMLSchema#"
PLACES = st.builds(Place, st.sampled_from(["a.ttl", "b/c.ttl"]), *[st.integers(0, 9)] * 4)
BASE = finding()


@given(
    place=st.none() | PLACES,
    anchor=st.sampled_from(["value", "block", "none"]),
    related=st.lists(st.builds(Related, PLACES, st.text()), max_size=2).map(tuple),
    words=st.lists(st.text(), min_size=5, max_size=5),
    messages=st.lists(st.tuples(st.sampled_from(["en", "de"]), st.text()), max_size=2).map(tuple),
    severity=st.sampled_from(["violation", "warning", "info"]),
)
def test_nothing_of_place_wording_or_severity_is_in_it(
    place: Place | None, anchor: Anchor, related: tuple[Related, ...], words: Sequence[str], messages: tuple[tuple[str, str], ...], severity: Severity
) -> None:
    message, found, expected, example, hint = words
    other = replace(
        BASE, place=place, anchor=anchor, related=related, message=message, messages=messages, severity=severity,
        found=found, expected=expected, example=example, hint=hint,
    )  # fmt: skip
    assert fingerprint(other) == fingerprint(BASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"focus": "https://w3id.org/urbansec/id/city/essen"},
        {"path": "urn:other"},
        {"value": f'"148.4"^^<{XSD}decimal>'},
        {"value": f'"148.37154"^^<{XSD}double>'},
        {"value": '"148.37154"@en'},
        {"value": ""},
        {"source": "urn:shape"},
        {"component": "urn:component"},
        {"kind": "check"},
        {"identity": "known otherwise"},
    ],
)
def test_what_it_is_about_is_in_it(changes: dict[str, object]) -> None:
    assert fingerprint(replace(BASE, **changes)) != fingerprint(BASE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3", f'"3"^^<{XSD}integer>'),
        ("true", f'"true"^^<{XSD}boolean>'),
        ('"a"', f'"a"^^<{XSD}string>'),
        ("'a'", '"a"'),
        ('"\\u00e9"', '"é"'),
        ('"a"@EN', '"a"@en'),
        ("<urn:a>", "urn:a"),
    ],
)
def test_spellings_of_one_term_are_one(one: str, other: str) -> None:
    assert fingerprint(replace(BASE, value=one)) == fingerprint(replace(BASE, value=other))


def test_what_is_no_turtle_is_taken_as_it_is() -> None:
    odd = ['"unclosed', "3x", '"a"^^xsd:integer', "urn:a b", "."]
    assert len({fingerprint(replace(BASE, value=value)) for value in odd}) == len(odd)


def test_shapes_without_a_name_are_known_by_what_they_constrain() -> None:
    one, other = (replace(BASE, source=label) for label in ("_:a", "_:b"))
    assert fingerprint(one) == fingerprint(other) != fingerprint(replace(one, component="urn:component"))


def test_an_identity_stands_for_the_resource() -> None:
    known = [fingerprint(replace(BASE, focus=label, identity="the address of Essen")) for label in ("_:a", "_:b")]
    assert known[0] == known[1] != fingerprint(replace(BASE, focus="_:a", identity="the address of Bochum"))


def test_a_mistake_is_known_by_its_file_its_code_and_the_text(tmp_path: Path) -> None:
    mistake = finding(kind="syntax", source="smart-quotes", focus="", value="“a”", place=Place(str(tmp_path / "a" / "b.ttl"), 3, 4, 3, 7))
    mark = fingerprint(mistake, root=tmp_path)
    moved = replace(mistake, place=Place(str(tmp_path / "a" / "b.ttl"), 30, 1, 30, 4), message="other words")
    assert fingerprint(moved, root=tmp_path) == mark
    for other in ({"value": "“b”"}, {"source": "missing-dot"}, {"place": Place(str(tmp_path / "c.ttl"))}):
        assert fingerprint(replace(mistake, **other), root=tmp_path) != mark
    # The same in another checkout.
    elsewhere = replace(mistake, place=Place("/somewhere/else/a/b.ttl", 3, 4, 3, 7))
    assert fingerprint(elsewhere, root=Path("/somewhere/else")) == mark


def test_findings_that_are_alike_are_numbered() -> None:
    marks = fingerprints([BASE, replace(BASE, value="1"), BASE, BASE])
    assert len(set(marks)) == 4
    assert marks[0] == fingerprint(BASE)
    assert marks[2:] == [fingerprint(BASE, ordinal=1), fingerprint(BASE, ordinal=2)]


def test_it_is_the_same_in_years_to_come() -> None:
    """Baselines of users hold these: a change of them is a change of the baseline's version."""
    assert fingerprint(BASE) == "50cc17fb848d5fc993475bb3a58ba3dd"


def findings_in(text: str) -> list[Finding]:
    """One finding for each statement of a document, what any check of it could tell."""
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    return [
        finding(focus=q.subject.value if isinstance(q.subject, ox.NamedNode) else str(q.subject), path=q.predicate.value, value=str(q.object)) for q in quads
    ]


STATEMENTS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("pqr"), st.sampled_from(["1", "-0.5", "1e3", "true", '"x"', '"é"@fr', "ex:o", '"""two\nlines"""'])),
    min_size=1,
    max_size=8,
    unique=True,
)
LAYOUTS = st.tuples(st.randoms(use_true_random=False), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "  ", "\t"]), st.sampled_from(["ex", "e"]))


def laid_out(statements: Sequence[tuple[str, str, str]], layout: tuple[Random, str, str, str]) -> str:
    """The same statements in another order, with other line ends, indents, prefixes, comments and lists."""
    order, end, indent, prefix = layout
    lines = [f"@prefix {prefix}: <urn:ex:> ."]
    for subject, predicate, value in order.sample(statements, len(statements)):
        blank = end * order.randint(0, 2)
        comment = order.choice(["", "# by hand"])
        lines.append(f"{indent}{prefix}:{subject} {blank}{prefix}:{predicate}{order.choice([' ', end])}{value.replace('ex:', f'{prefix}:')} . {comment}")
    return end.join(lines) + end


@given(statements=STATEMENTS, one=LAYOUTS, other=LAYOUTS)
def test_reformatting_and_moving_leave_fingerprints_as_they_are(statements: list[tuple[str, str, str]], one: object, other: object) -> None:
    first, second = (findings_in(laid_out(statements, layout)) for layout in (one, other))  # type: ignore[arg-type]
    assert len(first) == len(statements)
    assert set(fingerprints(first)) == set(fingerprints(second))
    assert len(set(fingerprints(first))) == len(first)
