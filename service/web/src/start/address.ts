// The choice as parameters of addresses: this page's, and those that its links lead to.

export interface Choice {
  readonly day: string;
  readonly today: string;
  readonly forums: readonly string[];
  readonly kinds: readonly string[];
  readonly growth: string;
}

/** Parameters as a query string, readable where addresses allow it; empty without any. */
function query(pairs: readonly (readonly [string, string])[]): string {
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
  return text ? `?${text.replaceAll("%3A", ":").replaceAll("%2F", "/")}` : "";
}

/** What the address of a page with this choice has after its path. */
export function pageQuery(choice: Choice): string {
  return query([
    ...(choice.day === choice.today ? [] : [["on", choice.day] as const]),
    ...choice.forums.map((forum) => ["forum", forum] as const),
    ...choice.kinds.map((kind) => ["kind", kind] as const),
    ...(choice.growth ? [["growth", choice.growth] as const] : []),
  ]);
}

/** The saved query that gives the members, as its page or, with a suffix, as a file: the same that the server links to. */
export function savedQuery(root: string, choice: Choice, suffix: string): string {
  const [only] = choice.forums;
  if (choice.forums.length === 1 && only !== undefined) {
    return `${root}/queries/members-of-forum${suffix}${query([
      ["forum", only],
      ["on", choice.day],
    ])}`;
  }
  return `${root}/queries/membership-network${suffix}${query([["on", choice.day], ...choice.forums.map((forum) => ["forums", forum] as const)])}`;
}
