"""Text from data, safe to show: nothing that moves the cursor, reverses the line or cannot be seen goes out as it is."""


def visible(text: str) -> str:
    """``text`` with characters that cannot be seen as signs: control characters as pictures, others by their number.

    Zero-width and directional marks, odd spaces and line separators are what mistakes and attacks hide in, so they are shown too.
    """
    return text if text.isprintable() else "".join(sign(character) for character in text)


def sign(character: str) -> str:
    """One character so that people can see it."""
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def one_line(text: str) -> str:
    """``text`` with each run of blanks and line ends as one space, and nothing that cannot be seen."""
    return visible(" ".join(text.split()))


def paragraphs(text: str) -> list[str]:
    """The lines of ``text``, each safe to show; blank ones at the ends left out."""
    return [visible(line.expandtabs(4)) for line in text.strip("\r\n").splitlines()]
