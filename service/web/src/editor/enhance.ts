// What other modules add to a page when it is loaded, for an answer that comes later.

import { neighbours } from "../graphics/neighbours";
import { roving } from "../graphics/roving";
import { tips } from "../graphics/tips";
import { zoom } from "../graphics/zoom";
import { equip } from "../queries/tables";

/** Tables that can be sorted and searched, pictures to come nearer to. */
export function enhance(answer: HTMLElement): void {
  for (const result of answer.querySelectorAll<HTMLElement>(".result")) equip(result);
  for (const view of answer.querySelectorAll<HTMLElement>("figure.graphic .graphic-view")) {
    const picture = view.querySelector<SVGSVGElement>(":scope > svg");
    tips(view);
    if (!picture) continue;
    roving(picture, zoom(view, picture).show);
    neighbours(picture);
  }
}
