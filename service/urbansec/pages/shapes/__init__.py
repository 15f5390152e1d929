"""Shapes in words: what each asks for, as sentences in the languages of the pages.

Maintainers who correct a file are told the same by ``validation`` in Turtle; here readers are told it in the names of things.
"""

from urbansec.pages.shapes.sentences import Teller, Told
from urbansec.pages.shapes.words import Names, Words

__all__ = ["Names", "Teller", "Told", "Words"]
