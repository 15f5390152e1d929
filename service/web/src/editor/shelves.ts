// Queries to begin with: the examples of the page, and what was asked before in this browser.

import type { Texts } from "./texts";
import { plain } from "./words";

const KEY = "urbansec-recent-queries";
const MOST = 20;
const LONGEST = 20_000;

/** Examples come into the editor where they are, and can be looked through by words. */
export function examples(put: (query: string) => void, say: (text: string) => void, texts: Texts): void {
  const shelf = document.getElementById("examples");
  const filter = document.getElementById("editor-filter");
  if (shelf === null) return;
  shelf.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void fetch(link.href, { headers: { Accept: "text/html" } })
      .then((page) => page.text())
      .then((text) =>
        new DOMParser().parseFromString(text, "text/html").querySelector<HTMLTextAreaElement>("textarea#query"),
      )
      .then((field) => {
        if (field === null) throw new Error("no query");
        put(field.value);
        say(texts.get("loaded"));
      })
      .catch(() => location.assign(link.href));
  });
  if (!(filter instanceof HTMLInputElement)) return;
  const items = [...shelf.querySelectorAll("li")].map((item) => ({ item, text: plain(item.textContent ?? "") }));
  filter.addEventListener("input", () => {
    const words = plain(filter.value).split(/\s+/);
    for (const { item, text } of items) item.hidden = !words.every((word) => text.includes(word));
  });
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

/** What was asked before, kept in this browser alone; returns who notes a query. */
export function recent(put: (query: string) => void): (query: string) => void {
  const shelf = document.getElementById("editor-recent") as HTMLDetailsElement;
  const list = shelf.querySelector("ul") as HTMLUListElement;
  const show = () => {
    const queries = read();
    shelf.hidden = queries.length === 0;
    list.replaceChildren(
      ...queries.map((query) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.dir = "ltr";
        button.textContent =
          query
            .replace(/^(?:\s*(?:PREFIX|BASE)\b[^\n]*\n|\s*#[^\n]*\n|\s*\n)*/i, "")
            .replace(/\s+/g, " ")
            .slice(0, 200) || query.slice(0, 200);
        button.title = query.slice(0, 1000);
        button.addEventListener("click", () => put(query));
        item.append(button);
        return item;
      }),
    );
  };
  shelf.querySelector("button")?.addEventListener("click", () => {
    write([]);
    show();
    document.getElementById("editor-run")?.focus();
  });
  show();
  return (query) => {
    if (query.trim() === "" || query.length > LONGEST) return;
    write([query, ...read().filter((other) => other !== query)].slice(0, MOST));
    show();
  };
}

function read(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((query) => typeof query === "string") : [];
  } catch {
    return []; // storage is switched off, or holds something else
  }
}

function write(queries: string[]): void {
  try {
    if (queries.length) localStorage.setItem(KEY, JSON.stringify(queries));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is switched off or full: then nothing is kept.
  }
}
