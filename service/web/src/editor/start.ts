// The editor and what belongs to it, with the same form around it.

import type { EditorView } from "@codemirror/view";
import { checking } from "./check";
import { Offers } from "./completion";
import { Runner } from "./run";
import { examples, recent } from "./shelves";
import { Texts } from "./texts";
import { turn } from "./turn";
import { furnish, makeView } from "./view";

/** Put the editor into the place of the text area `field` of `form`. */
export async function start(form: HTMLFormElement, field: HTMLTextAreaElement): Promise<void> {
  const { root = "", language = "en" } = form.dataset;
  const texts = new Texts(form.dataset.texts ?? "{}");
  const into = (id: string) => (text: string) => {
    const element = document.getElementById(id);
    if (element) element.textContent = text;
  };
  const say = into("editor-state");
  const endpoint = form.elements.namedItem("page-endpoint");
  const here = () => !(endpoint instanceof HTMLSelectElement) || endpoint.value === "";
  for (const part of document.querySelectorAll<HTMLElement>("[data-scripted]")) part.hidden = false;

  const host = document.createElement("div");
  host.className = "editor-code";
  field.after(host);
  const remarks = document.getElementById("editor-remarks") as HTMLElement;
  // Who has begun to write goes on where they are; else the caret is where the query is wrong.
  const writing = document.activeElement === field;
  const chosen = { anchor: field.selectionStart, head: field.selectionEnd };
  const view = makeView({
    host,
    text: field.value,
    label: texts.get("label"),
    help: document.getElementById("editor-help")?.textContent?.replace(/\s+/g, " ").trim() ?? "",
    phrases: texts.phrases,
    run: () => form.requestSubmit(),
    changed: (text) => {
      field.value = text;
    },
  });
  field.hidden = true;
  if (writing) {
    view.dispatch({ selection: chosen });
    view.focus();
  } else showWrong(view);
  document.getElementById("editor-label")?.addEventListener("click", () => view.focus());

  const put = (query: string) => {
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: query },
      selection: { anchor: 0 },
      scrollIntoView: true,
    });
    view.focus();
  };
  const note = recent(put);
  const runner = new Runner({
    form,
    texts,
    say,
    put: (query) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: query } }),
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    note(field.value);
    void runner.submit();
  });

  await turn();
  furnish(view, [
    new Offers(root, language, texts, here).extension,
    checking(root, remarks, texts, into("editor-told")),
  ]);
  await turn();
  examples(put, say, texts);
}

function showWrong(view: EditorView): void {
  const wrong = document.querySelector<HTMLElement>("#answer [data-line]");
  if (!wrong) return;
  const line = view.state.doc.line(Math.min(Number(wrong.dataset.line) || 1, view.state.doc.lines));
  view.dispatch({ selection: { anchor: Math.min(line.from + (Number(wrong.dataset.column) || 1) - 1, line.to) } });
}
