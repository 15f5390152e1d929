const GAP = 6;

/** Puts `box` below `mark`, or above it where there is no room below; never beyond the edges of the window. */
export function place(box: HTMLElement, mark: Element): void {
  const at = mark.getBoundingClientRect();
  const width = box.offsetWidth;
  const height = box.offsetHeight;
  const edge = document.documentElement.clientWidth - width - GAP;
  const left = Math.max(GAP, Math.min(at.left + at.width / 2 - width / 2, edge));
  const below = at.bottom + GAP;
  const top = below + height > window.innerHeight && at.top - height - GAP > 0 ? at.top - height - GAP : below;
  box.style.left = `${left + window.scrollX}px`;
  box.style.top = `${top + window.scrollY}px`;
}
