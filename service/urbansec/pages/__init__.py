"""HTML pages: server-rendered, readable without script, everything from the data escaped."""

from urbansec.pages.built import STATIC
from urbansec.pages.language import language_of
from urbansec.pages.render import Pages

__all__ = ["STATIC", "Pages", "language_of"]
