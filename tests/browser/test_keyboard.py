"""By keyboard alone: through every kind of page to its end, and the ways of the three kinds of users."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keyboard import Keyboard
from tests.browser.kinds import KINDS, WIDTHS
from tests.browser.watching import Watched, opened
from tests.running import Server

pytestmark = pytest.mark.browser
ALIKE = {"start on a day", "map with a wrong day", "question with a wrong value", "search without a hit", "list of evidence", "count", "country", "preview"}
"""Kinds whose controls other kinds have too. The preview has no footer: it stands in a frame."""


@pytest.fixture(scope="module")
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    """One page for all."""
    context = opened(browser, viewport={"width": 1280, "height": 900}, locale="en", reduced_motion="reduce")
    yield Watched(context.new_page(), server.url)
    context.close()


@pytest.fixture
def keys(watched: Watched) -> Iterator[Keyboard]:
    """The keyboard; nothing goes wrong on the pages that it leads to."""
    watched.page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})
    watched.troubles.clear()
    watched.expected = 200
    yield Keyboard(watched.page)
    assert watched.troubles == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ALIKE])
def test_tab_leads_through_to_the_end_and_one_sees_where_one_is(watched: Watched, keys: Keyboard, kind: str) -> None:
    width = (390, 1280)[sorted(KINDS).index(kind) % 2]
    watched.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    watched.show(kind)
    assert keys.through() == []


def test_the_skip_link_is_first_and_leads_to_the_content(watched: Watched, keys: Keyboard) -> None:
    watched.show("start")
    keys.press("Tab")
    assert keys.here
    assert keys.here["name"] == "Skip to the content"
    assert keys.here["seen"]
    keys.press("Enter", "Tab")
    assert watched.page.evaluate("document.activeElement.closest('main') !== null")


def test_a_trap_and_an_unseen_focus_are_found(watched: Watched, keys: Keyboard) -> None:
    watched.show("changes")
    watched.page.evaluate(
        """() => {
          const link = document.querySelector('main a');
          link.insertAdjacentHTML('beforebegin', '<button id=bare type=button>bare</button><button id=under type=button>under</button><p id=cover></p>');
          const style = (name, values) => Object.assign(document.getElementById(name).style, values);
          style('bare', {outline: 'none'});
          style('under', {position: 'fixed', top: 0, left: 0, width: '50px', height: '20px'});
          style('cover', {position: 'fixed', top: 0, left: 0, width: '80px', height: '50px', margin: 0, zIndex: 9, background: 'red'});
          link.addEventListener('keydown', event => event.preventDefault());
        }"""
    )
    wrong = keys.through(60)
    assert "the focus does not show: button 'bare' " in wrong
    assert "covered: button 'under' " in wrong
    assert wrong[-1].startswith("the end is not reached in 60 steps: a ")


def test_who_consumes_linked_data_gets_from_a_name_to_turtle_and_to_a_query(watched: Watched, keys: Keyboard) -> None:
    page = watched.page
    watched.show("start")
    keys.press("Tab", "Enter")
    keys.to(tag="input")
    page.keyboard.type("Essen")
    with page.expect_navigation():
        keys.press("Enter")
    keys.press("Tab", "Enter")
    keys.follow(name="Essen", href="city/essen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Essen")
    keys.follow(href="/doc/city/essen.ttl")
    text = page.locator("body").inner_text()
    assert "a urb:City" in text
    assert re.search(r"skos:prefLabel .*\"Essen\"", text)


def test_a_query_is_written_completed_run_and_left(watched: Watched, keys: Keyboard) -> None:
    page = watched.page
    watched.show("start")
    keys.follow(name="SPARQL", href="/editor")
    watched.await_editor()
    keys.to(ident="editor-code")
    keys.press("ControlOrMeta+a", "Delete")
    page.keyboard.type("ASK { ?m urb:memb", delay=10)
    expect(page.get_by_role("option", name=re.compile("^urb:member "))).to_have_attribute("aria-selected", "true")
    page.wait_for_timeout(100)  # what is chosen too soon is taken for typing
    keys.press("Enter")
    page.keyboard.type(" ?who ")
    keys.press("Escape", "ControlOrMeta+Enter")
    expect(page.locator("#answer")).to_contain_text("Yes")
    keys.press("Tab")
    assert keys.here
    assert keys.here["id"] == "editor-run"
    assert keys.through() == []


def test_who_maintains_the_data_gets_to_a_disagreement_and_to_the_shapes(watched: Watched, keys: Keyboard) -> None:
    page = watched.page
    watched.show("start")
    keys.follow(name="Quality")
    keys.to(tag="summary", inside="[aria-labelledby=disagreements]", at_most=1_000)
    keys.press("Enter")
    keys.follow(href="/disagreement/")
    expect(page).to_have_url(re.compile("/doc/disagreement/"))
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    keys.follow(name="Shapes")
    expect(page).to_have_url(re.compile("/shapes$"))


def test_who_researches_gets_from_the_catalogue_to_a_map_and_a_file(watched: Watched, keys: Keyboard) -> None:
    page = watched.page
    watched.show("start")
    keys.follow(name="Questions")
    keys.follow(name="The network of memberships on a day")
    keys.to(tag="input", name="On")
    write_day(page, "2020-09-28")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page).to_have_url(re.compile("on=2020-09-28"))
    keys.follow(name="Table")
    expect(page.get_by_role("row", name=re.compile("Essen")).first).to_be_visible()
    keys.follow(name="Map")
    expect(page.locator("figure.graphic svg").first).to_be_visible()
    keys.to(href="/result.csv")
    with page.expect_download() as download:
        keys.press("Enter")
    rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert any("essen" in value for row in rows for value in row.values())


def write_day(page: Page, day: str) -> None:
    """Type a day as the field wants it: one of days has parts in the order of the reader's language."""
    year, month, number = day.split("-")
    if page.evaluate("document.activeElement.type") == "date":
        page.keyboard.type(f"{month}{number}{year}")
    else:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(day)


def test_signs_on_the_map_are_gone_through_with_arrows(watched: Watched, keys: Keyboard) -> None:
    page = watched.page
    watched.show("map")
    keys.to(tag="a", inside="svg")
    first = keys.here
    keys.press("ArrowRight")
    second = keys.here
    assert first
    assert second
    assert first["href"] != second["href"]
    assert page.evaluate("document.activeElement.closest('svg') !== null")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') === null")  # one step leads out of hundreds of signs
