// What a reader gets on top of the graphics that the server has drawn: come nearer, read what a sign is, see what is joined.

import { neighbours } from "./graphics/neighbours";
import { roving } from "./graphics/roving";
import { tips } from "./graphics/tips";
import { zoom } from "./graphics/zoom";

for (const figure of document.querySelectorAll<HTMLElement>("figure.graphic")) {
  const view = figure.querySelector<HTMLElement>(".graphic-view");
  const picture = view?.querySelector<SVGSVGElement>(":scope > svg");
  if (view) tips(view);
  if (!view || !picture) continue;
  const nearer = zoom(view, picture);
  roving(view, picture, nearer.show);
  neighbours(view, picture);
}
