// What other modules add to a page when it is loaded, for an answer that comes later.

import { enliven } from "../graphics/figure";
import { equip } from "../queries/tables";

/** Tables that can be sorted and searched, pictures to come nearer to. */
export function enhance(answer: HTMLElement): void {
  for (const result of answer.querySelectorAll<HTMLElement>(".result")) equip(result);
  for (const figure of answer.querySelectorAll<HTMLElement>("figure.graphic")) enliven(figure);
}
