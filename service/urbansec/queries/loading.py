"""The data that settings choose, with the saved queries described among them."""

from collections.abc import Sequence
from pathlib import Path

from urbansec.assets import find_assets
from urbansec.dataset import Snapshot, load_files, load_shipped
from urbansec.queries.catalogue import Catalogue
from urbansec.queries.examples import example_triples
from urbansec.settings import Settings


def load_data(settings: Settings, data: Sequence[Path], catalogue: Catalogue | None = None) -> Snapshot:
    """The data in ``data``, or the shipped ones as the files are now; ``default_graph`` chooses what queries see.

    ``catalogue`` is that of the shipped queries, if it has been read already.
    """
    if data:
        return load_files(data, union=settings.default_graph == "union")
    assets = find_assets(settings.home)
    described = Catalogue(assets.queries / "saved") if catalogue is None else catalogue
    return load_shipped(assets, extra=example_triples(described), union=settings.default_graph != "own")
