// Days as texts (2020-09-28) and as numbers of days, by which a slider can go.

const MILLISECONDS = 86_400_000;
const WHOLE = /^\d{4}-\d{2}-\d{2}$/;

/** The number of a day; NaN for what is no whole day, or none of the calendar: some browsers read 30 February as 1 March. */
export function numberOf(day: string): number {
  const number = WHOLE.test(day) ? Date.parse(`${day}T00:00:00Z`) / MILLISECONDS : Number.NaN;
  return Number.isNaN(number) || dayOf(number) !== day ? Number.NaN : number;
}

/** The day with a number, as text. */
export function dayOf(number: number): string {
  return new Date(number * MILLISECONDS).toISOString().slice(0, 10);
}

/** Days in words, in the language of the page. */
export function inWords(language: string): (day: string) => string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    dateStyle: "long",
    timeZone: "UTC",
  });
  return (day) => format.format(new Date(`${day}T00:00:00Z`));
}

/** The number in a sorted list that is nearest to another. */
export function nearest(numbers: readonly number[], wanted: number): number {
  let best = wanted;
  let distance = Number.POSITIVE_INFINITY;
  for (const number of numbers) {
    if (Math.abs(number - wanted) < distance) {
      best = number;
      distance = Math.abs(number - wanted);
    }
  }
  return best;
}

/** The next number of a sorted list in a direction, at least so far away; the first or last of the list where there is none. */
export function next(numbers: readonly number[], from: number, direction: 1 | -1, away = 1): number {
  const ordered = direction === 1 ? numbers : [...numbers].reverse();
  return ordered.find((number) => (number - from) * direction >= away) ?? ordered.at(-1) ?? from;
}
