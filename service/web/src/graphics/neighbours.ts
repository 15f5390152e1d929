// In a network, the node under the pointer or the focus stands out with what it is joined to.

const FEW = 12;

export function neighbours(view: HTMLElement, picture: SVGSVGElement): void {
  const edges = [...picture.querySelectorAll<SVGElement>("[data-from]")];
  if (edges.length === 0) return;
  const nodes = new Map(
    [...picture.querySelectorAll<SVGElement>("[data-node]")].map((node) => [node.dataset.node, node]),
  );
  let shown: string | undefined;

  const show = (name: string | undefined) => {
    if (name === shown) return;
    shown = name;
    picture.classList.toggle("lit", name !== undefined);
    for (const element of picture.querySelectorAll(".joined")) element.classList.remove("joined");
    if (name === undefined) return;
    nodes.get(name)?.classList.add("joined");
    for (const edge of edges) {
      const { from, to } = edge.dataset;
      if (from !== name && to !== name) continue;
      edge.classList.add("joined");
      nodes.get(from === name ? to : from)?.classList.add("joined");
    }
    // The names of many would lie over each other.
    picture.classList.toggle("few", picture.querySelectorAll(".mark.joined").length <= FEW);
  };
  const nodeAt = (target: EventTarget | null) =>
    (target instanceof Element && target.closest<SVGElement>("[data-node]")?.dataset.node) || undefined;
  picture.addEventListener("pointerover", (event) => show(nodeAt(event.target)));
  picture.addEventListener("pointerleave", () => show(nodeAt(document.activeElement)));
  view.addEventListener("focusin", (event) => show(nodeAt(event.target)));
  view.addEventListener("focusout", () => show(undefined));
}
