// The editor of the page /editor: in the place of its text area, with the same form around it.

import { EditorView } from "@codemirror/view";
import { checking } from "./editor/check";
import { Offers } from "./editor/completion";
import { Runner } from "./editor/run";
import { examples, recent } from "./editor/shelves";
import { Texts } from "./editor/texts";
import { makeView } from "./editor/view";

function start(form: HTMLFormElement, field: HTMLTextAreaElement): void {
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
  const view = makeView({
    host,
    text: field.value,
    label: texts.get("label"),
    help: document.getElementById("editor-help")?.textContent?.replace(/\s+/g, " ").trim() ?? "",
    phrases: texts.phrases,
    run: () => form.requestSubmit(),
    extensions: [
      new Offers(root, language, texts, here).extension,
      checking(root, remarks, texts, into("editor-told")),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) field.value = update.state.doc.toString();
      }),
    ],
  });
  field.hidden = true;
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
  examples(put, say, texts);

  const wrong = document.querySelector<HTMLElement>("#answer [data-line]");
  if (wrong) {
    const line = view.state.doc.line(Math.min(Number(wrong.dataset.line) || 1, view.state.doc.lines));
    view.dispatch({ selection: { anchor: Math.min(line.from + (Number(wrong.dataset.column) || 1) - 1, line.to) } });
  }
}

const form = document.getElementById("editor");
const field = document.getElementById("query");
if (form instanceof HTMLFormElement && field instanceof HTMLTextAreaElement) start(form, field);
