// What a cell holds for programs: days and numbers as the data have them, not as they are written for readers.

/** The value of a cell, in full; several links as lines. */
export function exactText(cell: HTMLTableCellElement): string {
  const exact = cell.querySelector<HTMLElement>("time[datetime], data[value]");
  if (exact instanceof HTMLTimeElement) return exact.dateTime;
  if (exact instanceof HTMLDataElement) return exact.value;
  const links = [...cell.querySelectorAll<HTMLAnchorElement>("a.one")];
  if (links.length > 0) return links.map((link) => plain(link)).join("; ");
  return plain(cell.querySelector<HTMLElement>("details.cell > :not(summary)") ?? cell);
}

/** How two values of a column that holds `sort` follow each other, in the language of the page. */
export function comparer(sort: string, language: string): (first: string, second: string) => number {
  if (sort === "number") return (first, second) => Number(first) - Number(second);
  // ISO days are in order as text; years before the first month of the same year.
  if (sort === "day") return (first, second) => (first < second ? -1 : first > second ? 1 : 0);
  return new Intl.Collator(language, { numeric: true, sensitivity: "base" }).compare;
}

/** Text without accents and case, to find it by. */
export function bare(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function plain(element: HTMLElement): string {
  return (element.textContent ?? "").replace(/\s+/g, " ").trim();
}
