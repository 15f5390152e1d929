"""Every IRI of ours leads through the redirect rules to an answer of the service."""

import html
import re
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox

from tests.running import ROOT, Server
from urbansec.dataset import Snapshot
from urbansec.namespaces import BASE

HOST = "https://urbansec.example.org"
RULES = re.findall(r"^RewriteRule (\S+) (\S+) \[R=302,L\]$", (ROOT / "docs" / "w3id" / ".htaccess").read_text(encoding="utf-8"), re.MULTILINE)


def redirect(iri: str) -> str:
    """Where the rules send an IRI, as Apache applies them: the first match wins, without query and fragment; empty if none matches."""
    path = urlsplit(iri).path.removeprefix(urlsplit(BASE).path)
    for pattern, target in RULES:
        if match := re.search(pattern, path):
            return match.expand(re.sub(r"\$(\d)", r"\\\1", target))
    return ""


def our_iris(snapshot: Snapshot) -> set[str]:
    """Every IRI of ours in the graph, graph names included, without fragments."""
    terms = (term for quad in snapshot.store for term in (quad.subject, quad.predicate, quad.object, quad.graph_name))
    return {term.value.partition("#")[0] for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)}


def test_the_rules_are_read_and_name_the_placeholder() -> None:
    text = (ROOT / "docs" / "w3id" / ".htaccess").read_text(encoding="utf-8")
    assert len(RULES) == len(re.findall(r"^RewriteRule", text, re.MULTILINE)) > 4
    assert all(target.startswith(f"{HOST}/") for _, target in RULES)
    assert f"`{HOST}`" in (ROOT / "docs" / "w3id" / "README.md").read_text(encoding="utf-8")


def test_what_is_no_iri_of_ours_goes_nowhere() -> None:
    assert redirect(f"{BASE}nothing/of/ours") == ""
    assert redirect(f"{BASE}id/") == ""
    assert redirect(f"{BASE}id/city/essen") == f"{HOST}/id/city/essen"
    assert redirect(f"{BASE}ontology#City") == f"{HOST}/ontology"
    assert redirect(BASE) == f"{HOST}/"


def test_every_iri_is_redirected_to_its_own_path(snapshot: Snapshot) -> None:
    iris = our_iris(snapshot)
    assert len(iris) > 100
    assert {iri for iri in iris if redirect(iri) != iri.replace(BASE, f"{HOST}/")} == set()


def test_an_iri_of_each_kind_is_answered(server: Server, snapshot: Snapshot) -> None:
    samples = {"/".join(urlsplit(iri).path.split("/")[:4]): iri for iri in sorted(our_iris(snapshot))}
    others = ("", "ontology/context.jsonld", "ontology/1.1.0", "problems", "doc/city/essen.ttl", "queries/disagreements", "changes", "changes.atom")
    pages = ("queries", "queries/forums?page-size=5", "search?q=Essen", "editor", "quality", "reconcile", "reconcile/about")
    samples |= {name: f"{BASE}{name}" for name in (*others, *pages)}
    assert len(samples) > 20
    for iri in samples.values():
        asked = f"?{urlsplit(iri).query}" if urlsplit(iri).query else ""  # Apache hands it on
        answer = httpx.get(f"{redirect(iri).replace(HOST, server.url)}{asked}", headers={"Accept": "text/html, */*;q=0.1"}, follow_redirects=True)
        assert answer.status_code == 200, iri
        if answer.headers["content-type"].startswith("text/html"):
            shown = re.search(r"Permanent address of this page: <code>([^<]*)</code>", answer.text)
            assert shown, iri
            permanent = html.unescape(shown[1])
            assert redirect(permanent) == f"{HOST}{answer.url.path}", iri
            assert urlsplit(permanent).query.encode() == answer.url.query
