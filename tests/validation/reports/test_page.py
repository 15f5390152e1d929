"""The page: it holds everything, needs nothing, and reads well in a real browser on a phone and on a desk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.validation.reports.making import Made, finding, outcome, place
from urbansec.validation.baseline import entries_of
from urbansec.validation.reports import LANGUAGES, Options, write

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}\"'&lt;\u202e\x1b[31m"


class Reader(HTMLParser):
    """Tags and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(made: Made, options: Options | None = None) -> Reader:
    reader = Reader()
    reader.feed(write(made, "html", options).decode())
    return reader


def full(folder: Path) -> Made:
    """An outcome with known and stale findings too."""
    known = finding(place=place(folder / "cities.ttl", '"nord"'), value='"nord"', message="A latitude is a number.", messages=())
    stale = replace(entries_of([finding(value="gone")], root=folder)[0], note="reported in May")
    return replace(outcome(folder), suppressed=(known,), stale=(stale,), omitted=2)


def test_the_page_needs_nothing_else(folder: Path) -> None:
    reader = read(full(folder))
    assert {tag for tag, _ in reader.tags} & {"script", "link", "img", "iframe", "object", "form"} == set()
    addresses = [value for _, attributes in reader.tags for name, value in attributes.items() if name in {"href", "src", "action"}]
    assert addresses
    assert all(address and address.startswith("#") for address in addresses)
    assert "url(" not in reader.text
    assert "@import" not in reader.text


def test_every_finding_is_on_the_page_with_what_is_known_of_it(folder: Path) -> None:
    made = full(folder)
    text = read(made, Options(compared=True)).text
    for known in (*made.findings, *made.suppressed):
        for part in (known.message, known.found, known.expected, known.example, known.hint):
            assert part in text
        if known.place:
            assert f"{Path(known.file).name}:{known.place.line}:{known.place.column}" in text
    for phrase in ("2 more left out", "reported in May", "by rule ontology/rules/20-date-bounds.rq", "it begins here", *made.notes):
        assert phrase in text


def test_the_mark_is_what_is_meant(folder: Path) -> None:
    page = write(outcome(folder), "html").decode()
    assert "wgs:lat <mark>148.37154</mark> ;" in page
    assert "<mark>“quoted”</mark>" in page
    # The block of a missing property: four lines, a gap, the last line.
    assert page.count("lines left out") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_in_its_language(folder: Path, lang: str) -> None:
    reader = read(outcome(folder), Options(lang=lang))  # type: ignore[arg-type]
    assert reader.tags[0] == ("html", {"lang": lang})
    assert {"en": "What was checked", "de": "Was geprüft wurde", "fr": "Ce qui a été vérifié"}[lang] in reader.text


def test_data_are_text(folder: Path) -> None:
    file = folder / f"{HOSTILE.replace('/', '')[:60]}.ttl"
    file.write_text(f'urb:a urb:b "{HOSTILE}" .\n', "utf-8")
    names = ["focus", "path", "value", "message", "source", "component", "found", "expected", "example", "hint", "identity"]
    bad = finding(**dict.fromkeys(names, HOSTILE), messages=(), place=place(file, HOSTILE))
    made = Made(findings=(bad,), stale=tuple(entries_of([bad])), notes=(HOSTILE,), engine=HOSTILE)
    reader = read(made)
    assert {tag for tag, _ in reader.tags} & {"script", "img"} == set()
    assert "<script>alert(1)</script>" in reader.text
    assert "{{ 7 * 7 }}" in reader.text
    assert not {"\u202e", "\x1b"} & set(reader.text)


def test_a_clean_report_is_a_page_too() -> None:
    reader = read(Made())
    assert "Nothing to report." in reader.text
    assert "Conforms: " in reader.text
    assert "fieldset" not in {tag for tag, _ in reader.tags}


@contextmanager
def opened(browser: Browser, folder: Path, look: tuple[str, str], *, script: bool) -> Iterator[Page]:
    """The report opened as a file, as wide as a phone or a desk, by day or by night; it asks nobody for anything."""
    width, height = SIZES[look[0]]
    (folder / "long.ttl").write_text(f"a {'x' * 40} {'y' * 500}\n", "utf-8")
    long = finding(place=place(folder / "long.ttl", "x" * 40), value="v" * 500)
    file = folder / "report.html"
    made = full(folder)
    file.write_bytes(write(replace(made, findings=(*made.findings, long)), "html", Options(compared=True)))
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script, color_scheme=look[1])  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("request", lambda sent: None if sent.url.startswith("file:") else troubles.append(sent.url))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert troubles == []


@pytest.fixture(params=list(SIZES))
def page(browser: Browser, folder: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The report, with script switched off: nothing may need it."""
    with opened(browser, folder, (request.param, "light"), script=False) as shown:
        yield shown


@pytest.mark.browser
@pytest.mark.parametrize("look", [(size, scheme) for size in SIZES for scheme in ("light", "dark")], ids="-".join)
def test_the_page_fits_and_passes_axe(browser: Browser, folder: Path, look: tuple[str, str]) -> None:
    with opened(browser, folder, look, script=True) as page:  # axe is script
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the page is wider than the window"
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert len(results.response["passes"]) > 15


@pytest.mark.browser
def test_findings_are_filtered_without_script(page: Page) -> None:
    expect(page.get_by_role("article").filter(visible=True)).to_have_count(7)
    page.get_by_role("checkbox", name=re.compile("^violation")).uncheck()
    expect(page.get_by_role("article").filter(visible=True)).to_have_count(3)
    page.get_by_role("checkbox", name=re.compile("^known")).uncheck()
    page.get_by_role("checkbox", name=re.compile("^info")).uncheck()
    expect(page.get_by_role("article").filter(visible=True)).to_have_count(1)
    expect(page.get_by_role("article").filter(visible=True)).to_contain_text("A membership ends after it begins.")


@pytest.mark.browser
def test_the_table_leads_to_the_files(page: Page) -> None:
    row = page.get_by_role("row", name=re.compile("^broken.ttl"))
    expect(row.get_by_role("cell").first).to_have_text("1")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=2, name="broken.ttl")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Source text: broken.ttl:2:13")
