"""The pages of saved queries: a form for every type that works without script, code that repeats an answer, and no barrier."""

import ast
import csv
import html
import io
import json
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import browser
from tests.running import listening
from tests.service.crawl import parse
from tests.service.test_query_interface import EVERY
from urbansec import Client
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.pages.code import snippets
from urbansec.queries import Catalogue
from urbansec.settings import Settings

__all__ = ["browser"]

HTML = {"Accept": "text/html"}
ECHO = """#+ summary: Says it <again> & "again"
#+ params:
#+   text: {type: string, list: true, required: true, description: any text}
#+   from: {type: date, default: "2020-01-01", description: a day}
#+   forums: {type: iri, class: urb:Forum, list: true, description: forums}
#+   kinds: {type: enum, values: [one, two, three], list: true}
SELECT DISTINCT ?text ?from { VALUES (?text ?from ?forums ?kinds) { ("x" UNDEF UNDEF UNDEF) } }
"""
MANY = "#+ summary: Many rows\n#+ pagination: 10\nSELECT ?x { VALUES ?x { %s } }\n" % " ".join(map(str, range(25)))
HOSTILE = [
    "plain",
    "it's",
    '"double" $(touch evil) `touch evil` ${HOME}',
    "'; touch evil; echo '",
    "\\ \\n \\u0041 %41 &x=y #z ?a",
    "new\nline",
    "{braces} [brackets] [1-3] *",
    "é 北京 🏳️‍🌈 \u202e",
    "\"\"\"'''",
    "\ttab and  spaces ",
]


@pytest.fixture(scope="module")
def own(assets: Assets, snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client for the service with queries that have everything a form can have."""
    folder = tmp_path_factory.mktemp("saved")
    for name, text in {"every": EVERY, "echo": ECHO, "many": MANY}.items():
        (folder / f"{name}.rq").write_text(text, "utf-8")
    app = create_app(Settings(), EmbeddedEngine(snapshot), Catalogue(folder), assets)
    with listening(app) as url, httpx.Client(base_url=url, timeout=30, headers=HTML) as http:
        yield http


def address(own: httpx.Client) -> str:
    """Where the service is."""
    return str(own.base_url).rstrip("/")


def controls(answer: httpx.Response) -> dict[str, list[tuple[str, dict[str, str | None]]]]:
    """The controls of the form by the parameter they are for."""
    found: dict[str, list[tuple[str, dict[str, str | None]]]] = {}
    for tag, attributes in parse(answer.text).elements:
        if tag in {"input", "select"} and attributes.get("name"):
            found.setdefault(str(attributes["name"]), []).append((tag, attributes))
    return found


def test_every_type_has_a_control(own: httpx.Client) -> None:
    found = controls(own.get("/queries/every"))
    assert [name for name in found if name in {"thing", "sure", "kind"} and found[name][0][0] != "select"] == []
    assert "required" in found["thing"][0][1]
    assert [attributes["value"] for _, attributes in found["words"]] == ["a", "b", "", ""], "a list has its values and room for more"
    assert found["count"][0][1]["inputmode"] == "numeric"
    assert found["share"][0][1]["inputmode"] == "decimal"
    assert (found["on"][0][1]["value"], found["on"][0][1]["list"]) == ("today", "s-on")
    assert {attributes["type"] for name in ("words", "language", "count", "share", "on") for _, attributes in found[name]} == {"text"}
    many = controls(own.get("/queries/echo"))
    assert [attributes["value"] for _, attributes in many["kinds"]] == ["one", "two", "three"]
    assert {attributes["type"] for _, attributes in (*many["kinds"], *many["forums"])} == {"checkbox"}
    assert len(many["forums"]) > 5


def test_every_control_has_a_name_for_people(own: httpx.Client) -> None:
    for path in ("/queries/every", "/queries/echo?text=a&kinds=one", "/queries"):
        page = parse(own.get(path).text)
        labelled = {attributes.get("for") for tag, attributes in page.elements if tag == "label"}
        for tag, attributes in page.elements:
            if tag in {"input", "select"} and attributes.get("type") not in {"checkbox", "hidden"}:
                assert attributes.get("id") in labelled or attributes.get("aria-label"), attributes
            for reference in (attributes.get("aria-describedby") or "").split():
                assert reference in page.identifiers


def test_the_form_keeps_what_was_given(own: httpx.Client) -> None:
    answer = own.get("/queries/echo", params={"text": ["a", '"><script>x</script>'], "from": "2019", "kinds": ["two"], "forums": ["id:forum/efus"]})
    assert answer.status_code == 200
    found = controls(answer)
    assert [attributes["value"] for _, attributes in found["text"]] == ["a", '"><script>x</script>', "", ""]
    assert [attributes["value"] for _, attributes in found["kinds"] if "checked" in attributes] == ["two"]
    assert [attributes["value"] for _, attributes in found["forums"] if "checked" in attributes] == ["https://w3id.org/urbansec/id/forum/efus"]
    assert found["from"][0][1]["value"] == "2019"
    assert "<script>x" not in answer.text
    (link,) = [attributes["href"] for tag, attributes in parse(answer.text).elements if attributes.get("id") == "permalink"]
    assert parse_qs(urlsplit(str(link)).query)["from"] == ["2019-01-01"], "the permalink holds the day that was meant"


def test_a_form_that_waits_for_a_value_is_no_mistake(own: httpx.Client) -> None:
    fresh, sent = own.get("/queries/echo"), own.get("/queries/echo?text=")
    assert (fresh.status_code, "Fill in the form" in fresh.text) == (200, True)
    assert (sent.status_code, "needs a value" in sent.text) == (422, True)


@pytest.mark.parametrize(
    ("asked", "name"),
    [("text=a&from=never", "from"), ("text=a&forums=id:forum/efuss", "forums"), ("text=a&kinds=four", "kinds"), ("text=a&from=2019&from=2020", "from")],
)
def test_a_mistake_stands_at_its_field(own: httpx.Client, asked: str, name: str) -> None:
    answer = own.get(f"/queries/echo?{asked}")
    assert answer.status_code == 422
    page = parse(answer.text)
    assert f"e-{name}" in page.identifiers
    wrong = [attributes for _, attributes in page.elements if attributes.get("aria-invalid") == "true"]
    assert [f"e-{name}" in str(attributes["aria-describedby"]) for attributes in wrong] == [True]
    typed = parse_qs(asked)[name][0]
    assert typed in [attributes.get("value") for _, attributes in controls(answer)[name]], "what was typed can be corrected"


def test_what_was_meant_is_a_click_away(own: httpx.Client) -> None:
    answer = own.get("/queries/every", params={"thing": "id:forum/efuss", "count": "3"})
    assert answer.status_code == 422
    (address,) = {link for link in parse(answer.text).links if "thing=id:forum/efus&" in link}
    again = own.get(address)
    assert (again.status_code, controls(again)["count"][0][1]["value"]) == (200, "3")
    unknown = own.get("/queries/every", params={"thin": "id:forum/efus"})
    assert (unknown.status_code, "Ask for" in unknown.text) == (422, False)


def test_long_answers_come_in_pages_and_downloads_are_whole(own: httpx.Client) -> None:
    first = own.get("/queries/many")
    assert "1 to 10 of 25" in first.text
    assert "(10 rows)" in first.text
    addresses = {str(attributes["rel"]): str(attributes["href"]) for tag, attributes in parse(first.text).elements if tag == "a" and "rel" in attributes}
    assert set(addresses) == {"first", "next", "last"}
    last = own.get(addresses["last"])
    assert "21 to 25 of 25" in last.text
    (download,) = [link for link in parse(last.text).links if "result.csv" in link]
    assert len(own.get(download).text.split()) == 26


def test_what_is_no_longer_kept_up_says_so(own: httpx.Client) -> None:
    page = own.get("/queries/every").text
    assert "no longer kept up: use another" in page
    assert "No longer in use: use words" in page
    assert "No longer kept up: use another" in own.get("/queries").text


def shown(own: httpx.Client, text: str) -> dict[str, str]:
    """The code that the service shows for an answer, by language."""
    base = address(own)
    answer = own.get("/queries/echo/result.csv", params={"text": text, "from": "2020-02-01"})
    link = answer.headers["link"].partition(">")[0].lstrip("<")
    result = link.replace("?", "/result.csv?")
    name = urlsplit(link).path.rpartition("/")[2]
    arguments = {"text": (text.strip(),), "from": ("2020-02-01",)}
    page = own.get("/queries/echo", params={"text": text, "from": "2020-02-01"}).text
    code = snippets(base, name, arguments, result.replace("result.csv", "result.json"), table=result)
    for snippet in code:
        assert html.escape(snippet.text, quote=False) in page.replace("&#34;", '"').replace("&#39;", "'"), snippet.name
    return {snippet.name: snippet.text for snippet in code}


@pytest.mark.parametrize("text", HOSTILE)
def test_the_code_repeats_the_answer(own: httpx.Client, text: str, tmp_path: Path) -> None:
    wanted = text.strip()
    code = shown(own, text)
    done = subprocess.run(["bash", "-c", code["curl"]], cwd=tmp_path, capture_output=True, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["echo.json"], "the shell did nothing else"
    (row,) = httpx.Response(200, content=(tmp_path / "echo.json").read_bytes()).json()["results"]["bindings"]
    assert (row["text"]["value"], row["from"]["value"], done.stdout) == (wanted, "2020-02-01", b"")
    found: dict[str, object] = {}
    exec(code["python"].replace("    table = result.to_pandas()\n", "    rows = [tuple(row) for row in result]\n"), found)  # noqa: S102 - the code on the page
    rows = found["rows"]
    assert isinstance(rows, list)
    assert [str(value) for value in rows[0]] == [wanted, "2020-02-01"]
    words = shlex.split(code["command"])
    assert words[:4] == ["urbansec", "query", "run", "echo"]
    assert f"--param=text={wanted}" in words


def test_an_address_is_quoted_too() -> None:
    """That of the service is what a request says it is."""
    base = "http://it's\"$(touch evil)`x`\\"
    result, table = f"{base}/queries/a@0/result.json?b=it's", f"{base}/queries/a@0/result.csv"
    code = {snippet.name: snippet.text for snippet in snippets(base, "a@0", {"from": ("x",)}, result, table=table)}
    assert shlex.split(code["curl"])[-1] == result
    assert shlex.split(code["command"])[-1] == f"{base}/sparql"
    assert json.loads(code["r"].partition("\n")[0].removeprefix("address <- ")) == table
    (asked,) = [node for node in ast.walk(ast.parse(code["python"])) if isinstance(node, ast.Call) and ast.unparse(node.func) == "urbansec.Client"]
    assert ast.literal_eval(asked.args[0]) == base


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_code_for_r_repeats_the_answer(own: httpx.Client, tmp_path: Path) -> None:
    """All texts by one start of R."""
    script = "".join(shown(own, text)["r"] + 'write.csv(result, row.names = FALSE, fileEncoding = "UTF-8")\n' for text in HOSTILE)
    (tmp_path / "x.R").write_text(script, "utf-8")
    done = subprocess.run(["Rscript", "--vanilla", "x.R"], cwd=tmp_path, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    rows = [row for row in csv.reader(io.StringIO(done.stdout.decode(), newline="")) if row != ["text", "from"]]
    assert [row[0] for row in rows] == [text.strip() for text in HOSTILE]


@pytest.mark.browser
@pytest.mark.parametrize("look", [(390, "light"), (1280, "dark")], ids=["phone", "desk"])
def test_the_pages_pass_axe_and_fit(browser: Browser, own: httpx.Client, look: tuple[int, str]) -> None:
    width, scheme = look
    # axe is script, which the pages' own policy refuses.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]  # light or dark
    page = context.new_page()
    try:
        for path in (
            "/queries?q=again",
            "/queries/every?thing=id:forum/efus",
            "/queries/echo?text=a&from=never",
            "/queries/many?data-version=x",
            "/queries/many/result.html",
        ):
            page.goto(f"{address(own)}{path}")
            for summary in page.locator("summary").all():
                summary.click()
            results = Axe().run(page)
            assert results.violations_count == 0, f"{path}: {results.generate_report()}"
            assert len(results.response["passes"]) > 10
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"{path} is wider than the window"
    finally:
        context.close()


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[Page]:
    """A page without script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_a_form_with_every_type_works_without_script(own: httpx.Client, unscripted: Page) -> None:
    page = unscripted
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.goto(f"{address(own)}/queries")
    page.get_by_label("Words").fill("again")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Says it").click()
    page.get_by_label("Text 1").fill("hello")
    page.get_by_label("Text 2").fill("world")
    page.get_by_label("From").fill("2019-05")
    page.get_by_label("two").check()
    page.get_by_role("button", name="Ask").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table).to_contain_text("1 May 2019")
    page.locator("#permalink").click()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(3)
    expect(page.get_by_label("two")).to_be_checked()
    expect(page.locator("#other-data")).to_have_count(0)
    page.goto(f"{address(own)}/queries/every")
    page.get_by_label("Thing").select_option(label="European Forum for Urban Security")
    page.get_by_label("Count").fill("many")
    page.get_by_role("button", name="Ask").click()
    assert troubles == []


def test_the_client_asks_the_same(own: httpx.Client) -> None:
    with Client(address(own)) as client:
        assert [str(row[0]) for row in client.run("echo", {"text": ["b", "a"], "from": "2020"})] == ["b", "a"]
