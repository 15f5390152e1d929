// Footnotes beside their marks: hovering, focusing or tapping a mark shows its place in the list of sources, which the page holds anyway.
import { place } from "./things/place";

const DELAY = 150;
const marks = document.querySelectorAll<HTMLAnchorElement>("a.footnote");
if (marks.length > 0 && "popover" in HTMLElement.prototype) enhance(marks);

function enhance(all: Iterable<HTMLAnchorElement>): void {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.id = "note-tip";
  tip.setAttribute("role", "tooltip");
  tip.popover = "manual";
  document.body.append(tip);
  let owner: HTMLAnchorElement | null = null;
  let touched = false;
  let waiting = 0;

  function show(mark: HTMLAnchorElement): void {
    window.clearTimeout(waiting);
    if (owner === mark) return;
    const content = noteOf(mark);
    if (!content) return;
    hide();
    owner = mark;
    tip.replaceChildren(...content);
    mark.setAttribute("aria-describedby", tip.id);
    tip.showPopover();
    place(tip, mark);
  }
  function hide(): void {
    window.clearTimeout(waiting);
    owner?.removeAttribute("aria-describedby");
    owner = null;
    if (tip.matches(":popover-open")) tip.hidePopover();
  }
  function later(): void {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(hide, DELAY * 2);
  }

  for (const mark of all) {
    mark.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "touch") return;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => show(mark), DELAY);
    });
    mark.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") later();
    });
    mark.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch";
    });
    mark.addEventListener("focus", () => {
      if (!touched) show(mark);
    });
    mark.addEventListener("blur", (event) => {
      // Whoever goes on by keyboard must see where they are; a pointer may want to reach the note.
      if (event.relatedTarget instanceof Node && !tip.contains(event.relatedTarget)) hide();
      else later();
    });
    mark.addEventListener("click", (event) => {
      // The first tap shows the note, the second goes to the list.
      if (touched && owner !== mark) {
        event.preventDefault();
        show(mark);
      }
      touched = false;
    });
  }
  tip.addEventListener("pointerenter", () => window.clearTimeout(waiting));
  tip.addEventListener("pointerleave", later);
  tip.addEventListener("focusin", () => window.clearTimeout(waiting));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (owner && event.target instanceof Node && !tip.contains(event.target) && !owner.contains(event.target)) hide();
  });
}

/** The source that a mark leads to and the passage in it, copied from the list; identifiers stay there. */
function noteOf(mark: HTMLAnchorElement): Node[] | null {
  const target = document.getElementById(mark.hash.slice(1));
  const whole = target?.closest("ol.sources > li");
  if (!target || !whole) return null;
  const source = whole.cloneNode(true) as Element;
  source.querySelector(".passages")?.remove();
  const nodes: Node[] = [...source.childNodes];
  if (target !== whole) nodes.push(...target.cloneNode(true).childNodes);
  return nodes;
}
