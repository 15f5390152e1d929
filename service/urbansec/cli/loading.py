"""The data that a command works on, loaded as the settings say."""

from collections.abc import Sequence
from pathlib import Path

from urbansec.assets import find_assets
from urbansec.dataset import Snapshot, load_files, load_shipped
from urbansec.queries import Catalogue
from urbansec.queries.examples import example_triples
from urbansec.settings import Settings


def load_data(settings: Settings, data: Sequence[Path]) -> Snapshot:
    """The data in ``data``, or the shipped ones as the files are now; ``default_graph`` chooses what queries see."""
    if data:
        return load_files(data, union=settings.default_graph == "union")
    assets = find_assets(settings.home)
    return load_shipped(assets, extra=example_triples(Catalogue(assets.queries / "saved")), union=settings.default_graph != "own")


def check_data(settings: Settings, snapshot: Snapshot) -> list[str]:
    """What is wrong with new shipped data, one sentence each."""
    from urbansec.validation.run import violations  # imported here: pySHACL costs a second and much memory

    return violations(find_assets(settings.home), snapshot, shapes=settings.reload_checks == "all")
