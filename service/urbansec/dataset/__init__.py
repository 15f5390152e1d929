"""Files become one immutable snapshot: load, derive, describe, version."""

from urbansec.dataset.snapshot import Snapshot, load_files, load_shipped

__all__ = ["Snapshot", "load_files", "load_shipped"]
