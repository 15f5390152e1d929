"""What is asked of a name, whatever version of the protocol it came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Value = str | bool | int | float
"""What a property should have: a text, a number, a truth value, or the identifier of a thing as a text."""


class Quantifier(StrEnum):
    """How many of the values of a condition must be there."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


class Strictness(StrEnum):
    """What types do: the thing must have any or all of them, or it should have one."""

    ANY = "any"
    ALL = "all"
    SHOULD = "should"


@dataclass(frozen=True)
class Condition:
    """What else is known of the thing. ``property`` is as the client names it; without it the condition is on the thing's names."""

    values: tuple[Value, ...]
    property: str | None = None
    required: bool = False
    quantifier: Quantifier = Quantifier.ANY


@dataclass(frozen=True)
class Question:
    """One name to match: at most ``limit`` candidates are wanted, of ``kinds`` if there are any."""

    conditions: tuple[Condition, ...]
    kinds: tuple[str, ...] = ()
    strictness: Strictness = Strictness.ANY
    limit: int = 10

    @property
    def on_names(self) -> Sequence[Condition]:
        """The conditions on names."""
        return [condition for condition in self.conditions if condition.property is None]

    @property
    def on_properties(self) -> Sequence[tuple[str, Condition]]:
        """The conditions on properties, each with the property."""
        return [(condition.property, condition) for condition in self.conditions if condition.property is not None]


@dataclass(frozen=True)
class Extension:
    """Values to fetch: of things by identifier, for properties each with its settings."""

    things: tuple[str, ...]
    properties: tuple[tuple[str, dict[str, object]], ...]
