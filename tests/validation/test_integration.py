"""The files that bring validation into hooks, CI and editors: each is run as its host would run it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.project import make as make_project
from tests.running import ROOT, SERVICE, run

DOCS = ROOT / "docs" / "integration"
SHAPES = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:P .
ex:P sh:path ex:age ; sh:datatype xsd:integer .
"""
WRONG = '@prefix ex: <http://example.org/> .\n\nex:anna\n  a ex:Person ;\n  ex:age "5" .\n'
RIGHT = WRONG.replace('"5"', "5")
# What people may put into a field: each would run a command, name another file or become an option if a script were careless.
HOSTILE = [
    "a b",
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "--output=pwned",
    "-o",
    "*",
    "${HOME}",
    "\\",
    "é ü",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with data that do not conform, and shapes."""
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    (folder / "shapes").mkdir()
    (folder / "data" / "people.ttl").write_text(WRONG, "utf-8")
    (folder / "shapes" / "people.ttl").write_text(SHAPES, "utf-8")
    return folder


def script(path: Path, body: str) -> None:
    """A command."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/usr/bin/env bash\n{body}\n", "utf-8")
    path.chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with the command ``urbansec`` of this checkout, and a ``pip`` that installs nothing."""
    folder = tmp_path / "tools"
    script(folder / "urbansec", f'PYTHONPATH="{SERVICE}" exec "{sys.executable}" -m urbansec "$@"')
    script(folder / "python3", f'if [ "$1 $2" = "-m pip" ]; then printf "%s\\n" "$@" > "{tmp_path}/pip"; else exec "{sys.executable}" "$@"; fi')
    return folder


def bash(text: str, cwd: Path, env: Mapping[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """A script as CI systems run it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", *options, "-c", text], cwd=cwd, env={**kept, **env}, capture_output=True, text=True, timeout=120, check=False
    )


# GitHub

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def step_environment(step: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, str]:
    """The environment of a step, its expressions put in as the runner would."""
    given = {name: str(field.get("default", "")) for name, field in ACTION["inputs"].items()} | dict(inputs)

    def value(match: re.Match[str]) -> str:
        where, _, name = match[1].partition(".")
        return given[name] if where == "inputs" else {"action_path": str(ROOT)}[name]

    return {name: EXPRESSION.sub(value, text) for name, text in step["env"].items()}


def run_step(name: str, cwd: Path, temp: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """A step of the action: what it did, and the outputs it set."""
    step = STEPS[name]
    assert step["shell"] == "bash"
    out = temp / "output"
    out.write_text("", "utf-8")
    spelt = {key.replace("_", "-"): text for key, text in inputs.items()}
    env = step_environment(step, spelt) | {"RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(out), "GITHUB_ACTIONS": "true"}
    done = bash(step["run"], cwd, env, "-eo", "pipefail")
    pairs = [line.partition("=") for line in out.read_text("utf-8").splitlines()]
    return done, {key: text for key, _, text in pairs}


@pytest.fixture
def runner(tmp_path: Path, tools: Path) -> Path:
    """RUNNER_TEMP after the step that installs."""
    temp = tmp_path / "runner"
    script(temp / "urbansec" / "bin" / "urbansec", f'exec "{tools}/urbansec" "$@"')
    return temp


@pytest.fixture
def listening(tmp_path: Path) -> Path:
    """RUNNER_TEMP with a command that writes down what it was called with, an argument a line and calls apart, and the report it is asked for."""
    temp = tmp_path / "runner"
    report = 'for word in "$@"; do case "$word" in --) break ;; --output=*) echo "{}" > "${word#--output=}" ;; esac; done'
    script(temp / "urbansec" / "bin" / "urbansec", f'printf "%s\\0" "$@" >> "{temp}/called"; printf "\\1" >> "{temp}/called"; {report}')
    return temp


def calls(temp: Path) -> list[list[str]]:
    """What the command was called with."""
    return [[word.decode() for word in call.split(b"\0")[:-1]] for call in (temp / "called").read_bytes().split(b"\1") if call]


def test_the_action_says_what_its_inputs_are() -> None:
    assert ACTION["runs"]["using"] == "composite"
    validated = ["paths", "shapes", "baseline", "fail-on", "format", "sarif-file"]
    assert list(ACTION["inputs"]) == [*validated, "answers-since", "answers-file", "project", "version"]
    used = {match for step in STEPS.values() for text in step["env"].values() for match in EXPRESSION.findall(text)}
    assert used == {f"inputs.{name}" for name in ACTION["inputs"]} | {"github.action_path"}
    readme = (DOCS / "README.md").read_text("utf-8")
    assert [name for name in ACTION["inputs"] if f"| `{name}` |" not in readme] == []
    outputs = {match for field in ACTION["outputs"].values() for match in EXPRESSION.findall(field["value"])}
    assert outputs == {f"steps.{'answers' if name.startswith('answers') else 'validate'}.outputs.{name}" for name in ACTION["outputs"]}
    assert [name for name in ACTION["outputs"] if f"`{name}`" not in readme] == []


def test_no_script_of_the_action_holds_an_expression() -> None:
    assert [step["id"] for step in STEPS.values() if "${{" in step["run"]] == []
    assert set(EXPRESSION.findall(STEPS["answers"]["if"])) == {"always() && steps.install.outcome == 'success' && inputs.answers-since != ''"}


def test_the_action_annotates_and_writes_sarif(project: Path, runner: Path) -> None:
    done, outputs = run_step("validate", project, runner, paths="data", shapes="shapes")
    assert done.returncode == 1, done.stderr
    assert "::error file=data/people.ttl,line=5,col=10," in done.stdout
    assert outputs == {"conforms": "false", "sarif-file": "urbansec.sarif"}
    (sarif,) = json.loads((project / "urbansec.sarif").read_text("utf-8"))["runs"]
    assert len(sarif["results"]) == 1

    (project / "data" / "people.ttl").write_text(RIGHT, "utf-8")
    done, outputs = run_step("validate", project, runner, paths="data\n", shapes="\nshapes\r\n", sarif_file="")
    assert done.returncode == 0, done.stdout + done.stderr
    assert outputs == {"conforms": "true", "sarif-file": ""}


def test_the_action_tells_a_fault_from_a_failure(project: Path, runner: Path) -> None:
    done, outputs = run_step("validate", project, runner, paths="nowhere", shapes="shapes")
    assert done.returncode == 2
    assert outputs.get("conforms") != "true"
    done, _ = run_step("validate", project, runner, paths=" \n".strip(), shapes="shapes")
    assert done.returncode == 2
    assert "::error::" in done.stdout


def test_the_action_hands_on_all_that_is_said(listening: Path, tmp_path: Path) -> None:
    run_step("validate", tmp_path, listening, paths="a\nb c", shapes="s\nt", baseline="known.json", fail_on="warning", format="text", sarif_file="x.sarif")
    both = ["validate", "--fail-on=warning", "--shapes=s", "--shapes=t", "--baseline=known.json"]
    assert calls(listening) == [[*both, "--format=sarif", "--output=x.sarif", "--", "a", "b c"], [*both, "--format=text", "--", "a", "b c"]]


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_caller_says_runs_nothing(value: str, listening: Path, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    done, outputs = run_step("validate", folder, listening, **dict.fromkeys(("paths", "shapes", "baseline", "fail_on", "format", "sarif_file"), value))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in folder.iterdir()] == [value]  # the report, under a name that is only a name
    assert calls(listening)[1] == ["validate", f"--fail-on={value}", f"--shapes={value}", f"--baseline={value}", f"--format={value}", "--", value]
    assert outputs == {"sarif-file": value, "conforms": "true"}


def test_the_action_tells_which_answers_changed(runner: Path, tmp_path: Path) -> None:
    root = make_project(tmp_path / "repository")

    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *words], cwd=root, check=True, capture_output=True)

    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    done, outputs = run_step("answers", root, runner, answers_since="HEAD")
    assert done.returncode == 0, done.stderr
    assert outputs == {"answers-file": "urbansec-answers.md", "answers-changed": "false"}
    data = root / "data" / "all.ttl"
    data.write_text(data.read_text("utf-8").replace('"2015"', '"2016"'), "utf-8")
    done, outputs = run_step("answers", root, runner, answers_since="HEAD", answers_file="a report.md")
    assert (done.returncode, outputs) == (0, {"answers-file": "a report.md", "answers-changed": "true"})
    assert "2015 → 2016" in (root / "a report.md").read_text("utf-8")
    done, outputs = run_step("answers", root, runner, answers_since="nowhere")
    assert (done.returncode, outputs) == (2, {})


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_caller_says_of_answers_runs_nothing(value: str, listening: Path, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    done, outputs = run_step("answers", folder, listening, **dict.fromkeys(("answers_since", "answers_file", "project"), value))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in folder.iterdir()] == [value]
    assert calls(listening) == [[f"--home={value}", "query", "report", f"--since={value}", "--format=markdown", f"--output={value}"]]
    assert outputs == {"answers-file": value, "answers-changed": "false"}


def test_an_output_cannot_be_forged(listening: Path, tmp_path: Path) -> None:
    _, outputs = run_step("validate", tmp_path, listening, paths="data", sarif_file="x\nconforms=forged")
    assert outputs == {"sarif-file": "xconforms=forged", "conforms": "true"}


@pytest.mark.parametrize("version", [*HOSTILE, "1.0 --index-url=x", "git+https://evil.example/x", "1.0\n2.0"])
def test_a_version_is_a_version(version: str, tmp_path: Path) -> None:
    done, _ = run_step("install", tmp_path, tmp_path, version=version)
    assert done.returncode == 2, done.stdout
    assert "::error::" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["output"]


@pytest.mark.parametrize(("version", "package"), [("", str(ROOT)), ("1.2.0", "urbansec==1.2.0"), ("2.0rc1", "urbansec==2.0rc1")])
def test_the_action_installs_its_own_checkout_or_a_release(version: str, package: str, tmp_path: Path) -> None:
    script(tmp_path / "bin" / "python3", f'mkdir -p "$3/bin"; cp "{tmp_path}/pip" "$3/bin/python"')
    script(tmp_path / "pip", f'printf "%s\\n" "$@" > "{tmp_path}/asked"')
    step = STEPS["install"]
    env = step_environment(step, {"version": version}) | {"RUNNER_TEMP": str(tmp_path), "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    done = bash(step["run"], tmp_path, env, "-eo", "pipefail")
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert asked[:3] == ["-m", "pip", "install"]
    assert asked[-1] == package


# GitLab and others


def test_the_job_for_gitlab(project: Path, tools: Path) -> None:
    document = yaml.safe_load((DOCS / "gitlab-ci.yml").read_text("utf-8"))
    ((name, job),) = document.items()
    assert name == "validate-rdf"
    assert job["artifacts"]["when"] == "always"
    env = {**job["variables"], "PATH": f"{tools}:{os.environ['PATH']}"}
    done = bash("\n".join(job["script"]), project, env, "-eo", "pipefail")
    assert done.returncode == 1, done.stderr
    assert "data/people.ttl:5:10" in done.stdout
    assert (tools.parent / "pip").read_text("utf-8").splitlines()[-1] == "urbansec"
    junit = project / job["artifacts"]["reports"]["junit"]
    assert "<failure" in junit.read_text("utf-8")

    (project / "data" / "people.ttl").write_text(RIGHT, "utf-8")
    assert bash("\n".join(job["script"]), project, env, "-eo", "pipefail").returncode == 0
    (project / "shapes" / "people.ttl").write_text("no turtle", "utf-8")
    assert bash("\n".join(job["script"]), project, env, "-eo", "pipefail").returncode == 2


def test_the_script_for_other_systems(project: Path, tools: Path) -> None:
    env = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(project)}

    def ci(**settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([DOCS / "ci.sh"], cwd=project, env={**env, **settings}, capture_output=True, text=True, timeout=120, check=False)

    done = ci()
    assert done.returncode == 1, done.stderr
    assert "data/people.ttl:5:10" in done.stdout
    assert sorted(path.name for path in (project / "reports").iterdir()) == ["urbansec.html", "urbansec.json", "urbansec.sarif", "urbansec.xml"]
    assert ci(DATA="$(touch pwned)", REPORTS="my reports").returncode == 2
    assert not (project / "pwned").exists()
    assert (project / "my reports").is_dir()
    (project / "data" / "people.ttl").write_text(RIGHT, "utf-8")
    assert ci().returncode == 0


# Editors


def matcher() -> dict[str, Any]:
    """The pattern of the task that validates."""
    tasks = json.loads((DOCS / "vscode-tasks.json").read_text("utf-8"))["tasks"]
    validate = next(task for task in tasks if task["label"] == "urbansec validate")
    assert validate["problemMatcher"]["severity"] == "error"  # what the editor takes for a word that it does not know, such as "violation"
    (pattern,) = validate["problemMatcher"]["pattern"]
    assert isinstance(pattern, dict)
    return pattern | {"args": validate["args"]}


def test_the_problem_matcher_reads_what_the_task_writes(project: Path) -> None:
    pattern = matcher()
    (project / "data" / "broken file.ttl").write_text("@prefix ex: <http://example.org/> .\nex:a ex:b \n", "utf-8")
    done = run(*pattern["args"], cwd=project)
    assert done.returncode in (1, 2)
    found = [match for line in done.stdout.decode().splitlines() if (match := re.match(pattern["regexp"], line))]
    places = {(m[pattern["file"]], int(m[pattern["line"]]), int(m[pattern["column"]]), m[pattern["severity"]]) for m in found}
    assert ("data/people.ttl", 5, 10, "violation") in places
    assert any(file == "data/broken file.ttl" and severity == "violation" for file, _, _, severity in places)
    assert all(match[pattern["message"]] for match in found)


def test_the_problem_matcher_passes_over_other_lines() -> None:
    pattern = re.compile(matcher()["regexp"])
    assert not any(pattern.match(line) for line in ("Conforms: 5 quads.", "  3 | ex:a ex:b 1 .", "data.ttl: warning: no line", "12:30:00 info: a clock"))


# pre-commit

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}


def test_the_hooks_are_those_that_the_guide_names() -> None:
    assert set(HOOKS) == {"urbansec-validate", "urbansec-fmt"}
    readme = (DOCS / "README.md").read_text("utf-8")
    assert all(f"- id: {name}" in readme for name in HOOKS)
    assert all(re.search(hook["files"], "data/a.ttl") and not re.search(hook["files"], "data/a.csv") for hook in HOOKS.values())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with what git knows of this one, as it is now."""
    folder = tmp_path_factory.mktemp("urbansec") / "urbansec"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in {*names, ".pre-commit-hooks.yaml"}:
        if name and (ROOT / name).is_file() and not name.startswith(("tests/", "docs/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "as it is")
    return folder


def git(folder: Path, *words: str) -> str:
    """What git answers, with an identity of its own and no hooks or settings of whoever runs the tests."""
    identity = {f"GIT_{who}_{what}": f"{what.lower()}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(["git", *words], cwd=folder, env=env, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def build_tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What pip needs to build the package, seen from where it is: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("build")
    here = Path(yaml.__file__).parents[1]
    for name in ("hatchling", "packaging", "pathspec", "pluggy", "trove_classifiers"):
        (folder / name).symlink_to(here / name)
    return folder


@pytest.mark.packaging
def test_pre_commit_runs_the_hooks(project: Path, checkout: Path, build_tools: Path, tmp_path: Path) -> None:
    base = os.environ.get("URBANSEC_RUNTIME_VENV")
    assert base, "make test prepares the environment with the run-time packages and names it in URBANSEC_RUNTIME_VENV"
    packages = next((Path(base) / "lib").glob("python3*/site-packages"))
    config = {"repos": [{"repo": str(checkout), "rev": git(checkout, "rev-parse", "HEAD"), "hooks": [
        {"id": "urbansec-fmt"}, {"id": "urbansec-validate", "args": ["--shapes", "shapes", "--", "data"]}]}]}  # fmt: skip
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    settings = {
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        # The run-time packages are not installed once more, which would need the network, but seen from where they are.
        "PYTHONPATH": f"{packages}{os.pathsep}{build_tools}",
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads the option as "build isolation: 0"
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    env = {name: value for name, value in os.environ.items() if not name.startswith(("URBANSEC_", "PYTHON", "GIT_"))} | settings

    def hooks() -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("pre-commit")), "run", "--all-files", "--color", "never"]
        return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=300, check=False)

    first = hooks()
    assert first.returncode == 1, first.stdout + first.stderr
    assert "data/people.ttl:5:10" in first.stdout, first.stdout
    assert re.search(r"urbansec fmt\.+Failed", first.stdout), first.stdout  # the shapes were not laid out
    git(project, "add", "--all")

    (project / "data" / "people.ttl").write_text(RIGHT, "utf-8")
    git(project, "add", "--all")
    second = hooks()
    assert second.returncode == 0, second.stdout + second.stderr
    assert re.search(r"urbansec validate\.+Passed", second.stdout)
