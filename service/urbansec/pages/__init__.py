"""HTML pages: server-rendered, readable without script, everything from the data escaped."""

from urbansec.pages.render import STATIC, Pages

__all__ = ["STATIC", "Pages"]
