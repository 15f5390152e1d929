"""The layout that keeps curated files easy to review: prefixes, order, names, no blank nodes."""

import re
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from .support import CLASSES, ID, TYPE, URB, iri, kind, local, name, network_files, parse, turtle_files, values

FILES = network_files()
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PREFIX = re.compile(r"@prefix ([a-z0-9]*): <([^<>]+)> \.")

GOOD = """\
@prefix city: <https://w3id.org/urbansec/id/city/> .
@prefix evidence: <https://w3id.org/urbansec/id/evidence/> .
@prefix urb: <https://w3id.org/urbansec/ontology#> .

city:essen
  a urb:City ;
  urb:evidence evidence:city-essen-geonames ;
  urb:population 593085 .

evidence:city-essen-geonames
  a urb:Evidence .
"""
LAYOUT_MISTAKES = {
    "prefixes": GOOD.replace("@prefix urb:", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix urb:"),
    "prefix order": GOOD.replace("@prefix city: <https://w3id.org/urbansec/id/city/> .\n", "").replace(
        "ontology#> .\n", "ontology#> .\n@prefix city: <https://w3id.org/urbansec/id/city/> .\n"
    ),
    "prefix of a kind": GOOD.replace("city:", "town:"),
    "a second prefix block": GOOD + "\n@prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> .\n",
    "predicates": GOOD.replace(
        "  urb:evidence evidence:city-essen-geonames ;\n  urb:population 593085 .",
        "  urb:population 593085 ;\n  urb:evidence evidence:city-essen-geonames .",
    ),
    "subjects": GOOD + "\ncity:aachen\n  a urb:City .\n",
    "evidence": GOOD.replace("evidence:city-essen-geonames\n  a", "evidence:city-essen-unlinked\n  a"),
}


def layout_problems(text: str) -> list[str]:
    """What in a file departs from the layout: one sorted prefix block, sorted subjects, sorted predicates."""
    return [*prefix_problems(text), *order_problems(text)]


def prefix_problems(text: str) -> list[str]:
    """Prefixes that are unsorted, unused, misnamed or declared outside the one block at the top."""
    lines = text.splitlines()
    block = []
    for line in lines:
        match = PREFIX.fullmatch(line)
        if match is None:
            break
        block.append((match[1], match[2]))
    names = [prefix for prefix, _ in block]
    problems = [] if names == sorted(set(names)) and names else ["prefixes are not one sorted block at the top"]
    problems += [f"prefix after the block: {line}" for line in lines[len(block) :] if line.startswith("@prefix")]
    body = re.sub(r'"(?:[^"\\]|\\.)*"|#.*', "", "\n".join(lines[len(block) :]))
    used = set(re.findall(r"(?<![\w:/])([a-z0-9]+):[\w-]", body)) - {"http", "https"}
    problems += [f"prefix {prefix} is not used" for prefix in names if prefix not in used]
    for prefix, namespace in block:
        if namespace.startswith(ID) and prefix != namespace.removeprefix(ID).rstrip("/").replace("-", ""):
            problems.append(f"prefix {prefix} should be named after the kind in {namespace}")
    return problems


def order_problems(text: str) -> list[str]:
    """Subjects out of order, evidence away from what it backs, predicates out of order."""
    problems = []
    blocks = [block for block in re.split(r"\n\n+", text) if re.match(r"(?:#.*\n)*[a-z]+:", block)]
    last, last_evidence, linked = "", "", set[str]()
    for block in blocks:
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        subject = lines[0]
        if subject.startswith("evidence:"):
            if subject not in linked:
                problems.append(f"{subject} does not stand directly after the resource that it backs")
            if subject <= last_evidence:
                problems.append(f"{subject} stands after {last_evidence}")
            last_evidence = subject
        else:
            if subject <= last:
                problems.append(f"{subject} stands after {last}")
            last, last_evidence, linked = subject, "", set(re.findall(r"evidence:[a-z0-9-]+", block))
        predicates = [line.split()[0] for line in lines[1:] if re.match(r"  \S", line)]
        if predicates[:1] != ["a"]:
            problems.append(f"{subject}: the class does not come first")
        problems += [f"{subject}: {b} stands after {a}" for a, b in pairwise(predicates[1:]) if a >= b]
    return problems


def name_problems(triples: list[ox.Triple]) -> list[str]:
    """Subjects that are blank, named against the rules, or of a class that does not go with their kind."""
    problems = []
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            problems.append(f"blank node in {triple}")
            continue
        slug = local(triple.subject).partition("/")[2]
        if kind(triple.subject) not in CLASSES or not SLUG.fullmatch(slug):
            problems.append(f"{triple.subject} is no IRI of a curated thing")
        elif triple.predicate.value == TYPE and local(triple.object, URB) not in CLASSES[kind(triple.subject)]:
            problems.append(f"{triple.subject} is {triple.object}")
    return problems


@pytest.mark.parametrize("mistake", LAYOUT_MISTAKES)
def test_the_layout_check_finds_mistakes(mistake: str) -> None:
    assert layout_problems(GOOD) == []
    assert LAYOUT_MISTAKES[mistake] != GOOD
    assert len(layout_problems(LAYOUT_MISTAKES[mistake])) >= 1


def test_the_name_check_finds_mistakes() -> None:
    essen, city = ox.NamedNode(f"{ID}city/essen"), ox.NamedNode(f"{URB}City")
    is_a = ox.NamedNode(TYPE)
    assert name_problems([ox.Triple(essen, is_a, city)]) == []
    for bad in (f"{ID}city/Köln", f"{ID}town/essen", f"{ID}city/es--sen", f"{ID}person/essen"):
        assert len(name_problems([ox.Triple(ox.NamedNode(bad), is_a, city)])) == 1
    assert len(name_problems([ox.Triple(ox.BlankNode(), is_a, city)])) == 1


def test_all_files_are_there() -> None:
    expected = {
        "authorities",
        "cities",
        "counties",
        "counts",
        "disagreements",
        "events",
        "forums",
        "measures",
    }
    expected |= {"memberships", "offices", "organisations", "persons", "projects", "publications", "regions", "sources"}
    assert {name(path).split("/")[1].removesuffix(".ttl") for path in FILES} >= expected


def test_cities_are_kept_by_country() -> None:
    files = turtle_files("data/cities")
    assert len(files) > 20
    for path in files:
        triples = parse([path])
        cities = {t.subject for t in triples if kind(t.subject) == "city"}
        assert {local(c) for city in cities for c in values(triples, city, "country")} == {f"country/{path.stem}"}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_file_is_laid_out_for_review(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert layout_problems(text) == []
    assert text.endswith(" .\n")
    assert "\t" not in text
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_things_are_named_by_the_rules(path: Path) -> None:
    triples = parse([path])
    assert triples
    assert name_problems(triples) == []


def test_no_resource_is_spread_over_files() -> None:
    homes: dict[str, set[str]] = {}
    for path in FILES:
        for triple in parse([path]):
            homes.setdefault(iri(triple.subject), set()).add(name(path))
    assert {subject: files for subject, files in homes.items() if len(files) > 1} == {}


def test_memberships_are_named_after_forum_and_member() -> None:
    files = turtle_files("data/memberships")
    assert {path.stem for path in files} >= {"defus", "efus", "fbpsu", "fepsu", "ffsu", "fisu", "fppsu"}
    for path in files:
        triples = parse([path])
        memberships = {t.subject for t in triples if kind(t.subject) == "membership"}
        assert memberships
        for membership in memberships:
            (forum,), (member,) = values(triples, membership, "forum"), values(triples, membership, "member")
            assert local(membership) == f"membership/{local(forum)[6:]}-{local(member).partition('/')[2]}"
            assert local(forum) == f"forum/{path.stem}"


def test_evidence_is_named_after_what_it_backs_and_its_source() -> None:
    triples = parse(FILES)
    links = [t for t in triples if t.predicate.value == f"{URB}evidence"]
    assert len(links) > 1000
    for link in links:
        (source,) = values(triples, link.object, "source")
        stem = f"evidence/{local(link.subject).replace('/', '-')}-{local(source).partition('/')[2]}"
        assert re.fullmatch(re.escape(stem) + r"(-[1-9][0-9]?)?", local(link.object)), link
