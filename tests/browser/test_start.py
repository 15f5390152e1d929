"""The map of members on a day: the slider moves it without a request, and what it shows is what the server shows of that day."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Server

pytestmark = pytest.mark.browser
# The icon of the page is looked at again whenever its address changes.
_ICON = "/static/urbansec.svg"
_SHOWN = """(() => {
  const seen = [...document.querySelectorAll('#members .mark')].filter((mark) => mark.getClientRects().length);
  const title = (mark) => mark.querySelector('title').textContent;
  return {
    certain: seen.filter((mark) => mark.querySelector('.sign.certain')).map(title).sort(),
    possible: seen.filter((mark) => mark.querySelector('.sign.possible')).map(title).sort(),
    counts: document.querySelector('.map-counts').innerText,
    happened: document.querySelector('.map-happened').innerText,
    unplaced: [...document.querySelectorAll('.unplaced li:not([hidden])')].map((entry) => entry.textContent.trim()),
    csv: document.querySelector('a[data-query="/result.csv"]').getAttribute('href'),
    back: document.querySelector('.languages input[name=back]').value,
  };
})()"""


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page that may run the modules; any trouble on its console fails the test."""
    context = browser.new_context(base_url=server.url)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("console", lambda message: troubles.append(message.text))
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    context.close()
    assert troubles == []


def as_the_server_has_it(page: Page) -> None:
    """What the script shows now is what the same address gives anew."""
    moved = page.evaluate(_SHOWN)
    page.reload()
    expect(page.locator(".slider.ready")).to_be_visible()
    assert page.evaluate(_SHOWN) == moved


def test_the_slider_goes_from_change_to_change_by_keyboard(page: Page) -> None:
    page.goto("/?on=2016-01-01")
    slider = page.get_by_role("slider", name="Day on the map")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if not request.url.endswith(_ICON) else None)
    slider.focus()
    days = ["2016-01-01"]
    for key in ("ArrowRight", "ArrowUp", "PageUp", "ArrowLeft", "Home", "End", "PageDown"):
        slider.press(key)
        days.append(page.get_by_label("Day", exact=True).input_value())
        assert days[-1] in page.url or key == "End", "today is no part of the address"
    assert days[:4] == sorted(set(days[:4])), "to the next change, the one after it, and a year"
    assert days[4] < days[3]
    assert days[5] == min(days)
    assert days[6] == max(days)
    assert days[7] < days[6]
    assert requests == []
    expect(slider).to_have_attribute("aria-valuetext", re.compile(days[-1][:4]))
    as_the_server_has_it(page)


def test_forums_and_days_are_switched_and_the_files_follow(page: Page) -> None:
    page.goto("/")
    page.get_by_text("Days on which something happened").click()
    page.get_by_role("button", name="28 September 2020").click()
    expect(page.locator(".map-happened")).to_contain_text("DEFUS")
    page.get_by_role("checkbox", name="DEFUS", exact=True).check()
    assert page.evaluate(_SHOWN)["csv"] == "/queries/members-of-forum/result.csv?forum=id:forum/defus&on=2020-09-28"
    as_the_server_has_it(page)
    page.get_by_role("checkbox", name="FISU", exact=True).check()
    assert "forums=id:forum/defus&forums=id:forum/fisu" in page.evaluate(_SHOWN)["csv"]
    as_the_server_has_it(page)
    expect(page.locator("[data-said]")).to_be_empty()  # nothing is read out before the reader does something
    page.get_by_role("button", name="Former day with a change").click()
    expect(page.locator("[data-said]")).to_contain_text("certain")


def test_the_days_play_and_pause(page: Page) -> None:
    page.goto("/?on=2009-01-01")
    page.get_by_role("button", name="Play").click()
    expect(page).not_to_have_url(re.compile("2009-01-01"))
    page.get_by_role("button", name="Pause").click()
    stopped = page.url
    page.wait_for_timeout(1_000)
    assert page.url == stopped
    as_the_server_has_it(page)


def test_nothing_plays_for_who_wants_no_motion(browser: Browser, server: Server) -> None:
    with browser.new_context(base_url=server.url, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto("/")
        expect(page.locator(".slider.ready")).to_be_visible()
        expect(page.get_by_role("button", name="Play")).to_have_count(0)
        expect(page.get_by_role("button", name="Next day with a change")).to_be_visible()


def test_the_table_of_the_map_follows_the_day(page: Page) -> None:
    page.goto("/map?on=2010-05-10")
    page.get_by_role("slider", name="Day on the map").press("End")
    page.get_by_role("checkbox", name="Regions").check()
    caption = page.locator("#members-table caption")
    expect(caption).not_to_contain_text("2010")
    counted = page.locator("[data-count=possible]").inner_text()
    expect(page.locator("#members-table tbody tr")).to_have_count(int(counted))
    assert int(counted) == int(page.locator("[data-count=missing]").inner_text()) > 0, "regions have no coordinates"


def test_without_script_the_form_draws_the_map_anew(browser: Browser, server: Server) -> None:
    with browser.new_context(base_url=server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.locator(".slider")).to_be_hidden()
        page.get_by_label("Day", exact=True).fill("2016-01-01")
        page.get_by_role("checkbox", name="DEFUS", exact=True).check()
        page.get_by_role("button", name="Show").click()
        expect(page.locator(".map-counts")).to_contain_text("1 January 2016")
        assert page.locator("#members .mark").first.is_hidden() or page.locator("#members .mark").count() > 0
        shown = page.locator("#members .mark:visible")
        total = sum(int(page.locator(f"[data-count={name}]").inner_text()) for name in ("certain", "possible"))
        assert shown.count() == total - int(page.locator("[data-count=missing]").inner_text()) > 5
