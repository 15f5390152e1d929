// What a sign is called, shown beside it when the pointer or the focus is on it. It stays while the pointer moves onto it, goes with Escape,
// and says nothing that the title of the sign does not say.

const LINGER = 150;
const APART = 10;

export function tips(view: HTMLElement): void {
  const tip = document.createElement("div");
  tip.className = "graphic-tip";
  tip.setAttribute("role", "tooltip");
  tip.dir = "auto";
  tip.hidden = true;
  view.append(tip);

  let shown: Element | undefined;
  let silenced: [Element, SVGTitleElement] | undefined;
  let leaving = 0;

  const hide = () => {
    clearTimeout(leaving);
    tip.hidden = true;
    shown = undefined;
  };
  const show = (sign: Element, pointer?: PointerEvent) => {
    clearTimeout(leaving);
    const words = called(sign);
    if (!words) return hide();
    if (sign === shown) return;
    shown = sign;
    tip.textContent = words;
    tip.hidden = false;
    place(tip, view, sign, pointer);
  };
  // The browser would show the title a second time, but only to a pointer.
  const silence = (sign: Element | undefined) => {
    if (silenced) silenced[0].prepend(silenced[1]);
    silenced = undefined;
    const title = sign && titleOf(sign);
    if (sign && title) {
      silenced = [sign, title];
      title.remove();
    }
  };
  const called = (sign: Element) => (silenced?.[0] === sign ? silenced[1] : titleOf(sign))?.textContent ?? "";

  view.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (tip.contains(event.target as Node)) return clearTimeout(leaving);
    const sign = signAt(event.target);
    silence(sign);
    if (sign) show(sign, event);
    else if (shown) leaving = window.setTimeout(hide, LINGER);
  });
  view.addEventListener("pointerleave", () => {
    silence(undefined);
    clearTimeout(leaving);
    leaving = window.setTimeout(hide, LINGER);
  });
  view.addEventListener("focusin", (event) => {
    const sign = signAt(event.target);
    if (sign) show(sign);
  });
  view.addEventListener("focusout", hide);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !tip.hidden) hide();
  });
  view.addEventListener("graphic:moved", hide);
}

function signAt(target: EventTarget | null): Element | undefined {
  return (target instanceof Element && target.closest(".mark, .datum")) || undefined;
}

function titleOf(sign: Element): SVGTitleElement | undefined {
  const first = sign.firstElementChild;
  return first instanceof SVGTitleElement ? first : undefined;
}

/** Above the sign, or below where there is no room, and never beyond the sides of the picture. A line is long: there the pointer counts. */
function place(tip: HTMLElement, view: HTMLElement, sign: Element, pointer?: PointerEvent): void {
  const around = view.getBoundingClientRect();
  const mark = sign.querySelector(".sign, .bar");
  const at = !mark && pointer ? new DOMRect(pointer.clientX, pointer.clientY) : (mark ?? sign).getBoundingClientRect();
  const middle = at.left + at.width / 2 - around.left;
  const left = Math.min(Math.max(0, middle - tip.offsetWidth / 2), Math.max(0, around.width - tip.offsetWidth));
  const above = at.top - around.top - tip.offsetHeight - APART;
  const below = at.bottom - around.top + APART;
  tip.style.left = `${left}px`;
  tip.style.top = `${at.top - tip.offsetHeight - APART < 0 ? below : above}px`;
}
