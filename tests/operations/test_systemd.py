"""The example for systemd: what systemd itself says of it, and that it goes with the defaults of the settings."""

import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.running import ROOT
from urbansec.settings import Settings

UNIT = ROOT / "docs" / "operations" / "urbansec.service"


def unit() -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNIT)
    return parser


def test_the_time_to_stop_is_longer_than_the_drain() -> None:
    settings = Settings()
    assert float(unit()["Service"]["TimeoutStopSec"]) > settings.drain_delay + settings.drain_seconds + 10


def test_only_the_main_process_is_told_to_stop() -> None:
    assert unit()["Service"]["KillMode"] == "mixed"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="a machine without systemd")
def test_systemd_understands_it(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("urbansec")
    here = tmp_path / UNIT.name
    text = UNIT.read_text("utf-8")
    assert "/opt/urbansec/bin/urbansec" in text
    here.write_text(text.replace("/opt/urbansec/bin/urbansec", str(command)), "utf-8")
    result = subprocess.run(["systemd-analyze", "verify", "--man=no", str(here)], capture_output=True, text=True, check=False)
    assert (result.returncode, [line for line in result.stderr.splitlines() if UNIT.name in line]) == (0, [])
