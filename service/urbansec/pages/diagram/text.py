"""How much room text takes. The widths are those of Arial and the fonts made to its measure."""

from urbansec.pages.diagram.content import Box

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
HEAD = 28
ROW = 19
FOOT = 6
TITLE_SIZE = 13
NOTE_SIZE = 11
ROW_SIZE = 12
PAD = 10
_BETWEEN = 16
_WIDTHS = {
    191: "'",
    222: "ijl",
    278: " !,./:;ftI",
    333: "()-r",
    500: "cksvxyzJ",
    611: "FTZ",
    667: "ABEKPSVXY",
    722: "wCDHNRU",
    778: "GOQ",
    833: "mM",
    944: "W",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in pixels; letters not in the table count as an ``n``."""
    units = sum(_WIDTH_OF.get(letter, 556) for letter in text)
    return units / 1000 * size * (1.08 if bold else 1.0)


def box_width(box: Box) -> float:
    """Wide enough for its head and for its widest row."""
    head = text_width(box.title, TITLE_SIZE, bold=True) + (_BETWEEN + text_width(box.note, NOTE_SIZE) if box.note else 0)
    rows = [text_width(row.name, ROW_SIZE) + (_BETWEEN + text_width(row.value, ROW_SIZE) if row.value else 0) for row in box.rows]
    return round(max([head, *rows]) + 2 * PAD)


def box_height(box: Box) -> float:
    """High enough for its head and its rows."""
    return HEAD + (ROW * len(box.rows) + FOOT if box.rows else 0)
