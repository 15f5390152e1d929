// From when to when something holds: the key of a forum, the first day, the last day (empty where none is known), how sure it is.

export type Span = readonly [forum: string, start: string, end: string, status: string];

/** Whether a value that was read is a list of spans. */
export function isArrayOfSpans(value: unknown): value is Span[] {
  return (
    Array.isArray(value) &&
    value.every((each) => Array.isArray(each) && each.length === 4 && each.every((part) => typeof part === "string"))
  );
}
