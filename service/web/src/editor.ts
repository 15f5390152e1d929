// The editor of the page /editor, in the place of its text area. It is much script, so it is taken up in parts: in between
// the browser does what its reader wants, on a slow device too.

import { turn } from "./editor/turn";

const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import("./editor/look"),
  () => import("./editor/language"),
  () => import("./editor/completion"),
  () => import("./editor/check"),
  () => import("./editor/view"),
];

const form = document.getElementById("editor");
const field = document.getElementById("query");
if (form instanceof HTMLFormElement && field instanceof HTMLTextAreaElement) void begin(form, field);

async function begin(form: HTMLFormElement, field: HTMLTextAreaElement): Promise<void> {
  for (const part of PARTS) {
    await part();
    await turn();
  }
  const { start } = await import("./editor/start");
  await turn();
  await start(form, field);
}
