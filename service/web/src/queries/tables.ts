// A table of results: sorted by a click on the name of a column, narrowed to rows with a word, copied. Its words come from the server.

import { bare, comparer, exactText } from "./cells";
import { copyOnClick } from "./copying";

type Direction = "ascending" | "descending" | "none";
const NEXT: Record<Direction, Direction> = { none: "ascending", ascending: "descending", descending: "none" };

/** Give the table in `result` what needs script, when it is first seen: of one that is folded away nobody should wait for. */
export function equip(result: HTMLElement): void {
  const folded = result.closest<HTMLDetailsElement>("details:not([open])");
  if (folded) folded.addEventListener("toggle", () => equip(result), { once: true });
  else equipNow(result);
}

/** A table with one row needs nothing, and has no tools. */
function equipNow(result: HTMLElement): void {
  const table = result.querySelector("table");
  const tools = result.querySelector<HTMLElement>(".result-tools");
  const status = tools?.querySelector<HTMLElement>("[role=status]");
  if (!table || !tools || !status) return;
  sortable(table, status);
  narrowed(table, tools, status);
  const button = tools.querySelector("button");
  if (button) copyOnClick(button, () => written(table));
  tools.hidden = false;
}

function rowsOf(table: HTMLTableElement): HTMLTableRowElement[] {
  return [...(table.tBodies[0]?.rows ?? [])];
}

function sortable(table: HTMLTableElement, status: HTMLElement): void {
  const order = rowsOf(table);
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = NEXT[(head.ariaSort as Direction | null) ?? "none"];
      for (const other of heads) other.removeAttribute("aria-sort");
      if (direction !== "none") head.setAttribute("aria-sort", direction);
      table.tBodies[0]?.append(...sorted(order, column, head.dataset.sort ?? "text", direction));
      const words =
        direction === "none" ? "" : direction === "ascending" ? status.dataset.sorted : status.dataset.reversed;
      status.textContent = (words ?? "").replace("{column}", () => (button.textContent ?? "").trim());
    });
  });
}

/** The rows by the values of a column. What is empty comes last in both directions, and equal rows stay as the query has them. */
function sorted(
  rows: HTMLTableRowElement[],
  column: number,
  sort: string,
  direction: Direction,
): HTMLTableRowElement[] {
  if (direction === "none") return rows;
  const compare = comparer(sort, document.documentElement.lang);
  const sign = direction === "ascending" ? 1 : -1;
  const keyed = rows.map((row) => {
    const cell = row.cells[column];
    return { row, value: cell ? exactText(cell) : "" };
  });
  keyed.sort((first, second) => {
    if (first.value === "" || second.value === "") return Number(first.value === "") - Number(second.value === "");
    return sign * compare(first.value, second.value);
  });
  return keyed.map(({ row }) => row);
}

function narrowed(table: HTMLTableElement, tools: HTMLElement, status: HTMLElement): void {
  const field = tools.querySelector("input");
  if (!field) return;
  const rows = rowsOf(table).map((row) => ({
    row,
    text: bare(`${row.textContent} ${[...row.cells].map(exactText).join(" ")}`),
  }));
  const number = new Intl.NumberFormat(document.documentElement.lang);
  field.addEventListener("input", () => {
    const words = bare(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    const told = (status.dataset.rows ?? "").replace("{shown}", number.format(shown));
    status.textContent = words.length > 0 ? told.replace("{all}", number.format(rows.length)) : "";
  });
}

/** The rows that are shown, as spreadsheets take them from the clipboard. */
function written(table: HTMLTableElement): string {
  const head = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => (cell.textContent ?? "").trim());
  const rows = rowsOf(table).filter((row) => !row.hidden);
  return [head, ...rows.map((row) => [...row.cells].map(exactText))].map((cells) => cells.join("\t")).join("\n");
}
