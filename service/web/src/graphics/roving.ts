// Hundreds of signs would be hundreds of stops for the tab key. In a picture with many, one sign is a stop, and arrows lead to the nearest
// sign in their direction.

const FEW = 20;
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

// Listeners stand on the element around the picture: a picture that listens to the focus would itself become a stop.
export function roving(view: HTMLElement, picture: SVGSVGElement, show: (element: Element) => void): void {
  view.addEventListener("focusin", (event) => {
    if (event.target instanceof SVGAElement) show(event.target);
  });
  const signs = () => [...picture.querySelectorAll<SVGAElement>("a.mark")].filter(visible);
  const all = picture.querySelectorAll<SVGAElement>("a.mark");
  if (all.length <= FEW) return;

  const stop = (chosen: SVGAElement | undefined) => {
    for (const sign of all) sign.setAttribute("tabindex", sign === chosen ? "0" : "-1");
  };
  stop(signs()[0]);
  const hint = view.querySelector(".graphic-hint");
  if (hint) picture.setAttribute("aria-describedby", hint.id);

  view.addEventListener("keydown", (event) => {
    const current = event.target;
    if (!(current instanceof SVGAElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const found = signs();
    const arrow = ARROWS[event.key];
    const next =
      event.key === "Home" ? found[0] : event.key === "End" ? found.at(-1) : arrow && nearest(current, found, arrow);
    if (!arrow && !next) return;
    event.preventDefault();
    next?.focus();
  });
  view.addEventListener("focusin", (event) => {
    if (event.target instanceof SVGAElement && event.target.matches("a.mark")) stop(event.target);
  });
  // A script that moves the day hides signs, perhaps the one that is the stop.
  new MutationObserver(() => {
    if (![...all].some((sign) => sign.getAttribute("tabindex") === "0" && visible(sign))) stop(signs()[0]);
  }).observe(picture, { subtree: true, attributeFilter: ["hidden", "class", "display"] });
}

function visible(sign: SVGAElement): boolean {
  return sign.getClientRects().length > 0 && getComputedStyle(sign).visibility !== "hidden";
}

/** The sign that lies farthest in the direction and least aside. */
function nearest(from: SVGAElement, signs: SVGAElement[], [right, down]: [number, number]): SVGAElement | undefined {
  const start = middle(from);
  let best: SVGAElement | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const sign of signs) {
    const at = middle(sign);
    const [across, below] = [at.x - start.x, at.y - start.y];
    const along = across * right + below * down;
    const aside = Math.abs(across * down) + Math.abs(below * right);
    const far = along + 2 * aside;
    if (sign !== from && along > 0.5 && far < least) [best, least] = [sign, far];
  }
  return best;
}

function middle(sign: SVGAElement): { x: number; y: number } {
  const { left, top, width, height } = (sign.querySelector(".sign") ?? sign).getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
