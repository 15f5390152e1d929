"""Folders to import into: the small invented network, and a copy of the shipped data."""

import shutil
from pathlib import Path

import pytest

from urbansec.assets import Assets, find_assets
from urbansec.exchange import importer
from urbansec.validation.run import Report

from .support import ROOT, Desk


@pytest.fixture(scope="session")
def assets() -> Assets:
    """The shipped files, in the checkout."""
    return find_assets(ROOT)


@pytest.fixture
def network(tmp_path: Path, assets: Assets) -> Desk:
    """The invented network of the ontology's examples; what is imported is really validated."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(ROOT / "ontology" / "examples" / "network.ttl", folder)
    return Desk(folder, assets)


@pytest.fixture
def desk(network: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The same, where everything passes for valid, which is faster."""
    monkeypatch.setattr(importer, "run", lambda *_: Report((), 0, 0, 0, 0))
    return network


@pytest.fixture
def shipped(tmp_path: Path, assets: Assets, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of the shipped data, where everything passes for valid."""
    monkeypatch.setattr(importer, "run", lambda *_: Report((), 0, 0, 0, 0))
    shutil.copytree(ROOT / "data", tmp_path / "shipped" / "data")
    return Desk(tmp_path / "shipped" / "data", assets)
