"""What the tests of the engines share."""

import pyoxigraph as ox

from urbansec.dataset import Snapshot


def in_memory(triples: str, version: str = "test") -> Snapshot:
    """A snapshot of a few triples in N-Triples."""
    store = ox.Store()
    store.load(triples.encode(), ox.RdfFormat.N_TRIPLES)
    return Snapshot(store=store, version=version, union=False, merged=False, files={})
