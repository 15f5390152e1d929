"""On paper: sources are footnotes with their addresses, what is folded away on the screen is there, what can only be clicked is not."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import KINDS
from tests.browser.watching import Watched, opened
from tests.running import Server

pytestmark = pytest.mark.browser
PRINTED = ("start", "map", "timeline", "forum", "city", "event", "membership", "source", "disagreement", "question", "quality", "dataset", "shapes")
A4 = {"width": 718, "height": 1047}
"""The room on such a sheet between usual margins, in CSS pixels."""

_FOLDED = """() => [...document.querySelectorAll('main details:not([open]) > :not(summary)')]
  .filter(e => e.textContent.trim() && !e.closest('form, .downloads, [hidden]'))
  .filter(e => !e.checkVisibility({contentVisibilityAuto: true}) && getComputedStyle(e).display !== 'none')
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    """A page as it is printed; people with dark screens have white paper too."""
    context = opened(browser, viewport=A4, locale="en", color_scheme="light")
    page = context.new_page()
    page.emulate_media(media="print")
    yield Watched(page, server.url)
    context.close()


def await_unfolded(page: Page) -> None:
    """Wait until nothing is folded away: a page that becomes paper is laid out anew, and Chromium may tell so only after its next picture."""
    page.wait_for_function(f"() => ({_FOLDED})().length === 0")


def visible(page: Page, selector: str) -> list[str]:
    """The texts of the elements that are shown."""
    return [found.inner_text() for found in page.locator(selector).all() if found.is_visible()]


@pytest.mark.parametrize("kind", ["city", "membership", "forum", "event"])
def test_sources_are_footnotes_with_their_addresses(watched: Watched, kind: str) -> None:
    page = watched.page
    watched.show(kind)
    notes = page.locator("ol.sources > li")
    marks = page.locator("main a.footnote")
    assert marks.count() >= notes.count() > 0
    told = {str(note.get_attribute("id")): note.inner_text() for note in notes.all()}
    expect(marks.first).to_be_visible()
    for mark in marks.all()[:40]:
        place = str(mark.get_attribute("href")).removeprefix("#")
        expect(page.locator(f"[id='{place}']")).to_be_visible()
    addresses = page.locator("ol.sources a.web")
    assert addresses.count() > 0
    for address in addresses.all():
        assert address.is_visible()
        assert re.match(r"https?://\S+$", address.inner_text())
        assert address.inner_text() in "\n".join(told.values())


@pytest.mark.parametrize("kind", PRINTED)
def test_nothing_is_folded_away_and_nothing_is_there_to_click(watched: Watched, kind: str) -> None:
    page = watched.page
    watched.show(kind)
    await_unfolded(page)
    assert [text for text in visible(page, "form, button:not(th button), header.site, .graphic-tools") if text.strip()] == []
    assert watched.too_wide() == []
    expect(page.locator("footer .address")).to_be_visible()
    assert KINDS[kind].partition("?")[0] in page.locator("footer .address").inner_text()


def test_what_is_folded_away_is_found(watched: Watched) -> None:
    page = watched.page
    watched.show("city")
    page.emulate_media(media="screen")
    assert page.evaluate(_FOLDED)
    assert visible(page, "form, button, header.site")
    page.emulate_media(media="print")
    await_unfolded(page)
