// Parts of the page that only the server can make, such as the table: they are taken from the page that the new address gives.

let asking: AbortController | undefined;

/** Renew every part marked with data-refresh from `address`. If that fails, the page itself is opened, so that it never tells of another day. */
export async function refresh(address: string): Promise<void> {
  const parts = [...document.querySelectorAll<HTMLElement>("[data-refresh][id]")];
  if (!parts.length) return;
  asking?.abort();
  asking = new AbortController();
  for (const part of parts) part.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(document.adoptNode(fresh));
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    location.assign(address);
  }
}
