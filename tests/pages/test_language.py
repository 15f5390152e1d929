"""The language of a page: the choice of the reader, else what the browser asks for; and what caches are told of it."""

import httpx
import pytest

from tests.running import Server
from urbansec.pages.dates import day, number
from urbansec.pages.language import negotiated

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("accepted", "cookies", "language"),
    [
        ("", "", "en"),
        ("de", "", "de"),
        ("de-AT,en;q=0.5", "", "de"),
        ("en-GB, de;q=0.9", "", "en"),
        ("da, fr-CH;q=0.8, en;q=0.7", "", "fr"),
        ("pl, *;q=0.5", "", "en"),
        ("de;q=0, fr;q=0.1", "", "fr"),
        ("de;q=x", "", "en"),
        ("DE", "", "de"),
        (",;=,;q", "", "en"),
        ("de" * 100_000, "", "en"),
        ("de", "urbansec-language=fr", "fr"),
        ("de", "other=1; urbansec-language=en", "en"),
        ("de", "urbansec-language=xx", "de"),
        ("de", 'urbansec-language="<script>', "de"),
        ("de", "urbansec-language", "de"),
        ("de", "myurbansec-language=fr", "de"),
    ],
)
def test_the_language_for_two_headers(accepted: str, cookies: str, language: str) -> None:
    assert negotiated(accepted, cookies) == language


def test_pages_say_their_language_and_what_it_hangs_on(client: httpx.Client) -> None:
    for language, words in (("en", "Questions"), ("de", "Fragen"), ("fr", "Qualité")):
        answer = client.get("/problems", headers={**HTML, "Accept-Language": f"{language}-XX"})
        assert answer.headers["content-language"] == language
        assert {"accept-language", "cookie"} <= {part.strip().lower() for part in answer.headers["vary"].split(",")}
        assert f'<html lang="{language}">' in answer.text
        assert words in answer.text


def test_a_page_in_one_language_is_not_kept_for_another(client: httpx.Client) -> None:
    first = client.get("/queries", headers={**HTML, "Accept-Language": "de"})
    again = client.get("/queries", headers={**HTML, "Accept-Language": "de-CH, de"})
    other = client.get("/queries", headers={**HTML, "Accept-Language": "fr"})
    assert first.text == again.text != other.text
    assert first.headers["etag"] == again.headers["etag"] != other.headers["etag"]
    stale = client.get("/queries", headers={**HTML, "Accept-Language": "fr", "If-None-Match": first.headers["etag"]})
    assert stale.status_code == 200
    assert client.get("/queries", headers={**HTML, "Accept-Language": "de", "If-None-Match": first.headers["etag"]}).status_code == 304


def test_the_switch_keeps_the_choice_and_the_page(server: Server) -> None:
    with httpx.Client(base_url=server.url, headers={**HTML, "Accept-Language": "de"}) as reader:
        back = "/queries?q=efus&tag=membership"
        switched = reader.get("/language", params={"to": "fr", "back": back})
        assert (switched.status_code, switched.headers["location"]) == (303, back)
        assert switched.headers["cache-control"] == "no-store"
        assert reader.get(back).headers["content-language"] == "fr"
        assert reader.get("/").headers["content-language"] == "fr"
        assert reader.get("/language", params={"to": "de", "back": "/"}).status_code == 303
        assert reader.get("/").headers["content-language"] == "de"


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "", "/%0a", " //x", "/\n//x"]
)
def test_the_switch_leads_nobody_elsewhere(server: Server, back: str) -> None:
    answer = httpx.get(f"{server.url}/language", params={"to": "fr", "back": back})
    assert answer.status_code == 303
    assert answer.headers["location"] in ("/", "/%0a")


def test_a_language_that_is_not_there_is_refused(client: httpx.Client) -> None:
    assert client.get("/language", params={"to": "tlh"}).status_code == 422


def test_without_a_choice_the_language_stays(client: httpx.Client) -> None:
    answer = client.get("/language")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers


def test_days_and_numbers_read_as_in_the_language() -> None:
    assert [day("2010-05-10", language) for language in ("en", "de", "fr")] == ["10 May 2010", "10. Mai 2010", "10 mai 2010"]
    assert [day(text, "de") for text in ("2023-06", "2015", "2015-13", "soon", "")] == ["Juni 2023", "2015", "2015-13", "soon", ""]
    assert [number("12345.5", language) for language in ("en", "de")] == ["12,345.5", "12.345,5"]
    assert number("many", "en") == "many"
