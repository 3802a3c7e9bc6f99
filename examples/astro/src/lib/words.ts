/** Words for dates, times and numbers. */

import type { Place, Site } from "@gait/client";
import { openingState } from "@gait/client/places";

type Hours = Place["hours"][number];
type Weekday = Hours["days"][number];

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK: [Weekday, string][] = [
  ["mo", "Monday"],
  ["tu", "Tuesday"],
  ["we", "Wednesday"],
  ["th", "Thursday"],
  ["fr", "Friday"],
  ["sa", "Saturday"],
  ["su", "Sunday"],
];

/** "1 October 2026", where the clinic is. A date without a time is that day everywhere. */
export function day(value: string, timeZone?: string): string {
  const zone = value.includes("T") ? timeZone : "UTC";
  return new Date(value).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: zone,
  });
}

/** "8:30 am" for "08:30". */
export function clock(value: string): string {
  const [hour = 0, minute = 0] = value.split(":").map(Number);
  if (minute === 0 && hour % 12 === 0) return hour === 12 ? "noon" : "midnight";
  const minutes = minute ? `:${String(minute).padStart(2, "0")}` : "";
  return `${hour % 12 || 12}${minutes} ${hour < 12 ? "am" : "pm"}`;
}

/** "8 am to 6 pm", "Open 24 hours" or "Closed". */
export function times({ opens, closes }: Pick<Hours, "opens" | "closes">): string {
  if (opens === null || closes === null) return "Closed";
  if (opens === "00:00" && closes === "00:00") return "Open 24 hours";
  return `${clock(opens)} to ${clock(closes)}`;
}

/** "Open today until 6 pm", "Closed now, opens tomorrow at 8 am"; null where it is not known. */
export function opening(place: Place, timeZone = "UTC", now = new Date()): string | null {
  const state = openingState(place, now);
  if (!state) return null;
  const { isOpen, until } = state;
  if (!until) return isOpen ? "Open now, round the clock" : "Closed now";
  const at = clock(clockTime(until, timeZone));
  // Midnight belongs to the day that it ends.
  const last = isOpen ? new Date(until.getTime() - 1) : until;
  const on = dayFrom(now, last, timeZone);
  if (!isOpen) return `Closed now, opens ${on} at ${at}`;
  return on === "today" ? `Open today until ${at}` : `Open now until ${at} ${on}`;
}

/** "today", "tomorrow", "on Friday" or "on 3 December", where the clinic is. */
function dayFrom(now: Date, then: Date, timeZone: string): string {
  const [today, other] = [now, then].map((each) => Date.parse(isoDate(each, timeZone)));
  const ahead = Math.round(((other ?? 0) - (today ?? 0)) / DAY_MS);
  if (ahead < 2) return ahead < 1 ? "today" : "tomorrow";
  const shown = ahead <= WEEK.length ? ({ weekday: "long" } as const) : ({ day: "numeric", month: "long" } as const);
  return `on ${then.toLocaleDateString("en-GB", { ...shown, timeZone })}`;
}

/** "2026-12-03" */
function isoDate(moment: Date, timeZone: string): string {
  return moment.toLocaleDateString("sv-SE", { timeZone });
}

/** "08:30" */
function clockTime(moment: Date, timeZone: string): string {
  return moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
}

/** "Monday to Thursday, Saturday" for the days of one line of opening hours. */
export function days(chosen: Weekday[]): string {
  const runs: string[][] = [];
  WEEK.forEach(([short, name], index) => {
    if (!chosen.includes(short)) return;
    const before = WEEK[index - 1];
    if (before && chosen.includes(before[0])) runs.at(-1)?.push(name);
    else runs.push([name]);
  });
  return runs
    .map((run) => (run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run.join(", ")))
    .join(", ");
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

export function fullName({ name, credentials }: { name: string; credentials: string }) {
  return credentials ? `${name}, ${credentials}` : name;
}

/** "Ellery Bay, OR 97990" */
export function cityLine({ city, region, postcode }: Place): string {
  const town = [city, region].filter(Boolean).join(", ");
  return [town, postcode].filter(Boolean).join(" ");
}

/** The name that ends the title of a page that has no title of its own in the API. */
export function titled(words: string, site: Site): string {
  return [words, site.clinic?.name].filter(Boolean).join(" | ");
}
