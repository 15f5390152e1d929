"""Whether a membership holds on a day, from the spans that the rules derive; the table in ``docs/model.md`` gives the reasons."""

from typing import Literal

from urbansec.namespaces import URB
from urbansec.queries.description.around import Around

Status = Literal["certain", "possible", "unknown", "no"]


def status(near: Around, membership: str, day: str) -> Status:
    """What is known of ``membership`` on ``day``, which is written as in ISO 8601."""

    def one(name: str) -> str:
        return near.one(membership, f"{URB}{name}")

    certain_from, certain_to, possible_from, possible_to = map(one, ("certainFrom", "certainTo", "possibleFrom", "possibleTo"))
    if certain_from and certain_from <= day <= certain_to:
        return "certain"
    if possible_from and possible_from <= day and (not possible_to or day <= possible_to):
        return "possible"
    if not one("since") and not (possible_from and possible_from <= day):
        return "unknown"
    return "no"
