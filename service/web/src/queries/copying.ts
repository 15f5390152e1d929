// Copy text to the clipboard, and say whether that worked, in the words that the server has put beside the button.

const SHOWN_FOR = 2500;

/** Let `button` copy what `text` gives. It appears only now, because it needs this script. */
export function copyOnClick(button: HTMLButtonElement, text: () => string): void {
  const name = button.textContent ?? "";
  // A screen reader tells a change of the words in a live region, not in the button that has the focus.
  const told = document.createElement("span");
  told.className = "unseen";
  told.setAttribute("role", "status");
  button.after(told);
  let waiting = 0;
  button.addEventListener("click", async () => {
    const worked = await copied(text());
    const words = (worked ? button.dataset.done : button.dataset.failed) ?? "";
    button.textContent = words;
    told.textContent = words;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      button.textContent = name;
      told.textContent = "";
    }, SHOWN_FOR);
  });
  button.hidden = false;
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without encryption, as in an office network, browsers have no clipboard of that kind.
    return copiedBySelection(text);
  }
}

function copiedBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const worked = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return worked;
}
