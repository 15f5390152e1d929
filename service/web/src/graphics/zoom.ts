// Come nearer to a map or a network, and move over it: by buttons, by ctrl and the wheel, by two fingers, by dragging once it is near.
// The signs keep their size on the screen; the nearer, the more of them have room for a label.

const NEAREST = 12;
const STEP = 1.6;
const SHIFT = 0.25;
const STILL = 4;
/** How much of the picture a sign may take for each tier of labels to have room: labels.py says the same. */
const TIERS = [2.5, 1, 0.5, 0.25];
const LETTERS = 1.17; // letters are larger on a narrow page

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Nearer {
  /** Move so that an element can be seen. */
  show: (element: Element) => void;
}

export function zoom(view: HTMLElement, picture: SVGSVGElement): Nearer {
  const whole: Box = boxOf(picture);
  let now = whole;
  const tools = view.querySelector<HTMLElement>(".graphic-tools");
  if (!tools) return { show: () => {} };
  tools.hidden = false;

  const scale = () => whole.width / now.width;
  const set = (box: Box) => {
    const width = Math.min(whole.width, Math.max(whole.width / NEAREST, box.width));
    const height = (width * whole.height) / whole.width;
    now = { x: within(box.x, whole.width - width), y: within(box.y, whole.height - height), width, height };
    picture.setAttribute("viewBox", `${now.x} ${now.y} ${now.width} ${now.height}`);
    picture.style.setProperty("--zoom", String(scale()));
    tell();
    view.dispatchEvent(new Event("graphic:moved"));
  };
  const tell = () => {
    const near = scale() > 1.001;
    view.classList.toggle("near", near);
    for (const button of tools.querySelectorAll<HTMLButtonElement>("button")) {
      const what = button.dataset.do;
      button.hidden = what?.startsWith("to-") ? !near : false;
      // Not disabled: the focus would be lost under the reader's finger.
      button.setAttribute("aria-disabled", String(what === "in" ? scale() >= NEAREST : !near));
    }
    const base = Number(getComputedStyle(picture).getPropertyValue("--base")) || 1;
    const size = (base * (base > 2 ? LETTERS : 1)) / scale();
    picture.dataset.tiers = String(Math.max(1, TIERS.filter((tier) => size <= tier).length));
  };
  /** Nearer or farther by a factor, about a place given as shares of what is seen. */
  const by = (factor: number, across = 0.5, down = 0.5) => {
    const width = Math.min(whole.width, Math.max(whole.width / NEAREST, now.width / factor));
    const ratio = width / now.width;
    set({
      x: now.x + now.width * across * (1 - ratio),
      y: now.y + now.height * down * (1 - ratio),
      width,
      height: now.height * ratio,
    });
  };
  const move = (across: number, down: number) =>
    set({ ...now, x: now.x + across * now.width, y: now.y + down * now.height });

  const actions: Record<string, () => void> = {
    in: () => by(STEP),
    out: () => by(1 / STEP),
    all: () => set(whole),
    "to-left": () => move(-SHIFT, 0),
    "to-right": () => move(SHIFT, 0),
    "to-top": () => move(0, -SHIFT),
    "to-bottom": () => move(0, SHIFT),
  };
  tools.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest<HTMLButtonElement>("button[data-do]");
    if (button) actions[button.dataset.do ?? ""]?.();
  });
  view.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = { "+": "in", "=": "in", "-": "out", "0": "all" }[event.key];
    const arrow = { ArrowLeft: "to-left", ArrowRight: "to-right", ArrowUp: "to-top", ArrowDown: "to-bottom" }[
      event.key
    ];
    // Among the signs, arrows lead from one to the next.
    const action = key ?? (arrow && tools.contains(event.target as Node) && scale() > 1 ? arrow : undefined);
    if (!action) return;
    event.preventDefault();
    actions[action]?.();
  });
  view.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      by(Math.exp(-event.deltaY / 150), ...shares(picture, event));
    },
    { passive: false },
  );
  drag(view, picture, { by, move, near: () => scale() > 1.001 });
  new ResizeObserver(tell).observe(view);
  tell();

  return {
    show: (element) => {
      if (scale() <= 1.001) return;
      const [seen, at] = [picture.getBoundingClientRect(), element.getBoundingClientRect()];
      const [x, y] = [at.left + at.width / 2, at.top + at.height / 2];
      if (x > seen.left && x < seen.right && y > seen.top && y < seen.bottom) return;
      move((x - seen.left) / seen.width - 0.5, (y - seen.top) / seen.height - 0.5);
    },
  };
}

interface Movable {
  by: (factor: number, across: number, down: number) => void;
  move: (across: number, down: number) => void;
  near: () => boolean;
}

/** One pointer moves the picture once it is near, two come nearer. */
function drag(view: HTMLElement, picture: SVGSVGElement, movable: Movable): void {
  const held = new Map<number, PointerEvent>();
  let travelled = 0;
  const release = (event: PointerEvent) => held.delete(event.pointerId);

  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (held.size === 0) travelled = 0;
    held.set(event.pointerId, event);
  });
  picture.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const { width, height } = picture.getBoundingClientRect();
    const others = [...held.values()].filter((one) => one.pointerId !== event.pointerId);
    const other = others[0];
    if (other) {
      const apart = distance(event, other) / (distance(before, other) || 1);
      const [across, down] = shares(picture, other);
      movable.by(apart, across, down);
      travelled = Number.POSITIVE_INFINITY;
    } else if (movable.near()) {
      travelled += distance(event, before);
      if (travelled > STILL) {
        picture.setPointerCapture(event.pointerId);
        movable.move((before.clientX - event.clientX) / width, (before.clientY - event.clientY) / height);
      }
    }
    held.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel"] as const) picture.addEventListener(name, release);
  // Who has dragged did not mean to follow the link below the pointer.
  view.addEventListener(
    "click",
    (event) => {
      if (travelled > STILL && event.target instanceof Element && picture.contains(event.target))
        event.preventDefault();
      travelled = 0;
    },
    { capture: true },
  );
  picture.addEventListener("dragstart", (event) => event.preventDefault());
}

function boxOf(picture: SVGSVGElement): Box {
  const { x, y, width, height } = picture.viewBox.baseVal;
  return { x, y, width, height };
}

function within(value: number, most: number): number {
  return Math.min(Math.max(0, value), Math.max(0, most));
}

function distance(one: PointerEvent, other: PointerEvent): number {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

function shares(picture: SVGSVGElement, event: MouseEvent): [number, number] {
  const { left, top, width, height } = picture.getBoundingClientRect();
  return [(event.clientX - left) / width, (event.clientY - top) / height];
}
