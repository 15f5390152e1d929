"""What the start page, the map and the timeline are asked for in their addresses; what is not right is told, never guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from urbansec.api.overview_forums import Forum
from urbansec.api.paging import address
from urbansec.namespaces import expand, shorten
from urbansec.pages.catalogues import marked
from urbansec.queries.values import days

NO_DAY = marked("This is no day. Write it as 2020-09-28, or a year or a month.")
NO_DAY_OF_MAP = marked("This is no day, so the map is of today. Pick a day here; an address names it as 2020-09-28, or names a year or a month.")
NO_FORUM = marked("The data have no such forum.")
NO_KIND = marked("There is no such kind.")
PERIOD = marked("The first year is later than the last.")
START = "/"
_MOST = 50


@dataclass(frozen=True)
class Choice:
    """The controls of a map: the day, the forums and the kinds of members. No forum or kind chosen means all of them.

    ``typed`` is the day as it was typed, ``wrong`` says by control what is not right; that part is then as if nothing was asked.
    """

    on: str
    today: str
    forums: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    growth: str = ""
    typed: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def picked(self) -> str:
        """What the field for the day holds: nothing if the day is wrong, since a field for days cannot show what is none."""
        return "" if "on" in self.wrong else self.on

    def kept(self, path: str) -> dict[str, list[str]]:
        """All but the day, as the parameters of the page at ``path``; only the start page shows the growth of a forum."""
        growth = [shorten(self.growth)] if self.growth and path == START else []
        return {"forum": [shorten(iri) for iri in self.forums], "kind": list(self.kinds), "growth": growth}

    def address(self, path: str, *, growth: str = "") -> str:
        """``path`` with the same choice, as short as it can be; with another forum for the growth if one is given."""
        kept = self.kept(path) | ({"growth": [shorten(growth)]} if growth else {})
        pairs = [("on", self.on)] if self.on != self.today else []
        pairs += [(name, value) for name, values in kept.items() for value in values]
        return address(path, pairs)


def choose(given: Mapping[str, Sequence[str]], forums: Sequence[Forum], kinds: Iterable[str], today: date) -> Choice:
    """The choice that the parameters of an address make. All forums or all kinds together are the same as none."""
    wrong: dict[str, str] = {}
    typed = _last(given, "on")
    on, _ = _period(typed, today, wrong, "on", NO_DAY_OF_MAP)
    known = [forum.iri for forum in forums]
    growth = one_of([_last(given, "growth")], known, wrong, "growth", NO_FORUM)
    return Choice(
        on=on or today.isoformat(),
        today=today.isoformat(),
        forums=one_of(given.get("forum", ()), known, wrong, "forum", NO_FORUM),
        kinds=one_of(given.get("kind", ()), list(kinds), wrong, "kind", NO_KIND),
        growth=growth[0] if growth else "",
        typed=typed,
        wrong=wrong,
    )


@dataclass(frozen=True)
class Period:
    """The filters of the timeline. ``first`` and ``last`` are days, empty for no limit; the typed texts stand beside them."""

    forums: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    typed_first: str = ""
    typed_last: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


def period(given: Mapping[str, Sequence[str]], forums: Sequence[Forum], kinds: Iterable[str], today: date) -> Period:
    """The filters that the parameters of an address set; a year as the end of a period means its last day."""
    wrong: dict[str, str] = {}
    typed_first, typed_last = _last(given, "from"), _last(given, "to")
    first, _ = _period(typed_first, today, wrong, "from")
    _, last = _period(typed_last, today, wrong, "to")
    if first and last and first > last:
        wrong["to"] = PERIOD
        first = last = ""
    known = [forum.iri for forum in forums]
    return Period(
        one_of(given.get("forum", ()), known, wrong, "forum", NO_FORUM),
        one_of(given.get("kind", ()), list(kinds), wrong, "kind", NO_KIND),
        first,
        last,
        typed_first,
        typed_last,
        wrong,
    )


def one_of(typed: Sequence[str], known: Sequence[str], wrong: dict[str, str], control: str, problem: str) -> tuple[str, ...]:
    """The values typed that are known, in the order of those; none if these are all there are."""
    meant = [expand(text) or text for text in (each.strip() for each in typed[:_MOST]) if text]
    if any(each not in known for each in meant):
        wrong[control] = problem
    chosen = tuple(each for each in known if each in meant)
    return () if len(chosen) == len(known) > 1 else chosen


def _period(typed: str, today: date, wrong: dict[str, str], control: str, problem: str = NO_DAY) -> tuple[str, str]:
    """The first and the last day that a text means; empty for an empty one, and for what is no day."""
    if not typed:
        return "", ""
    try:
        first, last = days(today.isoformat() if typed == "today" else typed)
    except ValueError:
        wrong[control] = problem
        return "", ""
    return str(first), str(last)


def _last(given: Mapping[str, Sequence[str]], name: str) -> str:
    """The last value of a parameter that is sent once; a link may have put one before that of the form."""
    return next((text.strip() for text in reversed(given.get(name, ())) if text.strip()), "")
