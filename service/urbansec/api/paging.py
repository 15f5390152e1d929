"""Parts of one complete answer: which rows a request asks for, and where the other parts are (RFC 8288)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from urbansec.errors import ParameterError

SIZE, NUMBER = "page-size", "page-number"
USUAL_SIZE = 100
_LARGEST = 100_000


@dataclass(frozen=True)
class Paging:
    """A page of ``size`` rows, counted from 1."""

    size: int
    number: int

    @classmethod
    def read(cls, asked: Mapping[str, str], *, usual: int | None = None) -> "Paging | None":
        """What ``asked`` says; ``None`` if it says nothing and there is no ``usual`` size. :class:`ParameterError` for what is no number."""
        size, number = _number(asked, SIZE, _LARGEST), _number(asked, NUMBER)
        if size is None and number is None and usual is None:
            return None
        return cls(size or usual or USUAL_SIZE, number or 1)

    def pages(self, total: int) -> int:
        """How many pages ``total`` rows have; an answer without rows has one."""
        return max(1, -(-total // self.size))

    def part(self, total: int) -> slice:
        """The rows of this page; :class:`ParameterError` if there is no such page."""
        if self.number > self.pages(total):
            raise ParameterError(f"There is no page {self.number}: {total} rows have {self.pages(total)} pages of {self.size}.", parameter=NUMBER)
        return slice((self.number - 1) * self.size, self.number * self.size)

    def addresses(self, path: str, pairs: Iterable[tuple[str, str]], total: int) -> dict[str, str]:
        """The address of the other pages by relation (``first``, ``prev``, ``next``, ``last``); ``pairs`` are all parameters of this one."""
        last = self.pages(total)
        numbers = {"first": 1, "prev": self.number - 1, "next": self.number + 1, "last": last}
        kept = [(name, value) for name, value in pairs if name not in (SIZE, NUMBER)]
        return {relation: address(path, [*kept, (SIZE, str(self.size)), (NUMBER, str(number))]) for relation, number in numbers.items() if 1 <= number <= last}


def address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """``path`` with parameters, as people can read them: the signs of IRIs and lists stay."""
    return f"{path}?{urlencode(pairs, safe=':/,')}" if pairs else path


def _number(asked: Mapping[str, str], name: str, largest: int = 10**9) -> int | None:
    text = asked.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12 and 1 <= int(text) <= largest):
        raise ParameterError(f"{name} must be a whole number from 1 to {largest}.", parameter=name)
    return int(text)
