"""What people see: the way from the start page to an answer and its source, on a desk and on a phone, without script."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Server

pytestmark = pytest.mark.browser
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
PAGES = {
    "start": "/",
    "questions": "/queries",
    "question": "/queries/cities-in-both-forums",
    "forum": "/id/forum/efus",
    "city": "/id/city/essen",
    "membership": "/id/membership/defus-essen",
    "source": "/id/source/seed0",
    "concept": "/id/topic/urban-resilience",
    "ontology": "/ontology",
    "search": "/search?q=essen",
    "reconciliation": "/reconcile/about",
    "changes": "/changes",
    "quality": "/quality",
    "editor": f"/editor?query={quote('SELECT * { ?s ?p ?o } LIMIT 20')}",
    "problems": "/problems",
    "graph": "/graph/data/forums.ttl",
}


class Watched:
    """A page that notes what went wrong in it: messages on the console, and requests that left the host."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server, self.troubles = page, server, list[str]()
        page.on("console", lambda message: self.troubles.append(message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(server.url) else self.troubles.append(request.url))

    def open(self, path: str) -> None:
        """Go to a path of the service."""
        self.page.goto(f"{self.server.url}{path}")


@pytest.fixture(params=list(SIZES))
def watched(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page of each size, with script switched off: nothing may need it."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    yield Watched(context.new_page(), server)
    context.close()


def test_from_the_start_page_to_the_answer_and_its_source(watched: Watched) -> None:
    page = watched.page
    watched.open("/")
    row = page.get_by_role("row", name=re.compile("^Essen"))
    expect(row).to_contain_text("2015")
    expect(row).to_contain_text("implied")
    row.get_by_text("sources").click()
    row.get_by_role("link", name="Lord Mayor Thomas Kufen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lord Mayor Thomas Kufen")
    assert watched.troubles == []


def test_the_question_can_be_asked_for_another_day(watched: Watched) -> None:
    page = watched.page
    watched.open("/queries/members-of-forum")
    page.get_by_label("On", exact=True).fill("2016-01-01")
    page.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(re.compile("on=2016-01-01"))
    answer = page.get_by_role("table")
    expect(answer.get_by_role("row", name=re.compile("^Essen"))).to_contain_text("certain")
    expect(answer.get_by_role("row", name=re.compile("^Bochum"))).to_have_count(0)
    assert watched.troubles == []


def test_a_wrong_value_is_told_on_the_page(watched: Watched) -> None:
    watched.open("/queries/members-of-forum?on=yesterday")
    expect(watched.page.get_by_role("alert")).to_contain_text("on must be a day such as 2020-09-28")


def test_the_editor_answers_and_shows_where_a_query_breaks(watched: Watched) -> None:
    page = watched.page
    watched.open("/editor")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("table")).to_contain_text("Essen")
    page.get_by_label("Query").fill("SELECT * { ?s ?p }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 1, column 18")


def test_sources_stand_beside_the_statements(watched: Watched) -> None:
    page = watched.page
    watched.open("/id/membership/defus-essen")
    page.get_by_role("link", name="Source 1").first.click()
    expect(page.locator("#source-1")).to_contain_text("paragraph 2")
    assert watched.troubles == []


@pytest.mark.parametrize("path", list(PAGES.values()), ids=list(PAGES))
def test_pages_fit_and_keep_to_themselves(watched: Watched, path: str) -> None:
    watched.open(path)
    expect(watched.page.get_by_role("heading", level=1)).to_have_count(1)
    assert watched.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the page is wider than the window"
    assert watched.troubles == []


def test_the_skip_link_is_first_for_the_keyboard(watched: Watched) -> None:
    watched.open("/")
    watched.page.keyboard.press("Tab")
    expect(watched.page.locator(":focus")).to_have_text("Skip to the content")
