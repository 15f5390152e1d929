"""Reports and baseline through the command, on data and shapes as anybody has them."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import jsonschema
import junitparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.here import run
from tests.running import ROOT, environment
from tests.running import run as in_a_process
from tests.validation.reports.test_github import COMMAND
from tests.validation.reports.test_sarif import SCHEMA as SARIF
from urbansec.assets import find_assets
from urbansec.validation import Job
from urbansec.validation import run as check
from urbansec.validation.baseline import Baseline
from urbansec.validation.reports.document import schema

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix : <urn:shapes:> .
:Person a sh:NodeShape ; sh:targetClass foaf:Person ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:datatype <http://www.w3.org/2001/XMLSchema#string> ] ;
  sh:property [ sh:path foaf:age ; sh:maxInclusive 150 ; sh:maxCount 1 ] ;
  sh:property [ sh:path foaf:knows ; sh:nodeKind sh:IRI ; sh:severity sh:Warning ] .
"""
PEOPLE = """\
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<urn:ann> a foaf:Person ; foaf:name "Ann" ; foaf:age 200 .
<urn:bob> a foaf:Person ; foaf:age 30, 31 ; foaf:knows "Ann" .
<urn:cem> a foaf:Person ; foaf:name "Cem" .
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with people and shapes, which is the current one."""
    (tmp_path / "people.ttl").write_text(PEOPLE, "utf-8")
    (tmp_path / "shapes.ttl").write_text(SHAPES, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validated(folder: Path, *words: str, **settings: str) -> tuple[int, str]:
    """The exit code and the output of the command, without the settings of the CI that runs this."""
    plain = {"GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": "", **settings}
    done = run("validate", "people.ttl", "--shapes", "shapes.ttl", "--no-coverage", *words, cwd=folder, **plain)  # type: ignore[arg-type]
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, done.stdout.decode()


def test_text_points_at_each_fault(data: Path) -> None:
    code, text = validated(data, "--quiet")
    assert code == 1
    assert sorted(line.split(": ")[0] for line in text.splitlines()) == sorted(
        f"people.ttl:{line}:{PEOPLE.splitlines()[line - 1].rindex(fragment) + 1}" for line, fragment in ((2, "200"), (3, "<urn:bob>"), (3, "31"), (3, '"Ann"'))
    )
    code, text = validated(data)
    line = PEOPLE.splitlines()[1]
    assert f" 2 | {line}\n   | {' ' * line.index('200')}^^^\n" in text
    assert text.splitlines()[-1].startswith("Does not conform: 3 violations, 1 warning in ")


def test_json_and_sarif_fit_their_schemas_and_agree(data: Path) -> None:
    _, text = validated(data, "--format", "json")
    document = json.loads(text)
    jsonschema.Draft202012Validator(json.loads(schema())).validate(document)
    _, text = validated(data, "--format", "sarif")
    log = json.loads(text)
    jsonschema.Draft4Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    marks = [result["partialFingerprints"]["urbansecFinding/v1"] for result in log["runs"][0]["results"]]
    assert marks == [finding["fingerprint"] for finding in document["findings"]]
    assert len(set(marks)) == 4
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in log["runs"][0]["results"]]
    assert [(r["startLine"], r["startColumn"]) for r in regions] == [(f["place"]["line"], f["place"]["column"]) for f in document["findings"]]


def test_junit_and_the_page_are_written_to_files(data: Path) -> None:
    assert validated(data, "--format", "junit", "--output", "report.xml") == (1, "")
    assert sum(suite.failures for suite in junitparser.JUnitXml.fromfile(str(data / "report.xml"))) >= 3
    assert validated(data, "--format", "html", "--lang", "de", "-o", "report.html") == (1, "")
    assert '<html lang="de">' in (data / "report.html").read_text("utf-8")


def test_actions_are_told_by_annotations_and_a_summary(data: Path) -> None:
    summary = data / "summary.md"
    summary.write_text("before\n", "utf-8")
    code, text = validated(data, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    lines = text.splitlines()
    word = lines[0].removeprefix("::stop-commands::")
    told = [match for line in lines[lines.index(f"::{word}::") + 1 :] if (match := COMMAND.match(line))]
    assert (code, [match["name"] for match in told]) == (1, ["error", "error", "error", "warning", "notice"])
    assert re.match(r"file=people\.ttl,line=\d+,col=\d+", told[0]["properties"])
    assert summary.read_text("utf-8").startswith("before\n## Validation report\n")


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colours_are_for_terminals(data: Path, no_color: str, coloured: bool) -> None:
    leader, follower = pty.openpty()
    env = environment(TERM="xterm-256color", GITHUB_ACTIONS="", **({"NO_COLOR": no_color} if no_color else {}))
    words = [sys.executable, "-m", "urbansec", "validate", "people.ttl", "--shapes", "shapes.ttl"]
    with subprocess.Popen(words, cwd=data, env=env, stdout=follower, stderr=follower) as process:
        os.close(follower)
        told = b""
        while chunk := _read(leader):
            told += chunk
        assert process.wait(30) == 1
    os.close(leader)
    assert (b"\x1b[1;31m" in told) is coloured
    assert b"people.ttl:2:54: violation: " in re.sub(rb"\x1b\[[0-9;]*m", b"", told)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end is closed
        return b""


def test_known_findings_do_not_fail_new_ones_do_and_gone_ones_are_named(data: Path) -> None:
    assert validated(data, "--baseline", "known.json", "--update-baseline")[0] == 0
    code, text = validated(data, "--baseline", "known.json")
    assert code == 0
    assert text.splitlines()[-1].endswith("; 4 known by the baseline.")
    (data / "people.ttl").write_text(PEOPLE.replace("foaf:age 200", "foaf:age 20").replace('foaf:name "Cem"', "foaf:age 999"), "utf-8")
    code, text = validated(data, "--baseline", "known.json")
    assert code == 1
    assert "baseline: no longer found" in text
    assert text.splitlines()[-1].startswith("Does not conform: 2 violations in ")
    assert text.splitlines()[-1].endswith("; 3 known by the baseline; 1 in the baseline but no longer found.")


def test_a_broken_baseline_is_told(data: Path) -> None:
    (data / "known.json").write_text("{", "utf-8")
    done = in_a_process("validate", "people.ttl", "--shapes", "shapes.ttl", "--baseline", "known.json", cwd=data)
    assert done.returncode == 2
    assert b"known.json:1:2: this is not JSON" in done.stderr


# One statement to an entry, so that any order and any grouping of them is the same graph; blank nodes hold more.
FACTS = [
    ("ann", "a foaf:Person"), ("ann", "foaf:age 200"), ("ann", "foaf:age 201"), ("ann", 'foaf:name "Ann"@en'),
    ("bob", "a foaf:Person"), ("bob", 'foaf:knows "Ann"'), ("bob", "foaf:knows [ foaf:nick 'x' ]"), ("bob", "foaf:knows [ foaf:nick 'y' ]"),
    ("cem", "a foaf:Person"), ("cem", "foaf:age 7"), ("cem", 'foaf:name "Cem\\u00e9"'),
]  # fmt: skip


def laid_out(facts: Sequence[tuple[str, str]], order: Random) -> str:
    """The same facts in another order, with or without lists, other blanks, comments, line ends and another prefix."""
    end, prefix = order.choice(["\n", "\r\n"]), order.choice(["foaf", "f"])
    text = f"@prefix {prefix}: <http://xmlns.com/foaf/0.1/> .{end}"
    left = order.sample(facts, len(facts))
    while left:
        subject, fact = left.pop()
        said = [fact]
        while left and left[-1][0] == subject and order.random() < 0.7:
            said.append(left.pop()[1])
        joint = f" ;{end}{' ' * order.randint(1, 6)}"
        comment = order.choice(["", f"# by hand{end}"])
        text += f"{comment}<urn:{subject}>{order.choice([' ', end])}{joint.join(said)} .{end * order.randint(1, 3)}"
    return text.replace("foaf:", f"{prefix}:") if prefix != "foaf" else text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=st.randoms(use_true_random=False), other=st.randoms(use_true_random=False))
def test_a_baseline_knows_its_findings_however_the_file_is_laid_out(data: Path, one: Random, other: Random) -> None:
    file, job = data / "people.ttl", Job([data / "people.ttl"], [data / "shapes.ttl"], coverage=False)
    file.write_bytes(laid_out(FACTS, one).encode())
    baseline = Baseline(root=data).updated(check(find_assets(ROOT), job).findings)
    file.write_bytes(laid_out(FACTS, other).encode())
    split = baseline.split(check(find_assets(ROOT), job).findings)
    assert len(split.known) == 8
    assert (split.new, split.stale) == ((), ())
