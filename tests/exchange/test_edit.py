"""Editing a file: exactly the change that was asked for, everything else byte for byte as it was."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from urbansec.exchange import edit
from urbansec.exchange.curated import TYPE, thing, urb
from urbansec.exchange.edit import Change, apply
from urbansec.exchange.scanner import EditError

from .support import ROOT

FILE = """\
@prefix city: <https://w3id.org/urbansec/id/city/> .
@prefix evidence: <https://w3id.org/urbansec/id/evidence/> .
@prefix membership: <https://w3id.org/urbansec/id/membership/> .
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# Members.

# The first.
membership:f-b
  a urb:Membership ; # of a kind
  urb:evidence evidence:membership-f-b-s ;   urb:member city:b ;
  # a year
  urb:since "2015"^^xsd:gYear .

evidence:membership-f-b-s a urb:Evidence ; urb:locator "p. 1; not. the end" .

membership:f-d
  a urb:Membership ;
  urb:member city:d .
"""
B, D = thing("membership", "f-b"), thing("membership", "f-d")
YEAR = ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear")


def added(*triples: ox.Triple) -> str:
    """The file with some triples more."""
    return apply(FILE, Change(added=set(triples)))


def membership(slug: str) -> list[ox.Triple]:
    """A new membership with one piece of evidence."""
    node, evidence = thing("membership", f"f-{slug}"), thing("evidence", f"membership-f-{slug}-s")
    return [ox.Triple(node, TYPE, urb("Membership")), ox.Triple(node, urb("evidence"), evidence), ox.Triple(evidence, TYPE, urb("Evidence"))]


@pytest.mark.parametrize(
    ("slug", "follows", "precedes"), [("a", "# Members.\n\n", "# The first."), ("c", 'the end" .\n\n', "membership:f-d"), ("e", "city:d .\n\n", "")]
)
def test_a_record_gets_its_place_in_the_order_and_its_evidence_behind_it(slug: str, follows: str, precedes: str) -> None:
    block = f"membership:f-{slug}\n  a urb:Membership ;\n  urb:evidence evidence:membership-f-{slug}-s .\n\n"
    block += f"evidence:membership-f-{slug}-s\n  a urb:Evidence .\n"
    result = added(*membership(slug))
    assert follows + block + ("\n" + precedes if precedes else "") in result
    assert result.replace(block + "\n", "", 1) == FILE or result.removesuffix("\n" + block) == FILE


def test_evidence_joins_the_evidence_of_its_record() -> None:
    first, last = thing("evidence", "membership-f-b-r"), thing("evidence", "membership-f-b-t")
    result = added(*(t for e in (first, last) for t in (ox.Triple(B, urb("evidence"), e), ox.Triple(e, TYPE, urb("Evidence")))))
    assert "urb:evidence evidence:membership-f-b-r, evidence:membership-f-b-s, evidence:membership-f-b-t ;   urb:member city:b ;\n" in result
    order = [line for line in result.splitlines() if line.startswith(("evidence:", "membership:"))]
    assert [line.split()[0].rpartition(":")[2] for line in order] == ["f-b", "membership-f-b-r", "membership-f-b-s", "membership-f-b-t", "f-d"]


def test_a_value_is_replaced_where_it_stands() -> None:
    old, new = (ox.Triple(B, urb("since"), ox.Literal(year, datatype=YEAR)) for year in ("2015", "2016"))
    assert apply(FILE, Change({new}, {old})) == FILE.replace('"2015"', '"2016"')


def test_a_value_is_taken_out_with_its_predicate() -> None:
    assert apply(FILE, Change(removed={ox.Triple(D, urb("member"), thing("city", "d"))})) == FILE.replace(" ;\n  urb:member city:d .", " .")


def test_a_predicate_goes_to_its_place_and_past_comments() -> None:
    result = added(ox.Triple(B, urb("aim"), ox.Literal("x")), ox.Triple(B, urb("until"), ox.Literal("2020", datatype=YEAR)))
    assert '  a urb:Membership ; # of a kind\n  urb:aim "x" ;\n  urb:evidence' in result
    assert '  urb:since "2015"^^xsd:gYear ;\n  urb:until "2020"^^xsd:gYear .' in result


def test_a_missing_prefix_is_declared_at_its_place() -> None:
    result = added(ox.Triple(D, urb("standing"), thing("standing", "full")), ox.Triple(D, urb("country"), thing("country", "de")))
    lines = [line.split()[1] for line in result.splitlines() if line.startswith("@prefix")]
    assert lines == ["city:", "country:", "evidence:", "membership:", "standing:", "urb:", "xsd:"]
    assert result.count("\n\n# Members.\n\n") == 1


def test_texts_are_escaped() -> None:
    text = 'a "quote", a \\ and\na line; # no comment .'
    result = added(ox.Triple(D, urb("note"), ox.Literal(text, language="en")))
    assert ox.Triple(D, urb("note"), ox.Literal(text, language="en")) in [q.triple for q in ox.parse(result, format=ox.RdfFormat.TURTLE)]


def test_windows_line_ends_stay() -> None:
    result = apply(FILE.replace("\n", "\r\n"), Change(added=set(membership("c"))))
    assert result.count("\n") == result.count("\r\n") > FILE.count("\n")


def test_what_is_not_there_is_not_replaced() -> None:
    with pytest.raises(EditError, match="does not stand"):
        apply(FILE, Change(removed={ox.Triple(B, urb("since"), ox.Literal("1999", datatype=YEAR))}))


def test_a_comment_among_values_is_never_lost() -> None:
    text = FILE.replace("city:d .", "city:d , # second\n    city:e .")
    more = apply(text, Change(added={ox.Triple(D, urb("member"), thing("city", "f"))}))
    assert "city:d , # second\n    city:e ,\n    city:f ." in more
    with pytest.raises(EditError, match="by hand"):
        apply(text, Change(removed={ox.Triple(D, urb("member"), thing("city", "d"))}))


def test_an_edit_that_says_something_else_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit, "_edited", lambda statement, *_: statement)
    with pytest.raises(EditError, match="nothing is written"):
        added(ox.Triple(D, urb("standing"), thing("standing", "full")))


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "memberships").glob("*.ttl")), ids=lambda path: path.stem)
def test_the_files_of_memberships_are_written_as_people_wrote_them(path: Path) -> None:
    text = path.read_text("utf-8")
    triples = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    without_comments = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\n\n\n", "\n\n")
    assert apply("", Change(added=triples)).replace("\n\n\n", "\n\n").strip() == without_comments.strip()
