"""With hostile texts for all names, notes and addresses of the data, every kind of page shows them as text: nothing runs, and the pages keep their width."""

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import FAILING, KINDS
from tests.browser.watching import Watched, opened
from tests.running import listening
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.dataset.snapshot import load_files
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.settings import Settings

pytestmark = pytest.mark.browser
OURS = {"ontology", "competency questions", "shapes", "examples of a shape", "changes", "problems", "graph", "preview"}
"""Kinds that show texts of the project or a file as it is; the preview is shown below by itself."""
TEXTS = (
    "</script><script>document.title = 'taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "\" onmouseover=\"document.title='taken'\" autofocus onfocus=\"document.title='taken'\" x='",
    "</title></svg><svg onload=\"document.title='taken'\"><a href=\"javascript:document.title='taken'\">a</a></svg>",
    "\u202eytic\u202c \u2067abc \u2028 line \u200f",
    "]]> --> {{ 7 * 7 }} {% raw %} ${7*7} `${document.title='taken'}`",
    "Donaudampfschifffahrtsgesellschaft" * 12,
    "&lt;b&gt; &amp;lt; %3Cscript%3E \\u003cscript\\u003e",
)
LONG = "Stadt" * 2_000
_DANGEROUS = """() => [...document.querySelectorAll('*')].flatMap(element => [...element.attributes])
  .filter(({name, value}) => /^(on.*|style)$/i.test(name)
    || /^(href|src|action|formaction|xlink:href)$/i.test(name) && /^\\s*(javascript|data|vbscript):/i.test(value))
  .map(({name, value}) => `${name} ${value}`)"""


def is_text(quad: ox.Quad) -> bool:
    """Whether the object is for people to read, and no code."""
    value = quad.object
    kind = isinstance(value, ox.Literal) and (value.language or value.datatype.value.endswith("#string"))
    return bool(kind) and not quad.predicate.value.endswith(("notation", "inLanguage"))


def hostile(snapshot: Snapshot) -> Iterator[ox.Quad]:
    """The shipped data, derived statements included, with another text in place of each in a language; addresses of the web lead to script."""
    given: dict[str, str] = {}
    for quad in snapshot.store:
        value = quad.object
        if isinstance(value, ox.Literal) and is_text(quad):
            text = given.setdefault(value.value, LONG if len(given) % 50 == 6 else TEXTS[len(given) % len(TEXTS)])
            value = ox.Literal(text, language=value.language) if value.language else ox.Literal(text)
        elif isinstance(value, ox.NamedNode) and quad.predicate.value.endswith(("homepage", "schema.org/url")):
            value = ox.NamedNode("javascript:document.title='taken'".replace("'", "%27"))
        yield ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)


@pytest.fixture(scope="module")
def url(snapshot: Snapshot, assets: Assets, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service on these data."""
    file = tmp_path_factory.mktemp("hostile") / "data.nq"
    ox.serialize(hostile(snapshot), file, format=ox.RdfFormat.N_QUADS)
    with listening(create_app(Settings(), EmbeddedEngine(load_files([file], union=True)), catalogue, assets)) as address:
        yield address


@pytest.fixture(scope="module")
def watched(browser: Browser, url: str) -> Iterator[Watched]:
    """A page on a phone."""
    context = opened(browser, viewport={"width": 390, "height": 844}, locale="en")
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield Watched(page, url)
    context.close()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OURS | FAILING.keys()])
def test_nothing_runs_and_the_page_fits(watched: Watched, kind: str) -> None:
    watched.troubles.clear()
    watched.show(kind)
    harmless(watched)


@pytest.mark.parametrize("path", ["/search", "/queries", "/things/city", "/map", "/reconcile/preview"])
@pytest.mark.parametrize("text", [TEXTS[0], TEXTS[1], LONG[:1_500]])
def test_what_is_asked_is_text_too(watched: Watched, path: str, text: str) -> None:
    watched.troubles.clear()
    watched.expected = {"/things/city": 422, "/map": 422, "/reconcile/preview": 404}.get(path, 200)
    watched.page.goto(f"{watched.host}{path}?" + "&".join(f"{name}={quote(text)}" for name in ("q", "forum", "id")))
    harmless(watched)


def harmless(watched: Watched) -> None:
    """Nothing ran, was asked for or was said, nothing leads to script, and nothing is wider than the window."""
    page = watched.page
    page.evaluate("document.querySelectorAll('main details').forEach(folded => { folded.open = true })")
    assert page.title() != "taken"
    assert page.evaluate(_DANGEROUS) == []
    assert page.locator("script:not([src]):not([type='application/ld+json']), main img[src=x], iframe").count() == 0
    assert watched.too_wide() == []
    assert watched.troubles == []


def test_what_is_dangerous_is_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<a href=' JavaScript:alert(1)'>a</a><p style='color: red' onclick='x()'>b</p><p title=c>c</p><form action='data:text/html,x'></form>")
    assert page.evaluate(_DANGEROUS) == ["href  JavaScript:alert(1)", "style color: red", "onclick x()", "action data:text/html,x"]
    page.close()
