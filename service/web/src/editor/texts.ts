// What the editor says. The words come from the page, in its language.

/** Texts by name; places such as {line} are filled with values. */
export class Texts {
  readonly #words: Record<string, unknown>;

  constructor(written: string) {
    this.#words = JSON.parse(written);
  }

  /** The text called `name` with `values` in its places. */
  get(name: string, values: Record<string, string | number> = {}): string {
    const text = this.#words[name];
    if (typeof text !== "string") return "";
    return text.replace(/\{(\w+)\}/g, (place, key: string) => String(values[key] ?? place));
  }

  /** What CodeMirror itself says, by its English words. */
  get phrases(): Record<string, string> {
    return this.#words.phrases as Record<string, string>;
  }
}
