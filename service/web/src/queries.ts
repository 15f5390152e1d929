// Pages of saved queries: days to choose from, and code to copy.

import { copyOnClick } from "./queries/copying";
import { offerDays } from "./queries/days";
import { equip } from "./queries/tables";

for (const result of document.querySelectorAll<HTMLElement>(".result")) equip(result);
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy ?? "");
  if (source) copyOnClick(button, () => (source.textContent ?? "").trim());
}
for (const field of document.querySelectorAll<HTMLInputElement>("input[data-day]")) offerDays(field);
