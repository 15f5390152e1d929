"""Pages of every kind, in every language, are HTML as its standard says, judged by html-validate; the rules of taste are left out."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.browser.kinds import FAILING, KINDS, LANGUAGES
from tests.running import ROOT

PROGRAM = ROOT / "service" / "web" / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = Path(__file__).with_name("htmlvalidate.json")
# One page that breaks one rule each, by the name of the rule.
BROKEN = {
    "close-order": "<div><p>in a paragraph</p></em></div>",
    "element-permitted-content": "<ul><p>no item</p></ul>",
    "no-dup-id": '<p id="twice">a</p><p id="twice">b</p>',
    "input-missing-label": '<input type="text" name="x">',
    "element-name": "<thing>x</thing>",
    "attribute-allowed-values": '<input aria-label="x" type="unheard">',
    "heading-level": "<h4>too deep</h4>",
    "valid-id": '<p id="">x</p>',
}


def judged(files: Sequence[Path]) -> dict[str, list[str]]:
    """What is wrong in each file, if anything is: the rule, the line and the words. One process reads them all."""
    told = files[0].parent / "told.json"
    with told.open("wb") as output:  # into a pipe the program would write only what fits before it ends
        done = subprocess.run(
            ["node", str(PROGRAM), "--config", str(RULES), "--formatter", "json", *map(str, files)],
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=300,
            check=False,
        )
    assert done.stderr == b""
    found = json.loads(told.read_bytes())
    return {
        Path(file["filePath"]).stem: [
            f"{message['ruleId']} in line {message['line']}: {message['message']} ({message.get('selector')})" for message in file["messages"]
        ]
        for file in found
    }


def test_pages_are_html_as_the_standard_says(client: httpx.Client, tmp_path: Path) -> None:
    for language in LANGUAGES:
        for kind, path in KINDS.items():
            answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
            assert answer.status_code == FAILING.get(kind, 200), kind
            assert f'<html lang="{language}">' in answer.text
            (tmp_path / f"{kind} {language}.html").write_text(answer.text, "utf-8")
    files = sorted(tmp_path.iterdir())
    assert len(files) == len(LANGUAGES) * len(KINDS)
    assert judged(files) == {}


def test_what_is_no_html_is_found(tmp_path: Path) -> None:
    page = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>x</title></head><body><h1>x</h1>{}</body></html>'
    files = []
    for rule, part in BROKEN.items():
        files.append(tmp_path / f"{rule}.html")
        files[-1].write_text(page.format(part), "utf-8")
    found = judged(files)
    assert {name: wrong[0].split(" ")[0] for name, wrong in found.items()} == {rule: rule for rule in BROKEN}
