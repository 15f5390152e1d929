"""Namespaces, settings, assets: what the rest stands on."""

import ast
import os
import shutil
import sys
from importlib import metadata
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

import urbansec
from tests.running import ROOT, environment, run
from urbansec.assets import Assets, find_assets
from urbansec.errors import AssetsMissingError
from urbansec.namespaces import ID, PREFIXES, expand, prefixes_for, shorten
from urbansec.settings import Settings

FOLDERS = ("ontology", "data", "queries")
# A value for each setting that is not its default.
OTHER = {
    "home": "/tmp",  # noqa: S108 - only a value to read, nothing is written there
    "host": "0.0.0.0",  # noqa: S104 - only a value to read, nothing listens there
    "port": "9",
    "query_seconds": "1.5",
    "workers": "2",
    "worker_memory_mb": "100",
    "queue_length": "3",
    "queue_seconds": "2.5",
    "client_queries": "4",
    "client_seconds": "5.5",
    "client_burst_seconds": "6.5",
    "trusted_proxies": "10.0.0.0/8,::1",
    "proxy_header": "forwarded",
    "max_query_bytes": "2048",
    "max_url_bytes": "4096",
    "max_rows": "7",
    "max_result_bytes": "8",
    "stall_seconds": "9.5",
    "cache_mb": "10",
    "cache_seconds": "11",
    "engine": "https://example.org/sparql",
    "engine_user": "somebody",
    "engine_password": "word",
    "engine_token": "token",
    "engine_retries": "5",
    "service_allow": "https://a.example/sparql,https://b.example/sparql",
    "editor_endpoints": "https://a.example/sparql,https://b.example/sparql",
    "watch": "True",
    "reload_checks": "queries",
    "drain_seconds": "12.5",
    "drain_delay": "13.5",
    "log_format": "json",
    "log_requests": "True",
    "slow_seconds": "14.5",
    "metrics": "False",
    "default_graph": "own",
}


@pytest.mark.parametrize(
    ("short", "iri"),
    [
        ("urb:City", "https://w3id.org/urbansec/ontology#City"),
        ("id:forum/efus", f"{ID}forum/efus"),
        ("xsd:date", "http://www.w3.org/2001/XMLSchema#date"),
        ("skos:prefLabel", "http://www.w3.org/2004/02/skos/core#prefLabel"),
        ("urb:", "https://w3id.org/urbansec/ontology#"),
        ("urbsh:CityShape", "https://w3id.org/urbansec/shapes#CityShape"),
    ],
)
def test_expand_and_shorten_undo_each_other(short: str, iri: str) -> None:
    assert expand(short) == iri
    assert shorten(iri) == short


@pytest.mark.parametrize("text", ["essen", "", ":x", "nobody:x", "http://example.org/", "https://w3id.org/urbansec/id/x", "org://x", "URB:City"])
def test_other_texts_are_no_short_forms(text: str) -> None:
    assert expand(text) is None


@pytest.mark.parametrize("iri", ["https://example.org/x", "urn:x", "", "http://www.w3.org/2002/07/"])
def test_foreign_iris_stay(iri: str) -> None:
    assert shorten(iri) == iri


def test_every_prefix_survives_a_round_trip() -> None:
    for prefix, namespace in PREFIXES.items():
        for local in ("x", "x-y", "a/b", "1", "é"):
            assert expand(f"{prefix}:{local}") == f"{namespace}{local}"
            short = shorten(f"{namespace}{local}")
            assert expand(short) == f"{namespace}{local}"
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_a_local_part_that_looks_like_an_address_is_not_shortened_to_what_cannot_be_read() -> None:
    iri = f"{ID}//x"
    assert shorten(iri) == iri


def test_prefixes_for_a_document() -> None:
    found = prefixes_for(
        [
            f"{ID}city/essen",
            f"{ID}event-kind/x",
            "http://purl.org/dc/terms/title",
            "https://example.org/x",
            f"{ID}a/b/c",
            "http://www.w3.org/2004/02/skos/core#a/b",
        ]
    )
    assert found == {"city": f"{ID}city/", "dcterms": "http://purl.org/dc/terms/", "eventkind": f"{ID}event-kind/"}


def test_settings_have_safe_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("URBANSEC_"):
            monkeypatch.delenv(name)
    settings = Settings()
    assert (settings.host, settings.port, settings.default_graph, settings.home) == ("127.0.0.1", 8000, "auto", None)
    assert 0 < settings.query_seconds <= 60
    assert settings.workers >= 1


def test_every_setting_is_described_and_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(OTHER) == set(Settings.model_fields)
    for name, value in OTHER.items():
        monkeypatch.setenv(f"URBANSEC_{name.upper()}", value)
        monkeypatch.setenv(name.upper(), "not this")
    settings = Settings()
    for name, field in Settings.model_fields.items():
        assert field.description
        assert plain(getattr(settings, name)) == OTHER[name] != plain(field.default)


def plain(value: object) -> str:
    """A setting as it is written in the environment."""
    if isinstance(value, SecretStr):
        assert str(value) in {"**********", ""}  # a setting that is printed by chance tells no secret
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("QUERY_SECONDS", "0"),
        ("WORKERS", "0"),
        ("WORKERS", "many"),
        ("MAX_QUERY_BYTES", "1"),
        ("DEFAULT_GRAPH", "all"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("PROXY_HEADER", "x-real-ip"),
    ],
)
def test_a_wrong_setting_is_refused_and_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"URBANSEC_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_the_command_names_a_wrong_setting() -> None:
    result = run("query", "list", URBANSEC_WORKERS="many")
    assert result.returncode == 2
    assert "URBANSEC_WORKERS" in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_nothing_reads_the_environment_or_settings_at_import() -> None:
    """Settings are made by the command and passed down; a module that makes its own would not see them."""
    makers = {
        path.name
        for path in (ROOT / "service" / "urbansec").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Settings", "os.getenv", "os.environ.get"}
    }
    # What systemd and GitHub Actions set, where a Tab is answered before there are settings, and which pager people like.
    others = {"notify.py", "actions.py", "known.py", "screen.py"}
    assert makers <= {"main.py", "settings.py"} | others


def tree(folder: Path) -> Path:
    """A folder with the three that assets need."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    return folder


def test_assets_of_the_checkout() -> None:
    assert find_assets().root == ROOT


def test_a_given_folder_comes_first(tmp_path: Path) -> None:
    home = tree(tmp_path / "home")
    assert find_assets(home) == Assets(home)


def test_a_given_folder_that_lacks_something_is_an_error(tmp_path: Path) -> None:
    (tree(tmp_path / "home") / "queries").rmdir()
    with pytest.raises(AssetsMissingError, match="URBANSEC_HOME"):
        find_assets(tmp_path / "home")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package away from the checkout: ``lib/urbansec``."""
    return shutil.copytree(ROOT / "service" / "urbansec", tmp_path / "lib" / "service" / "urbansec", ignore=shutil.ignore_patterns("__pycache__"))


def found(package: Path, cwd: Path, **settings: str) -> tuple[str, str, int]:
    """Where a copy of the package finds its assets: what it prints, what it complains, its exit code."""
    import subprocess

    code = "from urbansec.cli.common import State; from urbansec.settings import Settings; print(State(Settings()).assets.root)"
    env = {**environment(**settings), "PYTHONPATH": str(package.parent)}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=cwd, check=False, timeout=60)
    return result.stdout.strip(), result.stderr, result.returncode


def test_the_order_is_environment_wheel_checkout_error(package: Path, tmp_path: Path) -> None:
    message = found(package, tmp_path)[1]
    assert "URBANSEC_HOME" in message
    checkout = package.parents[1]
    tree(checkout)
    assert found(package, tmp_path)[0] == str(checkout)
    wheel = tree(package / "_assets")
    assert found(package, tmp_path)[0] == str(wheel)
    home = tree(tmp_path / "home")
    assert found(package, tmp_path, URBANSEC_HOME=str(home))[0] == str(home)


def test_a_half_checkout_is_none(package: Path, tmp_path: Path) -> None:
    (tree(package.parents[1]) / "data").rmdir()
    assert found(package, tmp_path)[2] != 0


def test_missing_assets_are_one_message(tmp_path: Path) -> None:
    result = run("query", "list", URBANSEC_HOME=str(tmp_path))
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"URBANSEC_HOME" in result.stderr
    assert b"Traceback" not in result.stderr


def test_the_option_wins_over_the_environment(tmp_path: Path) -> None:
    home = tree(tmp_path / "home")
    (home / "queries" / "saved").mkdir()
    (home / "queries" / "saved" / "only.rq").write_text("#+ summary: The only one\nASK {}", "utf-8")
    result = run("--home", home, "query", "list", URBANSEC_HOME="/nowhere")
    assert b"The only one" in result.stdout


def test_one_version_everywhere() -> None:
    assert run("--version").stdout.decode().strip() == f"urbansec {urbansec.__version__}"
    try:
        installed = metadata.version("urbansec")
    except metadata.PackageNotFoundError:
        pytest.skip("the package runs from the checkout and is not installed; the packaging tests check the wheel")
    assert installed == urbansec.__version__
