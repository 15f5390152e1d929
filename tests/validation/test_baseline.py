"""The file of known findings: what it parts, what it holds, and what it says when it is broken."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.validation.reports.making import finding
from urbansec.errors import OutputFileError
from urbansec.validation.baseline import Baseline, BaselineEntry, BaselineError, entries_of
from urbansec.validation.finding import Finding, Place
from urbansec.validation.fingerprint import fingerprints

FILES = st.sampled_from(["/r/a.ttl", "/r/b.ttl"])
FINDINGS = st.lists(
    st.builds(lambda value, line, file: finding(value=value, place=Place(file, line, 1, line, 2)), st.sampled_from("xyz"), st.integers(1, 50), FILES),
    max_size=8,
)
ROOT = Path("/r")


def reread(baseline: Baseline, folder: Path) -> Baseline:
    """What comes back from the file."""
    baseline.write(folder / "baseline.json")
    read = Baseline.load(folder / "baseline.json")
    return Baseline(list(read.entries.values()), root=baseline.root)


@given(before=FINDINGS, after=FINDINGS)
def test_findings_are_parted_and_none_is_lost(tmp_path_factory: pytest.TempPathFactory, before: list[Finding], after: list[Finding]) -> None:
    baseline = reread(Baseline(entries_of(before, root=ROOT), root=ROOT), tmp_path_factory.getbasetemp())
    split = baseline.split(after)
    old, new = set(fingerprints(before, root=ROOT)), set(fingerprints(after, root=ROOT))
    assert sorted(map(id, (*split.new, *split.known))) == sorted(map(id, after))
    assert (len(split.new), len(split.known)) == (len(new - old), len(new & old))
    assert {entry.fingerprint for entry in split.stale} == old - new


@given(before=FINDINGS, after=FINDINGS)
def test_an_updated_baseline_knows_all_and_nothing_else(before: list[Finding], after: list[Finding]) -> None:
    updated = Baseline(entries_of(before), root=ROOT).updated(after)
    split = updated.split(after)
    assert (split.new, split.stale) == ((), ())
    assert updated.dump() == Baseline(root=ROOT).updated(after).dump()


@given(findings=FINDINGS, order=st.randoms(use_true_random=False), line=st.integers(1, 99))
def test_the_file_is_the_same_whatever_the_order_and_the_lines(findings: list[Finding], order: object, line: int) -> None:
    one_file = [replace(f, place=Place("/r/a.ttl", f.place.line if f.place else 0)) for f in findings]
    moved = [replace(f, place=Place("/r/a.ttl", line)) for f in one_file]
    order.shuffle(moved)  # type: ignore[attr-defined]
    assert Baseline(entries_of(one_file, root=ROOT)).dump() == Baseline(entries_of(moved, root=ROOT)).dump()


def test_a_second_finding_beside_a_known_one_is_new() -> None:
    baseline = Baseline(entries_of([finding()]))
    split = baseline.split([finding(), finding()])
    assert (len(split.known), len(split.new)) == (1, 1)


def test_the_file_is_easy_to_review(tmp_path: Path) -> None:
    known = [finding(value=value, place=Place(str(tmp_path / "data" / "a.ttl"), 17, 3, 17, 9)) for value in ("3", "1", "2")]
    file = tmp_path / "baseline.json"
    Baseline(entries_of(known, root=tmp_path), root=tmp_path).write(file)
    text = file.read_text("utf-8")
    document = json.loads(text)
    assert document["version"] == 1
    assert [entry["value"] for entry in document["findings"]] == ["1", "2", "3"]
    assert [line for line in text.splitlines() if "fingerprint" in line] == text.splitlines()[3:-2]
    assert document["findings"][0]["file"] == "data/a.ttl"
    assert document["findings"][0]["message"] == "A latitude lies between -90 and 90 degrees."
    assert "17" not in json.dumps([{k: v for k, v in entry.items() if k != "fingerprint"} for entry in document["findings"]])


def test_an_empty_baseline_is_a_file_too(tmp_path: Path) -> None:
    assert reread(Baseline(), tmp_path).entries == {}


def test_notes_of_people_are_kept(tmp_path: Path) -> None:
    (entry,) = entries_of([finding()])
    baseline = reread(Baseline([replace(entry, note="asked the city in May")]), tmp_path)
    updated = baseline.updated([finding(message="other words"), finding(value="new")])
    assert updated.entries[entry.fingerprint].note == "asked the city in May"
    assert updated.entries[entry.fingerprint].message == "other words"
    assert len(updated.entries) == 2


def test_what_is_known_of_files_not_checked_is_neither_stale_nor_lost() -> None:
    here, there = (finding(value=file, place=Place(f"/r/{file}", 1)) for file in ("a.ttl", "b.ttl"))
    baseline = Baseline(entries_of([here, there], root=ROOT), root=ROOT)
    assert [entry.file for entry in baseline.split([], checked=["/r/a.ttl"]).stale] == ["a.ttl"]
    assert [entry.file for entry in baseline.updated([], checked=["/r/a.ttl"]).entries.values()] == ["b.ttl"]
    assert [entry.file for entry in baseline.split([]).stale] == ["a.ttl", "b.ttl"]


def test_files_are_named_from_the_repository_wherever_the_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "ci").mkdir()
    mistake = finding(kind="syntax", value="“a”", place=Place(str(tmp_path / "data" / "a.ttl"), 3))
    file = tmp_path / "ci" / "baseline.json"
    baseline = Baseline.load(file, missing_ok=True).updated([mistake])
    baseline.write(file)
    assert [entry.file for entry in baseline.entries.values()] == ["data/a.ttl"]
    for folder in (tmp_path, tmp_path / "ci"):
        monkeypatch.chdir(folder)
        split = Baseline.load(file.relative_to(folder)).split([mistake], checked=[mistake.file])
        assert (split.new, split.stale) == ((), ())
        assert [entry.file for entry in Baseline.load(file.relative_to(folder)).split([], checked=[mistake.file]).stale] == ["data/a.ttl"]


ENTRY = {"fingerprint": "0" * 32}
BROKEN = {
    "not JSON": ("{\n  oops", ":2:3: this is not JSON"),
    "not UTF-8": (b'{"version": 1, "findings": ["\xff"]}', "not JSON in UTF-8"),
    "a list": ("[]", "a baseline is an object"),
    "no findings": ('{"version": 1}', "a baseline is an object"),
    "another version": ('{"version": 2, "findings": []}', "its version is 2; this program reads version 1"),
    "no version": ('{"findings": []}', "its version is null"),
    "an entry that is a number": (json.dumps({"version": 1, "findings": [ENTRY, 7]}), "entry 2 is not an object"),
    "an entry with a number": (json.dumps({"version": 1, "findings": [{**ENTRY, "note": 7}]}), "entry 1 is not an object of texts"),
    "an entry without fingerprint": (json.dumps({"version": 1, "findings": [{"note": "x"}]}), "entry 1 has no fingerprint"),
    "an entry with something else": (json.dumps({"version": 1, "findings": [{**ENTRY, "line": "3"}]}), "entry 1 has what no entry has: line"),
    "an entry twice": (json.dumps({"version": 1, "findings": [ENTRY, ENTRY]}), "entry 2 has the fingerprint of an earlier one"),
    "brackets without end": ("[" * 100_000, "not JSON"),
}


@pytest.mark.parametrize(("content", "words"), list(BROKEN.values()), ids=list(BROKEN))
def test_a_broken_file_is_told_with_what_and_where(tmp_path: Path, content: str | bytes, words: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BaselineError) as told:
        Baseline.load(file)
    assert str(told.value).startswith(str(file))
    assert words in str(told.value)


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="No such file"):
        Baseline.load(tmp_path / "missing.json")
    with pytest.raises(BaselineError, match="directory"):
        Baseline.load(tmp_path)
    with pytest.raises(OutputFileError):
        Baseline().write(tmp_path / "missing" / "baseline.json")


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "baseline.json"
    Baseline([BaselineEntry("0" * 32)]).write(file)
    before = file.read_bytes()

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as stream:
            stream.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputFileError, match="No space left"):
        Baseline(entries_of([finding()])).write(file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["baseline.json"]
