"""Export a table as CSV. What an import takes, it would find unchanged."""

from collections.abc import Callable, Mapping

from urbansec.exchange import attestations, happenings
from urbansec.exchange.cells import Directories
from urbansec.exchange.curated import Curated, urb
from urbansec.exchange.listings import LISTINGS
from urbansec.exchange.tables import EVENTS, MEMBERS, Table, write_rows

Rows = list[Mapping[str, str]]
TABLES = ("members", "events", *LISTINGS)


def export(curated: Curated, name: str) -> str:
    """A table by name, in the order of its records."""
    if name in LISTINGS:
        listing = LISTINGS[name]
        return write_rows(listing.table, listing.rows(curated))
    table, rows = _IMPORTED[name]
    return write_rows(table, rows(curated))


def _members(curated: Curated) -> Rows:
    """Forums and members in the order of their slugs, then evidence."""
    names = Directories(curated)
    rows: Rows = []
    for membership in curated.instances("Membership"):
        since, until = (curated.literal(membership, urb(name)) for name in ("since", "until"))
        # The first row that gives a start or an end is the one an import takes for the membership.
        stated = sorted(attestations.stated(curated, membership).values(), key=lambda a: (a.since not in (None, since), a.until not in (None, until)))
        rows += [attestations.cells(attestation, names) for attestation in stated]
    return rows


def _events(curated: Curated) -> Rows:
    """Events in the order of their slugs, then evidence."""
    names = Directories(curated)
    rows: Rows = []
    for event in curated.instances("Event"):
        stated = happenings.stated(curated, event).values()
        rows += [happenings.cells(happening, names, first=number == 0) for number, happening in enumerate(stated)]
    return rows


_IMPORTED: Mapping[str, tuple[Table, Callable[[Curated], Rows]]] = {"members": (MEMBERS, _members), "events": (EVENTS, _events)}
