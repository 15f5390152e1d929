"""The recipes for R run as they are printed; the networks that the recipes write can be read."""

import shutil
import subprocess

import networkx as nx
import pytest

from tests.docs.conftest import Terminal
from tests.docs.support import ADDRESS, Block, blocks, shows, steps
from tests.running import ROOT

PAGE = ROOT / "docs" / "research.md"
PROGRAMS = blocks(PAGE, "r")


def test_there_is_a_recipe_for_r() -> None:
    assert len(PROGRAMS) == 1


@pytest.mark.parametrize("block", PROGRAMS, ids=lambda block: block.name)
def test_r_prints_what_is_shown(block: Block, terminal: Terminal) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R (Debian's r-base-core) is not installed")
    everything = blocks(PAGE)
    following = everything[everything.index(block) + 1]
    assert following.language == "text", "show what the program prints"
    program = terminal.folder / "recipe.R"
    program.write_text(block.text.replace(ADDRESS, terminal.url), encoding="utf-8")
    environment = {**terminal.environment, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["Rscript", "--vanilla", program], cwd=terminal.folder, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert shows(following.text, done.stdout), done.stdout + done.stderr
    assert done.stderr == ""


def test_the_recipe_for_networks_writes_networks(terminal: Terminal) -> None:
    (recipe,) = [block for block in blocks(PAGE, "sh") if "network.gexf" in block.text]
    downloads = [step for step in steps(recipe) if step.command.startswith("curl")]
    assert terminal.run(downloads) == ["", ""]
    gephi, other = nx.read_gexf(terminal.folder / "network.gexf"), nx.read_graphml(terminal.folder / "network.graphml")
    assert set(gephi.edges) == set(other.edges)
    assert len(other) > 100


def test_every_column_of_an_analysis_is_named() -> None:
    from urbansec.queries.analysis import ANALYSES

    text = PAGE.read_text(encoding="utf-8")
    for analysis in ANALYSES.values():
        assert f"`{analysis.name}`" in text
    assert [name for name in ANALYSES["network-measures"].columns if f"`{name}`" not in text] == []
