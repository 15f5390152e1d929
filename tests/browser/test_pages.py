"""With script switched off every page can be read and every form works, on a desk and on a phone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import KINDS, WIDTHS
from tests.browser.watching import Watched, opened
from tests.running import Server

pytestmark = pytest.mark.browser

# Buttons that submit nothing do something by script alone: without it they are not shown, or say that they cannot be used.
_DEAD = """() => [...document.querySelectorAll('button[type=button], [role=button], [role=slider], input[type=range]')]
  .filter(e => e.checkVisibility() && !e.disabled && e.getAttribute('aria-disabled') !== 'true').map(e => e.outerHTML.slice(0, 100))"""
# Fields outside of a form lead nowhere, and a form without a button needs a single field, which the Enter key sends.
_STRANDED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(e => e.checkVisibility() && !e.disabled && !(e.form && (e.form.querySelector('button:not([type=button]), [type=submit]') ||
    e.form.querySelectorAll('input:not([type=hidden]), select, textarea').length === 1))).map(e => e.outerHTML.slice(0, 100))"""


@contextmanager
def without_script(browser: Browser, server: Server, width: int) -> Iterator[Watched]:
    """A page without script in a window of that width."""
    context = opened(browser, viewport={"width": width, "height": WIDTHS[width]}, java_script_enabled=False, locale="en")
    yield Watched(context.new_page(), server.url, scripted=False)
    context.close()


@contextmanager
def clean(page: Watched) -> Iterator[Watched]:
    """The page as new; nothing may go wrong in it, and no cookie is left."""
    page.troubles.clear()
    page.expected = 200
    yield page
    assert page.troubles == []
    page.page.context.clear_cookies()


@pytest.fixture(scope="module", params=[390, 1280], ids=["phone", "desk"])
def shared(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page in a window of each size."""
    with without_script(browser, server, int(request.param)) as page:
        yield page


@pytest.fixture
def watched(shared: Watched) -> Iterator[Watched]:
    """The same, as new."""
    with clean(shared) as page:
        yield page


@pytest.fixture(scope="module")
def phone(browser: Browser, server: Server) -> Iterator[Watched]:
    """A page on a phone, on which reading is harder."""
    with without_script(browser, server, 390) as page:
        yield page


@pytest.mark.parametrize("kind", KINDS)
def test_it_can_be_read(phone: Watched, kind: str) -> None:
    with clean(phone) as watched:
        page = watched.page
        watched.show(kind)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert len(page.locator("main").inner_text()) > 150
        assert watched.too_wide() == []
        assert page.evaluate(_DEAD) == []
        assert page.evaluate(_STRANDED) == []


def test_the_question_can_be_asked_for_another_day(watched: Watched) -> None:
    page = watched.page
    watched.open("/queries/members-of-forum")
    page.get_by_label("On", exact=True).fill("2016-01-01")
    page.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(re.compile("on=2016-01-01"))
    answer = page.get_by_role("table")
    expect(answer.get_by_role("row", name=re.compile("^Essen"))).to_contain_text("certain")
    expect(answer.get_by_role("row", name=re.compile("^Bochum"))).to_have_count(0)


def test_a_wrong_value_is_told_on_the_page(watched: Watched) -> None:
    watched.expected = 422
    watched.open("/queries/members-of-forum?on=yesterday")
    expect(watched.page.get_by_role("alert")).to_contain_text("on must be a day such as 2020-09-28")


def test_the_editor_answers_and_shows_where_a_query_breaks(watched: Watched) -> None:
    page = watched.page
    watched.open("/editor")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("table")).to_contain_text("Essen")
    watched.expected = 400
    page.get_by_label("Query").fill("SELECT * { ?s ?p }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 1, column 18")


def test_a_name_is_looked_for_from_the_start_page(watched: Watched) -> None:
    page = watched.page
    watched.open("/")
    field = page.locator("main").get_by_role("searchbox")
    field.fill("Mannheim")
    field.press("Enter")
    page.locator("main").get_by_role("link", name=re.compile("^Mannheim$")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mannheim")
    page.locator("header").get_by_role("searchbox").fill("Augsburg")
    page.locator("header").get_by_role("searchbox").press("Enter")
    expect(page.locator("main").get_by_role("link", name=re.compile("^Augsburg$")).first).to_be_visible()


def test_the_map_is_asked_for_a_day_and_a_forum(watched: Watched) -> None:
    page = watched.page
    watched.open("/")
    everybody = shown(page)
    page.locator("#map-day").fill("2016-01-01")
    page.get_by_role("group", name=re.compile("^Forums")).get_by_role("checkbox").nth(1).check()
    form = page.locator("form.map-controls")
    form.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"on=2016-01-01.*forum="))
    expect(page.locator("#map-day")).to_have_value("2016-01-01")
    some = shown(page)
    assert 0 < some["certain"] + some["possible"] < everybody["certain"] + everybody["possible"]
    page.get_by_text("Days on which something happened").click()
    page.get_by_role("button", name="Today").click()
    expect(page).to_have_url(re.compile("on=20[2-9]"))
    assert shown(page) != some
    growth = page.get_by_role("navigation", name="Growth of another forum").get_by_role("link").last
    name = growth.inner_text()
    growth.click()
    expect(page.locator("#growth")).to_contain_text(name)


def shown(page: Page) -> dict[str, int]:
    """How many members the map shows."""
    return {status: int(page.locator(f"[data-count={status}]").inner_text().replace(",", "")) for status in ("certain", "possible")}


def test_a_list_is_narrowed_sorted_and_turned(watched: Watched) -> None:
    page = watched.page
    watched.open("/things/membership")
    entries = page.locator("table.things tbody tr")
    found = page.locator("p.found")
    total = number(found)
    page.get_by_role("link", name="Since", exact=True).click()
    expect(page.get_by_role("columnheader", name=re.compile("^Since"))).to_have_attribute("aria-sort", re.compile("^(a|de)scending$"))
    facet = page.locator("#narrow").get_by_role("link").first
    facet.click()
    expect(page).to_have_url(re.compile("sort=-?since"))
    some = number(found)
    assert 0 < some < total
    expect(entries).to_have_count(min(some, 50))
    page.get_by_role("link", name=re.compile("^Next", re.IGNORECASE)).first.click()
    expect(page).to_have_url(re.compile("page-number=2"))
    page.get_by_label("Words in names").fill("Essen")
    page.get_by_label("Entries per page").select_option(index=0)
    page.locator("form.words").get_by_role("button").click()
    expect(entries.first).to_contain_text("Essen")
    page.get_by_role("link", name="Show all entries").click()
    assert number(found) == total


def number(place: Any) -> int:
    """The first number in a text."""
    match = re.search(r"[\d,]+", place.inner_text())
    assert match
    return int(match[0].replace(",", ""))


def test_the_language_is_switched_and_stays(watched: Watched) -> None:
    page = watched.page
    watched.open("/doc/city/essen?x=1")
    page.get_by_role("button", name="Deutsch").click()
    expect(page).to_have_url(re.compile(r"/doc/city/essen\?x=1$"))
    expect(page.locator("html")).to_have_attribute("lang", "de")
    watched.open("/quality")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_questions_are_found_in_the_catalogue(watched: Watched) -> None:
    page = watched.page
    watched.open("/queries")
    page.locator("main").get_by_role("searchbox").fill("members day forum")
    page.locator("main").get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Members of a forum on a day", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Members of a forum on a day")


def test_sources_stand_beside_the_statements(watched: Watched) -> None:
    page = watched.page
    watched.open("/doc/membership/defus-essen")
    page.get_by_role("link", name="Source 1").first.click()
    expect(page.locator("#source-1")).to_contain_text("paragraph")


def test_a_dead_button_and_a_stranded_field_are_found(watched: Watched) -> None:
    watched.page.set_content("<button type=button>x</button><button>y</button><button type=button disabled>z</button><input><form><input><input></form>")
    assert watched.page.evaluate(_DEAD) == ['<button type="button">x</button>']
    assert watched.page.evaluate(_STRANDED) == ["<input>"] * 3
