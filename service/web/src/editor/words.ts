// Reads what stands before the cursor, as far as completion needs it. No syntax is judged: that is the service's part.

/** What is being written: `from` is the place in the text where it begins, `typed` what there is of it, without marks. */
export interface Begun {
  kind: "variable" | "iri" | "name" | "word";
  from: number;
  typed: string;
}

/** Where in a triple a term would stand. */
export type Role = "subject" | "property" | "object" | "class" | "other";

const PIECE =
  /(?<comment>#[^\n]*)|(?<iri><[^<>"{}|^`\\\s]*>)|(?<string>"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*(?:"|$)|'(?:[^'\\\n]|\\.)*(?:'|$))|(?<open><[\p{L}][^<>"{}|^`\\\n]*$)|(?<variable>[?$]\w*)|(?<name>(?:[\p{L}][\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_:%-]|\\.|\.(?=[\p{L}\p{N}_:%-]))*)|(?<word>[\p{L}][\p{L}\p{N}_-]*)|(?<number>\d[\d.]*)|(?<mark>\S)/gu;
const CLOSED = /^(?:"""[\s\S]*"""|'''[\s\S]*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')$/;
const LOOKED_AT = 4000;
const ENDS = new Set([".", "{", "}"]);

interface Piece {
  kind: string;
  text: string;
  from: number;
}

/** The pieces of `text`, the last of which may not be complete. */
function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  for (const match of text.matchAll(PIECE)) {
    const kind = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)?.[0] ?? "mark";
    found.push({ kind, text: match[0], from: match.index });
  }
  return found;
}

/** What is begun right before the end of `before`, and the role it would have; nothing in a comment or between quotes. */
export function begun(before: string): { begun: Begun | null; role: Role } {
  // From the start of a line: the middle of a string could be taken for its end.
  const cut = before.length > LOOKED_AT ? before.indexOf("\n", before.length - LOOKED_AT) + 1 : 0;
  const text = before.slice(cut);
  const found = pieces(text);
  const last = found.at(-1);
  if (last === undefined || last.from + last.text.length < text.length) return { begun: null, role: roleAfter(found) };
  if (last.kind === "comment" || (last.kind === "string" && !CLOSED.test(last.text)))
    return { begun: null, role: "other" };
  const role = roleAfter(found.slice(0, -1));
  const from = cut + last.from;
  switch (last.kind) {
    case "variable":
      return { begun: { kind: "variable", from, typed: last.text.slice(1) }, role };
    case "open":
      return { begun: { kind: "iri", from, typed: last.text.slice(1) }, role };
    case "name":
    case "word":
      return { begun: { kind: last.kind, from, typed: last.text }, role };
    default:
      return { begun: null, role: roleAfter(found) };
  }
}

function roleAfter(found: Piece[]): Role {
  let terms = 0;
  let depth = 0;
  let path = false;
  for (let at = found.length - 1; at >= 0; at--) {
    const piece = found[at] as Piece;
    if (piece.kind === "comment") continue;
    if (piece.kind === "mark" && piece.text === ")") depth += 1;
    else if (piece.kind === "mark" && piece.text === "(") {
      if (depth === 0) return "other";
      depth -= 1;
    } else if (depth > 0) continue;
    else if (piece.kind === "mark" && "/|^!".includes(piece.text)) {
      if (at === found.length - 1) path = true;
      terms -= 1;
    } else if (piece.kind === "mark" && ENDS.has(piece.text)) return role(terms, path, found);
    else if (piece.kind === "mark" && piece.text === ";") return role(terms + 1, path, found);
    else if (piece.kind === "mark" && piece.text === ",") return "object";
    else if (piece.kind === "mark" && "*+".includes(piece.text)) continue;
    else if (piece.kind === "word" && piece.text !== "a") return "other";
    else terms += 1;
  }
  return "other";
}

function role(terms: number, path: boolean, found: Piece[]): Role {
  if (path) return "property";
  if (terms <= 0) return "subject";
  if (terms === 1) return "property";
  const verb = found.at(-1)?.text ?? "";
  return terms === 2 ? (verb === "a" || verb === "rdf:type" ? "class" : "object") : "other";
}

const PREFIX = /\bPREFIX\s+((?:[\p{L}][\p{L}\p{N}_.-]*)?):\s*<([^<>"{}|^`\\\s]*)>/giu;

/** The prefixes that a query declares, with their namespaces. */
export function declared(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(PREFIX)) found.set(match[1] ?? "", match[2] ?? "");
  return found;
}

/** The variables of a query, but not the one that begins at `except`. */
export function variables(text: string, except: number): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(/[?$](\w+)/g)) if (match.index !== except) found.add(match[1] as string);
  return [...found].sort((one, other) => one.localeCompare(other));
}

/** Where to declare another prefix: before those that there are, or else behind the comments at the top. */
export function placeForPrefix(text: string): number {
  const first = /^[ \t]*(?:PREFIX|BASE)\b/im.exec(text);
  if (first) return first.index;
  const comments = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text);
  return comments?.[0].length ?? 0;
}

/** How an IRI is written in a query, and the prefix to declare for that if there is one. */
export interface Written {
  text: string;
  declare?: { prefix: string; namespace: string };
}

/** `iri` as short as the query allows: with a prefix that it declares, else with one of `usual`, else in full. */
export function written(iri: string, query: string, usual: Record<string, string>): Written {
  const known = declared(query);
  const split = (namespace: string) =>
    namespace !== "" &&
    iri.startsWith(namespace) &&
    /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*)$/u.test(iri.slice(namespace.length));
  for (const [prefix, namespace] of known)
    if (split(namespace)) return { text: `${prefix}:${iri.slice(namespace.length)}` };
  for (const [prefix, namespace] of Object.entries(usual)) {
    if (split(namespace) && !known.has(prefix))
      return { text: `${prefix}:${iri.slice(namespace.length)}`, declare: { prefix, namespace } };
  }
  return { text: `<${iri}>` };
}

/** `text` without case and accents, to compare by. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** How well `typed` fits what is called `names`, from 0 (not at all); the beginning of a name fits best, then that of a word in it. */
export function fit(typed: string, names: readonly string[]): number {
  const wanted = plain(typed);
  if (wanted === "") return 1;
  let best = 0;
  for (const name of names) {
    const found = plain(name);
    const words = found.split(/[\s:_/-]+/);
    const parts = name.split(/[\s:_/-]+|(?<=[a-z0-9])(?=[A-Z])/).map(plain);
    const score = found.startsWith(wanted)
      ? 4
      : words.some((word) => word.startsWith(wanted))
        ? 3
        : parts.some((part) => part.startsWith(wanted))
          ? 2
          : found.includes(wanted) && wanted.length > 2
            ? 1
            : 0;
    best = Math.max(best, score);
  }
  return best;
}

/** The place in a line of the letter in `column`, counted from 1 as the service counts: a letter may take two places here. */
export function offset(line: string, column: number): number {
  return [...line].slice(0, column - 1).join("").length;
}
