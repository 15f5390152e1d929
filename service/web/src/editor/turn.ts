/** Until the browser has done what waits: between two parts of a long work, so that nobody waits for all of it. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
