"""``/quality``: figures that equal what their queries answer, a check that never stands in the way, and nothing that needs colour or script."""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.running import Server
from tests.service.browsing import HTML, Browser, app_on, links, tree, words
from urbansec.api import create_app
from urbansec.api.judged import GAP_WORDS, SEVERITIES, Found, Gap, Judge, Judgement, Report, Rule
from urbansec.api.quality_parts import GAPS, VERDICTS, percent
from urbansec.assets import Assets
from urbansec.cli.judgement import MOST, condense
from urbansec.cli.judging import Judging
from urbansec.dataset import load_files
from urbansec.engine import Answer, EmbeddedEngine, Format, Request
from urbansec.engine.layer import EngineLayer
from urbansec.errors import QueryTimeoutError
from urbansec.queries import Catalogue
from urbansec.settings import Settings
from urbansec.validation import Finding, Place
from urbansec.validation import Report as Checked

JSON = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html, */*;q=0.1"}
HOSTILE = "<script>alert(1)</script> \u202e"
ENDLESS = "import time; time.sleep(60)"


def report(version: str = "v1", **changed: Any) -> Report:
    """A report with one finding of each severity."""
    findings = tuple(
        Found(severity=each, kind="shape", source="https://w3id.org/urbansec/shapes#City-x", message=HOSTILE, focus="javascript:alert(1)", file="a.ttl", line=7)
        for each in SEVERITIES
    )
    made: dict[str, Any] = {
        "data_version": version,
        "conforms": False,
        "counts": dict.fromkeys(SEVERITIES, 1),
        "quads": 12_345,
        "files": 1,
        "shapes": 1,
        "checks": 1,
        "engine": "fast",
        "findings": findings,
        "omitted": 40,
        "rules": (
            Rule(source="https://w3id.org/urbansec/shapes#City-x", kind="shape", title="x", findings=3),
            Rule(source="circles", kind="check", title="No circle"),
        ),
        "gaps": (Gap(code="unchecked-class", findings=2), Gap(code="a-code-of-tomorrow", findings=0)),
    }
    return Report(**(made | changed))


def browser(engine: EmbeddedEngine | EngineLayer, catalogue: Catalogue, assets: Assets, judge: Judge | None = None) -> Browser:
    return Browser(create_app(Settings(), engine, catalogue, assets, judge=judge))


@pytest.fixture(scope="module")
def shipped(engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets) -> Browser:
    return browser(engine, catalogue, assets, lambda version: Judgement(state="checked", report=report(version)))


@pytest.fixture(scope="module")
def document(shipped: Browser) -> dict[str, Any]:
    answer = shipped.get("/quality", JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found = answer.json()
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def page(shipped: Browser) -> str:
    answer = shipped.get("/quality", HTML)
    assert answer.status_code == 200
    return answer.text


def test_figures_equal_what_their_queries_answer(document: dict[str, Any], engine: EmbeddedEngine, catalogue: Catalogue) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        return [{key: cell["value"] for key, cell in row.items()} for row in catalogue.get(name).table(engine, {}).rows]

    completeness = {row["count"]: row["verdict"] for row in rows("completeness")}
    assert {each["count"]: each["verdict"] for each in document["completeness"]["counts"]} == completeness
    assert {name: number for name, number in document["completeness"]["verdicts"].items() if number} == Counter(completeness.values())
    # The totals of one query are the counts of others.
    things = document["figures"]["things"]
    assert things["evidence"] == document["sources"]["evidence"] > 1000
    assert things["source"] == document["sources"]["total"]
    assert things["reported count"] == len(completeness)
    assert things["disagreement"] == document["disagreements"]["total"]
    assert document["sources"]["inferred"] == sum(int(row["inferredCount"]) for row in {row["source"]: row for row in rows("sources")}.values())
    assert document["data_version"] == engine.version


def test_a_number_of_gaps_is_the_number_of_memberships_that_its_link_shows(document: dict[str, Any], shipped: Browser, page: str) -> None:
    forums = document["evidence_gaps_by_forum"]["forums"]
    # What the query lists, every gap of every forum at once; the link asks for one of them.
    listed = Counter((row["forumLabel"]["value"], row["missing"]["value"]) for row in _rows(shipped, "/queries/evidence-gaps/result.json"))
    told = {(each["label"], gap): said["memberships"] for each in forums for gap, said in each["gaps"].items()}
    assert {key: number for key, number in told.items() if number} == listed
    some = next(said for each in forums for said in each["gaps"].values() if said["memberships"])
    parts = urlsplit(some["query"])
    assert len(_rows(shipped, f"{parts.path}/result.json?{parts.query}")) == some["memberships"]
    assert f'href="{parts.path}?{parts.query.replace("&", "&amp;")}"' in page


def _rows(browser: Browser, address: str) -> list[dict[str, dict[str, str]]]:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
    return found


def test_every_side_of_a_disagreement_is_told(document: dict[str, Any]) -> None:
    for each in document["disagreements"]["disagreements"]:
        assert len(each["sides"]) > 1, each["about"]
        assert all(side["sources"] for side in each["sides"])
        # A reason without a side that it is for, or a choice without a reason, would be a mistake here or in the data.
        assert bool(each["reason"]) == (sum(side["preferred"] for side in each["sides"]) == 1), each["about"]


def test_every_part_can_be_repeated_and_cited(document: dict[str, Any], shipped: Browser) -> None:
    parts = {name: part["query"] for name, part in document.items() if isinstance(part, dict) and "query" in part}
    assert set(parts) == {"completeness", "disagreements", "evidence_by_certainty", "evidence_gaps_by_forum", "sources", "figures"}
    for query in parts.values():
        where = urlsplit(query["permalink"])
        answer = shipped.get(f"{where.path}/result.json?{where.query}")
        assert answer.headers["x-result-checksum"] == query["checksum"]
        assert "x-data-version-asked" not in answer.headers


def test_links_of_the_page_lead_somewhere(page: str, shipped: Browser) -> None:
    local = {urlsplit(address)._replace(scheme="", netloc="").geturl() for address in links(tree(page)) if not re.match(r"https?://(?!localhost)", address)}
    by_kind = {
        re.sub(r"[^/?#]+$", "", address.partition("?")[0]) + address.partition("?")[0].rpartition("/")[2] * ("/queries/" in address): address
        for address in sorted(local)
    }
    assert {"completeness", "disagreements", "evidence-gaps", "statements-of-source", "resources"} <= {kind.rpartition("/")[2] for kind in by_kind}
    # One of each query and of each kind of thing.
    assert {address: status for address in by_kind.values() if (status := shipped.get(address, BROWSER).status_code) not in (200, 303)} == {}


def test_the_page_needs_neither_colour_nor_script(page: str) -> None:
    found = tree(page)
    assert [
        element
        for element in found.iter()
        if (element.tag == "script" and not element.get("src"))
        or element.tag == "style"
        or any(name == "style" or name.startswith("on") for name in element.attrib)
    ] == []
    tables = list(found.iter("table"))
    assert len(tables) > 30
    assert all(words(caption) for table in tables for caption in table.findall("caption"))
    assert [table for table in tables if len(table.findall("caption")) != 1] == []
    assert [words(cell) for cell in found.iter("th") if cell.get("scope") not in ("col", "row")] == []
    marks = Counter(words(element).split(" ", 1)[-1] for element in found.iter("span") if element.get("class") == "mark")
    assert {*VERDICTS, *SEVERITIES, "preferred", "do not conform"} <= set(marks), "each says in words what it is"
    signs = {words(e): words(e.find("span")) for e in found.iter("span") if e.get("class") == "mark" and e.find("span") is not None}  # type: ignore[arg-type]
    assert len(set(signs.values())) >= len(VERDICTS)


def test_what_the_report_says_is_shown_as_text(page: str) -> None:
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'href="javascript:' not in page
    assert "a.ttl:7" in page
    assert "3 of 43" in page
    text = words(tree(page))
    assert "12,345 statements" in text
    assert f"{GAP_WORDS['unchecked-class']}2" in text
    assert "a code of tomorrow0" in text


@pytest.mark.parametrize("state", ["being checked", "files changed", "failed", "does not apply"])
def test_what_is_not_known_yet_is_said_and_not_kept(state: Any, engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets) -> None:
    given = [Judgement(state=state, detail="Because.")]
    asked = browser(engine, catalogue, assets, lambda _: given[0])
    first, said = asked.get("/quality", HTML), asked.get("/quality", JSON).json()["validation"]
    assert (said["state"], said["report"]) == (state, None)
    expected = {
        "being checked": "Being checked.",
        "files changed": "the files have changed",
        "failed": "The check failed.",
        "does not apply": "Not checked here.",
    }
    assert expected[state] in first.text
    assert "violations" not in first.text
    given[0] = Judgement(state="checked", report=report())
    second = asked.get("/quality", HTML)
    settled = state == "does not apply"
    assert ("no-store" in first.headers["cache-control"]) is not settled
    assert ("12,345 statements" in second.text) is not settled, "kept only if it stays so for these data"
    assert second.headers["etag"] == asked.get("/quality", HTML).headers["etag"]
    assert asked.get("/quality", {**HTML, "If-None-Match": second.headers["etag"]}).status_code == 304


def test_other_data_are_not_judged_by_our_questions(assets: Assets, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:s> <urn:p> 1 .", "utf-8")
    asked = Browser(app_on(assets, EmbeddedEngine(load_files([tmp_path / "a.ttl"]))))
    document = asked.get("/quality", JSON).json()
    assert set(document) == {"data_version", "release", "validation"}
    assert (document["validation"]["state"], document["release"]) == ("does not apply", None)
    text = words(tree(asked.get("/quality", HTML).text))
    assert "Not checked here." in text
    assert "disagreement" not in text.partition("Which data")[2]


class Slow(EngineLayer):
    """An engine for which one query is too much."""

    def execute(self, request: Request, result_format: Format) -> Answer:
        if "urb:ReportedCount ;" in request.text:
            raise QueryTimeoutError("Too slow here.")
        return super().execute(request, result_format)


def test_a_question_that_fails_takes_only_its_own_part_with_it(engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets) -> None:
    asked = browser(Slow(engine), catalogue, assets, lambda version: Judgement(state="checked", report=report(version)))
    answer, document = asked.get("/quality", HTML), asked.get("/quality", JSON).json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "Too slow here." in answer.text
    assert document["completeness"]["query"]["problem"]["detail"] == "Too slow here."
    assert document["disagreements"]["total"] > 20


def test_no_share_is_rounded_to_all_or_none() -> None:
    assert [percent(*each) for each in ((0, 9), (1, 1000), (999, 1000), (5, 5), (1, 3), (0, 0))] == [0, 1, 99, 100, 33, 0]
    assert set(GAPS) <= {"no start", "no dated attestation", "never certain", "only inferred", "one source"}


def settle(judge: Judging, version: str) -> Judgement:
    """What is said when the check is over."""
    deadline = time.monotonic() + 30
    while (said := judge(version)).state == "being checked":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return said


def writing(text: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", f"import sys; sys.stdout.write({text!r})"]


def test_a_check_runs_once_for_each_version(tmp_path: Path) -> None:
    log = tmp_path / "runs"
    code = f"import sys; open({str(log)!r}, 'a').write('x'); sys.stdout.write({report('v1').model_dump_json()!r})"
    judge = Judging(tmp_path, command=[sys.executable, "-I", "-S", "-c", code], again=3600)
    begun = time.monotonic()
    assert [judge("v1").state for _ in range(20)] == ["being checked"] * 20
    assert time.monotonic() - begun < 1, "asking does not wait"
    assert settle(judge, "v1").report == report("v1")
    assert log.read_text() == "x"
    # The service has other data than the files: their report is not told of them, and not asked for again and again.
    assert [settle(judge, "v0").state for _ in range(3)] == ["files changed"] * 3
    assert log.read_text() == "xx"
    assert judge("v1").state == "checked"


@pytest.mark.parametrize(
    "command",
    [writing("no json"), writing("{}"), [sys.executable, "-I", "-S", "-c", "raise SystemExit(2)"], ["/nowhere/at-all"], [sys.executable, "-I", "-c", ENDLESS]],
    ids=["text", "incomplete", "fails", "is not there", "never ends"],
)
def test_a_check_that_fails_is_tried_again_later(command: list[str], tmp_path: Path) -> None:
    judge = Judging(tmp_path, command=command, seconds=0.3 if ENDLESS in command else 20, again=0.2)
    said = settle(judge, "v1")
    assert (said.state, said.report) == ("failed", None)
    assert str(tmp_path) not in said.detail
    time.sleep(0.25)
    assert judge("v1").state == "being checked"
    judge.close()


def test_a_service_that_stops_takes_the_check_with_it(tmp_path: Path) -> None:
    judge = Judging(tmp_path, command=[sys.executable, "-I", "-c", ENDLESS])
    judge("v1")
    deadline = time.monotonic() + 10
    while judge._process is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process = judge._process
    judge.close()
    assert process.wait(10) != 0


def test_a_report_is_cut_counted_and_tells_no_place_of_this_machine(tmp_path: Path) -> None:
    def finding(source: str, file: Path, **more: Any) -> Finding:
        return Finding("violation", "_:b0", "", "", "wrong", source, "", place=Place(str(file), 3, 1, 3, 2), identity="the b of a", **more)

    inside, outside = tmp_path / "data" / "a.ttl", tmp_path.parent / "elsewhere.ttl"
    found = [finding("unchecked-class", inside, kind="coverage")] * (MOST + 5)
    made = condense(Checked((finding("s", outside), *found), 1, 1, 1, 1), "v", tmp_path)
    assert (len(made.findings), made.omitted, made.counts["violation"], made.conforms) == (MOST, 6, MOST + 6, False)
    assert {gap.code: gap.findings for gap in made.gaps} == {**dict.fromkeys(GAP_WORDS, 0), "unchecked-class": MOST + 5}
    assert [each.file for each in made.findings[:2]] == ["", "data/a.ttl"]
    assert made.findings[0].focus == "the b of a"
    assert str(tmp_path.parent) not in made.model_dump_json()


def test_the_service_checks_its_own_data(server: Server, client: httpx.Client) -> None:
    def ask() -> dict[str, Any]:
        answer = client.get("/quality", headers=JSON)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    found = _until(lambda: ask()["validation"]["state"] != "being checked", ask)
    said = found["validation"]
    assert (said["state"], said["detail"]) == ("checked", "")
    assert said["report"]["data_version"] == found["data_version"] == client.get("/health/ready").json()["data_version"]
    assert (said["report"]["conforms"], said["report"]["counts"]["violation"]) == (True, 0)
    assert said["report"]["quads"] > 10_000
    assert {rule["kind"] for rule in said["report"]["rules"]} == {"shape", "check"}
    assert sum(gap["findings"] for gap in said["report"]["gaps"]) == 0
    head = client.head("/quality", headers=HTML)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == client.get("/quality", headers=HTML).headers["etag"]
    assert "Accept" in head.headers["vary"]
    assert client.get("/quality", headers={"Accept": "image/png"}).status_code == 406
    assert server.alive


def _until(met: Callable[[], bool], then: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return then()
