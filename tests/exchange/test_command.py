"""The commands as people run them: reports, exit codes, and that a refused import leaves every file alone."""

from pathlib import Path

from tests.cli import here
from tests.running import run as in_a_process
from urbansec.exchange.tables import MEMBERS

from .support import MEMBER, Desk, as_csv, read_csv


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """What ``urbansec`` does: exit code, standard output, standard error."""
    # Those that write files are started as people start them, where they write.
    done = (in_a_process if arguments[0] == "import" and "--dry-run" not in arguments else here.run)(*arguments, COLUMNS="200")
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def table(desk: Desk, *rows: dict[str, str]) -> Path:
    """A file of members beside the data folder."""
    path = desk.folder.parent / "members.csv"
    path.write_text(as_csv(MEMBERS, rows), "utf-8", newline="")
    return path


def test_an_import_reports_each_row_and_writes_what_conforms(network: Desk) -> None:
    path = table(network, MEMBER, MEMBER | {"source_id": "leaflet", "locator": "list of members"})
    before = network.texts()
    code, told, error = run("import", path, "--data", network.folder, "--dry-run")
    assert (code, error, network.texts()) == (0, "", before)
    assert "Would write network.ttl: 1 of 2 rows change something." in told
    code, told, error = run("import", path, "--data", network.folder)
    assert (code, error) == (0, "")
    assert told.splitlines() == [
        "row 2: added evidence:membership-river-cities-germany-lindenfurt-yearbook-2021",
        "row 3: unchanged",
        "Wrote network.ttl: 1 of 2 rows change something.",
    ]
    assert network.texts() != before
    code, told, _ = run("import", path, "--data", network.folder)
    assert (code, told.splitlines()[-1]) == (0, "Wrote nothing: 0 of 2 rows change something.")
    assert run("validate", network.folder)[0] == 0


def test_a_refused_cell_writes_nothing(network: Desk) -> None:
    before = network.texts()
    code, told, error = run("import", table(network, MEMBER, MEMBER | {"member_name": "Lindenfort", "locator": "x"}), "--data", network.folder)
    assert (code, error, network.texts()) == (1, "", before)
    assert "row 3: refused: member_name 'Lindenfort': No member goes by this name." in told
    assert "Near: Lindenfurt." in told
    assert told.splitlines()[-1] == "Nothing is written: 1 row is refused."


def test_a_result_that_does_not_conform_writes_nothing(network: Desk) -> None:
    before = network.texts()
    row = {**MEMBER, "forum": "river-cities", "until": "2010", "as_of": "2020"}
    code, told, error = run("import", table(network, row), "--data", network.folder)
    assert (code, error, network.texts()) == (1, "", before)
    assert "membership/river-cities-lindenfurt" in told
    assert "Nothing is written: the result would not conform." in told
    assert str(network.folder / "network.ttl") in told


def test_what_cannot_be_read_or_written_is_another_exit_code(network: Desk, tmp_path: Path) -> None:
    binary = tmp_path / "binary.csv"
    binary.write_bytes("größe\n".encode("latin-1"))
    installed = tmp_path / "urbansec" / "_assets" / "data"
    installed.mkdir(parents=True)
    (installed / "x.ttl").touch()
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments, says in [
        ((tmp_path / "no.csv", "--data", network.folder), "no.csv"),
        ((binary, "--data", network.folder), "not written in UTF-8"),
        ((table(network, MEMBER), "--data", installed), "installed package are not changed"),
        ((table(network, MEMBER), "--data", empty), "no folder with Turtle files"),
    ]:
        code, told, error = run("import", *arguments)
        assert (code, told) == (2, "")
        assert says in error
        assert "Traceback" not in error


def test_export_writes_tables(network: Desk, tmp_path: Path) -> None:
    code, told, _ = run("export", "--format", "csv", "--data", network.folder)
    assert code == 0
    assert [row["member_name"] for row in read_csv(told)] == ["Lindenfurt", "Mittelufer", "Port-Sauvin", "Port-Sauvin", "Zweckverband Uferland"]
    output = tmp_path / "events.csv"
    assert run("export", "--format", "csv", "--table", "events", "--data", network.folder, "--output", output)[0] == 0
    assert b"\r\n" in output.read_bytes()
    code, _, error = run("export", "--format", "csv", "--data", network.folder / "network.ttl")
    assert (code, "one folder of curated files" in error) == (2, True)


def test_the_shipped_tables_come_from_the_checkout_and_the_help_teaches() -> None:
    code, told, _ = run("export", "--format", "csv")
    assert code == 0
    assert len(read_csv(told)) > 100
    code, told, _ = run("import", "--help")
    assert code == 0
    assert all(column in told for column in (*MEMBERS.columns, "participants", "--dry-run", "--table", "0 done"))
