"""The report as JUnit XML, which CI servers show as tests.

A suite is a file, a case in it is a shape or a check that found something there. A last suite holds what belongs to
no file, and each shape and check that found nothing, as passed. Of several findings of a shape in a file the case
has one failure that tells all, for servers show but one. What the baseline knows is a skipped case; what is not bad
enough to fail is a passed one that says so in its output.
"""

import xml.etree.ElementTree as ET
from collections import defaultdict

from urbansec.validation.reports.phrases import about, spot, term, verdict
from urbansec.validation.reports.view import Item, View
from urbansec.validation.reports.visible import one_line, visible
from urbansec.validation.reports.words import say

GENERAL = "urbansec"


def write(view: View) -> str:
    """The document; each of its numbers is what its elements add up to."""
    found: defaultdict[str, defaultdict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in view.items:
        found[view.path(item.finding.file)][item.rule].append(item)
    root = ET.Element("testsuites", name="urbansec validate")
    for file in sorted(filter(None, found)):
        suite = ET.SubElement(root, "testsuite", name=visible(file))
        for name in sorted(found[file]):
            _case(view, suite, file, name, found[file][name])
    _general(view, root, found)
    _add_up(root)
    root.set("time", f"{view.outcome.seconds:.3f}")
    ET.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(root, encoding='unicode')}\n"


def _general(view: View, root: ET.Element, found: defaultdict[str, defaultdict[str, list[Item]]]) -> None:
    """The last suite: findings of no file, what passed, and how the check went."""
    suite = ET.SubElement(root, "testsuite", name=GENERAL)
    for name in sorted(found[""]):
        _case(view, suite, "", name, found[""][name])
    failed = {name for rules in found.values() for name in rules}
    for name in view.rules():
        if name not in failed:
            ET.SubElement(suite, "testcase", classname=GENERAL, name=visible(name))
    lines = [verdict(view), *(f"baseline: {say(view.lang, 'stale')}: {one_line(e.message)} ({term(e.focus)})" for e in view.outcome.stale)]
    ET.SubElement(suite, "system-out").text = "\n".join([*lines, *map(one_line, view.outcome.notes)])


def _case(view: View, suite: ET.Element, file: str, name: str, items: list[Item]) -> None:
    case = ET.SubElement(suite, "testcase", classname=visible(file) or GENERAL, name=visible(name))
    failing = [item for item in items if _fails(view, item)]
    told = [item for item in items if not _fails(view, item)]
    if failing:
        lines = [_line(view, item) for item in failing]
        more = f" (+ {len(failing) - 1})" if len(failing) > 1 else ""
        failure = ET.SubElement(case, "failure", type=failing[0].finding.severity, message=f"{lines[0]}{more}")
        failure.text = "\n".join(part for item in failing for part in _paragraph(view, item))
        place = failing[0].finding.place
        if place and place.line:
            case.set("file", visible(file))
            case.set("line", str(place.line))
    elif all(item.state == "known" for item in items):
        ET.SubElement(case, "skipped", message=say(view.lang, "known_count", count=len(items)))
    if told:
        known = f" [{say(view.lang, 'known')}]"
        ET.SubElement(case, "system-out").text = "\n".join(f"{_line(view, item)}{known if item.state == 'known' else ''}" for item in told)


def _fails(view: View, item: Item) -> bool:
    return item.state == "new" and view.fails(item.finding)


def _line(view: View, item: Item) -> str:
    place = item.finding.place
    start = f"{spot(view.path(place.file), place)}: " if place and place.file else ""
    return f"{start}{item.finding.severity}: {one_line(view.message(item.finding))}"


def _paragraph(view: View, item: Item) -> list[str]:
    finding = item.finding
    details = [
        ("about", " ".join(about(finding))),
        ("found", finding.found),
        ("expected", finding.expected),
        ("example", finding.example),
        ("hint", finding.hint),
    ]
    return [_line(view, item), *(f"  {say(view.lang, word)}: {one_line(text)}" for word, text in details if text)]


def _add_up(root: ET.Element) -> None:
    for suite in root:
        cases = suite.findall("testcase")
        suite.set("tests", str(len(cases)))
        suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
        suite.set("errors", "0")
        suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
