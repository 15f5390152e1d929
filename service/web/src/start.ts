// The map of members on a day: moves the day and chooses forums without asking the server, which has written on every mark from
// when to when it holds. Without this module the same form draws the map anew.

import { type Choice, pageQuery, savedQuery } from "./start/address";
import { dayOf, inWords, nearest, next, numberOf } from "./start/days";
import { Member, statusOn } from "./start/members";
import { refresh } from "./start/refresh";

const DAYS = ".days button[name=on]";
const YEAR = 365;
const STEP_MILLISECONDS = 450;
const SETTLED_MILLISECONDS = 600;

class DayMap {
  readonly #form: HTMLFormElement;
  readonly #field: HTMLInputElement;
  readonly #slider: HTMLInputElement;
  readonly #play: HTMLButtonElement;
  readonly #members: readonly Member[];
  readonly #stops: readonly number[];
  readonly #happened = new Map<string, string>();
  readonly #words = inWords(document.documentElement.lang);
  readonly #today: string;
  readonly #growth: string;
  #day: string;
  #playing: number | undefined;
  #settling: number | undefined;

  constructor(form: HTMLFormElement, field: HTMLInputElement, slider: HTMLInputElement, play: HTMLButtonElement) {
    this.#form = form;
    this.#field = field;
    this.#slider = slider;
    this.#play = play;
    this.#today = form.dataset.today ?? dayOf(Math.floor(Date.now() / 86_400_000));
    this.#growth = form.querySelector<HTMLInputElement>("input[name=growth]")?.value ?? "";
    const words = { certain: form.dataset.certain ?? "", possible: form.dataset.possible ?? "" };
    const marked = document.querySelectorAll<HTMLElement | SVGElement>(
      `#${form.dataset.map} .mark[data-spans], .unplaced [data-spans]`,
    );
    this.#members = [...marked].map((element) => new Member(element, words));
    for (const button of document.querySelectorAll<HTMLButtonElement>(DAYS)) {
      this.#happened.set(button.value, button.nextElementSibling?.textContent ?? "");
    }
    this.#day = Number.isNaN(numberOf(field.value)) ? this.#today : field.value;
    const changes = this.#members.flatMap(({ spans }) => spans.flatMap(([, start, end]) => [start, end]));
    const days = new Set([...changes, ...this.#happened.keys(), slider.dataset.first ?? "", this.#today]);
    const last = Math.max(numberOf(this.#today), numberOf(this.#day));
    this.#stops = [...days]
      .map(numberOf)
      .filter((number) => number <= last)
      .sort((a, b) => a - b);
  }

  start(): void {
    const last = Math.max(this.#stops.at(-1) ?? 0, numberOf(this.#day));
    this.#slider.min = String(Math.min(this.#stops[0] ?? last - 1, numberOf(this.#day)));
    this.#slider.max = String(last);
    for (const control of this.#form.querySelectorAll<HTMLInputElement | HTMLButtonElement>(".slider :disabled"))
      control.disabled = false;
    this.#form.querySelector(".slider")?.classList.add("ready");
    this.#slider.addEventListener("input", () => this.#slide());
    this.#slider.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener(
      "change",
      () => Number.isNaN(numberOf(this.#field.value)) || this.#choose(this.#field.value),
    );
    this.#form.addEventListener(
      "change",
      (event) => event.target instanceof HTMLInputElement && event.target.type === "checkbox" && this.#update(),
    );
    for (const button of this.#form.querySelectorAll<HTMLButtonElement>("[data-step]")) {
      button.addEventListener("click", () =>
        this.#go(next(this.#stops, numberOf(this.#day), button.dataset.step === "1" ? 1 : -1)),
      );
    }
    this.#play.addEventListener("click", () => (this.#playing === undefined ? this.#run() : this.#pause()));
    document.addEventListener("visibilitychange", () => document.hidden && this.#pause());
    for (const button of document.querySelectorAll<HTMLButtonElement>(DAYS)) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        this.#pause();
        this.#choose(button.value);
      });
    }
    this.#place();
  }

  /** The slider was drawn, or a program for blind people moved it: a day near it with a change, and never the same one again. */
  #slide(): void {
    const wanted = Number(this.#slider.value);
    const from = numberOf(this.#day);
    const near = nearest(this.#stops, wanted);
    this.#go(
      near === from && wanted !== from && Math.abs(wanted - from) <= 1
        ? next(this.#stops, from, wanted > from ? 1 : -1)
        : near,
    );
  }

  #key(event: KeyboardEvent): void {
    const from = numberOf(this.#day);
    const [first, last] = [this.#stops[0] ?? from, this.#stops.at(-1) ?? from];
    const to: Record<string, () => number> = {
      ArrowLeft: () => next(this.#stops, from, -1),
      ArrowDown: () => next(this.#stops, from, -1),
      ArrowRight: () => next(this.#stops, from, 1),
      ArrowUp: () => next(this.#stops, from, 1),
      PageDown: () => next(this.#stops, from, -1, YEAR),
      PageUp: () => next(this.#stops, from, 1, YEAR),
      Home: () => first,
      End: () => last,
    };
    const move = to[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#go(move());
  }

  #run(): void {
    const last = this.#stops.at(-1) ?? 0;
    if (numberOf(this.#day) >= last) this.#go(this.#stops[0] ?? last, true);
    this.#play.textContent = this.#play.dataset.pause ?? "";
    this.#playing = window.setInterval(() => {
      this.#go(next(this.#stops, numberOf(this.#day), 1), true);
      if (numberOf(this.#day) >= last) this.#pause();
    }, STEP_MILLISECONDS);
  }

  #pause(): void {
    if (this.#playing === undefined) return;
    window.clearInterval(this.#playing);
    this.#playing = undefined;
    this.#play.textContent = this.#play.dataset.play ?? "";
    this.#settle();
  }

  #go(number: number, playing = false): void {
    if (!playing) this.#pause();
    this.#choose(dayOf(number));
  }

  #choose(day: string): void {
    this.#day = day;
    this.#field.value = day;
    this.#update();
  }

  /** Put the slider where the day is, and say it in words. */
  #place(): void {
    this.#slider.value = String(numberOf(this.#day));
    const happened = this.#happened.get(this.#day) ?? "";
    this.#slider.setAttribute("aria-valuetext", [this.#words(this.#day), happened].filter(Boolean).join(": "));
    for (const element of document.querySelectorAll("[data-shown-day]")) element.textContent = this.#words(this.#day);
    for (const element of document.querySelectorAll("[data-happened]")) element.textContent = happened;
  }

  #ticked(name: string): string[] {
    const boxes = [...this.#form.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name=${name}]`)];
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    return ticked.length === boxes.length && boxes.length > 1 ? [] : ticked;
  }

  get #choice(): Choice {
    return {
      day: this.#day,
      today: this.#today,
      forums: this.#ticked("forum"),
      kinds: this.#ticked("kind"),
      growth: this.#growth,
    };
  }

  #update(): void {
    const choice = this.#choice;
    const forums = new Set(choice.forums);
    const kinds = new Set(choice.kinds);
    const counts = { certain: 0, possible: 0, missing: 0 };
    for (const member of this.#members) {
      const status = kinds.size && !kinds.has(member.kind) ? "" : statusOn(member.spans, this.#day, forums);
      member.show(status);
      if (status) counts[status] += 1;
      if (status && !member.placed) counts.missing += 1;
    }
    const number = new Intl.NumberFormat(document.documentElement.lang);
    for (const [name, count] of Object.entries(counts)) {
      for (const element of document.querySelectorAll(`[data-count=${name}]`))
        element.textContent = number.format(count);
    }
    this.#place();
    this.#link(choice);
    window.clearTimeout(this.#settling);
    if (this.#playing === undefined) this.#settling = window.setTimeout(() => this.#settle(), SETTLED_MILLISECONDS);
  }

  /** All addresses that carry the choice. */
  #link(choice: Choice): void {
    const root = this.#form.dataset.root ?? "";
    const asked = pageQuery(choice);
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-page]")) {
      link.href = `${root}${link.dataset.page}${pageQuery({ ...choice, growth: "" })}${link.dataset.anchor ?? ""}`;
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-query]"))
      link.href = savedQuery(root, choice, link.dataset.query ?? "");
    history.replaceState(history.state, "", `${location.pathname}${asked}${location.hash}`);
    const back = document.querySelector<HTMLInputElement>(".languages input[name=back]");
    if (back) back.value = `${location.pathname}${asked}`;
    const address = document.querySelector(".address code");
    if (address) address.textContent = `${(address.textContent ?? "").split("?")[0]}${asked}`;
  }

  /** The reader has come to rest on a day: say how many there are, and get what only the server can tell. */
  #settle(): void {
    const said = document.querySelector("[data-said]");
    const shown = document.querySelector(".map-counts");
    if (said && shown) said.textContent = (shown.textContent ?? "").replace(/\s+/g, " ").trim();
    refresh(`${location.pathname}${pageQuery(this.#choice)}`);
  }
}

const form = document.querySelector<HTMLFormElement>("form[data-map]");
const field = form?.querySelector<HTMLInputElement>("input[name=on]");
const slider = form?.querySelector<HTMLInputElement>("input[type=range]");
const play = form?.querySelector<HTMLButtonElement>("button.play");
if (form && field && slider && play) new DayMap(form, field, slider, play).start();
