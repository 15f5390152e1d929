"""How many clicks a visitor needs, from the start page: two to the answer, three to a source and to a table of members on a day."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.watching import Watched, opened
from tests.running import Server

pytestmark = pytest.mark.browser
DAY = "2020-09-28"


class Visitor:
    """Somebody with a mouse, who counts."""

    def __init__(self, watched: Watched) -> None:
        self.page, self.clicks = watched.page, 0
        watched.open("/")

    def click(self, place: Locator) -> None:
        """One click."""
        self.clicks += 1
        place.click()


@pytest.fixture(params=[True, False], ids=["with script", "without"])
def watched(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page, with script or without."""
    context = opened(browser, viewport={"width": 1280, "height": 900}, locale="en", java_script_enabled=bool(request.param))
    found = Watched(context.new_page(), server.url)
    yield found
    context.close()
    assert found.troubles == []


def downloaded(page: Page, visitor: Visitor, link: Locator) -> list[dict[str, str]]:
    """The rows of the table behind a link."""
    with page.expect_download() as download:
        visitor.click(link)
    return list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))


def test_the_main_question_is_answered(watched: Watched) -> None:
    """The answer stands on the start page: no click for the cities, one for since when and who says so."""
    page, visitor = watched.page, Visitor(watched)
    answer = page.get_by_role("region", name=re.compile("^Which cities belong to both"))
    city = answer.locator("details", has=page.locator("summary", has_text=re.compile("^Essen$")))
    expect(city.locator("summary")).to_be_visible()
    visitor.click(city.locator("summary"))
    expect(city).to_contain_text("member since: 2015")
    expect(city.get_by_role("link", name=re.compile("Lord Mayor Thomas Kufen")).first).to_be_visible()
    assert visitor.clicks <= 2


def test_the_source_of_the_membership_of_essen_is_found(watched: Watched) -> None:
    page, visitor = watched.page, Visitor(watched)
    city = page.get_by_role("region", name=re.compile("^Which cities belong to both")).locator(
        "details", has=page.locator("summary", has_text=re.compile("^Essen$"))
    )
    visitor.click(city.locator("summary"))
    visitor.click(city.get_by_role("link", name=re.compile("Lord Mayor Thomas Kufen")).first)
    expect(page).to_have_url(re.compile("/doc/source/seed0$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lord Mayor Thomas Kufen")
    assert visitor.clicks <= 3


def test_the_members_on_a_day_are_downloaded(watched: Watched) -> None:
    page, visitor = watched.page, Visitor(watched)
    form = page.locator("form.map-controls")
    visitor.click(form.locator("#map-day"))
    form.locator("#map-day").fill(DAY)
    visitor.click(form.get_by_role("button", name="Show"))
    expect(page.locator("[data-shown-day]")).to_have_text("28 September 2020")
    rows = downloaded(page, visitor, page.get_by_role("link", name="CSV of these members"))
    assert visitor.clicks <= 3
    told = {row["status"]: 0 for row in rows}
    for row in rows:
        told[row["status"]] += 1
    assert set(told) == {"certain", "possible"}
    assert len(rows) > 100
    forums = {row["forum"].rpartition("/")[2] for row in rows if row["member"].endswith("/city/essen")}
    assert forums == {"defus", "efus"}
    # Another day gives another table, and what the page counted is what the table holds.
    counted = {status: int(page.locator(f"[data-count={status}]").inner_text()) for status in ("certain", "possible")}
    members = {status: {row["member"] for row in rows if row["status"] == status} for status in told}
    assert counted == {"certain": len(members["certain"]), "possible": len(members["possible"] - members["certain"])}
    earlier = page.request.get(page.get_by_role("link", name="CSV of these members").evaluate("link => link.href").replace(DAY, "2001-01-01"))
    assert len(earlier.text().splitlines()) < len(rows)
