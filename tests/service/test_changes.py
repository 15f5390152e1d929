"""The releases of the data, as page, Atom feed and ActivityStreams; and that CHANGELOG.md names the same ones."""

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest

from tests.running import ROOT
from tests.service.browsing import Browser, app_on
from urbansec import __version__
from urbansec.assets import Assets
from urbansec.dataset import load_files
from urbansec.engine import EmbeddedEngine
from urbansec.queries.releases import Releases, read_releases

ATOM = "{http://www.w3.org/2005/Atom}"
AS2 = "https://www.w3.org/ns/activitystreams"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SECTION = re.compile(r"^## \[(?:Unreleased\](?:: (?P<next>[\d.]+))?|(?P<version>[\d.]+)\] - (?P<day>[\d-]+))$", re.MULTILINE)
CONTROL = "bell \\u0007, end ]]>, <b>bold</b> & \\uFFFE, 北京"

MANY = f"""
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix d: <https://w3id.org/urbansec/dataset#> .

<https://w3id.org/urbansec/dataset> dcterms:title "Things"@en ; dcterms:publisher d:publisher .
d:publisher foaf:name "Somebody" .
d:a dcat:isVersionOf <https://w3id.org/urbansec/dataset> ; dcat:version "0.9.0" ; dcterms:issued "2020-01-02"^^xsd:date ;
  dcterms:title "Nine"@en, "Neun"@de ; adms:versionNotes "First."@en .
d:b dcat:isVersionOf <https://w3id.org/urbansec/dataset> ; dcat:version "0.10.0" ; dcat:previousVersion d:a ;
  dcterms:issued "2021-01-02"^^xsd:date ; dcterms:modified "2021-03-04"^^xsd:date ; adms:versionNotes "{CONTROL}"@en .
d:c dcat:isVersionOf <https://w3id.org/urbansec/dataset> ; dcat:version "0.11.0" ; dcat:previousVersion d:b ;
  dcterms:modified "2021-05-06"^^xsd:date ; dcterms:title "Eleven"@en, "Elf"@de .
d:undated dcat:isVersionOf <https://w3id.org/urbansec/dataset> ; dcat:version "0.12.0" .
d:misnumbered dcat:isVersionOf <https://w3id.org/urbansec/dataset> ; dcat:version "next" ; dcterms:issued "2022-01-01"^^xsd:date .
d:misdated dcat:isVersionOf <https://w3id.org/urbansec/dataset> ; dcat:version "0.13.0" ; dcterms:issued "2022-02-31" .
<urn:of-another> dcat:isVersionOf <urn:another> ; dcat:version "7.0.0" ; dcterms:issued "2022-01-01"^^xsd:date .
"""


def named_in(changelog: str) -> dict[str, date | None]:
    """The releases that a changelog names, the newest first, with their days; none for one in preparation."""
    found = SECTION.finditer(changelog)
    return {(m["version"] or m["next"]): date.fromisoformat(m["day"]) if m["day"] else None for m in found if m["version"] or m["next"]}


def ontologies_in(changelog: str) -> dict[str, str]:
    """The version of the ontology that the section of a release names, by release."""
    heads = [m for m in SECTION.finditer(changelog) if m["version"] or m["next"]]
    ends = [*(m.start() for m in heads[1:]), len(changelog)]
    sections = {m["version"] or m["next"]: changelog[m.end() : end] for m, end in zip(heads, ends, strict=True)}
    return {version: said[1] for version, text in sections.items() if (said := re.search(r"\bOntology (\d+\.\d+\.\d+)", text))}


@pytest.fixture(scope="module")
def shipped(engine: EmbeddedEngine) -> Releases:
    found = read_releases(engine)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def many(assets: Assets, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A service whose data describe six releases, three of them badly."""
    file = tmp_path_factory.mktemp("releases") / "releases.ttl"
    file.write_text(MANY, "utf-8")
    return Browser(app_on(assets, EmbeddedEngine(load_files([file]))), root_path="/deep")


def test_a_changelog_is_read() -> None:
    text = "# Changelog\n\n## [Unreleased]: 1.1.0\n\nOntology 2.0.0.\n\n### Added\n\n## [1.0.0] - 2026-12-01\n\nOntology 1.9.0.\n"
    assert named_in(text) == {"1.1.0": None, "1.0.0": date(2026, 12, 1)}
    assert ontologies_in(text) == {"1.1.0": "2.0.0", "1.0.0": "1.9.0"}
    assert named_in(text.replace(": 1.1.0", "")) == {"1.0.0": date(2026, 12, 1)}


def test_the_changelog_and_the_data_name_the_same_releases(shipped: Releases) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert list(named_in(changelog).items()) == [(release.version, release.issued) for release in shipped.releases]
    assert shipped.releases[0].version == __version__
    for release in shipped.releases:
        assert f"Ontology {ontologies_in(changelog)[release.version]}." in release.note
        assert release.iri.endswith(f"#release-{release.version}")
        assert set(release.notes) == set(release.titles) == {"de", "en", "fr"}
        assert all(release.version in title for title in release.titles.values())
    following = [(release.previous, before.iri) for release, before in zip(shipped.releases, shipped.releases[1:], strict=False)]
    assert [named for named, _ in following] == [iri for _, iri in following]
    assert shipped.releases[-1].previous == ""


def atom_faults(content: bytes) -> list[str]:
    """What in an Atom document RFC 4287 does not allow, of what can go wrong here."""
    feed = ET.fromstring(content)  # noqa: S314 - the service's own answer
    faults = []
    for element in [feed, *feed.iter(f"{ATOM}entry")]:
        faults += [f"{element.tag}: not one {name}" for name in ("id", "title", "updated") if len(element.findall(ATOM + name)) != 1]
        faults += [f"no time: {time.text}" for name in ("updated", "published") for time in element.findall(ATOM + name) if not TIME.fullmatch(time.text or "")]
        faults += [f"no absolute IRI: {found.text}" for found in element.findall(f"{ATOM}id") if not urlsplit(found.text or "").scheme]
        faults += [f"no absolute address: {link.get('href')}" for link in element.findall(f"{ATOM}link") if not urlsplit(link.get("href", "")).scheme]
        if not [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]:
            faults.append(f"{element.tag}: no alternate")
    identifiers = [found.text for found in feed.iter(f"{ATOM}id")]
    faults += ["an id twice"] * (len(set(identifiers)) != len(identifiers))
    faults += ["no author"] * (not feed.findtext(f"{ATOM}author/{ATOM}name"))
    faults += ["no self"] * (len([link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]) != 1)
    return faults


def test_the_atom_feed_is_one(client: httpx.Client, shipped: Releases) -> None:
    answer = client.get("/changes.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    assert atom_faults(answer.content) == []
    assert len(atom_faults(answer.content.replace(b"T00:00:00Z", b"").replace(b'rel="self"', b'rel="via"'))) >= 3
    feed = ET.fromstring(answer.content)  # noqa: S314 - the service's own answer
    assert [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")] == [release.iri for release in shipped.releases]
    assert feed.find("{http://purl.org/syndication/history/1.0}complete") is not None
    addresses = {link.get("href", "") for link in feed.iter(f"{ATOM}link")}
    here = [address for address in addresses if address.startswith(str(client.base_url))]
    assert len(here) >= 4
    assert [address for address in here if client.get(address).status_code != 200] == []
    assert addresses - set(here) == {"https://creativecommons.org/licenses/by/4.0/"}


def test_the_activities_are_a_collection(client: httpx.Client, shipped: Releases) -> None:
    answer = client.get("/changes.json")
    assert answer.headers["content-type"] == "application/activity+json"
    document = answer.json()
    assert document["@context"][0] == AS2
    assert (document["type"], document["totalItems"]) == ("OrderedCollection", len(document["orderedItems"]))
    assert document["id"] == str(answer.url)
    assert [item["object"]["id"] for item in document["orderedItems"]] == [release.iri for release in shipped.releases]
    for item in document["orderedItems"]:
        assert set(item["object"]["contentMap"]) == {"de", "en", "fr"}
        assert TIME.fullmatch(item["updated"])
        page, _, fragment = item["id"].partition("#")
        assert f'id="{fragment}"' in client.get(page, headers={"Accept": "text/html"}).text


def test_the_activities_are_linked_data(client: httpx.Client, shipped: Releases) -> None:
    """The context of ActivityStreams cannot be fetched here; what it says of these terms stands in for it."""
    document = client.get("/changes.json").json()
    dated = {name: {"@id": f"{AS2}#{name}", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"} for name in ("updated", "published")}
    maps = {f"{name}Map": {"@id": f"{AS2}#{name}", "@container": "@language"} for name in ("name", "content", "summary")}
    links = {name: {"@id": f"{AS2}#{name}", "@type": "@id"} for name in ("actor", "object", "target", "href", "url", "generator", "attributedTo")}
    items = {"orderedItems": {"@id": f"{AS2}#items", "@type": "@id", "@container": "@list"}}
    document["@context"][0] = {"@vocab": f"{AS2}#", "id": "@id", "type": "@type", **dated, **maps, **links, **items}
    triples = {quad.triple for quad in ox.parse(json.dumps(document).encode(), ox.RdfFormat.JSON_LD, base_iri="urn:x")}
    release = shipped.releases[0]
    assert {t.object.value for t in triples if t.subject == ox.NamedNode(release.iri) and t.predicate.value.endswith("dcat#version")} == {release.version}
    notes = {t.object for t in triples if t.subject == ox.NamedNode(release.iri) and t.predicate.value == f"{AS2}#content"}
    assert notes == {ox.Literal(text, language=tag) for tag, text in release.notes.items()}


@pytest.mark.parametrize("path", ["/changes", "/changes.atom", "/changes.json"])
def test_nothing_new_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    for condition in (tag, f'"other", {tag}', f"W/{tag}"):
        again = client.get(path, headers={"If-None-Match": condition})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).content == first.content
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,*/*;q=0.1", "text/html; charset=utf-8"),
        ("application/atom+xml", "application/atom+xml"),
        ("application/xml", "application/xml"),
        ("application/activity+json", "application/activity+json"),
        ("application/ld+json", 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'),
        ("application/json", "application/json"),
        ("application/atom+xml;q=0.2, application/json;q=0.3", "application/json"),
    ],
)
def test_the_form_is_negotiated(client: httpx.Client, accept: str, kind: str) -> None:
    answer = client.get("/changes", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "Accept" in answer.headers["vary"]


def test_what_cannot_be_sent_is_refused(client: httpx.Client) -> None:
    assert client.get("/changes", headers={"Accept": "image/png"}).status_code == 406


def test_the_newest_comes_first_and_what_is_no_release_not_at_all(many: Browser) -> None:
    content = many.get("/changes.atom").content
    assert atom_faults(content) == []
    feed = ET.fromstring(content)  # noqa: S314 - the service's own answer
    entries = {entry.findtext(f"{ATOM}id", "").rpartition("#")[2]: entry for entry in feed.iter(f"{ATOM}entry")}
    assert list(entries) == ["c", "b", "a"]
    assert [entries[name].findtext(f"{ATOM}title") for name in "cba"] == ["Eleven (in preparation)", "0.10.0", "Nine"]
    assert [entries[name].findtext(f"{ATOM}published") for name in "cba"] == [None, "2021-01-02T00:00:00Z", "2020-01-02T00:00:00Z"]
    assert [entries[name].findtext(f"{ATOM}updated") for name in "cba"] == ["2021-05-06T00:00:00Z", "2021-03-04T00:00:00Z", "2020-01-02T00:00:00Z"]
    assert feed.findtext(f"{ATOM}updated") == "2021-05-06T00:00:00Z"
    assert entries["b"].findtext(f"{ATOM}content") == "bell \ufffd, end ]]>, <b>bold</b> & \ufffd, 北京"


def test_the_first_is_made_the_next_changes_it_one_to_come_is_announced(many: Browser) -> None:
    document = many.get("/changes.json").json()
    assert [item["type"] for item in document["orderedItems"]] == ["Announce", "Update", "Create"]
    assert document["orderedItems"][0]["summaryMap"] == {"de": "Elf (in Vorbereitung)", "en": "Eleven (in preparation)"}
    assert document["orderedItems"][1]["object"]["previousVersion"] == document["orderedItems"][2]["object"]["id"]
    assert document["name"] == "Things"
    assert document["attributedTo"]["name"] == "Somebody"


def test_the_page_shows_notes_as_text_and_links_keep_the_prefix(many: Browser) -> None:
    text = many.get("/changes", {"Accept": "text/html"}).text
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert "<b>" not in text
    assert 'href="/deep/changes.atom"' in text
    addresses = [link.get("href", "") for link in ET.fromstring(many.get("/changes.atom").content).iter(f"{ATOM}link")]  # noqa: S314 - the service's own answer
    assert all(address.startswith("http://localhost/deep/") for address in addresses)


def test_data_without_releases_have_no_feed(assets: Assets, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:s> <urn:p> 1 .", "utf-8")
    browser = Browser(app_on(assets, EmbeddedEngine(load_files([tmp_path / "a.ttl"]))))
    for path in ("/changes", "/changes.atom", "/changes.json"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
