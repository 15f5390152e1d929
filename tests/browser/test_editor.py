"""The editor as somebody uses it who types: words are offered and put in, errors shown where they are, and the keyboard is never caught."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.running import Server

pytestmark = pytest.mark.browser
ONTOLOGY = "https://w3id.org/urbansec/ontology#"
ESSEN = "<https://w3id.org/urbansec/id/city/essen>"
PLACES = "PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#>\nSELECT ?place ?lat ?long { ?place wgs:lat ?lat ; wgs:long ?long } ORDER BY ?place"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Editor:
    """The page of the editor, and what went wrong in it."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server, self.troubles = page, server, list[str]()
        page.on("console", lambda message: self.troubles.append(message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((server.url, "data:")) else self.troubles.append(request.url))

    def open(self, address: str = "/editor") -> None:
        self.page.goto(f"{self.server.url}{address}")
        expect(self.page.locator("textarea[name=query]")).to_be_hidden()  # else a key meant for it might come to what takes its place
        expect(self.field).to_be_visible()

    @property
    def field(self) -> Any:
        """Where one writes: found by the name that a screen reader says."""
        return self.page.get_by_role("textbox", name=re.compile("^(Query|Abfrage)$"))

    @property
    def text(self) -> str:
        return str(self.page.locator("textarea[name=query]").input_value())

    def write(self, text: str) -> None:
        """Type in place of what there is, as fast as people do who copy; what closes by itself is typed over."""
        self.field.press("ControlOrMeta+a")
        self.field.press("Delete")
        self.page.keyboard.type(text, delay=5)


@pytest.fixture
def editor(browser: Browser, server: Server) -> Iterator[Editor]:
    """The editor at a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    found = Editor(context.new_page(), server)
    yield found
    context.close()
    assert found.troubles == []


def focused(page: Page) -> str:
    """What has the focus: its identifier, or its name."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.tagName"))


def test_terms_and_things_are_offered_and_put_in(editor: Editor) -> None:
    page = editor.page
    editor.open()
    editor.write("SELECT * WHERE {\n  ?m urb:memb")
    expect(page.locator("textarea[name=query]")).to_have_value(re.compile(f"^PREFIX urb: <{ONTOLOGY}>\n"))  # declared by itself
    offer = page.get_by_role("option", name=re.compile(r"^urb:member ·"))
    expect(offer).to_have_attribute("aria-selected", "true")
    expect(editor.field).to_have_attribute("aria-activedescendant", re.compile("."))
    expect(editor.field).to_have_attribute("aria-controls", re.compile("."))
    page.wait_for_timeout(100)  # what is chosen too soon is taken for typing
    page.keyboard.press("Enter")
    page.keyboard.type(" Ess", delay=20)
    expect(page.get_by_role("option", name=re.compile("^Essen *city", re.IGNORECASE))).to_have_attribute("aria-selected", "true")
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    page.keyboard.type(" ; urb:sin")
    expect(page.get_by_role("option", name=re.compile("^urb:since ·"))).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("ce ?")
    expect(page.get_by_role("option", name=re.compile(r"^\?m"))).to_be_visible()
    page.keyboard.type("since")
    assert editor.text.split("\n")[2].strip() == f"?m urb:member {ESSEN} ; urb:since ?since"
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#answer")).to_contain_text("Essen in DEFUS")
    expect(page).to_have_url(re.compile("query=.*essen"))
    assert focused(page) == "editor-code"
    page.keyboard.press("ControlOrMeta+z")  # nothing was lost by the answer
    assert "?since" not in editor.text


def test_an_error_is_shown_where_it_is_and_in_words(editor: Editor) -> None:
    page = editor.page
    editor.open()
    editor.write("SELECT * {\n ?s ?p ")
    listed = page.locator("#editor-remarks")
    expect(listed).to_contain_text("Line 3, column 1")
    expect(listed).to_contain_text("Unexpected '}'")
    expect(page.locator(".cm-lintRange-error")).to_have_count(1)
    expect(page.locator("#editor-told")).to_have_text("Problems in the query: 1")
    page.keyboard.press("ControlOrMeta+Home")
    listed.get_by_role("button").click()
    page.keyboard.type("?o ")
    expect(listed).to_be_hidden()
    assert editor.text == "SELECT * {\n ?s ?p \n?o }"
    expect(page.locator("#editor-told")).to_have_text("No problem in the query")


def test_the_keyboard_goes_in_and_out(editor: Editor) -> None:
    page = editor.page
    editor.open()
    page.locator("main a").last.focus()
    page.get_by_role("link", name="written already").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "editor-code"
    described = page.evaluate(
        "const root = document.querySelector('.editor-code').shadowRoot; root.getElementById(root.activeElement.getAttribute('aria-describedby')).textContent"
    )
    assert "Tab" in described
    page.keyboard.press("Tab")
    assert focused(page) == "editor-run"
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("?")  # with suggestions open
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "written already"
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+f")
    expect(page.get_by_role("textbox", name="Find text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(editor.field).to_be_focused()


def test_who_writes_before_the_script_is_there_goes_on_where_they_are(editor: Editor) -> None:
    page, held = editor.page, list[Route]()
    page.route("**/assets/start-*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no built-in function
    page.goto(f"{editor.server.url}/editor", wait_until="commit")
    field = page.locator("textarea[name=query]")
    field.fill("ASK { xx }")
    field.evaluate("field => field.setSelectionRange(6, 8)")
    for route in held:
        route.continue_()
    expect(field).to_be_hidden()
    page.keyboard.type("?s ?p ?o .", delay=5)
    assert editor.text == "ASK { ?s ?p ?o . }"
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#answer")).to_contain_text("Yes")


def test_a_query_can_be_stopped(editor: Editor) -> None:
    page = editor.page
    editor.open()
    editor.write(SLOW)
    page.keyboard.press("ControlOrMeta+Enter")
    stop = page.get_by_role("button", name="Stop")
    expect(page.locator("#editor-state")).to_have_text("The query runs …")
    page.wait_for_timeout(300)
    stop.click()
    expect(page.locator("#editor-state")).to_have_text("The query was stopped.")
    expect(stop).to_be_hidden()
    assert focused(page) == "editor-run"
    editor.write("ASK {}")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer")).to_contain_text("Yes")


def test_answers_are_seen_in_other_ways_and_gone_back_to(editor: Editor) -> None:
    page = editor.page
    editor.open()
    editor.write(PLACES)
    page.get_by_role("button", name="Run").click()
    page.locator("#answer nav").get_by_role("link", name="Map").click()
    expect(page.locator("#answer figure.graphic svg").first).to_be_visible()
    expect(page).to_have_url(re.compile("page-view=map"))
    editor.write("SELECT ?x { VALUES ?x { 2 1 } }")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#answer td")).to_have_text(["2 xsd:integer", "1 xsd:integer"])
    page.locator("#answer th").get_by_role("button").click()  # the table sorts, though it came later
    expect(page.locator("#answer td")).to_have_text(["1 xsd:integer", "2 xsd:integer"])
    page.go_back()
    expect(page.locator("#answer figure.graphic svg").first).to_be_visible()
    assert editor.text == PLACES
    page.get_by_text("Recent queries").click()
    page.get_by_role("button", name=re.compile("VALUES")).click()
    assert editor.text.startswith("SELECT ?x { VALUES")
    page.get_by_role("button", name="Forget them").click()
    expect(page.get_by_text("Recent queries")).to_be_hidden()


def test_an_example_comes_into_the_editor(editor: Editor) -> None:
    page = editor.page
    editor.open()
    before = editor.text
    page.get_by_text(re.compile(r"^Examples \(")).click()
    page.get_by_label("Only those with the words").fill("members day forum")
    page.get_by_role("link", name="Members of a forum on a day", exact=True).click()
    expect(page.locator("#editor-state")).to_contain_text("Undo")
    assert editor.text.startswith("#+ summary: Members of a forum on a day")
    page.keyboard.press("ControlOrMeta+z")
    assert editor.text == before


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1280, "light", "en"), (320, "dark", "de")])
def test_the_editor_is_accessible(browser: Browser, server: Server, width: int, scheme: Any, locale: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=locale)
    editor = Editor(context.new_page(), server)
    editor.open()
    editor.write("PREFIX urb: <urb:> SELECT ?s { # comment\n ?s a 'text'@en , 1.5 ; urb:x ?")
    editor.page.keyboard.press("Control+Space")
    editor.page.get_by_role("option").first.wait_for()
    assert [f"{found['id']}: {[node['html'][:100] for node in found['nodes']]}" for found in Axe().run(editor.page).response["violations"]] == []
    editor.page.keyboard.press("Escape")
    expect(editor.page.locator("#editor-remarks li").first).to_be_visible()
    editor.page.keyboard.press("ControlOrMeta+f")
    assert [f"{found['id']}: {[node['html'][:100] for node in found['nodes']]}" for found in Axe().run(editor.page).response["violations"]] == []
    assert editor.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert editor.troubles == []
    context.close()
