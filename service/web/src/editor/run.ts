// Ask without leaving the page: its answer is replaced by that of the page with the new address. Stopping ends the query on the server too.

import { enhance } from "./enhance";
import type { Texts } from "./texts";

/** What one run needs of the page. */
export interface Place {
  form: HTMLFormElement;
  texts: Texts;
  /** Shows a text and has it read out. */
  say: (text: string) => void;
  /** Puts another query into the editor. */
  put: (query: string) => void;
}

/** Runs queries, one at a time. */
export class Runner {
  #running: AbortController | null = null;
  readonly #longest: number;
  readonly #run: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;

  constructor(private readonly place: Place) {
    this.#longest = Number(place.form.dataset.longest);
    this.#run = document.getElementById("editor-run") as HTMLButtonElement;
    this.#stop = document.getElementById("editor-stop") as HTMLButtonElement;
    this.#stop.addEventListener("click", () => {
      this.#running?.abort();
      place.say(place.texts.get("stopped"));
      this.#run.focus();
    });
    addEventListener("popstate", () => void this.#visit(location.href, {}, true));
    document.addEventListener("click", (event) => this.#follow(event));
  }

  /** Ask what the form says. */
  async submit(): Promise<void> {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(this.place.form))
      if (typeof value === "string" && value !== "") data.append(name, value.replaceAll("\r\n", "\n"));
    const address = `${this.place.form.action}?${data}`;
    if (new URL(address).pathname.length + data.toString().length + 1 <= this.#longest) await this.#visit(address, {});
    else await this.#visit(this.place.form.action, { method: "POST", body: data });
  }

  /** The other ways to show the answer, without losing what is being written. */
  #follow(event: MouseEvent): void {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("#answer nav.editor-views a") : null;
    if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const view = new URL(link.href).searchParams.get("page-view") ?? "";
    this.#remember(view);
    void this.#visit(link.href, {}).then(() =>
      document.querySelector<HTMLElement>("#answer nav.editor-views [aria-current]")?.focus(),
    );
  }

  /** The chosen view is that of the next answer too. */
  #remember(view: string): void {
    const { form } = this.place;
    let field = form.querySelector<HTMLInputElement>("input[name=page-view]");
    if (field === null) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "page-view";
      form.append(field);
    }
    field.value = view;
  }

  async #visit(address: string, options: RequestInit, back = false): Promise<void> {
    this.#running?.abort();
    const stop = new AbortController();
    this.#running = stop;
    const answer = document.getElementById("answer") as HTMLElement;
    answer.setAttribute("aria-busy", "true");
    this.#stop.hidden = false;
    this.place.say(this.place.texts.get("running"));
    try {
      const page = await fetch(address, { ...options, headers: { Accept: "text/html" }, signal: stop.signal });
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
      const found = fresh.getElementById("answer");
      if (found === null) throw new TypeError("another page");
      this.#show(found, fresh, page.url || address, back);
    } catch (error) {
      if (!stop.signal.aborted) {
        this.place.say(this.place.texts.get("failed"));
        // A page without an answer, as that for too many questions, is shown as the browser shows it.
        if (error instanceof TypeError && error.message === "another page") location.assign(address);
      }
    } finally {
      if (this.#running === stop) {
        this.#running = null;
        this.#stop.hidden = true;
        document.getElementById("answer")?.removeAttribute("aria-busy");
      }
    }
  }

  #show(found: HTMLElement, fresh: Document, address: string, back: boolean): void {
    const before = document.getElementById("answer") as HTMLElement;
    const answer = document.adoptNode(found);
    before.replaceWith(answer);
    if (back) this.place.put(fresh.querySelector<HTMLTextAreaElement>("textarea#query")?.value ?? "");
    else if (address !== location.href) history.pushState(null, "", address);
    for (const part of ["footer.site", "form.languages"]) {
      const other = fresh.querySelector(part);
      if (other) document.querySelector(part)?.replaceWith(document.adoptNode(other));
    }
    enhance(answer);
    this.place.say(answer.dataset.state ?? answer.querySelector("h2")?.textContent ?? "");
    if (!back && answer.getBoundingClientRect().top > innerHeight * 0.6) answer.scrollIntoView();
  }
}
