"""The shipped queries pass every check; broken on purpose, each of them is caught, with file and line."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from urbansec.assets import Assets
from urbansec.engine import EmbeddedEngine
from urbansec.engine.inspect import tokens
from urbansec.queries import Catalogue, SavedQuery
from urbansec.queries.check import Against, Examples, Terms, Trial, check, load_examples, query_files
from urbansec.queries.check.expected import answer_file


@pytest.fixture(scope="module")
def examples(assets: Assets) -> Examples:
    """The examples of the ontology."""
    return load_examples(assets)


@pytest.fixture(scope="module")
def terms(engine: EmbeddedEngine) -> Terms:
    """What the shipped data have."""
    return Terms.of(engine, whole=True)


def test_the_saved_queries_pass_every_check(assets: Assets, engine: EmbeddedEngine, terms: Terms, examples: Examples) -> None:
    saved = assets.queries / "saved"
    outcome = check(query_files([], saved), Against(terms, Trial(engine), examples, saved))
    assert outcome.findings == ()
    assert outcome.queries >= 60


def test_the_other_queries_could_be_asked(assets: Assets, terms: Terms) -> None:
    folders = [assets.queries / name for name in ("checks", "competency", "federated")]
    outcome = check(query_files([str(folder) for folder in (*folders, assets.rules)], folders[0]), Against(terms))
    assert [finding for finding in outcome.findings if finding.severity == "violation" and finding.code != "never-bound"] == []
    # Columns of a check that it leaves empty, because there is no value to name; and a rule that says by it: no value.
    assert {Path(finding.file).parent.name for finding in outcome.findings if finding.code == "never-bound"} <= {"checks", "rules"}


Break = Callable[[str, random.Random], tuple[str, int] | None]


def _place(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def no_prefix(text: str, chance: random.Random) -> tuple[str, int] | None:
    """Without one of its prefixes: it is not declared where it is used first."""
    lines = re.findall(r"^PREFIX (\w+): .*\n", text, re.MULTILINE)
    if not lines:
        return None
    prefix = chance.choice(lines)
    broken = re.sub(rf"^PREFIX {prefix}: .*\n", "", text, flags=re.MULTILINE)
    body = re.search(rf"(?m)^(?!#).*?(?<![\w:\"-]){prefix}:", broken)
    return (broken, _place(broken, body.end())) if body else None


def misspelt(text: str, chance: random.Random) -> tuple[str, int] | None:
    """A term of the ontology with a letter too many."""
    found = [each for each in re.finditer(r"(?m)(?<=[\s/|^(!])urb:\w+", text) if not text[text.rfind("\n", 0, each.start()) + 1 :].startswith("#")]
    if not found:
        return None
    term = chance.choice(found)
    return f"{text[: term.end()]}q{text[term.end() :]}", _place(text, term.start())


def renamed(text: str, _: random.Random) -> tuple[str, int] | None:
    """A column of the result that nothing gives a value."""
    head = re.search(r"(?m)^SELECT (?:DISTINCT )?(\?\w+)", text)
    return (f"{text[: head.end()]}Typo{text[head.end() :]}", _place(text, head.start(1))) if head else None


def unordered(text: str, _: random.Random) -> tuple[str, int] | None:
    """Without its order."""
    at = text.rfind("\nORDER BY")
    select = re.search(r"(?m)^SELECT", text)
    return (text[: at + 1], _place(text, select.start())) if at > 0 and select else None


def other_view(text: str, _: random.Random) -> tuple[str, int] | None:
    """A view that draws from a column that is not there."""
    found = re.search(r"(?m)^#\+ view: .*(label|lat|x|start|source): \w+", text)
    return (f"{text[: found.end()]}Typo{text[found.end() :]}", _place(text, found.start())) if found and "#+ analysis:" not in text else None


def other_default(text: str, _: random.Random) -> tuple[str, int] | None:
    """A file that has another default than its header."""
    found = re.search(r"VALUES[^{}]*\{[^{}]*?(?=UNDEF)", text)
    if found is None or "#+ params:" not in text:
        return None
    return f"{text[: found.end()]}1 {text[found.end() + 5 :]}", _place(text, found.start())


BREAKS: dict[str, Break] = {
    "syntax": no_prefix,
    "unknown-term": misspelt,
    "never-bound": renamed,
    "no-order": unordered,
    "no-such-column": other_view,
    "default-differs": other_default,
}


@pytest.mark.parametrize("code", BREAKS)
def test_broken_on_purpose_each_is_caught(code: str, catalogue: Catalogue, terms: Terms, tmp_path: Path) -> None:
    chance = random.Random(code)  # noqa: S311 - the same every time is what is wanted
    caught = 0
    for query in chance.sample(list(catalogue), k=32):
        broken = BREAKS[code](query.text, chance)
        if broken is None:
            continue
        text, line = broken
        path = tmp_path / query.path.name
        path.write_text(text, "utf-8")
        found = check([path], Against(terms)).findings
        accepted = {code, "syntax"} if code == "never-bound" else {code}  # where rows are grouped, the engine rejects it
        assert {(each, line) for each in accepted} & {(finding.code, finding.line) for finding in found}, query.name
        assert {finding.file for finding in found} == {str(path)}
        caught += 1
    assert caught >= 8


def lines_of_patterns(query: SavedQuery) -> list[int]:
    """The lines that say something about the data, from 0: a triple pattern, a filter or a computed value of its own."""
    return [at for at, line in enumerate(query.text.split("\n")) if re.match(r"\s+(\?\w+ .*\.|FILTER\(.*\)|BIND\(.*\)|OPTIONAL \{.*\})$", line)]


def test_a_line_left_out_is_noticed_by_some_check(catalogue: Catalogue, terms: Terms, examples: Examples, tmp_path: Path) -> None:
    """The checks and the expected answer together: for nearly every line of nearly every query."""
    chance = random.Random(6)  # noqa: S311 - the same every time is what is wanted
    missed, tried = [], 0
    for query in catalogue:
        for at in chance.sample(lines_of_patterns(query), k=min(2, len(lines_of_patterns(query)))):
            lines = query.text.split("\n")
            path = tmp_path / query.path.name
            path.write_text("\n".join([*lines[:at], *lines[at + 1 :]]), "utf-8")
            answer_file(path).write_bytes(answer_file(query.path).read_bytes())
            tried += 1
            # What is seen without running it need not be run: it may take long.
            if not check([path], Against(terms)).findings and not check([path], Against(examples=examples)).findings:
                missed.append(f"{query.name}:{at + 1}: {lines[at].strip()}")
    assert tried > 100
    assert len(missed) <= tried // 8, "\n".join(missed)


def test_no_text_makes_the_check_stumble(catalogue: Catalogue, tmp_path: Path) -> None:
    """Words of a query left out, exchanged and doubled: whatever it is then, it is told, or it is a query."""
    chance = random.Random(7)  # noqa: S311 - the same every time is what is wanted
    texts, path = [query.text for query in catalogue], tmp_path / "query.rq"
    codes = set()
    for _ in range(120):
        text = chance.choice(texts)
        words = list(tokens(text))
        for _ in range(chance.randint(1, 3)):
            one, other = chance.sample(words, k=2)
            text = chance.choice([text.replace(one.text, "", 1), text.replace(one.text, other.text, 1), text[: one.start] + other.text + text[one.start :]])
        path.write_text(text, "utf-8")
        found = check([path]).findings
        codes |= {finding.code for finding in found}
        lines = text.count("\n") + 1
        assert all(1 <= finding.line <= lines and finding.column >= 1 for finding in found)
    assert {"syntax", "never-bound"} <= codes
