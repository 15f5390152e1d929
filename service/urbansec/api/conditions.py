"""Validators and conditional requests (RFC 9110, sections 8.8.3 and 13.1.2). Pure functions on header values."""

import hashlib
import re
from collections.abc import Iterable

_TAG = re.compile(rb'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_DIGITS = 20


def listed(if_none_match: bytes, tag: bytes) -> bool:
    """Whether an answer with ``tag`` is one that ``If-None-Match`` excludes: it is named there, or any is (``*``)."""
    return if_none_match.strip() == b"*" or named(if_none_match, tag)


def named(if_none_match: bytes, tag: bytes) -> bool:
    """Whether ``If-None-Match`` names ``tag``, compared weakly."""
    if if_none_match == tag:
        return True
    plain = tag.removeprefix(b"W/")
    return any(found.removeprefix(b"W/") == plain for found in _TAG.findall(if_none_match))


def tags(if_none_match: bytes) -> list[bytes]:
    """The tags that ``If-None-Match`` names, as they stand there."""
    return _TAG.findall(if_none_match)


def content_tag(content: bytes) -> bytes:
    """A strong tag for exactly these bytes."""
    return b'"%s"' % hashlib.sha256(content).hexdigest()[:_DIGITS].encode()


def request_tag(parts: Iterable[object]) -> bytes:
    """A strong tag for the answer to a request, told from everything that the answer follows from."""
    return b'"r%s"' % hashlib.sha256(repr(tuple(parts)).encode()).hexdigest()[:_DIGITS].encode()


def with_suffix(tag: bytes, suffix: str) -> bytes:
    """The tag for the same content in another coding: ``"abc"`` becomes ``"abc-gzip"``."""
    return b'%s-%s"' % (tag[:-1], suffix.encode())


def without_suffix(tag: bytes, suffix: str) -> bytes:
    """The tag that :func:`with_suffix` was given; any other tag stays."""
    return tag.removesuffix(b'-%s"' % suffix.encode()) + b'"' if tag.endswith(b'-%s"' % suffix.encode()) else tag
