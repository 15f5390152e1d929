// Who is a member on a day, from the spans that the server has written on the marks of the map and in the list beside it.

import { isArrayOfSpans, type Span } from "./spans";

export type Status = "certain" | "possible" | "";

/** The surest status that the spans of the forums chosen give for a day; all forums if none is chosen. */
export function statusOn(spans: readonly Span[], day: string, forums: ReadonlySet<string>): Status {
  let found: Status = "";
  for (const [forum, start, end, status] of spans) {
    if ((forums.size && !forums.has(forum)) || start > day || (end && day > end)) continue;
    if (status === "certain") return "certain";
    if (status === "possible") found = "possible";
  }
  return found;
}

/** A mark on the map, or an entry of the list of those that the map cannot show. */
export class Member {
  readonly spans: readonly Span[];
  readonly kind: string;
  readonly placed: boolean;
  readonly #element: HTMLElement | SVGElement;
  readonly #title: Element | null;
  readonly #name: string;
  readonly #words: Record<string, string>;

  constructor(element: HTMLElement | SVGElement, words: Record<string, string>) {
    const read: unknown = JSON.parse(element.dataset.spans ?? "[]");
    this.spans = isArrayOfSpans(read) ? read : [];
    this.kind = element.dataset.group ?? "";
    this.placed = element instanceof SVGElement;
    this.#element = element;
    this.#words = words;
    this.#title = element.querySelector("title");
    this.#name = this.#title?.textContent ?? "";
    for (const word of Object.values(words)) {
      if (this.#name.endsWith(`, ${word}`)) this.#name = this.#name.slice(0, -word.length - 2);
    }
  }

  /** Show it as it is on a day, or hide it. */
  show(status: Status): void {
    const word = status ? (this.#words[status] ?? "") : "";
    if (!this.placed) {
      this.#element.toggleAttribute("hidden", !status);
      const told = this.#element.querySelector("[data-status]");
      if (told) told.textContent = word;
      return;
    }
    this.#element.classList.toggle("off", !status);
    const sign = this.#element.querySelector(".sign");
    sign?.classList.toggle("certain", status === "certain");
    sign?.classList.toggle("possible", status === "possible");
    if (this.#title && status) this.#title.textContent = word ? `${this.#name}, ${word}` : this.#name;
  }
}
