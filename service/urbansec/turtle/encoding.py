"""From the bytes of a file to its text; what is no UTF-8 is told with its place and, where it can be guessed, with what it is."""

import codecs

from urbansec.errors import InputFileError

_CONTAINERS = (
    (b"\x1f\x8b", "The file is compressed with gzip.", "Unpack it first (gunzip), or give its text."),
    (b"PK\x03\x04", "The file is a ZIP archive (as .xlsx, .ods and .docx are, too).", "Unpack it, or export the data as RDF."),
    (b"BZh", "The file is compressed with bzip2.", "Unpack it first (bunzip2)."),
    (b"\xfd7zXZ\x00", "The file is compressed with xz.", "Unpack it first (unxz)."),
    (b"\x28\xb5\x2f\xfd", "The file is compressed with zstd.", "Unpack it first (unzstd)."),
    (b"%PDF-", "The file is a PDF document.", "RDF is text: give a file in Turtle."),
    (b"\xff\xfe", "The file is written in UTF-16.", "Save it as UTF-8."),
    (b"\xfe\xff", "The file is written in UTF-16.", "Save it as UTF-8."),
)
_LOOKED_AT = 4096
_BINARY = 20  # one zero byte in so many; a text may hold a few within quotation marks


def decoded(data: bytes, name: str) -> str:
    """The text without a byte order mark; :class:`~urbansec.errors.InputFileError` with line and column of the first byte that is not UTF-8."""
    for magic, what, hint in _CONTAINERS:
        if data.startswith(magic):
            raise InputFileError(f"{what} {hint}", file=name, line=1, column=1)
    head = data[:_LOOKED_AT]
    if head.count(0) * _BINARY > len(head):
        raise InputFileError("The file holds binary data. RDF is text: give a file in Turtle, saved as UTF-8.", file=name, line=1, column=1)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode().replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        wrong = data[error.start]
        likely = bytes([wrong]).decode("cp1252", "replace")
        meant = f"In Windows-1252 it would be {likely!r}: was the file saved in that encoding? " if likely.isprintable() and likely != "\ufffd" else ""
        detail = f"Byte 0x{wrong:02X} is not UTF-8. {meant}Save the file as UTF-8."
        raise InputFileError(detail, file=name, line=line, column=column) from error
