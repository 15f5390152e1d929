// What is wrong with the query, while it is written: the service tells it, the editor shows it at its place and in a list.

import { type Diagnostic, linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { Texts } from "./texts";
import { offset } from "./words";

interface Problem {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  message: string;
  severity: "error" | "warning";
}

const PAUSE = 500;
const LONGEST = 100_000;

/** The extension; `list` is the element of the page that lists what is wrong, `say` tells it to those who do not see it. */
export function checking(root: string, list: HTMLElement, texts: Texts, say: (text: string) => void): Extension {
  let stop = new AbortController();
  let told = 0;
  let quietUntil = 0;

  async function ask(query: string): Promise<Problem[] | null> {
    stop.abort();
    stop = new AbortController();
    if (query.trim() === "" || query.length > LONGEST) return [];
    if (Date.now() < quietUntil) return null;
    try {
      const answer = await fetch(`${root}/editor/check`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ query }),
        signal: stop.signal,
      });
      if (answer.ok) return ((await answer.json()) as { problems: Problem[] }).problems;
      // Who has asked too much is left in peace for as long as the service says.
      quietUntil = Date.now() + 1000 * Number(answer.headers.get("Retry-After") ?? 5);
    } catch {
      // Written on, or no connection: what is known already stays.
    }
    return null;
  }

  async function source(view: EditorView): Promise<readonly Diagnostic[]> {
    const problems = await ask(view.state.doc.toString());
    if (problems === null) return [];
    show(view, problems);
    return problems.map((problem) => {
      const [from, to] = place(view, problem);
      return { from, to: Math.max(from, to), severity: problem.severity, message: problem.message };
    });
  }

  function show(view: EditorView, problems: Problem[]): void {
    const items = problems.map((problem) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = texts.get("place", { line: problem.line, column: problem.column });
      button.addEventListener("click", () => {
        view.dispatch({ selection: { anchor: place(view, problem)[0] }, scrollIntoView: true });
        view.focus();
      });
      const message = document.createElement("span");
      message.lang = "en";
      message.textContent = problem.message;
      item.append(button, " ", message);
      return item;
    });
    list.replaceChildren(...items);
    list.hidden = items.length === 0;
    if (items.length !== told) say(items.length ? texts.get("remarks", { number: items.length }) : texts.get("clean"));
    told = items.length;
  }

  return linter(source, { delay: PAUSE });
}

/** Where a problem begins and ends in the text; never outside it, though it may have changed since. */
function place(view: EditorView, problem: Problem): [number, number] {
  const at = (line: number, column: number) => {
    const found = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    return Math.min(found.from + offset(found.text, column), found.to);
  };
  return [at(problem.line, problem.column), at(problem.endLine, problem.endColumn)];
}
