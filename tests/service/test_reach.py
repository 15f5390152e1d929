"""Whatever the graph holds can be reached from the start page in three clicks."""

import re
from html import unescape
from urllib.parse import unquote

import httpx
import pytest

from urbansec.dataset import Snapshot
from urbansec.namespaces import ID

HTML = {"Accept": "text/html"}
LEAST = {
    "Forum": 8,
    "Membership": 260,
    "Evidence": 490,
    "Event": 75,
    "Project": 30,
    "ReportedCount": 130,
    "TerritorialAuthority": 200,
    "Source": 165,
}


def links(client: httpx.Client, address: str) -> set[str]:
    """The local addresses that a page links, redirects followed."""
    page = client.get(address, headers=HTML, follow_redirects=True)
    assert page.status_code == 200, address
    return {unescape(found) for found in re.findall(r'href="(/[^"#]*)', page.text)}


@pytest.fixture(scope="module")
def lists(client: httpx.Client) -> dict[str, str]:
    """The lists that the start page links, one click away, by class."""
    found = {unquote(link).rpartition(":")[2]: link for link in links(client, "/") if link.startswith("/queries/resources?class=")}
    assert set(LEAST) <= set(found)
    return found


@pytest.mark.parametrize("name", list(LEAST))
def test_all_of_a_kind_is_two_clicks_away(client: httpx.Client, snapshot: Snapshot, lists: dict[str, str], name: str) -> None:
    query = f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?thing {{ ?kind rdfs:subClassOf* <https://w3id.org/urbansec/ontology#{name}> . ?thing a ?kind }}"""
    rows = snapshot.store.query(query, use_default_graph_as_union=True)
    things = {unquote(f"/id/{row[0].value.removeprefix(ID)}") for row in rows}  # type: ignore[union-attr] # a SELECT of IRIs
    assert len(things) >= LEAST[name]
    assert things <= links(client, lists[name])
