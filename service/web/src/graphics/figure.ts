// All that a reader gets on top of one drawn graphic, also of one that comes into the page later.

import { neighbours } from "./neighbours";
import { roving } from "./roving";
import { tips } from "./tips";
import { zoom } from "./zoom";

export function enliven(figure: HTMLElement): void {
  const view = figure.querySelector<HTMLElement>(".graphic-view");
  const picture = view?.querySelector<SVGSVGElement>(":scope > svg");
  if (view) tips(view);
  if (!view || !picture) return;
  const nearer = zoom(view, picture);
  roving(view, picture, nearer.show);
  neighbours(view, picture);
}
