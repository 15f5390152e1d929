"""What script adds to the pages of questions: tables that are sorted, narrowed and copied, days to choose, code to copy."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.running import Server
from urbansec.pages.built import modules

pytestmark = [pytest.mark.browser, pytest.mark.skipif("queries" not in modules(), reason="the modules are not built")]


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page in German that may use the clipboard and has nothing to say on the console."""
    # axe is script, which the pages' own policy refuses.
    context = browser.new_context(base_url=server.url, locale="de", bypass_csp=True, permissions=["clipboard-read", "clipboard-write"])
    made = context.new_page()
    troubles: list[str] = []
    made.on("console", lambda message: troubles.append(message.text))
    made.on("pageerror", lambda error: troubles.append(str(error)))
    yield made
    context.close()
    assert troubles == []


def column(page: Page, number: int) -> list[str]:
    """The texts of a column in the rows that are shown."""
    rows = page.locator(".result tbody tr:not([hidden])")
    return [text.strip() for text in rows.locator(f"td:nth-child({number})").all_inner_texts()]


def test_a_table_is_sorted_as_its_columns_want_and_by_keyboard(page: Page) -> None:
    page.goto("/queries/members-by-country?page-view=table")
    before = column(page, 1)
    country = page.get_by_role("columnheader", name="Staat")
    country.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(country).to_have_attribute("aria-sort", "ascending")
    countries = column(page, 1)
    assert countries == sorted(before, key=lambda name: name.replace("Ö", "O").lower()) != before
    members = page.get_by_role("columnheader", name="Mitglieder")
    members.get_by_role("button").click()
    numbers = [int(text) for text in column(page, 4)]
    assert numbers == sorted(numbers)
    assert numbers != sorted(numbers, key=str), "as numbers and not as text"
    expect(country).not_to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".result-tools [data-rows]")).to_have_text("Sortiert nach Mitglieder")
    members.get_by_role("button").click()
    assert [int(text) for text in column(page, 4)] == numbers[::-1]
    members.get_by_role("button").click()
    assert column(page, 1) == before, "the order of the query comes back"


def test_rows_are_narrowed_and_what_is_left_is_copied(page: Page) -> None:
    page.goto("/queries/cities-in-both-forums?page-view=table&on=2024-01-01")
    every = len(column(page, 1))
    page.get_by_label("Zeilen mit").fill("koln")
    left = column(page, 1)
    assert "Köln" in left
    assert len(left) < every
    expect(page.locator(".result-tools [data-rows]")).to_have_text(f"{len(left)} von {every} Zeilen")
    page.get_by_role("button", name="Tabelle kopieren").click()
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    lines = str(page.evaluate("navigator.clipboard.readText()")).split("\n")
    assert [line.split("\t")[0] for line in lines] == ["Stadt", *left]
    assert {line.split("\t")[1] for line in lines[1:]} <= {"certain", "possible"}, "values as the data have them"
    page.get_by_label("Zeilen mit").fill("")
    assert len(column(page, 1)) == every


def test_days_are_chosen_and_code_is_copied(page: Page) -> None:
    page.goto("/queries/members-of-forum")
    day = page.get_by_label("Am Tag")
    page.get_by_role("button", name="letzter bezeugter Tag").click()
    assert day.input_value() != "today"
    expect(day).to_be_focused()
    page.get_by_text("Python", exact=True).click()
    page.locator("[data-copy=code-python]").click()
    assert str(page.evaluate("navigator.clipboard.readText()")).startswith("import urbansec")


@pytest.mark.parametrize("path", ["/queries", "/queries/membership-network", "/queries/forum-growth", "/queries/members-of-forum", "/queries/conferences"])
def test_the_views_pass_axe(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.goto(path)
    # Long tables are like short ones, and axe takes long for them.
    page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = each.querySelectorAll('tr').length < 60")
    results = Axe().run(page)
    assert results.violations_count == 0, f"{path}: {results.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the page is wider than the window"
