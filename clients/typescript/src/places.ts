/** What holds now of the opening hours of a place. */

import type { Place } from "./types.js";

export interface OpeningState {
  isOpen: boolean;
  /** When it closes, or opens again; null if that is not near. */
  until: Date | null;
}

/** Null where no weekly hours are entered, or the place was read too long ago to know. */
export function openingState(
  { hours, next_openings }: Pick<Place, "hours" | "next_openings">,
  now: Date = new Date(),
): OpeningState | null {
  if (!hours.length) return null;
  if (!next_openings.length) return { isOpen: false, until: null };
  const next = next_openings.find(({ closes_at }) => !closes_at || new Date(closes_at) > now);
  if (!next) return null;
  const opensAt = new Date(next.opens_at);
  if (opensAt > now) return { isOpen: false, until: opensAt };
  return { isOpen: true, until: next.closes_at ? new Date(next.closes_at) : null };
}
