"""Footnotes of the pages of things: shown beside their marks by mouse, keyboard and finger; lists of sources without script and on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.running import Server

pytestmark = pytest.mark.browser
PATH = "/doc/membership/defus-essen"
SAID = "paragraph 2"


@pytest.fixture(params=[{}, {"java_script_enabled": False}, {"has_touch": True, "viewport": {"width": 390, "height": 844}}], ids=["script", "none", "touch"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A desk, a desk without script, a phone."""
    made = browser.new_context(**request.param)
    yield made
    made.close()


def opened(context: BrowserContext, server: Server) -> Page:
    """The page of a membership."""
    page = context.new_page()
    page.goto(f"{server.url}{PATH}")
    return page


@pytest.mark.parametrize("context", [{}], indirect=True, ids=["script"])
def test_a_mark_shows_its_source_to_mouse_and_keyboard(context: BrowserContext, server: Server) -> None:
    page = opened(context, server)
    mark = page.get_by_role("link", name="Source 1").first
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    mark.hover()
    expect(tip).to_contain_text(SAID)
    expect(tip).to_contain_text("stated, as of 28 September 2020")
    tip.hover()  # whoever reads it with the pointer on it keeps it
    page.wait_for_timeout(500)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    mark.focus()
    expect(tip).to_contain_text(SAID)
    expect(mark).to_have_attribute("aria-describedby", tip.get_attribute("id") or "none")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}{PATH}#source-1")


@pytest.mark.parametrize("context", [{"has_touch": True, "viewport": {"width": 390, "height": 844}}], indirect=True, ids=["touch"])
def test_the_first_tap_shows_the_source_and_the_second_goes_there(context: BrowserContext, server: Server) -> None:
    page = opened(context, server)
    mark = page.get_by_role("link", name="Source 1").first
    mark.tap()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text(SAID)
    box = tip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert "#" not in page.url
    mark.tap()
    expect(page).to_have_url(f"{server.url}{PATH}#source-1")


def test_a_mark_leads_to_its_source_in_the_list(context: BrowserContext, server: Server) -> None:
    page = opened(context, server)
    page.get_by_role("link", name="Source 1").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source-1")).to_contain_text(SAID)
    expect(page.locator("#source-1")).to_be_in_viewport()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True, ids=["none"])
def test_on_paper_sources_stand_with_their_addresses(context: BrowserContext, server: Server) -> None:
    page = opened(context, server)
    address = page.locator(".notes .web").first
    expect(address).to_be_hidden()
    page.emulate_media(media="print")
    expect(address).to_be_visible()
    expect(address).to_contain_text("http")
    expect(page.get_by_role("link", name="Source 1").first).to_be_visible()
    expect(page.locator(".downloads").first).to_be_hidden()
