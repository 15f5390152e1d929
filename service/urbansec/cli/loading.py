"""What new data must keep before they are served."""

from urbansec.assets import find_assets
from urbansec.dataset import Snapshot
from urbansec.settings import Settings


def check_data(settings: Settings, snapshot: Snapshot) -> list[str]:
    """What is wrong with new shipped data, one sentence each."""
    from urbansec.validation.run import violations  # imported here: pySHACL costs a second and much memory

    return violations(find_assets(settings.home), snapshot, shapes=settings.reload_checks == "all")
