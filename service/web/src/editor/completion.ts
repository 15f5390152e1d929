// Words offered while somebody types: prefixes, terms by their labels, things by their names, variables, keywords.

import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Texts } from "./texts";
import { begun, declared, fit, placeForPrefix, type Role, variables, written } from "./words";

/** A class or property, as the service tells it. */
interface Term {
  name: string;
  iri: string;
  kind: "class" | "property";
  label: string;
  definition: string;
  uses: number;
  deprecated?: boolean;
}

interface Terms {
  prefixes: Record<string, string>;
  terms: Term[];
}

interface Hit {
  iri: string;
  label: string;
  kind: string;
  matched: string;
  description: string;
}

interface Change {
  from: number;
  to: number;
  insert: string;
}

const KEYWORDS =
  "SELECT ASK CONSTRUCT DESCRIBE DISTINCT REDUCED WHERE FROM NAMED PREFIX BASE OPTIONAL UNION MINUS GRAPH FILTER BIND VALUES AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET EXISTS NOT IN UNDEF SERVICE SILENT COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT sameTerm isIRI isBLANK isLITERAL isNUMERIC REGEX SUBSTR REPLACE true false".split(
    " ",
  );
const MOST = 60;
const THINGS = 12;
const SHORTEST = 2;

/** The offers of one editor. `here` tells whether the query is for the data of this service. */
export class Offers {
  #terms: Promise<Terms> | null = null;

  constructor(
    private readonly root: string,
    private readonly language: string,
    private readonly texts: Texts,
    private readonly here: () => boolean,
  ) {}

  /** The extension that shows them. */
  get extension(): Extension {
    return [
      autocompletion({
        // What a source gives first stands first: things where an object is wanted, words anywhere else.
        override: [
          (context) => this.#things(context, true),
          (context) => this.#words(context),
          (context) => this.#things(context, false),
        ],
        icons: false,
        maxRenderedOptions: 80,
      }),
      EditorView.updateListener.of((update) => {
        const typed = update.transactions.some((transaction) => transaction.isUserEvent("input.type"));
        if (typed) this.#declare(update.view);
      }),
    ];
  }

  /** Asked for when somebody first needs it; asked again later if that failed. */
  #known(): Promise<Terms> {
    this.#terms ??= fetch(`${this.root}/editor/terms?lang=${this.language}`)
      .then((answer) => (answer.ok ? (answer.json() as Promise<Terms>) : Promise.reject(new Error(answer.statusText))))
      .catch(() => {
        this.#terms = null;
        return { prefixes: {}, terms: [] };
      });
    return this.#terms;
  }

  async #words(context: CompletionContext): Promise<CompletionResult | null> {
    const text = context.state.doc.toString();
    const { begun: start, role } = begun(text.slice(0, context.pos));
    if (start === null) return context.explicit ? this.#listed(context.pos, await this.#anything(text, role)) : null;
    if (start.kind === "iri") return null;
    // Who has written a whole word and goes on to the next line means that.
    const whole = (word: string) => !context.explicit && word === start.typed;
    if (start.kind === "variable") {
      const options = variables(text, start.from).filter((name) => fit(start.typed, [name]));
      if (options.some(whole)) return null;
      return this.#listed(
        start.from,
        options.map((name) => ({ label: `?${name}`, type: "variable", detail: this.texts.get("variable") })),
      );
    }
    if (start.kind === "word" && KEYWORDS.some((word) => whole(word) || whole(word.toLowerCase()))) return null;
    const known = await this.#known();
    const names = declared(text);
    const options: [number, Completion][] = [];
    for (const term of known.terms) {
      const local = term.name.slice(term.name.indexOf(":") + 1);
      // A name with a prefix of the query's own is found under that.
      const own = written(term.iri, text, {}).text;
      if (whole(term.name) || whole(own)) return null;
      const score = fit(start.typed, start.kind === "name" ? [term.name, own] : [local, term.label, term.name]);
      if (score) options.push([score + weight(term, role), this.#term(term)]);
    }
    if (start.kind === "word") {
      for (const [prefix, namespace] of Object.entries({ ...known.prefixes, ...Object.fromEntries(names) })) {
        if (fit(start.typed, [prefix]) === 4) options.push([4.2, this.#prefix(prefix, namespace)]);
      }
      for (const word of KEYWORDS) {
        const score = fit(start.typed, [word]);
        if (score > 2)
          options.push([
            score + (role === "other" || role === "subject" ? 1 : 0),
            { label: word, type: "keyword", detail: this.texts.get("keyword") },
          ]);
      }
    }
    options.sort(([one], [other]) => other - one);
    return this.#listed(
      start.from,
      options.slice(0, MOST).map(([, option]) => option),
    );
  }

  /** What may stand where nothing is typed yet. */
  async #anything(text: string, role: Role): Promise<Completion[]> {
    const known = await this.#known();
    const terms = known.terms.filter((term) => (role === "class" ? term.kind === "class" : term.kind === "property"));
    const names = variables(text, -1).map((name) => ({
      label: `?${name}`,
      type: "variable",
      detail: this.texts.get("variable"),
    }));
    const offered = terms.slice(0, MOST).map((term) => this.#term(term));
    return role === "property" || role === "class" ? [...offered, ...names] : [...names, ...offered];
  }

  /** Things of the data by their names, where a term may stand. */
  async #things(context: CompletionContext, asObject: boolean): Promise<CompletionResult | null> {
    if (!this.here()) return null;
    const text = context.state.doc.toString();
    const { begun: start, role } = begun(text.slice(0, context.pos));
    if (start === null || start.kind === "variable" || role === "property" || role === "class") return null;
    if ((role === "object" || start.kind === "iri") !== asObject) return null;
    const typed = start.kind === "name" ? start.typed.slice(start.typed.indexOf(":") + 1) : start.typed;
    const wanted = typed.slice(typed.lastIndexOf("/") + 1).trim();
    if (wanted.length < SHORTEST || (start.kind === "name" && !/^id:/.test(start.typed))) return null;
    const stop = new AbortController();
    context.addEventListener("abort", () => stop.abort(), { onDocChange: true });
    const found = await this.#search(wanted, stop.signal);
    if (found.length === 0) return null;
    const kinds = new Map((await this.#known()).terms.map((term) => [term.iri, term.label]));
    const options = found.map((hit): Completion => {
      const kind = kinds.get(hit.kind) ?? "";
      return {
        label: hit.matched === hit.label || hit.matched === "" ? hit.label : `${hit.label} (${hit.matched})`,
        type: "thing",
        detail: kind,
        info: hit.description === "" ? hit.iri : `${hit.description}\n${hit.iri}`,
        apply: (view, completion, from, to) => this.#insert(view, completion, hit.iri, from, to),
      };
    });
    return { from: start.from, options, filter: false };
  }

  async #search(wanted: string, signal: AbortSignal): Promise<Hit[]> {
    try {
      const address = `${this.root}/search?q=${encodeURIComponent(wanted)}&limit=${THINGS}`;
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
      return answer.ok ? ((await answer.json()) as { hits: Hit[] }).hits : [];
    } catch {
      return [];
    }
  }

  #listed(from: number, options: Completion[]): CompletionResult | null {
    return options.length ? { from, options, filter: false } : null;
  }

  #term(term: Term): Completion {
    const uses = this.texts.get("uses", { number: term.uses.toLocaleString(this.language) });
    return {
      label: term.label === term.name ? term.name : `${term.name} · ${term.label}`,
      type: term.deprecated ? `${term.kind} deprecated` : term.kind,
      detail: this.texts.get(term.kind),
      info: [term.definition, uses].filter(Boolean).join("\n"),
      apply: (view, completion, from, to) => this.#insert(view, completion, term.iri, from, to),
    };
  }

  #prefix(prefix: string, namespace: string): Completion {
    return {
      label: `${prefix}:`,
      type: "prefix",
      detail: this.texts.get("prefix"),
      info: namespace,
      apply: (view, completion, from, to) => {
        const known = declared(view.state.doc.toString()).has(prefix);
        this.#put(view, completion, { from, to, insert: `${prefix}:` }, known ? undefined : { prefix, namespace });
      },
    };
  }

  #insert(view: EditorView, completion: Completion, iri: string, from: number, to: number): void {
    void this.#known().then(({ prefixes }) => {
      const text = view.state.doc.toString();
      const { text: insert, declare } = written(iri, text, prefixes);
      const end = text[to] === ">" && text[from] === "<" ? to + 1 : to;
      this.#put(view, completion, { from, to: end, insert }, declare);
    });
  }

  /** Replace what was typed, and declare the prefix that this needs. */
  #put(
    view: EditorView,
    completion: Completion,
    change: Change,
    declare?: { prefix: string; namespace: string },
  ): void {
    const before = declare && declaration(view, declare.prefix, declare.namespace);
    const changes = before ? [before, change] : [change];
    const shift = before && before.from <= change.from ? before.insert.length : 0;
    view.dispatch({
      changes,
      selection: { anchor: change.from + shift + change.insert.length },
      scrollIntoView: true,
      userEvent: "input.complete",
      annotations: pickedCompletion.of(completion),
    });
  }

  /** Declare a usual prefix when somebody has typed it and its colon. */
  #declare(view: EditorView): void {
    const at = view.state.selection.main.head;
    const text = view.state.doc.toString();
    if (text[at - 1] !== ":") return;
    const { begun: start } = begun(text.slice(0, at));
    if (start?.kind !== "name" || /\bPREFIX\s+$/i.test(text.slice(0, start.from))) return;
    const prefix = start.typed.slice(0, -1);
    void this.#known().then(({ prefixes }) => {
      const now = view.state.doc.toString();
      const namespace = prefixes[prefix];
      if (namespace !== undefined && !declared(now).has(prefix))
        view.dispatch({ changes: declaration(view, prefix, namespace), userEvent: "input.complete" });
    });
  }
}

function declaration(view: EditorView, prefix: string, namespace: string): { from: number; insert: string } {
  return { from: placeForPrefix(view.state.doc.toString()), insert: `PREFIX ${prefix}: <${namespace}>\n` };
}

/** What fits the place comes first, then what the data use most. */
function weight(term: Term, role: Role): number {
  const fits = role === "other" ? 0 : (role === "property") === (term.kind === "property") ? 1.5 : -1;
  return (
    fits +
    Math.min(Math.log10(term.uses + 1) / 10, 0.6) +
    (term.name.startsWith("urb:") ? 0.3 : 0) -
    (term.deprecated ? 2 : 0)
  );
}
