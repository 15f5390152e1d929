"""The example for nginx, in front of the real service."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.operations.support import ENDLESS, PRODUCT, STATEMENTS, Service, started, turtle, until
from tests.running import ROOT

EXAMPLE = ROOT / "docs" / "operations" / "nginx.conf"

MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {example}
}}
"""


@dataclass(frozen=True)
class Proxied:
    """The address of nginx, and the service behind it."""

    url: str
    service: Service


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def adapted(example: str, changes: dict[str, str]) -> str:
    """The example with the addresses and folders of this test; everything else is as documented."""
    for old, new in changes.items():
        assert example.count(old) == 1, old
        example = example.replace(old, new)
    return example


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    assert nginx, "nginx is missing; `make nginx` installs it"
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "some.ttl").write_text(turtle(), "utf-8")
    settings = {"URBANSEC_TRUSTED_PROXIES": "127.0.0.1", "URBANSEC_LOG_REQUESTS": "true", "URBANSEC_QUERY_SECONDS": "1"}
    with started(folder, "--data", folder / "some.ttl", settings=settings) as service:
        port = free_port()
        changes = {
            "listen 80;": f"listen 127.0.0.1:{port};",
            "server 127.0.0.1:8000;": f"server {service.url.removeprefix('http://')};",
            "/var/cache/nginx/urbansec": f"{folder}/cache",
        }
        user = "user root;" if os.geteuid() == 0 else ""
        config = folder / "nginx.conf"
        config.write_text(MAIN.format(user=user, folder=folder, example=adapted(EXAMPLE.read_text("utf-8"), changes)), "utf-8")
        command = [nginx, "-e", f"{folder}/error.log", "-p", str(folder), "-c", str(config)]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        assert "warn" not in checked.stderr
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            try:
                return httpx.get(f"{url}/health/ready").status_code == 200
            except httpx.TransportError:
                return False

        try:
            until(answers, "nginx")
            yield Proxied(url, service)
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(20)


def ask(proxied: Proxied, query: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{proxied.url}/sparql", params={"query": query}, headers={"Accept": "text/csv", **headers}, timeout=60)


def test_a_query_passes_in_the_address_and_in_the_body(proxied: Proxied) -> None:
    query = f"SELECT ?v {{ <http://example.org/version> ?p ?v }} # {'x' * 60_000}"
    assert ask(proxied, query).text.split() == ["v", "one"]
    posted = httpx.post(f"{proxied.url}/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert posted.text.split() == ["v", "one"]
    assert "x-cache" not in posted.headers


def test_the_service_knows_the_client_and_shares_its_request_id_with_nginx(proxied: Proxied) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.9")) as client:
        response = client.get(f"{proxied.url}/nothing", headers={"X-Forwarded-For": "192.0.2.66"})
    record = proxied.service.told("request", request_id=response.headers["x-request-id"])
    assert record["client"] == "127.0.0.9"
    assert response.headers.get_list("x-request-id") == [record["request_id"]]


@pytest.mark.parametrize("path", ["/sparql", "/static/urbansec.css"])
@pytest.mark.parametrize("coding", ["gzip", "br", "identity"])
def test_compressed_once(proxied: Proxied, path: str, coding: str) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 300"} if path == "/sparql" else {}
    headers = {"Accept": "text/csv, text/css", "Accept-Encoding": coding}
    through = httpx.get(proxied.url + path, params=query, headers=headers)
    direct = httpx.get(proxied.service.url + path, params=query, headers={**headers, "Host": "127.0.0.1"})
    assert through.headers.get_list("content-encoding") == ([] if coding == "identity" else [coding])
    assert through.text.count("\n") == direct.text.count("\n") > 10
    assert "accept-encoding" in through.headers["vary"].lower()


def test_an_unchanged_answer_is_not_sent_again(proxied: Proxied) -> None:
    for path, accept in (("/sparql?query=ASK%7B%7D", "application/sparql-results+json"), ("/ontology", "text/turtle")):
        first = httpx.get(proxied.url + path, headers={"Accept": accept})
        again = httpx.get(proxied.url + path, headers={"Accept": accept, "If-None-Match": first.headers["etag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_pages_are_kept_as_the_service_says_and_only_for_the_same_wishes(proxied: Proxied) -> None:
    def cached(accept: str) -> tuple[str, str]:
        response = httpx.get(f"{proxied.url}/ontology", params={"kept": "1"}, headers={"Accept": accept})
        return response.headers["x-cache"], response.headers["content-type"].partition(";")[0]

    assert cached("text/turtle") == ("MISS", "text/turtle")
    assert cached("text/turtle") == ("HIT", "text/turtle")
    assert cached("application/n-triples") == ("MISS", "application/n-triples")
    never = [httpx.get(f"{proxied.url}/health/ready").headers["x-cache"] for _ in range(2)]
    assert never == ["MISS", "MISS"]


def test_errors_pass_as_they_are(proxied: Proxied) -> None:
    response = ask(proxied, ENDLESS, Accept="application/json")
    assert response.status_code == 504
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["request_id"] == response.headers["x-request-id"]


def test_a_result_that_breaks_off_breaks_off_for_the_client_too(proxied: Proxied) -> None:
    whole = ask(proxied, PRODUCT)
    assert whole.text.count("\n") == (STATEMENTS + 1) ** 2 + 1
    # Rows come at once, and the deadline passes before their end.
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError, http.client.IncompleteRead)):
        ask(proxied, endless)
    proxied.service.told("request", complete=False)


def test_metrics_are_for_operators_only(proxied: Proxied) -> None:
    assert httpx.get(f"{proxied.url}/metrics").status_code == 200
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.9")) as client:
        assert client.get(f"{proxied.url}/metrics").status_code == 403
